"""What was said, counted by who said it: themes raised, how people stood to them, and on what conditions.

One voice is one organisation heard at all, in an answer, in an interview or in both; or one individual's answer.
The two are never added together. Key informants and staff are nobody's voice here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from consult.coding.rules.attributes import ASPECTS, SAFETY, Stance
from consult.disclosure.rules import GatedTable, Mark
from consult.disclosure.rules.words import K
from consult.findings.rules.columns import NOT_ASKED, AnswerRow, Codes, ColumnKey, Columns, read_answers
from consult.findings.rules.questions import Kind, Question

THEMES, STANCES, TERMS = "themes", "themes.stance", "themes.terms"
CONDITION = "TERM-COND"
UNNAMED = "unnamed"
"""A condition whose aspect nobody noted."""


@dataclass(frozen=True, slots=True)
class Said:
    """One coded stretch as it counts: the theme, how it stands to it, and the option and aspect it is about."""

    code: str
    stance: Stance
    option: str = ""
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class TalkingVoice:
    """One organisation or individual that was heard, in the groups it is counted in, with all it said."""

    attributes: Mapping[str, str]
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Themes:
    """Columns of what was said, with the three questions they answer."""

    columns: Columns
    raised: Question
    stances: Question
    terms: Question


def stance_of(stances: Iterable[Stance]) -> Stance:
    """Return how one voice stands to a theme: what it always said, or mixed where it said both.

    Words without a stance do not blur one; a condition beside a plain yes is a condition, beside a no it is mixed.
    """
    told = set(stances) - {Stance.NONE}
    if not told:
        return Stance.NONE
    if told == {Stance.FOR, Stance.CONDITIONAL}:
        return Stance.CONDITIONAL
    return told.pop() if len(told) == 1 else Stance.MIXED


def condition_of(one: Said) -> str | None:
    """Return the aspect a condition on an option is about ("unnamed" where nobody noted it); None if it is none."""
    return (one.aspect or UNNAMED) if one.code == CONDITION and one.option else None


def may_join(groups: Sequence[str], k: int = K) -> bool:
    """Tell whether organisations that were only interviewed may be counted beside those that answered, given the
    published region of each: not where one to four of a group would stand out against the closed questions.
    """
    return all(count >= k for count in Counter(groups).values())


def theme_columns(voices: Sequence[TalkingVoice], codes: Sequence[str], options: Sequence[str]) -> Themes:
    """Return who raised what: 1 or 0 per code, the position of the stance where it was raised, 1 or 0 per condition.

    Everybody heard is in the base of themes and conditions; of a stance, those who raised the theme.
    """
    counted = [code for code in codes if code != SAFETY]
    given = [{(one.option, name) for one in voice.said if (name := condition_of(one))} for voice in voices]
    names = (*ASPECTS, UNNAMED)  # all of them: a row that is there because somebody said it would tell that
    values: dict[ColumnKey, Codes] = {}
    for code in counted:
        own = [[one.stance for one in voice.said if one.code == code] for voice in voices]
        values[ColumnKey(THEMES, None, code)] = np.array([bool(stances) for stances in own], dtype=np.int8)
        values[ColumnKey(STANCES, code)] = np.array([_place(stances) for stances in own], dtype=np.int8)
    for option in options:
        for name in names:
            bits = [(option, name) in pairs for pairs in given]
            values[ColumnKey(TERMS, option, name)] = np.array(bits, dtype=np.int8)
    grouped = read_answers([_nobody(voice) for voice in voices], ())
    return Themes(
        columns=replace(grouped, values=values),
        raised=Question(THEMES, Kind.MULTIPLE, options=tuple(counted)),
        stances=Question(STANCES, Kind.MATRIX, options=tuple(stance.value for stance in Stance), rows=tuple(counted)),
        terms=Question(TERMS, Kind.MATRIX_MULTIPLE, options=names, rows=tuple(options)),
    )


def without_slivers(terms: GatedTable, raised: GatedTable) -> GatedTable:
    """Withhold conditions on an option that all but a few of those who named any condition have named.

    The rest, had by subtraction, would be nought to four; a mark for nought as well says nothing about which.
    """
    whole = raised.total(CONDITION) if CONDITION in raised.rows else Mark.WITHHELD
    if isinstance(whole, Mark) or terms.totals is None:
        return terms
    hidden = {row for row in terms.rows if isinstance(count := terms.total(row), int) and whole - count < K}
    totals = tuple(Mark.WITHHELD if row in hidden else cell for row, cell in zip(terms.rows, terms.totals, strict=True))
    cells = tuple(
        tuple(Mark.WITHHELD for _ in line) if row in hidden else line
        for row, line in zip(terms.rows, terms.cells, strict=True)
    )
    return replace(terms, totals=totals, cells=cells)


def _place(stances: Sequence[Stance]) -> int:
    return list(Stance).index(stance_of(stances)) if stances else NOT_ASKED


def _nobody(voice: TalkingVoice) -> AnswerRow:
    return AnswerRow(answers={}, attributes=voice.attributes)
