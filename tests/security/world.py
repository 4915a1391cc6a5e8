"""Two coalitions in one consultation, and two others in another: what is one's own and what is foreign.

Names, contacts, answers and words carry canaries, so that a leak can be seen in any page.
A new kind of identifier in a URL gets its own and its foreign values in `url_values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access import operations as access
from consult.access.rules import GrantValue, Role
from consult.briefing.records import Edition
from consult.briefing.rules import TargetKind
from consult.coding import operations as codebook
from consult.coding.operations import NewMemo, NewSegment, apply_code, assign_interview, write_memo
from consult.coding.rules.attributes import MemoOn
from consult.collection.queries.sealing import Sealed, link_row, seal_content, words_row
from consult.collection.records import (
    Answer,
    Coverage,
    Invitation,
    Participation,
    ProxyEntry,
    SealedAnswer,
    SealOpening,
)
from consult.collection.rules import AnswerState, Channel, Unit
from consult.consultation.operations import add_strand
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import DecisionBase, DecisionRule, StrandState
from consult.decision.records import (
    Ballot,
    BallotPaper,
    BallotVoter,
    Comment,
    CommentRound,
    Decision,
    FollowUp,
    FollowUpCheck,
    Proposal,
    ProposalVersion,
)
from consult.decision.rules.kinds import BallotState, Choice, Heading, RoundState, Voice
from consult.instrument.operations import publish
from consult.instrument.records import ReAsk
from consult.interview.operations import By, import_interview, mark_words
from consult.interview.operations.planning import plan_interview
from consult.interview.operations.returning import issue_return
from consult.interview.queries import redactions_of, turns_of
from consult.interview.records import TranscriptReturn
from consult.interview.rules import InterviewKind, Mode, NewInterview, NewParticipant, NewTurn
from consult.interview.rules.planning import NewPlan
from consult.interview.rules.redacting import RedactionKind
from consult.meeting.operations.agenda import add_session, open_meeting, plan_meeting, register_delegation
from consult.meeting.operations.amending import move_amendment
from consult.meeting.operations.ideas import name_cluster
from consult.meeting.operations.polling import open_poll
from consult.meeting.operations.talking import take_down
from consult.meeting.records import Meeting, Reaction
from consult.meeting.rules.kinds import Attribution, Group, Medium, SessionKind, Stance
from consult.membership.records import Coalition, Contact, Membership, Organisation, RegisterUpload
from consult.membership.rules import OrganisationKind, Region
from consult.shared.identifiers import digest, random_id
from consult.shared.time import now
from tests.builders import reference
from tests.grounds import laid_once

MOMENT = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = date(2026, 11, 22)
CODERS = (Role.LEAD_CONSULTANT, Role.CODER, Role.INTERVIEWER)
PASSWORD = "four words put together"


@dataclass(frozen=True)
class Half:
    """One coalition with its strand, and one identifier of everything in it."""

    coalition_id: str
    strand_id: str
    version_id: str
    organisation_id: str
    contact_id: str
    re_ask_id: str
    answer_id: str


@dataclass(frozen=True)
class Values:
    """What stands in a URL for one argument: one's own, and everything it must not be."""

    own: str
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True)
class Talk:
    """An interview with its one turn and speaker, one mark on the turn, what was returned, and a planned one."""

    interview_id: str
    turn_id: str
    participant_id: str
    redaction_id: str
    plan_id: str
    return_id: str


@dataclass(frozen=True)
class Coded:
    """An interview given to somebody, with one segment and one memo of theirs."""

    assignment_id: str
    segment_id: str
    memo_id: str


@dataclass(frozen=True)
class Gathering:
    """A joint meeting with one of everything that belongs to it."""

    meeting_id: str
    session_id: str
    delegation_id: str
    intervention_id: str
    cluster_id: str
    reaction_id: str
    amendment_id: str
    poll_id: str


