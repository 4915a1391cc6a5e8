"""Strands with enough coded turns to learn from, and proposals put there without learning."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.operations import NewSegment, apply_codes, assign_interview
from consult.coding.queries.suggestions import ProposedAt
from consult.coding.records import Code, Learned, LearnedCode, Suggestion
from consult.coding.rules.suggesting import Example, State
from consult.interview.queries import TurnView, turns_of
from consult.interview.rules import NewTurn
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import Desk
from tests.builders_interview import asker, interviewed, speaker

NEW = ("We talked of the budget again. Our donors were hard.", "It is our name that counts, and the logo.")
"""What nobody has coded: one turn about money, one about the name."""


def spoken(session: Session, made: World, label: str, *texts: str, marks: str = "A") -> str:
    """The id of an interview in which Nour says these things."""
    return interviewed(
        session,
        made,
        marks=marks,
        label=label,
        language="en",
        participants=(asker(), speaker(made, "Nour")),
        turns=tuple(NewTurn(pseudonym="Nour", text=text) for text in texts),
    )


def much_coded(session: Session, made: World, account_id: str, examples: list[Example]) -> list[Desk]:
    """One coder's readings of an interview for each document, every turn of it with the code of its example."""
    documents: dict[str, list[Example]] = {}
    for one in examples:
        documents.setdefault(one.document, []).append(one)
    desks = []
    for label, inside in documents.items():
        given = waiting(session, made, account_id, label, *(one.text for one in inside))
        new = [
            NewSegment(passage_id=turn.id, code_key=code)
            for turn, one in zip(given.turns, inside, strict=True)
            for code in one.codes
        ]
        apply_codes(session, given.assignment_id, new, MOMENT)
        desks.append(given)
    return desks


def waiting(session: Session, made: World, account_id: str, label: str = "new", *texts: str) -> Desk:
    """One coder's reading of an interview in which nothing has been coded."""
    found = spoken(session, made, label, *(texts or NEW))
    given = assign_interview(session, made.strands["A"], account_id, found, day=DAY)
    return Desk(given, account_id, found, turns_of(session, found))


def proposed(
    session: Session, made: World, turn: TurnView | str, code: str = "RES-MONEY", *, mark: str = "A"
) -> ProposedAt:
    """Where a code is proposed for a turn, or for an open answer by its id, as 45 of 52 were rightly before."""
    in_turn = not isinstance(turn, str)
    place = ProposedAt(turn if isinstance(turn, str) else turn.id, 0, code)
    strand_id = made.strands[mark]
    code_id = session.scalars(
        select(Code.id).where(Code.key == code, Code.consultation_id == made.consultation_id)
    ).one()
    if session.get(Learned, strand_id) is None:
        session.add(
            Learned(
                strand_id=strand_id, fingerprint="f" * 64, learner="bayes", learned_at=MOMENT, read_count=300,
                waiting_count=20,
            )
        )  # fmt: skip
        session.flush()
    if session.get(LearnedCode, (strand_id, code_id, "en")) is None:
        session.add(
            LearnedCode(
                strand_id=strand_id, code_id=code_id, language="en", state=State.ON, example_count=60,
                document_count=12, proposed_count=52, right_count=45, given_count=60,
            )
        )  # fmt: skip
        session.flush()
    made_one = Suggestion(strand_id=strand_id, code_id=code_id, language="en", score=1.5, threshold=0.5)
    if in_turn:
        made_one.turn_id = place.passage_id
    else:
        made_one.words_id = place.passage_id
    session.add(made_one)
    session.flush()
    return place
