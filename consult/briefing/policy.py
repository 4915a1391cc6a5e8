"""Who reads the joint page: staff by permission, members by the open answer in their signed cookie."""

from __future__ import annotations

from flask import session

from consult.collection.queries.anonymous import strand_held
from consult.consultation.policy import consultation_scope, strand_scope, this_consultation, this_strand
from consult.consultation.queries import ConsultationView, consultation, strand
from consult.consultation.rules import StrandState
from consult.shared.database import db


def published_to_member() -> ConsultationView | None:
    """Return the published consultation in which this member has an answer, or None."""
    strand_id = strand_held(db.session(), session.get("answer", ""))
    view = strand(db.session(), strand_id) if strand_id else None
    if view is None or not view.has(StrandState.PUBLISHED):
        return None
    found = consultation(db.session(), view.consultation_id)
    return found if found and found.all_have(StrandState.PUBLISHED) else None


__all__ = ["consultation_scope", "published_to_member", "strand_scope", "this_consultation", "this_strand"]