@dataclass(frozen=True)
class World:
    """`own` and `other` share a consultation; `far` belongs to another one."""

    consultation_id: str
    far_consultation_id: str
    edition_id: str
    far_edition_id: str
    own: Half
    other: Half
    far: Half
    accounts: Mapping[Role, str]
    grants: Mapping[Role, str]
    uploads: Mapping[Role, str]
    far_upload_id: str
    opening_id: str
    far_opening_id: str
    talks: Mapping[str, Talk]
    coded: Mapping[str, Coded]
    ballots: Mapping[str, str]
    comments: Mapping[str, str]

    meetings: Mapping[str, Gathering]
    actions: Mapping[str, str]
    entries: Mapping[str, str]

    def url_values(self, role: Role) -> dict[str, Values]:
        """Return what to write for every argument a URL may have."""
        values = {
            name: Values(getattr(self.own, name), (getattr(self.other, name), getattr(self.far, name), "nothing"))
            for name in ("coalition_id", "strand_id", "version_id", "organisation_id", "contact_id", "re_ask_id")
        }
        values["answer_id"] = Values(self.own.answer_id, (self.other.answer_id, self.far.answer_id, "nothing"))
        values["consultation_id"] = Values(self.consultation_id, (self.far_consultation_id, "nothing"))
        values["edition_id"] = Values(self.edition_id, (self.far_edition_id, "nothing"))
        target = Role.OBSERVER if role is not Role.OBSERVER else Role.BOARD
        values["account_id"] = Values(self.accounts[target], ("nothing",))
        values["number"] = Values("1", ("999",))
        values["upload_id"] = Values(self.uploads[role], (self.uploads[target], self.far_upload_id, "nothing"))
        values["opening_id"] = Values(self.opening_id, (self.far_opening_id, "nothing"))
        values["token"] = Values("own-token", ("nothing",))
        values["ballot_id"] = Values(self.ballots["near"], (self.ballots["far"], "nothing"))
        values["comment_id"] = Values(self.comments["near"], (self.comments["far"], "nothing"))
        values["action_id"] = Values(self.actions["near"], (self.actions["far"], "nothing"))
        writers = [one for one in (Role.LEAD_CONSULTANT, Role.INTERVIEWER) if one is not role]
        own_entry = self.entries.get(role, self.entries[Role.LEAD_CONSULTANT])
        values["entry_id"] = Values(own_entry, (*(self.entries[one] for one in (*writers, "other", "far")), "nothing"))
        values["colleague_id"] = Values("nothing")
        values["grant_id"] = Values(self.grants[target], ("nothing",))
        # What another interviewer held is foreign to an interviewer, and not to the strand's lead.
        foreign = ["other", "far", *(["unassigned"] if role is Role.INTERVIEWER else [])]
        for argument in Talk.__annotations__:
            ids = [getattr(self.talks[side], argument) for side in foreign]
            values[argument] = Values(getattr(self.talks["own"], argument), (*ids, "nothing"))
        for argument in Gathering.__annotations__:
            ids = [getattr(self.meetings[side], argument) for side in ("near", "far")]
            values[argument] = Values(ids[0], (ids[1], "nothing"))
        # So is what another coder reads, and what they made of it, even in one's own strand.
        reads = role if role in CODERS else Role.CODER
        others = ["other", "far", *(one for one in CODERS[1:] if role in CODERS[1:] and one is not role)]
        for argument in Coded.__annotations__:
            ids = [getattr(self.coded[side], argument) for side in others]
            values[argument] = Values(getattr(self.coded[reads], argument), (*ids, "nothing"))
        return values

    def canaries(self, *, contacts: bool) -> tuple[str, ...]:
        """Return what no page may show to whoever holds a role in `own` only, or not even `own` contacts."""
        own = (words("own"),) if contacts else (words("own"), contact("own"), email("own"))
        return (
            *own,
            *(f(side) for side in ("other", "far") for f in (contact, email, words, sealed_words, spoken, memo)),
            in_the_room("own"),
            in_the_room("far"),
            title("far"),
            name("far"),
        )


