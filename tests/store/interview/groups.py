"""Groups in which an interpreter speaks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.interview.rules import NewParticipant, SpeakerRole
from tests.builders import World
from tests.builders_interview import asker, group, said, speaker


def interpreted_group(session: Session, made: World, label: str = "FG") -> str:
    """The id of a group of eight turns: two interpreters follow Bela's first, one her second, one what Amal says."""
    between = [NewParticipant(pseudonym=name, role=SpeakerRole.INTERPRETER) for name in ("Voice", "Echo")]
    people = (asker(), speaker(made, "Amal"), speaker(made, "Bela", "a2"), *between)
    turns = said(
        ("Bela", "one of Bela"),
        ("Voice", "one in Portuguese"),
        ("Echo", "one in English"),
        ("Bela", "two of Bela"),
        ("Voice", "two in Portuguese"),
        ("Amal", "one of Amal"),
        ("Voice", "Amal in Portuguese"),
        ("Interviewer", "Thank you."),
    )
    return group(session, made, participants=people, turns=turns, label=label)
