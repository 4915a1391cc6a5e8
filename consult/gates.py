"""Every condition of every gate, each measured by the stage that owns it or attested by a named person."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from consult.briefing.queries import release_conditions
from consult.coding.queries import coding_conditions
from consult.collection.queries import collection_conditions
from consult.collection.queries.anonymous import spool_conditions
from consult.consultation.queries import (
    Condition,
    Gates,
    Outcomes,
    Subject,
    mandate_conditions,
    withdrawal_conditions,
)
from consult.consultation.rules import Gate, Outcome
from consult.decision.queries.gates import ballot_conditions, proposal_conditions, review_conditions
from consult.findings.queries.seals import data_seal
from consult.instrument.queries import instrument_conditions
from consult.meeting.queries.gates import meeting_conditions
from consult.membership.queries import ContactGaps, contact_gaps
from consult.reliability.queries import agreement_conditions
from consult.shared.errors import N_


def register_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether every member can be written to in a language of theirs (G2); membership knows no gates."""
    found: Mapping[str, ContactGaps] = contact_gaps(session, [one.coalition_id for one in subject.strands])
    return {"contacts_known": {one.id: _known(found[one.coalition_id]) for one in subject.strands}}


def _known(gaps: ContactGaps) -> Outcome:
    if not gaps.members:
        return Outcome(False, N_("The coalition's register is empty: import its members first."))
    if gaps.without_contact or gaps.without_language:
        words = N_("Without an address: %(addresses)s, without a language: %(languages)s of %(members)s members.")
        values = {
            "addresses": gaps.without_contact,
            "languages": gaps.without_language,
            "members": gaps.members,
        }
        return Outcome(False, words, values)
    return Outcome(True, N_("Members with both: all %(members)s."), {"members": gaps.members})


GATES = Gates(
    (
        Condition(
            "mandate_complete", Gate.MANDATE, N_("The mandate is complete in every language"), mandate_conditions
        ),
        Condition(
            "readiness_answered", Gate.MANDATE, N_("The questions on readiness are answered"), mandate_conditions
        ),
        Condition("mandate_signed", Gate.MANDATE, N_("The board of every coalition has signed"), mandate_conditions),
        Condition("access_budget", Gate.MANDATE, N_("There is a budget for access")),
        Condition("version_published", Gate.INSTRUMENT, N_("The instrument is published"), instrument_conditions),
        Condition("core_equal", Gate.INSTRUMENT, N_("Both strands ask the same questions"), instrument_conditions),
        Condition("cards_equal", Gate.INSTRUMENT, N_("The option cards are of equal length"), instrument_conditions),
        Condition("piloted", Gate.INSTRUMENT, N_("Six to eight people tried it in every language")),
        Condition("translations_checked", Gate.INSTRUMENT, N_("A speaker has checked each translation")),
        Condition(
            "contacts_known", Gate.REGISTER, N_("Every member has a contact and a language"), register_conditions
        ),
        Condition("access_needs_asked", Gate.REGISTER, N_("Every member was asked what access they need")),
        Condition("everybody_asked", Gate.COLLECTION, N_("Every member organisation was asked"), collection_conditions),
        Condition("chasing_done", Gate.COLLECTION, N_("Whoever was silent was asked again")),
        Condition("withdrawal_over", Gate.DATA, N_("The time to withdraw is over"), withdrawal_conditions),
        Condition("answers_mixed", Gate.DATA, N_("Every anonymous answer is among the others"), spool_conditions),
        Condition("transcripts_returned", Gate.DATA, N_("Transcripts went back to whoever spoke")),
        Condition("codebook_frozen", Gate.CODING, N_("The codebook is frozen"), coding_conditions),
        Condition("assignments_finished", Gate.CODING, N_("Every reading is finished"), coding_conditions),
        Condition("read_twice", Gate.CODING, N_("A fifth was read by two coders"), agreement_conditions),
        Condition("disagreements_resolved", Gate.CODING, N_("Coders have talked through where they disagreed")),
        Condition("matrix_filled", Gate.CODING, N_("The framework matrix is filled")),
        Condition("both_released", Gate.RELEASE, N_("Every strand has released its findings"), release_conditions),
        Condition(
            "edition_intact", Gate.RELEASE, N_("Both boards read the edition that was frozen"), release_conditions
        ),
        Condition("meeting_closed", Gate.MEETING, N_("The joint meeting was held"), meeting_conditions),
        Condition("reaction_recorded", Gate.MEETING, N_("Members reacted to the findings"), meeting_conditions),
        Condition("poll_closed", Gate.MEETING, N_("A graded poll was taken"), meeting_conditions),
        Condition("proposal_complete", Gate.PROPOSAL, N_("The proposal is complete"), proposal_conditions),
        Condition("comments_closed", Gate.PROPOSAL, N_("Members have commented"), proposal_conditions),
        Condition("comments_answered", Gate.PROPOSAL, N_("Every comment is answered"), proposal_conditions),
        Condition("ballot_closed", Gate.DECISION, N_("The members have voted"), ballot_conditions),
        Condition("checks_made", Gate.REVIEW, N_("It was checked after 6, 12 and 24 months"), review_conditions),
        Condition("promises_kept", Gate.REVIEW, N_("Transcripts and contacts are destroyed"), review_conditions),
    ),
    data_seal,
)