def contact(side: str) -> str:
    return f"Canary-Contact-{side}"


def email(side: str) -> str:
    return f"canary-{side}@example.org"


def words(side: str) -> str:
    return f"Canary-Words-{side}"


def sealed_words(side: str) -> str:
    return f"Canary-Sealed-{side}"


def spoken(side: str) -> str:
    return f"Canary-Spoken-{side}"


def in_the_room(side: str) -> str:
    return f"Canary-Room-{side}"


def memo(side: str) -> str:
    return f"Canary-Memo-{side}"


def title(side: str) -> str:
    return f"Canary-Title-{side}"


def name(side: str) -> str:
    return f"Canary-Organisation-{side}"


@laid_once
def build(session: Session, password_hash: str) -> World:
    near, far = consultation(session, "near"), consultation(session, "far")
    own = half(session, near, "own")
    world_half = {"other": half(session, near, "other"), "far": half(session, far, "far")}
    half(session, far, "farther")
    accounts, grants, uploads = {}, {}, {}
    for role in Role:
        account = access.create_account(
            session, email=f"{role.value}@example.org", name=f"The {role.value}", password_hash=password_hash
        )
        scope = None if role is Role.ADMINISTRATOR else own.coalition_id
        accounts[role] = account.id
        grants[role] = access.grant_role(session, account.id, GrantValue(role, scope), at=MOMENT).id
        uploads[role] = upload(session, account.id, own.coalition_id, "own")
    far_upload = upload(session, accounts[Role.COORDINATOR], world_half["far"].coalition_id, "far")
    editions = [edition(session, near), edition(session, far)]
    ballots = {
        "near": ballot(session, near, editions[0], own, world_half["other"]),
        "far": ballot(session, far, editions[1], world_half["far"]),
    }
    comments = {side: comment(session, ballots[side]) for side in ballots}
    openings = [opening(session, side.strand_id, accounts) for side in (own, world_half["other"])]
    interviewers = {"own": accounts[Role.INTERVIEWER]}
    sides = {"own": own, "unassigned": own, **world_half}
    lead = accounts[Role.LEAD_CONSULTANT]
    talks = {side: talk(session, found, side, interviewers.get(side), lead) for side, found in sides.items()}
    coders = {one: accounts[one] for one in CODERS}
    coded: dict[str, Coded] = {
        one: code(session, own, talks["own"], account_id, "own") for one, account_id in coders.items()
    }
    for side, found in world_half.items():
        coded[side] = code(session, found, talks[side], accounts[Role.OBSERVER], side)
    for one in (near, far):
        changed = codebook.By(account_id=accounts[Role.LEAD_CONSULTANT], moment=MOMENT, reason="Not needed.")
        codebook.retire_code(session, one, "PROC-FAIR", changed)
    meetings = {
        "near": gathering(session, near, own, "own"),
        "far": gathering(session, far, world_half["far"], "far"),
    }
    actions = {side: action(session, of, side) for side, of in (("near", near), ("far", far))}
    entries: dict[str, str] = {
        one: entry(session, own, accounts[one], "own") for one in (Role.LEAD_CONSULTANT, Role.INTERVIEWER)
    }
    entries |= {side: entry(session, found, accounts[Role.OBSERVER], side) for side, found in world_half.items()}
    session.commit()
    return World(
        near,
        far,
        *editions,
        own,
        world_half["other"],
        world_half["far"],
        accounts,
        grants,
        uploads,
        far_upload,
        *openings,
        talks,
        coded,
        ballots,
        comments,
        meetings,
        actions,
        entries,
    )


