"""The workbench: reading what was said and putting codes on it, with and without a script."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.coding import labels
from consult.coding.operations import (
    Attributes,
    NewSegment,
    apply_code,
    change_segment,
    finish,
    remove_segment,
    reopen,
    restore_segment,
)
from consult.coding.policy import assignment_scope, is_mine, leads, this_assignment
from consult.coding.presentation import Asked, Bench, bench, tag, words_of
from consult.coding.queries import codebook_counted, material_of, segment, segments_of
from consult.coding.rules.attributes import Material, Stance
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import trimmed
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.queries import consultation, in_language
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now, today


@blueprint.get("/coding/<assignment_id>")
@allow(Permission.CODE, on=assignment_scope)
def workbench(assignment_id: str) -> ResponseReturnValue:
    """Show the material of an assignment with the codes its coder gave, one stretch of it in the panels."""
    given = this_assignment()
    g.consultation = consultation(db.session(), given.consultation_id)
    strand = next(one for one in g.consultation.strands if one.id == given.strand_id)
    shown = _bench()
    is_interview = given.material is Material.INTERVIEW
    return render_template(
        "coding/workbench.html",
        title=given.label if is_interview else shown.words.material(given.part),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        bench=shown,
        given=given,
        is_interview=is_interview,
        is_mine=is_mine(given),
        labels=labels,
    )


def _bench() -> Bench:
    session, given = db.session(), this_assignment()
    own = given.account_id if is_mine(given) else None
    codes, counts = codebook_counted(session, given.consultation_id, tag(), strand_id=given.strand_id, account_id=own)
    return bench(
        given,
        material_of(session, given),
        segments_of(session, given.id, request.args.get("removed", "")),
        codes,
        everywhere=counts,
        words=words_of(session, given.strand_id),
        asked=Asked(request.args.get("segment", ""), request.args.get("passage", "")),
        may_code=is_mine(given) and given.done_on is None,
    )


def _place(assignment_id: str, passage_id: str = "", **asked: str) -> str:
    """Return the workbench's address with one stretch in its panels; words never stand in an address."""
    place: dict[str, Any] = {**asked, "_anchor": f"p-{passage_id}" if passage_id else None}  # Any: as url_for has it
    return url_for("coding.workbench", assignment_id=assignment_id, **place)


def _must_be_mine() -> None:
    if not is_mine(this_assignment()):
        abort(403)


def _attributes() -> Attributes:
    form = request.form
    stance = form.get("stance") or Stance.NONE.value
    if stance not in set(Stance):
        abort(400)
    return Attributes(
        stance=Stance(stance),
        option=form.get("option", ""),
        aspect=form.get("aspect", ""),
        about=form.get("about", ""),
        recalled="recalled" in form,
        sealed="sealed" in form,
        memo=form.get("memo", ""),
    )


@blueprint.post("/coding/<assignment_id>/codes")
@allow(Permission.CODE, on=assignment_scope)
def put_code(assignment_id: str) -> ResponseReturnValue:
    """Put a code on a stretch of a passage, or on all of it where no stretch is given."""
    _must_be_mine()
    passage_id = request.form.get("passage") or abort(400)
    passage = next((one for one in material_of(db.session(), this_assignment()) if one.id == passage_id), None)
    if passage is None:
        abort(404)
    try:
        start, end = (
            int(request.form.get(name) or default) for name, default in (("start", 0), ("end", len(passage.text)))
        )
    except ValueError:
        abort(400)
    span = trimmed(passage.text, Span(start, end))
    given = _attributes()
    new = NewSegment(
        passage_id=passage_id,
        start=span.start,
        end=span.end,
        code_key=request.form.get("code", ""),
        **{name: getattr(given, name) for name in Attributes.__dataclass_fields__},
    )
    try:
        segment_id = apply_code(db.session(), assignment_id, new, now())
    except NotAllowedNow as error:
        return refused(error, _place(assignment_id, passage_id, passage=passage_id))
    db.session.commit()
    return redirect(_place(assignment_id, passage_id, segment=segment_id), 303)


@blueprint.post("/coding/<assignment_id>/segments/<segment_id>")
@allow(Permission.CODE, on=assignment_scope)
def change(assignment_id: str, segment_id: str) -> ResponseReturnValue:
    """Save a segment's attributes, or take its code off, which can be undone."""
    _must_be_mine()
    found = segment(db.session(), segment_id)
    if found is None or found.assignment_id != assignment_id:
        abort(404)
    go = request.form.get("go", "save")
    asked = {"segment": segment_id}
    try:
        if go == "remove":
            remove_segment(db.session(), segment_id, now())
            asked = {"removed": segment_id}
        elif go == "restore":
            asked = {"segment": restore_segment(db.session(), segment_id)}
        else:
            change_segment(db.session(), segment_id, _attributes())
            asked = {"segment": request.form.get("next") or segment_id} if go == "next" else asked
    except NotAllowedNow as error:
        return refused(error, _place(assignment_id, segment=segment_id))
    db.session.commit()
    return redirect(_place(assignment_id, found.passage_id, **asked), 303)


@blueprint.post("/coding/<assignment_id>/finish", endpoint="finish")
@allow(Permission.CODE, on=assignment_scope)
def finish_or_reopen(assignment_id: str) -> ResponseReturnValue:
    """Say that a reading is finished, or open it again: the coder themselves, or whoever leads the coding."""
    given = this_assignment()
    if request.form.get("go") == "reopen":
        try:
            reopen(db.session(), assignment_id)
        except NotAllowedNow as error:
            return refused(error, _place(assignment_id))
        flash(_("The reading is open again."))
    else:
        finish(db.session(), assignment_id, today())
        flash(_("The reading is finished. Whoever leads the coding sees that on the board."))
    db.session.commit()
    if not is_mine(given) and leads(given):
        return redirect(url_for("coding.board", strand_id=given.strand_id), 303)
    return redirect(_place(assignment_id), 303)
