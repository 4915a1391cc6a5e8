"""The joint meeting of the demonstration: agenda, what was said and written, cards, amendments, polls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consult.demo.rules.files import told
from consult.demo.rules.sources import Texts

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class SessionText:
    """One line of the agenda; `day` is 1 for the first day of the meeting."""

    key: str
    day: int
    begins: str
    ends: str
    kind: str
    title: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Which delegation speaks: that of intervention `same_as`, or one of a member that fits the rest."""

    same_as: int | None
    group: str
    language: str
    region: str
    kind: str
    large: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something said or written in one session, `session` by its key."""

    session: str
    speaker: Speaker
    language: str
    attribution: str
    medium: str
    text: str
    translation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """What somebody answers to a figure, a sentence or a theme; `to` is "kind:key"."""

    to: str
    speaker: Speaker
    stance: str
    language: str
    attribution: str
    medium: str
    text: str
    translation: str


@dataclass(frozen=True, slots=True)
class CardText:
    """An idea nobody signed; `cluster` is "" for a card that stands alone."""

    cluster: str
    language: str
    medium: str
    text: str
    translation: str


@dataclass(frozen=True, slots=True)
class AmendmentText:
    """A change moved in the room, in the language it was moved in first."""

    group: str
    language: str
    state: str
    texts: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingText:
    """The whole meeting. `polls` is by the key of the session in which it is held."""

    title: Texts
    place: str
    sessions: tuple[SessionText, ...]
    interventions: tuple[Said, ...]
    reactions: tuple[Reacted, ...]
    clusters: Mapping[str, Texts]
    cards: tuple[CardText, ...]
    amendments: tuple[AmendmentText, ...]
    polls: Mapping[str, Texts]

    def said_in(self, session: str) -> tuple[Said, ...]:
        """Return what was said in one session, in order."""
        return tuple(one for one in self.interventions if one.session == session)


@cache
def meeting_text() -> MeetingText:
    """Return the joint meeting."""
    given = told("meeting")
    return MeetingText(
        title=given["title"],
        place=given["place"],
        sessions=tuple(SessionText(**one) for one in given["sessions"]),
        interventions=tuple(_said(one) for one in given["interventions"]),
        reactions=tuple(_reacted(one) for one in given["reactions"]),
        clusters=given["clusters"],
        cards=tuple(
            CardText(one.get("cluster", ""), one["language"], one["medium"], one["text"], one.get(ENGLISH, ""))
            for one in given["cards"]
        ),
        amendments=tuple(AmendmentText(**one) for one in given["amendments"]),
        polls=given["polls"],
    )


def _speaker(one: Mapping[str, Any]) -> Speaker:
    return Speaker(
        same_as=one.get("as"),
        group=one["group"],
        language=one["language"],
        region=one.get("region", ""),
        kind=one.get("kind", ""),
        large=bool(one.get("large")),
    )


def _said(one: Mapping[str, Any]) -> Said:
    return Said(
        session=one["say"],
        speaker=_speaker(one),
        language=one["language"],
        attribution=one["attribution"],
        medium=one.get("medium", "spoken"),
        text=one["text"].strip(),
        translation=one.get(ENGLISH, "").strip(),
    )


def _reacted(one: Mapping[str, Any]) -> Reacted:
    return Reacted(
        to=one["to"],
        speaker=_speaker(one),
        stance=one["stance"],
        language=one["language"],
        attribution=one["attribution"],
        medium=one["medium"],
        text=one["text"],
        translation=one.get(ENGLISH, ""),
    )
