"""Pages of deciding: appraisal, proposal, comments, ballot, decision, follow-up, and a member's trail."""

from consult.decision.web import (
    appraisal,
    casting,
    comments,
    counting,
    deciding,
    destroying,
    following,
    issuing,
    links,
    member_proposal,
    proposal,
    ranking,
    reading,
    trail,
    voting,
)
from consult.decision.web.blueprint import blueprint

__all__ = [
    "appraisal",
    "blueprint",
    "casting",
    "comments",
    "counting",
    "deciding",
    "destroying",
    "following",
    "issuing",
    "links",
    "member_proposal",
    "proposal",
    "ranking",
    "reading",
    "trail",
    "voting",
]
