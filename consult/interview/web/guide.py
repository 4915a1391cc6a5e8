"""The guide of a strand, and the sheet that is filled in while talking: every button saves all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.instrument.queries import compiled, newest_version
from consult.interview.labels import KINDS, REACHED
from consult.interview.operations.guiding import Noted, save_guide, save_sheet, use_reference_guide
from consult.interview.policy import KEEPS, plan_scope, this_plan
from consult.interview.presentation import item_choices
from consult.interview.queries.guides import guide_of, notes_of
from consult.interview.rules.guide import Guide, GuideRow, Reached, covered_by, cut_for
from consult.interview.rules.planning import CAN_BE_TAKEN_IN, PlanFault
from consult.interview.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.telling import tell
from consult.shared.time import now, today

CHANGES = Permission.LEAD_CODING
ROWS_AT_MOST = 60


@blueprint.get("/strands/<strand_id>/interviews/guide")
@allow(KEEPS, on=strand_scope)
def guide(strand_id: str) -> ResponseReturnValue:
    """Show the guide of a strand, to be changed by whoever leads its coding."""
    return _page(*guide_of(db.session(), strand_id, str(get_locale())))


@blueprint.post("/strands/<strand_id>/interviews/guide")
@allow(CHANGES, on=strand_scope)
def change_guide(strand_id: str) -> ResponseReturnValue:
    """Keep the guide of a strand as it was written, or go back to the one that is shipped."""
    session = db.session()
    before, own = guide_of(session, strand_id, str(get_locale()))
    typed = _typed(before)
    try:
        if request.form.get("go") == "shipped":
            use_reference_guide(session, strand_id)
        else:
            save_guide(session, strand_id, typed, account_id=signed_in().account_id, day=today())
    except PlanFault as refused:
        session.rollback()
        flash(tell(refused), "error")
        return _page(typed, own)
    session.commit()
    flash(_("The guide is saved."))
    return redirect(url_for("interview.guide", strand_id=strand_id), 303)


def _page(shown: Guide, own: bool) -> ResponseReturnValue:
    return render_template(
        "interview/guide.html",
        title=_("Interview guide of strand %(mark)s", mark=this_strand().mark),
        strand=this_strand(),
        guide=shown,
        own=own,
        every=signed_in().may(CHANGES, scope_of(this_strand())),
        questions=_questions(str(get_locale())),
    )


def _typed(before: Guide) -> Guide:
    form = request.form
    columns = zip(*(form.getlist(name)[:ROWS_AT_MOST] for name in ("key", "items", "lead", "probes")), strict=False)
    rows = (GuideRow(key, tuple(items.replace(",", " ").split()), lead, probes) for key, items, lead, probes in columns)
    return replace(before, opening=form.get("opening", ""), closing=form.get("closing", ""), rows=tuple(rows))


def _questions(tag: str) -> Mapping[str, tuple[str, str]]:
    """Return {item: (its question in a language where there is one, the language it is in)}."""
    newest = newest_version(db.session(), this_strand().id)
    if newest is None:
        return {}
    choices = item_choices(compiled(db.session(), newest.id, tag), ())
    return {one.code: (one.text, one.language) for one in choices}


@blueprint.route("/planned-interviews/<plan_id>/guide", methods=["GET", "POST"])
@allow(KEEPS, on=plan_scope)
def sheet(plan_id: str) -> ResponseReturnValue:
    """Show the guide for one conversation with what was noted; any button keeps everything that was written."""
    session, found = db.session(), this_plan()
    whole, _own = guide_of(session, found.strand_id, found.language)
    cut = cut_for(whole, found.kind)
    if request.method == "POST":
        try:
            save_sheet(session, plan_id, _noted(cut), now())
        except PlanFault as refused:
            session.rollback()
            flash(tell(refused), "error")
        else:
            session.commit()
            flash(_("The notes are saved."))
        key = request.form.get("go", "")
        place = f"r-{key}" if key in {row.key for row in cut.rows} else "sheet"
        return redirect(url_for("interview.sheet", plan_id=plan_id, _anchor=place), 303)
    notes = notes_of(session, plan_id)
    return render_template(
        "interview/sheet.html",
        title=_("Guide sheet of %(label)s", label=found.label),
        strand=this_strand(),
        found=found,
        kind=KINDS[found.kind],
        guide=cut,
        notes=notes,
        states=REACHED,
        coverage=covered_by(cut.rows, {key: one.reached for key, one in notes.items()}),
        open=found.state in CAN_BE_TAKEN_IN,
        questions=_questions(found.language),
    )


def _noted(cut: Guide) -> dict[str, Noted]:
    found = {}
    for at, row in enumerate(cut.rows):
        reached = request.form.get(f"reached-{at}", "")
        if request.form.get(f"key-{at}") != row.key:
            continue  # the guide was changed since the page was opened: what stands in another place is not taken
        if reached not in set(Reached):
            abort(400)
        found[row.key] = Noted(Reached(reached), request.form.get(f"notes-{at}", ""))
    return found
