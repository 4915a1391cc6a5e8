"""The page on agreement: for the lead consultant of a strand, who settles what coders read differently."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.consultation.queries import in_language
from consult.reliability.policy import strand_scope, this_strand
from consult.reliability.presentation import agreement_page
from consult.reliability.queries import Within, strand_agreement
from consult.reliability.rules import Source
from consult.shared.database import db

blueprint = Blueprint("reliability", __name__)


@blueprint.get("/strands/<strand_id>/agreement")
@allow(Permission.LEAD_CODING, on=strand_scope)
def agreement(strand_id: str) -> ResponseReturnValue:
    """Show how far coders agree, code by code, and what they read differently; of one language or source if asked."""
    asked, within = this_strand(), _within()
    title = in_language(asked.title, str(get_locale() or "en"))
    return render_template(
        "reliability/agreement.html",
        title=_("Do the coders agree?"),
        strand=asked,
        where=[
            (title, url_for("consultation.overview", consultation_id=asked.consultation_id)),
            (_("Coding"), url_for("coding.board", strand_id=asked.id)),
            (_("Agreement"), None),
        ],
        page=agreement_page(strand_agreement(db.session(), asked, within), within),
    )


def _within() -> Within:
    source = request.args.get("source", "")
    return Within(request.args.get("language", ""), Source(source) if source in set(Source) else None)
