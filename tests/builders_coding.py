"""Coders with material for tests: an interview in a strand, open answers of a frozen one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import create_account
from consult.coding.operations import NewSegment, apply_code, assign_interview
from consult.collection.queries.sealing import words_row
from consult.collection.records import Answer
from consult.consultation.queries import cipher_of
from consult.interview.queries import TurnView, turns_of
from consult.interview.rules import NewTurn
from tests.builders import DAY, MOMENT, World
from tests.builders_interview import asker, interviewed, speaker

MIXED = "قالت: 👩🏽\u200d💻 «اسمُنا ونِداؤُنا» e\u0301galite\u0301 🇫🇷 نعم"
"""Vocalised Arabic, emoji of several code points, marks that NFC joins and marks that it cannot."""
ENGLISH = (
    "One finance desk would be a relief. But tell us first, in writing, that nobody loses a post. And keep the name."
)
OURS = {"en": "Our name and our call."}
SECRET = "They followed my sister home."


@dataclass(frozen=True)
class Desk:
    """One coder's interview: the assignment, and its turns in order; the second, fourth and sixth can be coded."""

    assignment_id: str
    account_id: str
    interview_id: str
    turns: tuple[TurnView, ...]

    @property
    def english(self) -> TurnView:
        return self.turns[1]

    @property
    def mixed(self) -> TurnView:
        return self.turns[3]

    @property
    def secret(self) -> TurnView:
        return self.turns[5]


def talk(session: Session, made: World, *, marks: str = "A", label: str = "T9") -> str:
    """The id of an interview of six turns: English, Arabic with everything in it, and one about danger."""
    return interviewed(
        session,
        made,
        marks=marks,
        label=label,
        language="en",
        participants=(asker(), speaker(made, "Nour", "both")),
        turns=(
            NewTurn(pseudonym="Interviewer", text="If the two came closer?", items=("F4",)),
            NewTurn(pseudonym="Nour", text=ENGLISH, items=("F4",)),
            NewTurn(pseudonym="Interviewer", text="And the name?", items=("F5",)),
            NewTurn(
                pseudonym="Nour", text=MIXED, language="ar", items=("F5",), translations={"en": "Our name and call."}
            ),
            NewTurn(pseudonym="Interviewer", text="What worries you?", items=("J1",)),
            NewTurn(pseudonym="Nour", text=f"Little. {SECRET} Otherwise little.", items=("J1",)),
        ),
    )


def account(session: Session, name: str = "Ann") -> str:
    made = create_account(session, email=f"{name.lower()}@x.example", name=name, password_hash="")
    return made.id


def desk(
    session: Session,
    made: World,
    account_id: str | None = None,
    *,
    mark: str = "A",
    interview_id: str | None = None,
    second: bool = False,
) -> Desk:
    """An interview given to a coder, who is made if nobody is named."""
    coder = account_id or account(session)
    found = interview_id or talk(session, made, marks=mark)
    given = assign_interview(session, made.strands[mark], coder, found, second=second, day=DAY)
    return Desk(given, coder, found, turns_of(session, found))


def coded(
    session: Session, given: Desk, code: str, words: str = "", *, turn: TurnView | None = None, **more: Any
) -> str:
    """The id of a segment: a code on the words of a turn (the English one), or on all of it."""
    passage = turn or given.english
    start = passage.text.index(words) if words else 0
    new = NewSegment(passage_id=passage.id, start=start, end=start + len(words or passage.text), code_key=code, **more)
    return apply_code(session, given.assignment_id, new, MOMENT)


def written(
    session: Session, made: World, *texts: str, mark: str = "A", part: str = "B2", language: str = "en"
) -> list[str]:
    """The ids of open answers, each in an answer of its own that was submitted before."""
    answers = session.scalars(
        select(Answer).where(Answer.strand_id == made.strands[mark]).order_by(Answer.id).limit(len(texts))
    ).all()
    cipher = cipher_of(session, made.strands[mark])
    words = [
        words_row(cipher, answer_id=answer.id, part=part, text=text, language=language)
        for answer, text in zip(answers, texts, strict=True)
    ]
    session.add_all(words)
    session.flush()
    return [one.id for one in words]
