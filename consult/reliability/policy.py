"""Agreement lies in the scope of its strand."""

from __future__ import annotations

from consult.consultation.policy import strand_scope, this_strand

__all__ = ["strand_scope", "this_strand"]
