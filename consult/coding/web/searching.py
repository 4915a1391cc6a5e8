"""Searching what was said and written. The words looked for are posted: they stand in no address and no log."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.presentation import found_places, tag, words_of
from consult.coding.presentation.searching import MOST
from consult.coding.queries import searchable
from consult.coding.web.blueprint import blueprint
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.text import clean_line


@blueprint.route("/strands/<strand_id>/coding/search", methods=["GET", "POST"])
@allow(Permission.CODE, on=strand_scope)
def search(strand_id: str) -> ResponseReturnValue:
    """Show every place where what was asked for stands: in what is the reader's, or, for whoever leads, in all."""
    session, strand = db.session(), this_strand()
    query = clean_line(request.form.get("query", ""))[:200]
    leads = signed_in().may(Permission.LEAD_CODING, scope_of(strand))
    places = None
    if query:
        passages = searchable(session, strand_id, signed_in().account_id, everything=leads)
        places = found_places(passages, query, words_of(session, strand_id))
    return render_template(
        "coding/search.html",
        title=_("Search what was said"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        query=query,
        places=places,
        most=MOST,
        leads=leads,
    )
