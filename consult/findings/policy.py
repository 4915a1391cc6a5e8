"""Which strand's findings a page shows, and to whom: the strand's own lead consultant and safeguarding lead."""

from __future__ import annotations

from consult.consultation.policy import strand_scope, this_consultation, this_strand

__all__ = ["strand_scope", "this_consultation", "this_strand"]
