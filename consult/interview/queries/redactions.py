"""What is marked in turns, and the one way by which everybody below the interview's own page reads them: covered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from consult.interview.records import Interview, InterviewStrand, Redaction, Turn, TurnTranslation
from consult.interview.rules.redacting import ORIGINAL, Redacted, RedactionKind, covered, in_translation, occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionView:
    """One marked stretch of a turn, or of its translation into `language`."""

    id: str
    turn_id: str
    language: str
    mark: Redacted


@dataclass(frozen=True, slots=True)
class Cover:
    """The marks on some turns by (turn, language), ready to be laid over their words."""

    marks: Mapping[tuple[str, str], Sequence[Redacted]]

    @classmethod
    def of(cls, marks: Iterable[RedactionView]) -> Cover:
        """Return the cover that some marks make."""
        found: dict[tuple[str, str], list[Redacted]] = {}
        for one in marks:
            found.setdefault((one.turn_id, one.language), []).append(one.mark)
        return cls(found)

    def text(self, turn_id: str, text: str) -> str:
        """Return what a turn says with everything marked covered, place for place."""
        marks = self.marks.get((turn_id, ORIGINAL))
        return covered(text, marks) if marks else text

    def translation(self, original: str, one: TurnTranslation) -> str | None:
        """Return a turn's translation with everything marked covered, or None where it is not certain that it is.

        It is where nothing is marked in the original, where somebody said so, and where the very words marked in the
        original stand in the translation too: there they are covered with them.
        """
        found = [in_translation(one.text, mark, original) for mark in self.marks.get((one.turn_id, ORIGINAL), ())]
        if one.covered_on is None and not all(found):
            return None
        own = self.marks.get((one.turn_id, one.language), ())
        return covered(one.text, [*own, *(mark for marks in found for mark in marks)])


def cover_of(session: Session, turn_ids: Collection[str]) -> Cover:
    """Return the marks on some turns, in one statement."""
    return Cover.of(redactions_on(session, turn_ids))


def redactions_on(session: Session, turn_ids: Collection[str]) -> tuple[RedactionView, ...]:
    """Return everything marked in some turns, in one statement."""
    return _rows(session, Redaction.turn_id.in_(turn_ids)) if turn_ids else ()


@dataclass(frozen=True, slots=True)
class Names:
    """The words that are marked in what was said in a strand, to be covered in what a coder wrote about it."""

    kinds: Mapping[str, RedactionKind]

    def covered(self, text: str) -> str:
        """Return a text with each of these words covered, wherever it stands as they do."""
        places = (Redacted(*place, kind) for words, kind in self.kinds.items() for place in occurrences(text, words))
        return covered(text, places) if text else text


def names_of_strand(session: Session, strand_id: str) -> Names:
    """Return what is marked in what was said in a strand's interviews, in one statement."""
    rows = session.execute(
        select(Turn.text, Redaction)
        .join(Redaction, Redaction.turn_id == Turn.id)
        .join(InterviewStrand, InterviewStrand.interview_id == Turn.interview_id)
        .where(InterviewStrand.strand_id == strand_id, Redaction.language == ORIGINAL)
        .order_by(Redaction.id)
    )
    return Names({text[mark.start_at : mark.end_at]: RedactionKind(mark.kind) for text, mark in rows})


def cover_of_records(records: Iterable[Redaction | None]) -> Cover:
    """Return the cover that records make which another statement read beside its turns."""
    return Cover.of(_view(one) for one in records if one is not None)


def cover_of_strand(session: Session, strand_id: str) -> Cover:
    """Return the marks on every turn of a strand, in one statement."""
    return cover_within(session, select(InterviewStrand.interview_id).where(InterviewStrand.strand_id == strand_id))


def cover_within(session: Session, interviews: Select[str]) -> Cover:
    """Return the marks on every turn of some interviews, in one statement."""
    return Cover.of(redactions_within(session, interviews))


def redactions_within(session: Session, interviews: Select[str]) -> tuple[RedactionView, ...]:
    """Return everything marked in some interviews, in the order of its stretches."""
    return _rows(session, Redaction.turn_id.in_(select(Turn.id).where(Turn.interview_id.in_(interviews))))


def redactions_of(session: Session, interview_id: str) -> tuple[RedactionView, ...]:
    """Return everything marked in an interview, in the order of its stretches."""
    return redactions_within(session, select(Interview.id).where(Interview.id == interview_id))


def _rows(session: Session, inside: ColumnElement[bool]) -> tuple[RedactionView, ...]:
    wanted = select(Redaction).where(inside)
    ordered = wanted.order_by(Redaction.turn_id, Redaction.language, Redaction.start_at)
    return tuple(_view(one) for one in session.scalars(ordered))


def _view(one: Redaction) -> RedactionView:
    mark = Redacted(one.start_at, one.end_at, RedactionKind(one.kind))
    return RedactionView(id=one.id, turn_id=one.turn_id, language=one.language, mark=mark)
