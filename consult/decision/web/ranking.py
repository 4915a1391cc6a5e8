"""The scrutineer's second page: a file of ranked papers, counted by every rule and kept nowhere."""

from __future__ import annotations

from contextlib import closing

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.decision.exchange.ranked_csv import read_ranked
from consult.decision.forms.ranked import RankedForm
from consult.decision.policy import consultation_scope, this_consultation
from consult.decision.presentation.ranked import RankedView, ranked_view
from consult.decision.rules.ranking import Blanks, outcome, profile
from consult.decision.web.blueprint import blueprint
from consult.findings.labels import translated as _
from consult.shared.errors import InputRefused

LARGEST = 1024 * 1024


@blueprint.get("/consultations/<consultation_id>/count/ranked", endpoint="ranked")
@allow(Permission.READ_COUNT, on=consultation_scope)
def ask_for_ranked(consultation_id: str) -> ResponseReturnValue:
    """Ask for a file of ranked papers."""
    return _page(RankedForm(), None)


@blueprint.post("/consultations/<consultation_id>/count/ranked", endpoint="count_ranked")
@allow(Permission.READ_COUNT, on=consultation_scope)
def count_ranked(consultation_id: str) -> ResponseReturnValue:
    """Count a file of ranked papers and show the count."""
    form = RankedForm()
    if not form.validate_on_submit():
        return _page(form, None), 422
    try:
        counted = _counted(form.file.data, Blanks(form.blanks.data))
    except InputRefused as refused:
        form.file.errors = [*form.file.errors, _refusal(refused)]
        return _page(form, None), 422
    return _page(form, counted)


def _counted(file: FileStorage, blanks: Blanks) -> RankedView:
    with closing(file):
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputRefused([])
    return ranked_view(outcome(profile(read_ranked(content, "papers"), blanks)), blanks)


def _refusal(refused: InputRefused) -> str:
    """Say where a file cannot be read, in the reader's language; nothing of it was counted."""
    lines = [place.partition(":")[2] for fault in refused.faults if ":" in (place := fault.place)]
    if lines:
        return _("Nothing was counted. Lines that cannot be read: %(lines)s.", lines=", ".join(dict.fromkeys(lines)))
    return _("Nothing was counted: this is no CSV of ranked papers of at most 1 MB.")


def _page(form: RankedForm, found: RankedView | None) -> str:
    return render_template(
        "decision/ranked.html",
        title=_("Ranked papers"),
        consultation=this_consultation(),
        form=form,
        found=found,
    )
