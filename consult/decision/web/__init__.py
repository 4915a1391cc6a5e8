"""Pages of deciding: appraisal, proposal, comments, ballot, decision, follow-up, and a member's trail."""

from consult.decision.web import issuing, links, reading
from consult.decision.web.blueprint import blueprint

__all__ = ["blueprint", "issuing", "links", "reading"]
