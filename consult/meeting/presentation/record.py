"""The living record: what the room answered, changed, polled and said, as far as each may be shown outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import Target
from consult.briefing.rules import TargetKind
from consult.meeting.labels import AMENDMENT_STATES, GROUPS, MEDIA, STANCES, described
from consult.meeting.presentation.findings import Named, names, unnamed
from consult.meeting.presentation.latest import Event, latest
from consult.meeting.presentation.polls import PollSeries, series_of
from consult.meeting.presentation.reading import Reading, of_texts, reading
from consult.meeting.queries.agenda import Texts
from consult.meeting.queries.amending import AmendmentView
from consult.meeting.queries.ideas import CardView
from consult.meeting.queries.reacting import ReactionView
from consult.meeting.queries.record import Sitting, recorded, sittings
from consult.meeting.queries.talking import InterventionView
from consult.meeting.rules.reacting import leaves_the_room

Key = tuple[TargetKind, str]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's words as they may be shown."""

    id: str
    words: Reading
    by: str
    medium: str
    at: datetime
    stance: str = ""
    stance_kind: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding with what was answered to it; `kept` answers stay in the room, `gone` ones were taken back."""

    id: str
    name: Named
    lines: tuple[Line, ...]
    kept: int
    gone: int


@dataclass(frozen=True, slots=True)
class Moved:
    """An amendment and what became of it."""

    id: str
    number: int
    words: Reading
    by: str
    state: str
    state_kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cards under the name the room gave them; without a name those in no cluster."""

    name: Reading | None
    cards: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What was said in one session, and the cards laid in it."""

    id: str
    title: Reading
    lines: tuple[Line, ...]
    kept: int
    gone: int
    clusters: tuple[Cluster, ...]

    @property
    def card_count(self) -> int:
        """Return how many cards were laid."""
        return sum(len(cluster.cards) for cluster in self.clusters)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything the record shows."""

    answered: tuple[Answered, ...]
    amendments: tuple[Moved, ...]
    polls: tuple[PollSeries, ...]
    said: tuple[Held, ...]
    ideas: tuple[Held, ...]
    latest: tuple[Event, ...]

    @property
    def news(self) -> str:
        """Return the last thing that happened, to be announced."""
        return self.latest[0].text if self.latest else ""


def record_page(session: Session, meeting_id: str, tag: str, found: Sequence[Target]) -> RecordPage:
    """Return the record for a reader of `tag`, who may read the names of the findings given."""
    kept, held = recorded(session, meeting_id), sittings(session, meeting_id)
    known = names(found)
    shown = tuple(_held(one, [i for i in kept.interventions if i.session_id == one.id], tag) for one in held)
    titles = {one.id: of_texts(one.title, tag).text for one in held}
    return RecordPage(
        answered=tuple(_answered(kept.reactions, known, tag)),
        amendments=tuple(_moved(one, tag) for one in kept.amendments),
        polls=tuple(series_of(kept.polls, tag)),
        said=tuple(one for one in shown if one.lines or one.kept or one.gone),
        ideas=tuple(one for one in shown if one.clusters),
        latest=latest(kept.happenings, known, titles),
    )


def _answered(reactions: Sequence[ReactionView], known: Mapping[Key, Named], tag: str) -> list[Answered]:
    """Return the findings in the order of the joint page; those of an earlier edition come last."""
    order = {key: place for place, key in enumerate(known)}
    keys = sorted({one.target for one in reactions}, key=lambda key: (order.get(key, len(order)), key))
    return [_finding(key, [one for one in reactions if one.target == key], known, tag) for key in keys]


def _finding(key: Key, own: Sequence[ReactionView], known: Mapping[Key, Named], tag: str) -> Answered:
    return Answered(
        id=finding_id(key),
        name=known.get(key) or unnamed(key[0]),
        lines=tuple(reaction_line(one, tag) for one in own if one.is_shown),
        kept=sum(not one.is_shown and one.withdrawn_at is None for one in own),
        gone=sum(one.withdrawn_at is not None for one in own),
    )


def finding_id(key: Key) -> str:
    """Return where a finding stands on the record page."""
    return "to-" + "".join(c if c.isalnum() else "-" for c in f"{key[0].value}-{key[1]}").lower()


def reaction_line(one: ReactionView, tag: str) -> Line:
    """Return a reaction as it may be shown."""
    return Line(
        id=f"r-{one.number}",
        words=reading(one.text, one.language, one.translations, tag),
        by=described(one.attribution, one.group, one.name),
        medium=str(MEDIA[one.medium]),
        at=one.recorded_at,
        stance=str(STANCES[one.stance]),
        stance_kind=one.stance.value,
    )


def _moved(one: AmendmentView, tag: str) -> Moved:
    return Moved(
        id=f"a-{one.number}",
        number=one.number,
        words=reading(one.text, one.language, one.translations, tag),
        by=str(GROUPS[one.group]),
        state=str(AMENDMENT_STATES[one.state]),
        state_kind=one.state.value,
        at=one.settled_at or one.moved_at,
    )


def _held(one: Sitting, said: Sequence[InterventionView], tag: str) -> Held:
    shown = [i for i in said if leaves_the_room(i.attribution, i.withdrawn_at)]
    clusters = [Cluster(_name(c.name, c.language, c.translations, tag), _cards(c.cards, tag)) for c in one.clusters]
    if one.loose:
        clusters.append(Cluster(None, _cards(one.loose, tag)))
    return Held(
        id=f"s-{one.id}",
        title=of_texts(one.title, tag),
        lines=tuple(_said(i, tag) for i in shown),
        kept=sum(i.withdrawn_at is None for i in said) - len(shown),
        gone=sum(i.withdrawn_at is not None for i in said),
        clusters=tuple(clusters),
    )


def _name(name: str, language: str, translations: Texts, tag: str) -> Reading:
    return reading(name, language, translations, tag)


def _cards(cards: Sequence[CardView], tag: str) -> tuple[Reading, ...]:
    return tuple(reading(card.text, card.language, card.translations, tag) for card in cards)


def _said(one: InterventionView, tag: str) -> Line:
    return Line(
        id=f"i-{one.number}",
        words=reading(one.text, one.language, one.translations, tag),
        by=described(one.attribution, one.group, one.name),
        medium=str(MEDIA[one.medium]),
        at=one.said_at,
    )