def consultation(session: Session, side: str) -> str:
    made = Consultation(
        title={"en": title(side)}, question={"en": "What next?"}, already_discussed={"en": "Nothing"},
        still_open={"en": "Everything"}, criteria=[{"en": "Fair"}], languages=["en"], opens_on=DAY, closes_on=DAY,
        withdraw_until=DAY, opened_at=MOMENT,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def half(session: Session, consultation_id: str, side: str) -> Half:
    coalition = Coalition(mark=side[:8].upper(), name=f"Coalition {side}")
    organisation = Organisation(
        name=name(side), name_key=name(side).lower(), country="NO", region=Region.AFRICA,
        kind=OrganisationKind.NATIONAL_NGO, languages=["en"],
    )  # fmt: skip
    session.add_all([coalition, organisation])
    session.flush()
    strand = session.get_one(Strand, add_strand(session, consultation_id, coalition.id))
    person = Contact(organisation_id=organisation.id, name=contact(side), email=email(side))
    membership = Membership(coalition_id=coalition.id, organisation_id=organisation.id)
    session.add_all([person, membership])
    session.flush()
    document = reference()
    version_id = publish(session, strand_id=strand.id, document=document, reason="first", moment=MOMENT)
    answer_id = answer(session, strand.id, version_id, organisation.id, side)
    again = ReAsk(
        strand_id=strand.id, part="F4.level", languages=["en"], from_version_id=version_id, to_version_id=version_id,
        reason="misread", opened_at=MOMENT,
    )  # fmt: skip
    session.add(again)
    strand.state = StrandState.PUBLISHED
    strand.opened_at = strand.closed_at = strand.frozen_at = strand.released_at = strand.published_at = MOMENT
    session.flush()
    return Half(coalition.id, strand.id, version_id, organisation.id, person.id, again.id, answer_id)


def entry(session: Session, found: Half, account_id: str, side: str) -> str:
    """A draft that an account writes down for somebody of a half."""
    part = Participation(
        strand_id=found.strand_id, organisation_id=found.organisation_id, unit=Unit.INDIVIDUAL,
        code_hash=random_id(), began_on=DAY,
    )  # fmt: skip
    given = Answer(strand_id=found.strand_id, version_id=found.version_id, unit=Unit.INDIVIDUAL, channel=Channel.PHONE)
    session.add_all([part, given])
    session.flush()
    cipher = cipher_of(session, found.strand_id)
    session.add(link_row(cipher, part.id, given.id))
    session.add(
        ProxyEntry(
            answer_id=given.id, account_id=account_id, channel=Channel.PHONE, language="en", entered_on=DAY,
            sealed=cipher.seal("Call of 3 March" if side == "own" else words(side), place=f"proxy_entry|{given.id}"),
        )
    )  # fmt: skip
    session.flush()
    return given.id


def upload(session: Session, account_id: str, coalition_id: str, side: str) -> str:
    content = f"name,country\n{name(side)},NO\n".encode()
    made = RegisterUpload(
        account_id=account_id, coalition_id=coalition_id, file_name="register.csv", content=content, uploaded_at=now()
    )
    session.add(made)
    session.flush()
    return made.id


def answer(session: Session, strand_id: str, version_id: str, organisation_id: str, side: str) -> str:
    part = Participation(
        strand_id=strand_id, organisation_id=organisation_id, unit=Unit.ORGANISATION, code_hash=side, began_on=DAY,
        submitted_on=DAY,
    )  # fmt: skip
    given = Answer(strand_id=strand_id, version_id=version_id, unit=Unit.ORGANISATION, state=AnswerState.SUBMITTED)
    frame = FrameMember(
        strand_id=strand_id, organisation_id=organisation_id, region="africa", kind="national_ngo", language="en",
        in_both=False,
    )  # fmt: skip
    session.add_all([part, given, frame, Coverage(strand_id=strand_id, organisation_id=organisation_id)])
    session.flush()
    cipher = cipher_of(session, strand_id)
    session.add(link_row(cipher, part.id, given.id))
    session.add(words_row(cipher, answer_id=given.id, part="K1", text=words(side), language="en"))

    sealed = SealedAnswer(
        answer_id=given.id,
        strand_id=strand_id,
        sealed=seal_content(cipher, given.id, Sealed({}, {"J2.text": sealed_words(side)})),
    )
    invitation = Invitation(
        strand_id=strand_id, organisation_id=organisation_id, token_hash=digest(f"{side}-token"), language="en",
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    session.add_all([sealed, invitation])
    return given.id


def talk(session: Session, side: Half, called: str, interviewer: str | None, lead: str) -> Talk:
    person = NewParticipant(pseudonym="Speaker", organisation_id=side.organisation_id, took_part=True)
    new = NewInterview(
        strand_ids=(side.strand_id,), label=f"Talk {called}", kind=InterviewKind.SEMI_STRUCTURED, mode=Mode.PHONE,
        language="en", held_on=DAY, participants=(person,),
        turns=(NewTurn(pseudonym="Speaker", text=f"{spoken(called)} Kim"),),
        interviewer_account_id=interviewer,
    )  # fmt: skip
    turn = turns_of(session, import_interview(session, new, MOMENT))[0]
    mark_words(session, turn.id, "Kim", By(kind=RedactionKind.NAME, account_id=interviewer, moment=MOMENT))
    mark = redactions_of(session, turn.interview_id)[0]
    plan = NewPlan(
        label=f"Plan {called}", reason=spoken(called), kind=InterviewKind.RECALL, language="en",
        interviewer_account_id=interviewer,
    )  # fmt: skip
    plan_id = plan_interview(session, side.strand_id, plan, DAY)
    speaker = turn.participant.id
    issue_return(session, speaker, last_day=DAY, language="en", by=lead, moment=MOMENT)
    return_id = session.scalars(select(TranscriptReturn.id).where(TranscriptReturn.participant_id == speaker)).one()
    return Talk(turn.interview_id, turn.id, speaker, mark.id, plan_id, return_id)


def code(session: Session, side: Half, given: Talk, account_id: str, called: str) -> Coded:
    """Code before the release, as it must be: this world's strands are published."""
    strand = session.get_one(Strand, side.strand_id)
    strand.state = StrandState.FROZEN
    session.flush()
    assignment_id = assign_interview(session, side.strand_id, account_id, given.interview_id, day=DAY)
    new = NewSegment(passage_id=given.turn_id, start=0, end=6, code_key="STR-GOV", memo=memo(called))
    segment_id = apply_code(session, assignment_id, new, MOMENT)
    memo_id = write_memo(session, assignment_id, NewMemo(MemoOn.DOCUMENT, memo(called)), MOMENT)
    strand.state = StrandState.PUBLISHED
    session.flush()
    return Coded(assignment_id, segment_id, memo_id)


def gathering(session: Session, consultation_id: str, side: Half, called: str) -> Gathering:
    meeting_id = plan_meeting(
        session, consultation_id, title={"en": "Meeting"}, place="Hall", begins_on=DAY, ends_on=DAY, languages=["en"]
    )
    session_id = add_session(
        session, meeting_id, held_on=DAY, begins="09:00", ends="10:00", kind=SessionKind.IDEAS, title={"en": "Ideas"}
    )
    new = register_delegation(session, meeting_id, organisation_id=side.organisation_id, language="en")
    open_meeting(session, meeting_id, MOMENT)
    said = take_down(
        session, session_id, delegation_id=new.id, language="en", text=in_the_room(called),
        attribution=Attribution.NONE, medium=Medium.SPOKEN, moment=MOMENT,
    )  # fmt: skip
    cluster_id = name_cluster(session, session_id, name="Cluster", language="en")
    return Gathering(meeting_id, session_id, new.id, said, cluster_id, *answered(session, meeting_id, new.id, called))


def answered(session: Session, meeting_id: str, delegation_id: str, called: str) -> tuple[str, str, str]:
    """Something answered to a finding in the room alone, an amendment, and a poll that is open."""
    held = session.get_one(Meeting, meeting_id)
    edition_id = session.query(Edition.id).filter_by(consultation_id=held.consultation_id).scalar()
    reaction = Reaction(
        meeting_id=meeting_id,
        edition_id=edition_id,
        number=1,
        target_kind=TargetKind.SENTENCE,
        target_key="common",
        delegation_id=delegation_id,
        group=Group.A,
        stance=Stance.ADDS,
        language="en",
        text=in_the_room(called),
        attribution=Attribution.NONE,
        recorded_at=MOMENT,
    )
    session.add(reaction)
    session.flush()
    amendment_id = move_amendment(
        session, meeting_id, group=Group.A, language="en", text="Both names stay", moment=MOMENT
    )
    return reaction.id, amendment_id, open_poll(session, meeting_id, question={"en": "Yes?"}, moment=MOMENT)


def action(session: Session, consultation_id: str, side: str) -> str:
    """A decision with one action that follows from it, and a check that is due."""
    decided = Decision(
        consultation_id=consultation_id, number=1, heading=Heading.STRUCTURE, title={"en": title(side)}, decided_on=DAY
    )
    session.add(decided)
    session.flush()
    made = FollowUp(
        decision_id=decided.id, number=1, text={"en": "Write it down"}, owner={"en": "The secretariat"}, due_on=DAY
    )
    session.add(made)
    session.flush()
    session.add(FollowUpCheck(follow_up_id=made.id, months=6, due_on=DAY))
    return made.id


def opening(session: Session, strand_id: str, accounts: Mapping[Role, str]) -> str:
    made = SealOpening(
        strand_id=strand_id, lead_account_id=accounts[Role.LEAD_CONSULTANT],
        safeguarding_account_id=accounts[Role.SAFEGUARDING_LEAD], reason="a reason", asked_at=now(), opened_at=now(),
        closes_at=now() + timedelta(minutes=50),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def edition(session: Session, consultation_id: str) -> str:
    made = Edition(consultation_id=consultation_id, number=1, content={}, content_hash="0" * 64, frozen_at=MOMENT)
    session.add(made)
    session.flush()
    return made.id


def ballot(session: Session, consultation_id: str, edition_id: str, *sides: Half) -> str:
    """A closed ballot with one vote in each coalition."""
    proposal = Proposal(consultation_id=consultation_id)
    session.add(proposal)
    session.flush()
    version = ProposalVersion(
        proposal_id=proposal.id, number=1, edition_id=edition_id, content={"title": {"en": "A proposal"}},
        content_hash="0" * 64, written_at=MOMENT,
    )  # fmt: skip
    session.add(version)
    session.flush()
    made = Ballot(
        consultation_id=consultation_id, version_id=version.id, question={"en": "Shall it be so?"},
        rule=DecisionRule.MAJORITY, base=DecisionBase.BALLOTS_CAST, threshold=75, quorum=50, opens_on=DAY,
        closes_on=DAY, state=BallotState.CLOSED, opened_at=MOMENT, closed_at=MOMENT,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for side in sides:
        listed = {"ballot_id": made.id, "coalition_id": side.coalition_id}
        voter = BallotVoter(**listed, organisation_id=side.organisation_id, region="africa", voted=True)
        session.add_all([voter, BallotPaper(**listed, choice=Choice.YES)])
    session.flush()
    return made.id


def comment(session: Session, ballot_id: str) -> str:
    """A comment on the version that was voted on, made before."""
    version_id = session.get_one(Ballot, ballot_id).version_id
    held = CommentRound(version_id=version_id, opened_at=MOMENT, closes_on=DAY, state=RoundState.CLOSED)
    session.add(held)
    session.flush()
    made = Comment(
        round_id=held.id, number=1, voice=Voice.INDIVIDUAL, language="en", text="Two seats.", written_on=DAY,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id
