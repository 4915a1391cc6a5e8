"""Which scope a consultation's or a strand's page lies in. What was found stays in `g` for the view."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.rules import Scope
from consult.consultation.queries import ConsultationView, StrandView, consultation, consultation_of
from consult.shared.database import db


def consultation_scope(consultation_id: str, **_others: str) -> Scope | None:
    """Return the scope of a whole consultation, or None if there is none."""
    found = consultation(db.session(), consultation_id)
    if found is None:
        return None
    g.consultation = found
    return Scope(consultation_id=found.id, coalitions=found.coalition_ids)


def strand_scope(strand_id: str, **_others: str) -> Scope | None:
    """Return the scope of one strand, or None if there is none."""
    whole = consultation_of(db.session(), strand_id)
    if whole is None:
        return None
    found = next(one for one in whole.strands if one.id == strand_id)
    g.strand, g.consultation = found, whole
    return scope_of(found)


def scope_of(view: StrandView) -> Scope:
    """Return the scope a strand lies in."""
    return Scope(coalition_id=view.coalition_id, consultation_id=view.consultation_id)


def whole_scope(view: ConsultationView) -> Scope:
    """Return the scope of a whole consultation."""
    return Scope(consultation_id=view.id, coalitions=view.coalition_ids)


def this_consultation() -> ConsultationView:
    """Return the consultation the page's policy found."""
    return cast(ConsultationView, g.consultation)


def this_strand() -> StrandView:
    """Return the strand the page's policy found."""
    return cast(StrandView, g.strand)
