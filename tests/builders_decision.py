"""Proposals for tests: a complete one, and worlds in which one can be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from consult.briefing.queries import newest_edition
from consult.briefing.rules import TargetKind
from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.operations.commenting import close_round, open_round, write_comment
from consult.decision.operations.proposing import write_version
from consult.decision.records import Ballot
from consult.decision.rules.commenting import usual_close
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import BallotState, Heading, Voice
from consult.decision.rules.proposal import (
    ASPECTS,
    IDENTITY,
    REQUIRED,
    AspectLine,
    Clause,
    Field,
    IdentityLine,
    ProposalContent,
)
from consult.meeting.records import Amendment, Meeting, Poll, Reaction
from consult.meeting.rules.kinds import Group, Stance
from consult.shared.time import end_of
from tests.builders import World
from tests.builders_findings import AFTER

FIGURE = Evidence(EvidenceKind.FIGURE, "F2")
ALL = ("en", "ar", "fr")
SHARED = frozenset({"governance", "finance", "staff"})


def worded(words: str, languages: Sequence[str] = ALL) -> dict[str, str]:
    """The same words in every language: in English as they are, in others marked with their tag."""
    return {tag: words if tag == "en" else f"{words} ({tag})" for tag in languages}


def clause(key: str, heading: Heading, words: str, *evidence: Evidence, languages: Sequence[str] = ALL) -> Clause:
    """A clause that rests on a figure unless told otherwise."""
    return Clause(key=key, heading=heading, text=worded(words, languages), evidence=evidence or (FIGURE,))


def proposal_content(*, languages: Sequence[str] = ALL, **changed: Any) -> ProposalContent:
    """A complete proposal: governance, finance and staff shared, both identities kept."""
    complete = ProposalContent(
        title=worded("One house, two identities", languages),
        summary=worded("Share governance, finance and staff; keep both names and both calls.", languages),
        option="joint_house",
        takes_effect_on=date(2028, 1, 1),
        review_on=date(2030, 1, 1),
        clauses=(
            clause("seats", Heading.STRUCTURE, "Two seats for survivors' organisations.", languages=languages),
            clause("money", Heading.STRATEGY, "Money given for one call stays with it.", languages=languages),
            clause("papers", Heading.ACTIVITIES, "Papers in six languages.", languages=languages),
        ),
        aspects=tuple(
            AspectLine(
                aspect=aspect,
                today="separate",
                level="shared" if aspect in SHARED else "separate",
                term=worded("Until the review", languages) if aspect == "staff" else {},
                evidence=(FIGURE,) if aspect in SHARED else (),
            )
            for aspect in ASPECTS
        ),
        identity=tuple(IdentityLine(part=part, today="keep_both", form="keep_both", term={}) for part in IDENTITY),
        fields={field: worded(f"What is said of {field.value}.", languages) for field in REQUIRED},
    )
    return replace(complete, **changed)


def without(content: ProposalContent, field: Field) -> ProposalContent:
    """The same with one field left blank."""
    return replace(content, fields={name: text for name, text in content.fields.items() if name is not field})


def write(session: Session, made: World, content: ProposalContent | None = None, *, reason: str = "") -> str:
    """Write a version of the proposal; a complete one unless told otherwise."""
    return write_version(
        session, made.consultation_id, content or proposal_content(), reason=reason, account_id=None, moment=AFTER
    )


def begin_round(session: Session, version_id: str, *, closes_on: date | None = None) -> str:
    """Let members comment for four weeks."""
    return open_round(session, version_id, closes_on=closes_on or usual_close(AFTER.date()), moment=AFTER)


def say(session: Session, round_id: str, text: str, organisation_id: str | None = None, **changed: Any) -> str:
    """A comment for an organisation that may be published."""
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "voice": Voice.ORGANISATION,
        "group": "a",
        "clause": "",
        "language": "en",
        "may_publish": True,
        "day": AFTER.date(),
    }
    return write_comment(session, round_id, text=text, **{**values, **changed})


def end_round(session: Session, round_id: str) -> None:
    """Close a round of four weeks on its day."""
    close_round(session, round_id, end_of(usual_close(AFTER.date())))


def ballot(session: Session, made: World, version_id: str, state: BallotState = BallotState.OPEN) -> str:
    """A ballot on a version, in any state, without its papers."""
    record = Ballot(
        consultation_id=made.consultation_id,
        version_id=version_id,
        question={"en": "Shall it be so?"},
        rule=DecisionRule.MAJORITY,
        base=DecisionBase.BALLOTS_CAST,
        threshold=75,
        quorum=50,
        opens_on=AFTER.date(),
        closes_on=AFTER.date(),
        state=state,
        opened_at=AFTER,
    )
    session.add(record)
    session.flush()
    return record.id


def meeting_record(session: Session, made: World) -> dict[str, str]:
    """A meeting with one reaction, one withdrawn, an amendment and a poll; ids by name."""
    meeting = Meeting(
        consultation_id=made.consultation_id,
        title={"en": "Joint meeting"},
        begins_on=AFTER.date(),
        ends_on=AFTER.date(),
        languages=["en"],
    )
    session.add(meeting)
    session.flush()
    edition = newest_edition(session, made.consultation_id)
    assert edition is not None
    said = {
        "meeting_id": meeting.id,
        "edition_id": edition.id,
        "target_kind": TargetKind.FIGURE,
        "target_key": "F2",
        "group": Group.A,
        "stance": Stance.ADDS,
        "language": "en",
        "recorded_at": AFTER,
    }
    stands = Reaction(**said, number=1, text="Two seats.")
    gone = Reaction(**said, number=2, text="", withdrawn_at=AFTER)
    amendment = Amendment(
        meeting_id=meeting.id, number=1, group=Group.A, language="en", text="Chosen by them.", moved_at=AFTER
    )
    poll = Poll(meeting_id=meeting.id, number=1, question={"en": "Well?"}, opened_at=AFTER)
    session.add_all([stands, gone, amendment, poll])
    session.flush()
    return {"reaction": stands.id, "gone": gone.id, "amendment": amendment.id, "poll": poll.id, "meeting": meeting.id}
