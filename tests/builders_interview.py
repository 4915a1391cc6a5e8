"""Interviews for tests, made through the ordinary operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.interview.operations import import_interview
from consult.interview.rules import (
    InterviewKind,
    Mode,
    NewInterview,
    NewParticipant,
    NewTurn,
    Quoting,
    SpeakerRole,
)
from tests.builders import DAY, MOMENT, World

ARABIC = "مُؤَسَّسَتُنا صغيرة 👩\u200d🦽، ونحن نَعْمَلُ كلَّ يوم.\n«لا رمزًا على ملصق»"
"""Vocalised Arabic with an emoji of three code points: what must come through everything unchanged."""


def asker(pseudonym: str = "Interviewer") -> NewParticipant:
    return NewParticipant(pseudonym=pseudonym, role=SpeakerRole.INTERVIEWER)


def speaker(made: World, pseudonym: str, organisation: str | None = "a1", **changed: Any) -> NewParticipant:
    """Somebody interviewed who agreed to take part and to be quoted by region and kind."""
    values: dict[str, Any] = {
        "pseudonym": pseudonym,
        "organisation_id": made.organisations[organisation] if organisation else None,
        "position": "" if organisation else "staff",
        "took_part": True,
        "quoting": Quoting.REGION_AND_KIND,
    }
    return NewParticipant(**{**values, **changed})


def said(*turns: tuple[str, str], **more: Any) -> tuple[NewTurn, ...]:
    return tuple(NewTurn(pseudonym=who, text=text, **more) for who, text in turns)


def conversation(made: World, *, marks: str = "A", **changed: Any) -> NewInterview:
    """An interview with Nour of Alpha one, four turns, one translated, one about two items."""
    values: dict[str, Any] = {
        "strand_ids": tuple(made.strands[mark] for mark in marks),
        "label": "T1",
        "kind": InterviewKind.SEMI_STRUCTURED,
        "mode": Mode.VIDEO,
        "language": "ar",
        "held_on": DAY,
        "withdraw_until": DAY + timedelta(days=30),
        "interviewer_ties": "Has never met them.",
        "participants": (asker(), speaker(made, "نور")),
        "turns": (
            NewTurn(pseudonym="Interviewer", text="How did you come to this?", language="en"),
            NewTurn(
                pseudonym="نور",
                text=ARABIC,
                items=("B1", "I1"),
                translations={"en": "We are a small organisation; not a symbol on a poster."},
            ),
            NewTurn(pseudonym="Interviewer", text="And then?", language="en"),
            NewTurn(pseudonym="نور", text="لا شيء"),
        ),
    }
    return NewInterview(**{**values, **changed})


def interviewed(session: Session, made: World, **changed: Any) -> str:
    """The id of an interview taken in."""
    return import_interview(session, conversation(made, **changed), MOMENT)


def group(session: Session, made: World, speakers: Sequence[str] = ("Amal", "Bela", "Chiara"), **changed: Any) -> str:
    """The id of a focus group in which everybody says one thing with their own name in it."""
    people = (asker(), *(speaker(made, name) for name in speakers))
    turns = said(("Interviewer", "Who begins?"), *((name, f"The words of {name}.") for name in speakers))
    values = {"label": "FG", "kind": InterviewKind.FOCUS_GROUP, "language": "en", "participants": people}
    return interviewed(session, made, **{**values, "turns": turns, **changed})
