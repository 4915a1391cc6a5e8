"""A consultation at its end, for tests: coded interviews, a meeting, links, and days on which things are destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.orm import Session

from consult.briefing.operations import release_strand
from consult.briefing.queries import newest_edition
from consult.briefing.rules import TargetKind
from consult.coding.operations import start_codebook
from consult.collection.operations import invite
from consult.collection.records import Participation
from consult.collection.rules import Unit
from consult.consultation.records import Strand
from consult.consultation.rules import DecisionBase, DecisionRule, StrandState
from consult.decision.records import Ballot, BallotPaper, BallotVoter, DecisionLink, Proposal, ProposalVersion
from consult.decision.rules.evidence import evidence
from consult.decision.rules.kinds import BallotState, Choice, Heading
from consult.decision.rules.proposal import (
    ASPECTS,
    IDENTITY,
    AspectLine,
    Clause,
    IdentityLine,
    ProposalContent,
    content_hash,
    to_document,
)
from consult.meeting.records import Delegation, IdeaCard, Intervention, Meeting, MeetingSession, Reaction
from consult.meeting.rules.kinds import Attribution, Group, MeetingState, SessionKind, Stance
from consult.membership.records import Membership
from consult.shared.identifiers import digest, normal_code
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import ENGLISH, Desk, account, coded, desk
from tests.builders_findings import AFTER, frozen_world
from tests.grounds import laid_once

LATE = datetime.combine(DAY + timedelta(days=900), MOMENT.timetz())
DUE = LATE.date()
VOTED = DAY + timedelta(days=150)
PASSES = {"A": (30, 3, 2), "B": (40, 8, 3)}
FAILS = {"A": (30, 3, 2), "B": (20, 28, 3)}
MEMO = "Memo: spoke of her sister's post"
SECRET_SAID = "Do not take this outside: our donor wants us gone."
SIGNED_SAID = "We carry both names into the same office."
CARD = "One calendar for both."
WORDS_OF_INTERVIEWS = (ENGLISH, "قالت", "Nour", "They followed my sister home", "Our name and call.", MEMO)
"""What nothing may hold once transcripts are destroyed."""


@dataclass(frozen=True)
class Ended:
    """Everything a test of the end looks at."""

    world: World
    account_id: str
    edition_id: str
    desk: Desk
    meeting_id: str
    token: str
    link_token: str
    room_code: str

    @property
    def consultation_id(self) -> str:
        return self.world.consultation_id


@laid_once
def ended(session: Session) -> Ended:
    """Both strands released with a coded interview; a meeting held; links given out."""
    made = frozen_world(session)
    lead = account(session, "Lena")
    start_codebook(session, made.consultation_id)
    given = desk(session, made, lead)
    coded(session, given, "STR-GOV", "One finance desk", memo=MEMO)
    token = invite(
        session, strand_id=made.strands["A"], organisation_id=made.organisations["a1"], contact_id=None, language="en",
        expires_at=LATE,
    )  # fmt: skip
    for strand_id in made.strands.values():
        release_strand(session, strand_id, AFTER)
    edition = newest_edition(session, made.consultation_id)
    assert edition is not None
    meeting_id = met(session, made, edition.id)
    link = DecisionLink(
        consultation_id=made.consultation_id, organisation_id=made.organisations["a1"],
        token_hash=digest("a decision link"), language="en", expires_at=LATE,
    )  # fmt: skip
    session.add(link)
    session.flush()
    return Ended(made, lead, edition.id, given, meeting_id, token, "a decision link", "ROOM-CODE-ONES")


def met(session: Session, made: World, edition_id: str) -> str:
    """The id of a meeting at which one delegation spoke three times, once in confidence, and reacted twice."""
    meeting = Meeting(
        consultation_id=made.consultation_id,
        title={"en": "Joint meeting"},
        begins_on=DAY,
        ends_on=DAY,
        languages=["en"],
    )
    session.add(meeting)
    session.flush()
    held = MeetingSession(
        meeting_id=meeting.id, number=1, held_on=DAY, begins="09:00", ends="10:00", kind=SessionKind.PLENARY,
        title={"en": "Plenary"},
    )  # fmt: skip
    delegation = Delegation(
        meeting_id=meeting.id, number=1, organisation_id=made.organisations["a1"], group=Group.A,
        code_hash=digest("ROOM-CODE-ONES"),
    )  # fmt: skip
    session.add_all([held, delegation])
    session.flush()
    texts = ((SECRET_SAID, Attribution.NONE), ("A group's words.", Attribution.GROUP))
    for number, (words, attribution) in enumerate((*texts, (SIGNED_SAID, Attribution.DELEGATION)), 1):
        session.add(
            Intervention(
                meeting_id=meeting.id,
                number=number,
                session_id=held.id,
                delegation_id=delegation.id,
                group=Group.A,
                language="en",
                text=words,
                translations={"fr": f"fr {words}"},
                attribution=attribution,
                said_at=MOMENT,
            )
        )
    session.add(IdeaCard(session_id=held.id, language="en", text=CARD))
    session.flush()
    for number, (words, attribution) in enumerate(texts, 1):
        reacted(session, meeting.id, edition_id, number, words, attribution, delegation_id=delegation.id)
    return meeting.id


def reacted(
    session: Session,
    meeting_id: str,
    edition_id: str,
    number: int,
    words: str = "That is how it is with us.",
    attribution: Attribution = Attribution.GROUP,
    *,
    kind: TargetKind = TargetKind.FIGURE,
    key: str = "F2",
    delegation_id: str | None = None,
) -> str:
    """The id of a reaction to something of an edition."""
    made = Reaction(
        meeting_id=meeting_id, edition_id=edition_id, number=number, target_kind=kind, target_key=key, group=Group.A,
        stance=Stance.ADDS, language="en", text=words, attribution=attribution, recorded_at=MOMENT,
        delegation_id=delegation_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def content(**changed: Any) -> ProposalContent:
    """One house, two identities: four aspects shared, both names kept, each resting on the question of futures."""
    shared = ("governance", "legal_body", "finance", "staff")
    rests = (evidence("figure:F2"),)
    values: dict[str, Any] = {
        "title": {"en": "One house, two identities", "ar": "بيت واحد وهويتان"},
        "summary": {"en": "The coalitions share governance, finance and staff and keep both names."},
        "option": "joint_house",
        "takes_effect_on": DAY + timedelta(days=300),
        "review_on": DAY + timedelta(days=1000),
        "clauses": (
            Clause(key="c1", heading=Heading.STRATEGY, text={"en": "Both calls stay."}, evidence=rests),
            Clause(key="c2", heading=Heading.STRUCTURE, text={"en": "One board."}, evidence=rests),
            Clause(key="c3", heading=Heading.ACTIVITIES, text={"en": "One calendar."}, evidence=rests),
        ),
        "aspects": tuple(
            AspectLine(
                aspect=one,
                today="separate",
                level="shared" if one in shared else "separate",
                term={"en": f"Term of {one}"},
                evidence=rests,
            )
            for one in ASPECTS
        ),
        "identity": tuple(
            IdentityLine(
                part=one,
                today="keep_both",
                form="one_roof" if one == "website" else "keep_both",
                term={},
                evidence=(),
            )
            for one in IDENTITY
        ),
        "fields": {},
    }
    return ProposalContent(**{**values, **changed})


def version(session: Session, made: Ended, **changed: Any) -> str:
    """The id of a version of the consultation's proposal."""
    proposal = session.scalar(select(Proposal).where(Proposal.consultation_id == made.consultation_id))
    if proposal is None:
        proposal = Proposal(consultation_id=made.consultation_id)
        session.add(proposal)
        session.flush()
    number = len(session.scalars(select(ProposalVersion.id).where(ProposalVersion.proposal_id == proposal.id)).all())
    document = to_document(content(**changed))
    written = ProposalVersion(
        proposal_id=proposal.id, number=number + 1, edition_id=made.edition_id, content=document,
        content_hash=content_hash(document), written_at=MOMENT,
    )  # fmt: skip
    session.add(written)
    session.flush()
    return written.id


