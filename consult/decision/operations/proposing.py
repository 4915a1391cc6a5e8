"""Writing versions of a proposal. Nothing here commits."""

from __future__ import annotations

from datetime import datetime

import regex
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.queries import newest_edition
from consult.consultation.queries import passed_gates
from consult.consultation.records import Consultation
from consult.consultation.rules import Gate, Passed
from consult.decision.operations.citing import check_evidence
from consult.decision.queries.proposing import is_voted_on
from consult.decision.records import Proposal, ProposalVersion
from consult.decision.rules.proposal import ProposalContent, content_hash, to_document
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text

KEY = regex.compile(r"[\w-]{1,40}")
"""What a clause may be called; keys stand in addresses and are stored as they are."""


def write_version(
    session: Session,
    consultation_id: str,
    content: ProposalContent,
    *,
    reason: str,
    account_id: str | None,
    moment: datetime,
) -> str:
    """Write the next version of the proposal, resting on the newest edition; return its id.

    Refused with a reason people understand: once G8 is passed or the ballot has opened, without an edition whose seal
    holds, for evidence nobody can look up, without a reason for a later version, and where nothing changed.
    """
    if session.get(Consultation, consultation_id) is None:
        raise NotFound(consultation_id)
    proposal = _locked(session, consultation_id)
    if is_voted_on(session, consultation_id):
        raise NotAllowedNow(
            N_("The ballot has opened: members vote on the version they have read, so this amendment comes too late.")
        )
    if Passed(Gate.PROPOSAL) in passed_gates(session, consultation_id):
        raise NotAllowedNow(
            N_("Gate G8 is passed: this is the version members commented on and will vote on. It no longer changes.")
        )
    edition = newest_edition(session, consultation_id)
    if edition is None or not edition.intact:
        raise NotAllowedNow(N_("A proposal rests on findings: it can be written once an edition is frozen and intact."))
    _check_keys(content)
    check_evidence(session, consultation_id, content.references)
    newest, said = _newest(session, proposal), clean_text(reason)
    document = to_document(content)
    if newest is not None:
        _check_later(newest, content_hash(document), said)
    record = ProposalVersion(
        proposal_id=proposal.id,
        number=newest.number + 1 if newest else 1,
        edition_id=edition.id,
        content=document,
        content_hash=content_hash(document),
        reason=said,
        account_id=account_id,
        written_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def _locked(session: Session, consultation_id: str) -> Proposal:
    """Return the proposal, made with its first version; nobody else writes one until this transaction is over."""
    wanted = select(Proposal).where(Proposal.consultation_id == consultation_id).with_for_update()
    found = session.scalars(wanted).first()
    if found is None:
        found = Proposal(consultation_id=consultation_id)
        session.add(found)
        session.flush()
    return found


def _newest(session: Session, proposal: Proposal) -> ProposalVersion | None:
    wanted = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    return session.scalars(wanted.order_by(ProposalVersion.number.desc()).limit(1)).first()


def _check_later(newest: ProposalVersion, written: str, reason: str) -> None:
    if newest.content_hash == written:
        raise NotAllowedNow(N_("Nothing has changed since version %(number)s."), number=newest.number)
    if not reason:
        raise NotAllowedNow(N_("Say why there is a new version: members read the reason beside what changed."))


def _check_keys(content: ProposalContent) -> None:
    keys = [clause.key for clause in content.clauses]
    if len(set(keys)) < len(keys) or not all(KEY.fullmatch(key) for key in keys):
        raise NotAllowedNow(N_("Every clause needs a short name of its own."))
