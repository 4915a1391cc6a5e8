"""The interviews of a strand: who was heard, in which kind of conversation, about what."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.interview.policy import KEEPS, may_open, reads_every
from consult.interview.presentation import covered_in_talk, heard
from consult.interview.queries import instrument_items, interviews_of, tallies
from consult.interview.web.blueprint import blueprint
from consult.shared.database import db


@blueprint.get("/strands/<strand_id>/interviews")
@allow(KEEPS, on=strand_scope)
def interviews(strand_id: str) -> ResponseReturnValue:
    """Show the interviews of a strand, to an interviewer their own."""
    session, asking = db.session(), this_strand()
    scope = scope_of(asking)
    found = [view for view in interviews_of(session, strand_id) if may_open(view, scope)]
    asked = covered_in_talk(instrument_items(session, strand_id))
    return render_template(
        "interview/interviews.html",
        title=_("Interviews of strand %(mark)s", mark=asking.mark),
        strand=asking,
        heard=heard(found, tallies(session, strand_id), asked),
        every=reads_every(scope),
    )