def ballot(
    session: Session, made: Ended, *, state: BallotState = BallotState.CLOSED, version_id: str | None = None
) -> str:
    """The id of a ballot on a version, without voters or papers."""
    cast = Ballot(
        consultation_id=made.consultation_id, version_id=version_id or version(session, made),
        question={"en": "Do you agree?"}, rule=DecisionRule.MAJORITY, base=DecisionBase.BALLOTS_CAST, threshold=75,
        quorum=50, opens_on=DAY, closes_on=VOTED, state=state, opened_at=MOMENT,
        closed_at=datetime.combine(VOTED, MOMENT.timetz()) if state is BallotState.CLOSED else None,
    )  # fmt: skip
    session.add(cast)
    session.flush()
    return cast.id


def papers(session: Session, made: Ended, ballot_id: str, counts: Mapping[str, tuple[int, int, int]]) -> None:
    """Fill a ballot: yes, no, abstain by mark, from as many members; the rest of the register did not vote."""
    for mark, numbers in counts.items():
        coalition_id = made.world.coalitions[mark]
        members = session.scalars(
            select(Membership.organisation_id)
            .where(Membership.coalition_id == coalition_id)
            .order_by(Membership.organisation_id)
        ).all()
        cast = sum(numbers)
        session.add_all(
            BallotVoter(
                ballot_id=ballot_id, coalition_id=coalition_id, organisation_id=one, region="africa", voted=at < cast
            )
            for at, one in enumerate(members)
        )
        session.add_all(
            BallotPaper(ballot_id=ballot_id, coalition_id=coalition_id, choice=choice)
            for choice, number in zip(Choice, numbers, strict=True)
            for _ in range(number)
        )
    session.flush()


def everything(connection: Connection) -> str:
    """Return every value of every column of every table, as one text."""
    names = inspect(connection).get_table_names()
    rows = (row for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"')))
    return "\n".join(str(value) for row in rows for value in row)


def bytes_of(database: Path) -> bytes:
    """Return the files of an SQLite database: itself and its log."""
    files = [database, *(database.with_name(database.name + end) for end in ("-wal", "-journal"))]
    return b"".join(one.read_bytes() for one in files if one.exists())


def day(offset: int = 0) -> date:
    """Return the promised day, or some days after it."""
    return DUE + timedelta(days=offset)


def receipt_of(session: Session, made: World, mark: str = "A", unit: Unit = Unit.ORGANISATION, at: int = 0) -> str:
    """The receipt code of one of a strand's answers, given to it now."""
    code = f"TEST-{'R' if unit is Unit.ORGANISATION else 'N'}{mark}C{at + 2}-CQDE-HERE"
    part = session.scalars(
        select(Participation)
        .where(Participation.strand_id == made.strands[mark], Participation.unit == unit)
        .order_by(Participation.id)
    ).all()[at]
    part.code_hash = digest(normal_code(code))
    session.flush()
    return code


def published(session: Session, made: Ended) -> None:
    """Publish both strands' findings to the members, and open and close the meeting."""
    for strand in session.scalars(select(Strand).where(Strand.consultation_id == made.consultation_id)):
        strand.state, strand.published_at = StrandState.PUBLISHED, AFTER
    meeting = session.get_one(Meeting, made.meeting_id)
    meeting.state, meeting.opened_at, meeting.closed_at = MeetingState.CLOSED, AFTER, AFTER
    session.flush()
