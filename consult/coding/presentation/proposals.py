"""Codes proposed beside a passage, and what is told of them, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.coding.queries import CodeView, Part, SegmentView
from consult.coding.queries.suggestions import LearnedView, ProposedCode
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import overlap
from consult.coding.rules.suggesting import LEAST, Figures, Outlook, State
from consult.shared.wording import Language, language

MOST = 3
"""So many codes are proposed for one passage, the surest."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """A code proposed for a passage nobody has coded, and in a sentence how right such proposals were."""

    key: str
    name: str
    start: int
    sentence: str


Proposals = Sequence[tuple[ProposedCode, Maybe]]


def maybe_of(proposals: Sequence[ProposedCode], codes: Sequence[CodeView]) -> Proposals:
    """Return proposals with what their codes are called."""
    names = {code.key: code.name for code in codes}
    return [
        (one, Maybe(one.code_key, names[one.code_key], one.start, proven(one.figures)))
        for one in proposals
        if one.code_key in names
    ]


def maybe_here(part: Part, segments: Sequence[SegmentView], proposals: Proposals) -> tuple[Maybe, ...]:
    """Return what is proposed where this part begins, for as long as no code stands on it."""
    found = []
    for one, maybe in proposals:
        span = Span(one.start, len(part.passage.text) if one.end is None else one.end)
        is_coded = any(overlap(Span(other.start, other.end), span) for other in segments)
        if one.passage_id == part.passage.id and part.span.start <= one.start < part.span.end and not is_coded:
            found.append(maybe)
    return tuple(found[:MOST])


def proven(figures: Figures) -> str:
    """Return in a sentence how right proposals of a code were, and how much they missed."""
    sentence = _(
        "On documents held back, %(right)s of %(proposed)s such proposals were right, and %(missed)s of %(given)s "
        "passages with this code were missed.",
        right=format_decimal(figures.right),
        proposed=format_decimal(figures.proposed),
        missed=format_decimal(figures.given - figures.right),
        given=format_decimal(figures.given),
    )
    return str(sentence)


@dataclass(frozen=True, slots=True)
class Line:
    """A code in a language: what is to be expected of it, and in a sentence why, or why not."""

    one: Outlook
    name: str
    language: Language
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was learned: the codes that are proposed, and those that are not."""

    view: LearnedView
    on: tuple[Line, ...]
    off: tuple[Line, ...]
    is_stale: bool


def told(view: LearnedView, codes: Sequence[CodeView], *, is_stale: bool) -> Told:
    """Return what was learned, code by code, those that were tried first."""
    names = {code.key: code.name for code in codes}
    lines = [
        Line(one, names[one.code], language(one.language), _why(one)) for one in view.outlooks if one.code in names
    ]
    off = [line for line in lines if line.one.state is not State.ON]
    off.sort(key=lambda line: -line.one.examples)
    return Told(view, tuple(line for line in lines if line.one.state is State.ON), tuple(off), is_stale)


def _why(one: Outlook) -> str:
    match one.state:
        case State.ON:
            return proven(one.figures) if one.figures else ""
        case State.TOO_FEW_EXAMPLES:
            words = _(
                "Passages with it: %(count)s; it takes %(least)s.",
                count=format_decimal(one.examples),
                least=format_decimal(LEAST),
            )
        case State.TOO_FEW_DOCUMENTS:
            words = _("It was given in too few documents to hold some back.")
        case State.NOTHING_ELSE:
            words = _("Every passage has it: there is nothing to tell it from.")
        case _:
            words = _("Too many proposals would be wrong.")
            return f"{words} {proven(one.figures)}" if one.figures and one.figures.proposed else str(words)
    return str(words)
