"""An instrument's pages lie in the scope of its strand."""

from __future__ import annotations

from flask import g

from consult.access.rules import Scope
from consult.consultation.policy import strand_scope
from consult.instrument.queries import VersionView, version
from consult.shared.database import db


def version_scope(version_id: str, **_others: str) -> Scope | None:
    """Return the scope of the strand a version belongs to, or None if there is none."""
    found = version(db.session(), version_id)
    if found is None:
        return None
    g.version = found
    return strand_scope(found.strand_id)


def this_version() -> VersionView:
    """Return the version the page's policy found."""
    found: VersionView = g.version
    return found
