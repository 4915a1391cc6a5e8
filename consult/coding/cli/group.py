"""The group of coding's commands, and what several of them need."""

from __future__ import annotations

import click

from consult.consultation.queries import StrandView, strand
from consult.shared.database import db

ANY_ID = {"ignore_unknown_options": True}  # one id in sixty-four begins with a hyphen
FICTITIOUS = "Fictitious demonstration: nothing here is real."


@click.group("coding")
def group() -> None:
    """Codes on what was said and written."""


def found_strand(strand_id: str) -> StrandView:
    """Return a strand; refuse an id that is none's."""
    found = strand(db.session(), strand_id)
    if found is None:
        raise click.UsageError(f"there is no strand {strand_id}")
    return found
