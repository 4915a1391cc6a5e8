"""Entries of the decision register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation
from consult.decision.operations.citing import check_evidence
from consult.decision.queries.proposing import proposal_of, version
from consult.decision.queries.voting import result
from consult.decision.records import Ballot, Decision
from consult.decision.rules.deciding import read_evidence, rests_on_findings, without_blanks
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.kinds import BallotState, Heading
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.time import check_years

Texts = Mapping[str, str]


def decide(  # noqa: PLR0913 - an entry has that many sides, each named by whoever calls
    session: Session,
    consultation_id: str,
    *,
    heading: Heading,
    title: Texts,
    text: Texts,
    decided_on: date,
    clause: str = "",
    evidence: Iterable[str | Evidence] = (),
    ballot_id: str | None = None,
) -> str:
    """Write the next entry of the register, D-1, D-2 …; return its id.

    Refused with a reason people understand: without a title, without a finding or a reaction it rests on, for evidence
    nobody can look up, for a clause the proposal does not have, and for a ballot that is not closed or did not pass.
    """
    if session.get(Consultation, consultation_id, with_for_update=True) is None:
        raise NotFound(consultation_id)
    check_years(decided_on)
    named = without_blanks(title)
    if not named:
        raise NotAllowedNow(N_("Say in a title what was decided."))
    refs = _evidence(session, consultation_id, evidence)
    ballot = _ballot(session, consultation_id, ballot_id) if ballot_id else None
    if clause:
        _check_clause(session, consultation_id, clause, ballot)
    newest = session.scalar(select(func.max(Decision.number)).where(Decision.consultation_id == consultation_id))
    made = Decision(
        consultation_id=consultation_id,
        number=(newest or 0) + 1,
        heading=heading,
        title=named,
        text=without_blanks(text),
        clause=clause,
        evidence=[str(ref) for ref in refs],
        ballot_id=ballot_id,
        decided_on=decided_on,
    )
    session.add(made)
    session.flush()
    return made.id


def _evidence(session: Session, consultation_id: str, written: Iterable[str | Evidence]) -> tuple[Evidence, ...]:
    try:
        refs = read_evidence(str(one) for one in written)
    except ValueError:
        raise NotAllowedNow(N_("Evidence is written as kind:key, as in figure:F2.")) from None
    if not rests_on_findings(refs):
        raise NotAllowedNow(N_("A decision cites what it rests on: at least one finding, or a reaction to one."))
    check_evidence(session, consultation_id, refs)
    return refs


def _ballot(session: Session, consultation_id: str, ballot_id: str) -> Ballot:
    ballot = session.get(Ballot, ballot_id)
    if ballot is None or ballot.consultation_id != consultation_id:
        raise NotFound(ballot_id)
    if ballot.state is not BallotState.CLOSED:
        raise NotAllowedNow(N_("The ballot is not closed: nobody knows yet how it went."))
    counted = result(session, ballot_id)
    if counted is None or not counted.passed:
        raise NotAllowedNow(N_("The ballot did not pass: nothing can be entered as decided by it."))
    return ballot


def _check_clause(session: Session, consultation_id: str, clause: str, ballot: Ballot | None) -> None:
    proposal = proposal_of(session, consultation_id)
    version_id = ballot.version_id if ballot else proposal.newest.id if proposal else None
    found = version(session, version_id) if version_id else None
    if found is None or found.content is None or found.content.clause(clause) is None:
        raise NotAllowedNow(N_("The proposal has no clause %(clause)s."), clause=clause)
