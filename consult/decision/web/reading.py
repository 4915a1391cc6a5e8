"""The published findings, for whoever holds a decision link."""

from __future__ import annotations

from functools import partial

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_invited
from consult.briefing.presentation import joint, pair_of
from consult.briefing.queries import EditionView, newest_edition
from consult.consultation.queries import ConsultationView, in_language
from consult.consultation.rules import StrandState
from consult.decision.web.blueprint import blueprint
from consult.decision.web.links import asked_of, this_member
from consult.findings.presentation import said, tag, theme_evidence
from consult.shared.database import db


def _published() -> tuple[ConsultationView, EditionView | None]:
    """Return the consultation and its newest edition, once it is published; until then there is no such page."""
    asked = asked_of(this_member())
    if not asked.all_have(StrandState.PUBLISHED):
        abort(404)
    return asked, newest_edition(db.session(), asked.id)


@blueprint.get("/d/findings", endpoint="findings")
@for_invited
def findings() -> ResponseReturnValue:
    """Show what the members of both coalitions said."""
    asked, edition = _published()
    if edition is None or not edition.intact:
        return _broken(edition)
    shown = joint(db.session(), pair_of(db.session(), edition, tag()))
    return render_template(
        "briefing/joint.html",
        title=shown.title,
        found=asked,
        joint=shown,
        said=said,
        sections=shown.contents,
        where=[],
        explore=False,
        may_publish=False,
        is_behind=False,
        theme_url=partial(url_for, "decision.findings_theme"),
        consultation_title=in_language(asked.title, tag()),
    )


@blueprint.get("/d/findings/themes/<code>", endpoint="findings_theme")
@for_invited
def findings_theme(code: str) -> ResponseReturnValue:
    """Show what stands behind one theme of them."""
    _asked, edition = _published()
    if edition is None or not edition.intact:
        return _broken(edition)
    shown = theme_evidence(db.session(), pair_of(db.session(), edition, tag()).both, code)
    if shown is None:
        abort(404)
    return render_template(
        "findings/themes_evidence.html",
        title=shown.name,
        theme=shown,
        sections=shown.contents,
        back=f"{url_for('decision.findings')}#said",
        where=[],
    )


def _broken(edition: EditionView | None) -> ResponseReturnValue:
    return render_template("briefing/broken.html", title=_("Joint findings"), edition=edition, where=[])
