"""The daily brief: what was presented, said, answered, moved, polled and laid on one day, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import Target
from consult.meeting.labels import AMENDMENT_STATES, GROUPS, SESSION_KINDS, described
from consult.meeting.presentation.console import Table, table_of
from consult.meeting.presentation.findings import Named, names, unnamed
from consult.meeting.presentation.polls import PollSeries, series_of
from consult.meeting.presentation.reading import Reading, of_texts, reading
from consult.meeting.presentation.record import Key, Line, reaction_line
from consult.meeting.queries.agenda import MeetingView
from consult.meeting.queries.amending import AmendmentView
from consult.meeting.queries.brief import DaySession, DayView, day_of
from consult.meeting.queries.reacting import ReactionView
from consult.meeting.queries.talking import InterventionView
from consult.meeting.rules.kinds import Attribution, Group, SessionKind


@dataclass(frozen=True, slots=True)
class Word:
    """Words with the name that stands beside them, if their speaker agreed to one."""

    words: Reading
    name: str


@dataclass(frozen=True, slots=True)
class Voices:
    """What one group said in a session."""

    group: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One session of the day: what was said in it by each group, how much stays in the room, the cards laid."""

    id: str
    hours: str
    title: Reading
    kind: str
    voices: tuple[Voices, ...]
    kept: int
    table: Table

    @property
    def spoke(self) -> bool:
        """Tell whether anything came of the session that a brief can say."""
        return bool(self.voices or self.kept or self.table.count)


@dataclass(frozen=True, slots=True)
class Answers:
    """A finding and what was answered to it."""

    finding: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Motion:
    """An amendment, who moved it, and what became of it."""

    number: int
    words: Reading
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class BriefPage:
    """Everything the brief of a day says."""

    title: Reading
    day: date
    place: str
    presented: tuple[Part, ...]
    parts: tuple[Part, ...]
    answers: tuple[Answers, ...]
    kept_answers: int
    motions: tuple[Motion, ...]
    polls: tuple[PollSeries, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the day has nothing but its agenda."""
        return not (any(part.spoke for part in self.parts) or self.answers or self.motions or self.polls)


def brief_page(session: Session, found: MeetingView, day: date, tag: str, known: Sequence[Target]) -> BriefPage:
    """Return the brief of a day for a reader of `tag`, who may read the names of the findings given."""
    seen = day_of(session, found.id, day)
    parts = tuple(_part(one, tag) for one in seen.sessions)
    of_kind = {one.session.id: one.session.kind for one in seen.sessions}
    return BriefPage(
        title=of_texts(found.title, tag),
        day=day,
        place=found.place,
        presented=tuple(part for part in parts if of_kind[part.id] is SessionKind.PRESENTATION),
        parts=parts,
        answers=tuple(_answers(seen.reactions, names(known), tag)),
        kept_answers=seen.kept,
        motions=tuple(_motion(one, tag) for one in seen.amendments),
        polls=tuple(_polls(seen, tag)),
    )


def _part(one: DaySession, tag: str) -> Part:
    return Part(
        id=one.session.id,
        hours=f"{one.session.begins}–{one.session.ends}",
        title=of_texts(one.session.title, tag),
        kind=str(SESSION_KINDS[one.session.kind]),
        voices=tuple(_voices(one.said, tag)),
        kept=one.kept,
        table=table_of(one.ideas),
    )


def _voices(said: Sequence[InterventionView], tag: str) -> Iterator[Voices]:
    for group in Group:
        own = [one for one in said if one.group is group]
        if own:
            yield Voices(str(GROUPS[group]), tuple(_word(one, tag) for one in own))


def _word(one: InterventionView, tag: str) -> Word:
    """Return words with a name only where their speaker agreed to it; the group stands above them all."""
    name = described(one.attribution, one.group, one.name) if one.attribution is Attribution.DELEGATION else ""
    return Word(reading(one.text, one.language, one.translations, tag), name)


def _answers(reactions: Sequence[ReactionView], known: Mapping[Key, Named], tag: str) -> Iterator[Answers]:
    order = {key: place for place, key in enumerate(known)}
    for key in sorted({one.target for one in reactions}, key=lambda key: (order.get(key, len(order)), key)):
        lines = tuple(reaction_line(one, tag) for one in reactions if one.target == key)
        yield Answers((known.get(key) or unnamed(key[0])).label, lines)


def _motion(one: AmendmentView, tag: str) -> Motion:
    words = reading(one.text, one.language, one.translations, tag)
    return Motion(one.number, words, str(GROUPS[one.group]), str(AMENDMENT_STATES[one.state]))


def _polls(seen: DayView, tag: str) -> Iterator[PollSeries]:
    """Return the polls closed on this day, each with those it repeats."""
    for one in series_of(seen.polls, tag):
        if one.last.closed_at is not None and one.last.closed_at.date() == seen.day:
            yield one
