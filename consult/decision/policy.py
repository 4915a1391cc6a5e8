"""Which scope a page of deciding lies in, and what members read of a proposal."""

from __future__ import annotations

from consult.consultation.policy import consultation_scope, this_consultation, whole_scope

__all__ = ["consultation_scope", "this_consultation", "whole_scope"]
