"""Reads of collection; plain values out. Only a member's own answer comes with words or with what is sealed."""

from consult.collection.queries.answers import (
    AnswerView,
    CountedAnswer,
    EarlierAnswerView,
    OwnView,
    answer_head,
    answer_view,
    counted_answers,
    dataset_hash,
    earlier_answers,
    own_view,
)
from consult.collection.queries.coverage import (
    ContactView,
    CoverageView,
    SealOpeningView,
    contacts_of,
    coverage,
    coverage_counts,
    individual_count,
    invitation_counts,
    seal_opening,
    seal_openings,
)
from consult.collection.queries.gates import collection_conditions
from consult.collection.queries.invitations import InvitationView, open_invitation
from consult.collection.queries.words import OpenAnswer, open_answers

__all__ = [
    "AnswerView",
    "ContactView",
    "CountedAnswer",
    "CoverageView",
    "EarlierAnswerView",
    "InvitationView",
    "OpenAnswer",
    "OwnView",
    "SealOpeningView",
    "answer_head",
    "answer_view",
    "collection_conditions",
    "contacts_of",
    "counted_answers",
    "coverage",
    "coverage_counts",
    "dataset_hash",
    "earlier_answers",
    "individual_count",
    "invitation_counts",
    "open_answers",
    "open_invitation",
    "own_view",
    "seal_opening",
    "seal_openings",
]
