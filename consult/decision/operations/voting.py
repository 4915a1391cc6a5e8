"""Preparing, opening and closing a ballot, and the votes in between. Nothing here commits.

Who has voted and what was voted are written into two tables that share nothing but the ballot and the coalition. While
a ballot is open the order of rows could still join them, so closing writes both anew in random order.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from consult.consultation.labels import CODES
from consult.consultation.queries import Texts, passed_gates
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import DecisionRule, Gate, Passed
from consult.decision.queries.proposing import ProposalView, proposal_of, version
from consult.decision.queries.voting import ballot_of, result
from consult.decision.records import Ballot, BallotPaper, BallotVoter, Proposal
from consult.decision.rules.counting import Verdict
from consult.decision.rules.kinds import BallotState, Choice
from consult.decision.rules.proposal import gaps
from consult.decision.rules.voting import AlreadyVoted, takes_votes
from consult.membership.records import Membership, Organisation
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import random_id
from consult.shared.text import clean_text
from consult.shared.time import check_years, end_of


def prepare_ballot(
    session: Session, consultation_id: str, *, version_id: str, question: Texts, opens_on: date, closes_on: date
) -> str:
    """Prepare the vote on the newest version, under the mandate's rule; return the ballot's id."""
    mandate = session.get(Consultation, consultation_id, with_for_update=True)
    if mandate is None:
        raise NotFound(consultation_id)
    if mandate.decision_rule is DecisionRule.DESIGNATED_LEADS:
        raise NotAllowedNow(N_("By the mandate, leads named by the members decide: there is no ballot."))
    _check_nothing_decided(session, consultation_id)
    _check_version(proposal_of(session, consultation_id), version_id)
    _check_dates(opens_on, closes_on)
    record = Ballot(
        consultation_id=consultation_id,
        version_id=version_id,
        question=_worded(question, mandate.languages),
        rule=mandate.decision_rule,
        base=mandate.decision_base,
        threshold=mandate.decision_threshold,
        quorum=mandate.quorum,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    session.add(record)
    session.flush()
    return record.id


def change_ballot(
    session: Session, ballot_id: str, *, question: Texts, opens_on: date, closes_on: date, version_id: str | None = None
) -> None:
    """Change the question and the days until the first paper is in; the version only before opening, the rule never."""
    record = _ballot(session, ballot_id)
    if record.state is BallotState.CLOSED or _has_papers(session, ballot_id):
        raise NotAllowedNow(N_("A vote has been cast: from the first one on, nothing about the ballot changes."))
    if version_id is not None and version_id != record.version_id:
        if record.state is not BallotState.PREPARED:
            raise NotAllowedNow(N_("The ballot has opened: members vote on the version they have read."))
        _check_version(proposal_of(session, record.consultation_id), version_id)
        record.version_id = version_id
    _check_dates(opens_on, closes_on)
    mandate = session.get_one(Consultation, record.consultation_id)
    record.question = _worded(question, mandate.languages)
    record.opens_on, record.closes_on = opens_on, closes_on
    session.flush()


def open_ballot(session: Session, ballot_id: str, moment: datetime) -> None:
    """Open a prepared ballot: the voter list is each coalition's register as it stands, the version stays from now on.

    Demands G8. Opened before its first day, it takes votes from that day on.
    """
    record = _ballot(session, ballot_id)
    if record.state is not BallotState.PREPARED:
        raise NotAllowedNow(N_("The ballot was opened already."))
    if Passed(Gate.PROPOSAL) not in passed_gates(session, record.consultation_id):
        raise NotAllowedNow(N_("These gates must be passed first: %(gates)s."), gates=CODES[Gate.PROPOSAL])
    if moment >= end_of(record.closes_on):
        raise NotAllowedNow(N_("The last day of voting is over: change the days of the ballot first."))
    # A version written at this moment waits for the lock, and is then refused; one written before is seen here.
    session.scalars(select(Proposal).where(Proposal.consultation_id == record.consultation_id).with_for_update()).one()
    _check_version(proposal_of(session, record.consultation_id), record.version_id)
    mandate = session.get_one(Consultation, record.consultation_id)
    found = version(session, record.version_id)
    if found is None or found.content is None or gaps(found.content, mandate.languages):
        raise NotAllowedNow(N_("The proposal is not complete: complete it in a new version first."))
    _list_voters(session, record)
    record.state, record.opened_at = BallotState.OPEN, moment
    session.flush()


def cast_ballot(
    session: Session,
    ballot_id: str,
    *,
    coalition_id: str,
    organisation_id: str,
    choice: Choice,
    moment: datetime | None = None,
) -> None:
    """Take one organisation's vote in one coalition: once, and final.

    With `moment`, only within the days of voting; without, whenever the ballot is open. It is not stored.
    """
    record = _ballot_to_vote_in(session, ballot_id)
    if moment is not None and not takes_votes(record.opens_on, record.closes_on, moment):
        raise NotAllowedNow(N_("These are not the days of voting; your vote was not taken."))
    _strike(session, ballot_id, coalition_id, [organisation_id])
    session.add(BallotPaper(ballot_id=ballot_id, coalition_id=coalition_id, choice=choice))
    session.flush()


def enter_paper_ballots(
    session: Session,
    ballot_id: str,
    *,
    coalition_id: str,
    organisation_ids: Sequence[str],
    counts: Mapping[Choice, int],
) -> None:
    """Take votes that came on paper: those who handed in a slip, and what the slips say, counted.

    There must be as many slips as organisations; whoever has voted already stops the whole entry.
    """
    _ballot_to_vote_in(session, ballot_id)
    slips = [choice for choice in Choice for _each in range(counts.get(choice, 0))]
    if not organisation_ids or min(counts.values(), default=0) < 0 or len(slips) != len(set(organisation_ids)):
        raise NotAllowedNow(
            N_("%(ticked)s organisations are ticked and %(slips)s slips counted: the numbers must agree."),
            ticked=len(set(organisation_ids)),
            slips=len(slips),
        )
    _strike(session, ballot_id, coalition_id, sorted(set(organisation_ids)))
    _write_papers(session, ballot_id, [(coalition_id, choice) for choice in slips])


def close_ballot(session: Session, ballot_id: str, moment: datetime) -> None:
    """Close the ballot and write papers and voter list anew in random order, in this one transaction.

    Not before the last day is over everywhere, unless every organisation on the list has voted: then there is nobody
    left whose vote could come in.
    """
    record = _ballot(session, ballot_id)
    if record.state is not BallotState.OPEN:
        raise NotAllowedNow(N_("Only an open ballot can be closed."))
    silent = select(BallotVoter.organisation_id).where(BallotVoter.ballot_id == ballot_id, BallotVoter.voted.is_(False))
    if moment < end_of(record.closes_on) and session.execute(silent.limit(1)).first() is not None:
        raise NotAllowedNow(
            N_("Members may vote until %(day)s, wherever they are; close the ballot after that day."),
            day=record.closes_on.isoformat(),
        )
    _shuffle_papers(session, ballot_id)
    _shuffle_voters(session, ballot_id)
    record.state, record.closed_at = BallotState.CLOSED, moment
    session.flush()


def _ballot(session: Session, ballot_id: str) -> Ballot:
    record = session.get(Ballot, ballot_id, with_for_update=True)
    if record is None:
        raise NotFound(ballot_id)
    return record


def _ballot_to_vote_in(session: Session, ballot_id: str) -> Ballot:
    """Return an open ballot; it cannot be closed or changed before this transaction is over, others may vote."""
    record = session.get(Ballot, ballot_id, with_for_update={"read": True})
    if record is None:
        raise NotFound(ballot_id)
    if record.state is not BallotState.OPEN:
        raise NotAllowedNow(N_("The ballot is not open; no vote was taken."))
    return record


def _check_nothing_decided(session: Session, consultation_id: str) -> None:
    before = ballot_of(session, consultation_id)
    if before is None:
        return
    if not before.is_closed:
        raise NotAllowedNow(N_("There is a ballot already: change that one."))
    counted = result(session, before.id)
    if counted is None or not any(one.count.verdict is Verdict.QUORUM_MISSED for one in counted.coalitions):
        raise NotAllowedNow(N_("The members have voted on this proposal; only a vote without its quorum is repeated."))


def _check_version(proposal: ProposalView | None, version_id: str) -> None:
    if proposal is None or version_id not in {one.id for one in proposal.versions}:
        raise NotFound(version_id)
    if proposal.newest.id != version_id:
        raise NotAllowedNow(N_("There is a newer version of the proposal: members vote on the newest one."))
    if not proposal.was_commented:
        raise NotAllowedNow(N_("Members comment before they vote: open a comment round, and close it, first."))


def _check_dates(opens_on: date, closes_on: date) -> None:
    check_years(opens_on, closes_on)
    if closes_on < opens_on:
        raise NotAllowedNow(N_("The last day of voting comes before the first."))


def _worded(question: Texts, languages: Iterable[str]) -> dict[str, str]:
    worded = {tag: cleaned for tag, text in question.items() if (cleaned := clean_text(text))}
    missing = [tag for tag in languages if tag not in worded]
    if missing:
        raise NotAllowedNow(
            N_("The question is missing in these languages: %(languages)s."), languages=", ".join(missing)
        )
    return worded


def _has_papers(session: Session, ballot_id: str) -> bool:
    return session.scalar(select(BallotPaper.id).where(BallotPaper.ballot_id == ballot_id).limit(1)) is not None


def _list_voters(session: Session, record: Ballot) -> None:
    asked = select(Strand.coalition_id).where(Strand.consultation_id == record.consultation_id)
    rows = session.execute(
        select(Membership.coalition_id, Organisation.id, Organisation.region)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.coalition_id.in_(asked))
    ).all()
    if {row.coalition_id for row in rows} != set(session.scalars(asked)):
        raise NotAllowedNow(N_("A coalition's register is empty: import its members first."))
    session.execute(
        insert(BallotVoter),
        [
            {
                "ballot_id": record.id,
                "coalition_id": row[0],
                "organisation_id": row[1],
                "region": row[2].value,
                "voted": False,
            }
            for row in rows
        ],
    )


def _strike(session: Session, ballot_id: str, coalition_id: str, organisation_ids: Sequence[str]) -> None:
    """Mark organisations as having voted, in one statement; all of them or, with a reason, none."""
    listed = (
        BallotVoter.ballot_id == ballot_id,
        BallotVoter.coalition_id == coalition_id,
        BallotVoter.organisation_id.in_(organisation_ids),
    )
    struck = session.execute(
        update(BallotVoter)
        .where(*listed, BallotVoter.voted.is_(False))
        .values(voted=True)
        .returning(BallotVoter.organisation_id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(struck) == len(organisation_ids):
        return
    known = set(session.scalars(select(BallotVoter.organisation_id).where(*listed)))
    if missing := set(organisation_ids) - known:
        raise NotFound(sorted(missing)[0])
    refused = AlreadyVoted(N_("This organisation has voted in this coalition; a vote is final."))
    refused.organisation_ids = tuple(sorted(known - {row[0] for row in struck}))
    raise refused


def _write_papers(session: Session, ballot_id: str, papers: Iterable[tuple[str, Choice]]) -> None:
    """Write papers in the order of new random ids."""
    rows = sorted((random_id(), coalition_id, choice) for coalition_id, choice in papers)
    if rows:
        session.execute(
            insert(BallotPaper),
            [{"id": key, "ballot_id": ballot_id, "coalition_id": of, "choice": choice} for key, of, choice in rows],
        )


def _shuffle_papers(session: Session, ballot_id: str) -> None:
    own = BallotPaper.ballot_id == ballot_id
    papers = [
        (row[0], row[1]) for row in session.execute(select(BallotPaper.coalition_id, BallotPaper.choice).where(own))
    ]
    session.execute(delete(BallotPaper).where(own).execution_options(synchronize_session=False))
    _write_papers(session, ballot_id, papers)


def _shuffle_voters(session: Session, ballot_id: str) -> None:
    own = BallotVoter.ballot_id == ballot_id
    columns = (BallotVoter.coalition_id, BallotVoter.organisation_id, BallotVoter.region, BallotVoter.voted)
    rows = [{"ballot_id": ballot_id, **row._mapping} for row in session.execute(select(*columns).where(own))]
    session.execute(delete(BallotVoter).where(own).execution_options(synchronize_session=False))
    secrets.SystemRandom().shuffle(rows)
    session.execute(insert(BallotVoter), rows)
