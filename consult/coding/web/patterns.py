"""What is seen across a strand's coding: counts alone, for whoever leads it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.presentation import tag, words_of
from consult.coding.presentation.patterns import BREAKS, BYS, Asked, patterns_page
from consult.coding.queries import codebook
from consult.coding.queries.patterns import patterns_of
from consult.coding.web.blueprint import blueprint
from consult.consultation.policy import strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.shared.database import db


@blueprint.get("/strands/<strand_id>/patterns", endpoint="patterns")
@allow(Permission.LEAD_CODING, on=strand_scope)
def show_patterns(strand_id: str) -> ResponseReturnValue:
    """Show how much is coded, which codes stand together, who raised what, and whether anything new still comes."""
    session, strand = db.session(), this_strand()
    found = patterns_of(session, strand, signed_in().account_id)
    codes = codebook(session, strand.consultation_id, tag())
    return render_template(
        "coding/patterns.html",
        title=_("Patterns across the coding"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        page=patterns_page(found, codes, words_of(session, strand_id), _asked()),
    )


def _asked() -> Asked:
    by, attribute = request.args.get("by", ""), request.args.get("attribute", "")
    return Asked(
        by=by if by in BYS else BYS[0],
        branch=request.args.get("branch", ""),
        attribute=attribute if attribute in BREAKS else BREAKS[0],
    )
