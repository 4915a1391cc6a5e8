"""The coding board: what was given to whom, how far they are, what nobody has yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from consult.coding.presentation.words import Words
from consult.coding.queries import AssignmentView, InterviewToCode, OpenWords
from consult.coding.rules.assigning import PART_READ_TWICE
from consult.coding.rules.attributes import Material


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment as the board shows it."""

    given: AssignmentView
    label: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class OpenPart:
    """What members wrote under one part, and how much of it a first and a second reader have."""

    part: str
    label: str
    count: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Coder:
    """One coder's part of the work."""

    name: str
    passages: int
    coded: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the board shows; only `mine` to whoever does not lead."""

    mine: tuple[Line, ...]
    everybody: tuple[Line, ...]
    coders: tuple[Coder, ...]
    interviews: tuple[InterviewToCode, ...]
    parts: tuple[OpenPart, ...]
    passages: int
    read_first: int
    read_second: int

    @property
    def wanted_second(self) -> int:
        """Return how many passages make a fifth."""
        return -(-self.passages // PART_READ_TWICE)

    @property
    def not_given(self) -> tuple[InterviewToCode, ...]:
        """Return the interviews nobody reads yet."""
        return tuple(one for one in self.interviews if not one.has_first)

    @property
    def parts_not_given(self) -> tuple[OpenPart, ...]:
        """Return the parts of which somebody could be given more."""
        return tuple(one for one in self.parts if one.first < one.count)


def board(
    assignments: Sequence[AssignmentView],
    account_id: str,
    words: Words,
    interviews: Sequence[InterviewToCode] = (),
    open_words: Sequence[OpenWords] = (),
) -> Board:
    """Return the board of a strand for one reader; what they must not see is not handed in."""
    lines = tuple(
        Line(
            one,
            words.material(one.part) if one.material is Material.OPEN_ANSWERS else one.label,
            one.account_id == account_id,
        )
        for one in assignments
    )
    mine = sorted((line for line in lines if line.is_mine), key=lambda line: line.given.done_on is not None)
    parts = _parts(open_words, words)
    return Board(
        mine=tuple(mine),
        everybody=lines,
        coders=_coders(assignments),
        interviews=tuple(interviews),
        parts=parts,
        passages=sum(one.passage_count for one in interviews) + sum(part.count for part in parts),
        read_first=sum(one.passage_count for one in interviews if one.has_first) + sum(part.first for part in parts),
        read_second=sum(one.passage_count for one in interviews if one.has_second) + sum(part.second for part in parts),
    )


def _coders(assignments: Sequence[AssignmentView]) -> tuple[Coder, ...]:
    passages, coded, waiting = Counter[str](), Counter[str](), Counter[str]()
    for one in assignments:
        passages[one.coder_name] += one.passage_count
        coded[one.coder_name] += one.coded_count
        waiting[one.coder_name] += one.done_on is None
    return tuple(Coder(name, passages[name], coded[name], waiting[name]) for name in sorted(passages))


def _parts(open_words: Sequence[OpenWords], words: Words) -> tuple[OpenPart, ...]:
    counts = Counter(one.part for one in open_words)
    first = Counter(one.part for one in open_words if one.has_first)
    second = Counter(one.part for one in open_words if one.has_second)
    return tuple(OpenPart(part, words.material(part), counts[part], first[part], second[part]) for part in counts)
