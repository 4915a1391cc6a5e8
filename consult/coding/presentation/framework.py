"""The framework matrix as pages show it: cases by the codes of one branch, worded in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from flask_babel import gettext as _

from consult.coding.labels import SIGNS, STANCES
from consult.coding.presentation.words import Words
from consult.coding.queries import CodeView
from consult.coding.queries.framework import Case, Place, Summary
from consult.coding.queries.framework_evidence import Evidence
from consult.coding.rules.attributes import Stance
from consult.coding.rules.graphemes import Span, widened
from consult.shared.wording import Language, language

AT_ONCE = 12
"""So many cases stand on one page."""
QUOTED = 160
"""So much of a segment is shown in its cell; the rest is in the workbench."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many segments of a cell have one stance, and where its part of a bar of a hundred lies."""

    stance: Stance
    sign: str
    label: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a segment, cut where they are long."""

    one: Evidence
    sign: str
    stance: str
    language: Language
    text: str
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What was summed up of a case under a code, if anything, and what lies beneath."""

    code: CodeView
    summary: Summary | None
    mix: tuple[Share, ...]
    quotes: tuple[Quote, ...]

    @property
    def text(self) -> str:
        """Return the summary, "" where there is none."""
        return self.summary.text if self.summary else ""

    @property
    def revision(self) -> int:
        """Return the revision somebody has before them."""
        return self.summary.revision if self.summary else 0


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with a cell for every column; none where it is hidden."""

    case: Case
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """One page of cases by the codes of a branch. Without cases, or without a codebook, there is nothing to show."""

    branches: tuple[CodeView, ...]
    branch: CodeView | None
    columns: tuple[CodeView, ...]
    rows: tuple[CaseRow, ...]
    number: int
    page_count: int


def page_of(cases: Sequence[Case], number: int) -> tuple[Sequence[Case], int, int]:
    """Return the cases of one page, which page that is, and how many there are."""
    page_count = max(1, ceil(len(cases) / AT_ONCE))
    number = min(max(number, 1), page_count)
    return cases[(number - 1) * AT_ONCE : number * AT_ONCE], number, page_count


def matrix(
    chosen: tuple[Sequence[Case], int, int],
    codes: Sequence[CodeView],
    summaries: Mapping[Place, Summary],
    evidence: Mapping[str, Sequence[Evidence]],
    *,
    words: Words | None,
    asked: str,
) -> Matrix:
    """Return the page with the cases chosen by `page_of`; `words` are needed where there are open answers among them.

    `asked` is a parent's key; any other stands for the first parent that something on the page was given a code of.
    """
    cases, number, page_count = chosen
    used = {one.code_key for given in evidence.values() for one in given} | {key for _case, key in summaries}
    branches = [one for one in codes if any(code.parent == one.key for code in codes)]
    first = next((one for one in branches if _columns(codes, one, used, only=used)), None)
    branch = next((one for one in branches if one.key == asked), first or next(iter(branches), None))
    columns = _columns(codes, branch, used) if branch else ()
    return Matrix(
        branches=tuple(branches),
        branch=branch,
        columns=columns,
        rows=tuple(
            CaseRow(
                one,
                case_name(one, words),
                () if one.hidden else tuple(_cell(one, code, summaries, evidence.get(one.id, ())) for code in columns),
            )
            for one in cases
        ),
        number=number,
        page_count=page_count,
    )


def case_name(one: Case, words: Words | None) -> str:
    """Return what a case is called."""
    if not one.part:
        return one.label
    asked = words.material(one.part) if words else one.part
    return f"{asked} · {_('Answer %(number)s', number=one.number)}"


def _columns(
    codes: Iterable[CodeView], branch: CodeView, used: set[str], only: set[str] | None = None
) -> tuple[CodeView, ...]:
    own = (one for one in codes if one.parent == branch.key and (one.retired_on is None or one.key in used))
    return tuple(one for one in own if only is None or one.key in only)


def _cell(case: Case, code: CodeView, summaries: Mapping[Place, Summary], evidence: Iterable[Evidence]) -> Cell:
    given = [one for one in evidence if one.code_key == code.key]
    return Cell(code, summaries.get((case.id, code.key)), _mix(given), tuple(_quote(one) for one in given))


def _mix(given: Sequence[Evidence]) -> tuple[Share, ...]:
    counts = Counter(one.stance for one in given)
    found, start = [], 0.0
    for stance in Stance:
        if counts[stance]:
            width = 100 * counts[stance] / len(given)
            found.append(Share(stance, SIGNS[stance], str(STANCES[stance]), counts[stance], start, width))
            start += width
    return tuple(found)


def _quote(one: Evidence) -> Quote:
    text = one.text[one.start : one.end]
    end = widened(text, Span(0, QUOTED)).end if len(text) > QUOTED else len(text)
    return Quote(
        one, SIGNS[one.stance], str(STANCES[one.stance]), language(one.language), text[:end].rstrip(), end < len(text)
    )
