"""The workbench: reading what was said and putting codes on it, with and without a script."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding import labels
from consult.coding.operations import (
    Attributes,
    FromPage,
    NewSegment,
    WordsChanged,
    apply_code,
    change_segment,
    finish,
    redo,
    remove_segment,
    reopen,
    undo,
)
from consult.coding.policy import assignment_scope, hidden_assignments, is_mine, leads, this_assignment
from consult.coding.presentation import Asked, Bench, Made, bench, tag, words_in
from consult.coding.presentation.in_vivo import with_in_vivo
from consult.coding.queries import Seek, codebook, figures, segments_on, window_of
from consult.coding.queries.codebook_history import late_in
from consult.coding.queries.in_vivo import in_vivo_codes
from consult.coding.queries.suggestions import proposed_on
from consult.coding.rules.attributes import Material, Stance
from consult.coding.rules.windows import place_of
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.queries import in_language
from consult.interview.queries.returns import correction_since
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now, today


@blueprint.get("/coding/<assignment_id>")
@allow(Permission.CODE, on=assignment_scope)
def workbench(assignment_id: str) -> ResponseReturnValue:
    """Show a window of an assignment with the codes its coder gave, one stretch of it in the panels."""
    given = this_assignment()
    shown = _bench()
    is_interview = given.material is Material.INTERVIEW
    return render_template(
        "coding/workbench.html",
        title=given.label if is_interview else shown.words.material(given.part),
        consultation_title=in_language(given.title, tag()),
        bench=shown,
        given=given,
        is_interview=is_interview,
        is_mine=is_mine(given),
        labels=labels,
    )


@blueprint.errorhandler(WordsChanged)
def words_changed(error: WordsChanged) -> ResponseReturnValue:
    """Tell where words were corrected while they were on a page; nothing of what the page asked for is done."""
    db.session.rollback()
    given = this_assignment()
    page = render_template(
        "coding/corrected.html",
        title=_("What was said"),
        given=given,
        one=correction_since(db.session(), error.passage_id, error.seen),
        memo=request.form.get("memo", ""),
        back=place(given.id, error.passage_id, near=error.passage_id),
    )
    return page, 409


def _bench() -> Bench:
    session, given, asked = db.session(), this_assignment(), request.args
    own = given.account_id if is_mine(given) else None
    after = asked.get("after", "")
    seek = Seek(
        at=place_of(asked.get("at", "")),
        before=place_of(asked.get("before", "")),
        segment_id=asked.get("segment", ""),
        passage_id=asked.get("passage", "") or asked.get("near", ""),
        uncoded_after=int(after) if after.isdecimal() and len(after) < 10 else None,
        show=asked.get("show", ""),
    )
    window = window_of(session, given, seek)
    may_code = is_mine(given) and given.done_on is None
    codes = codebook(session, given.consultation_id, tag())
    may_be_late = any(one.added_on for one in codes)
    made = Made(
        segments_on(session, given, window),
        figures(session, given, own, hidden_assignments()),
        proposed_on(session, given, window) if may_code else (),
        late_in(session, given.consultation_id, given.id) if may_be_late else (),
    )
    vivo = in_vivo_codes(session, given.strand_id, signed_in().account_id)
    return bench(
        given,
        window,
        made,
        with_in_vivo(codes, vivo),
        words=words_in(session, given.version_id),
        asked=Asked(seek.segment_id, asked.get("passage", ""), seek.show),
        may_code=may_code,
    )


def place(assignment_id: str, passage_id: str = "", **asked: str) -> str:
    """Return the workbench's address with one stretch in its panels; words never stand in an address.

    Without a script the window stays where it was: its forms say where that is.
    """
    kept = {name: request.form[name] for name in ("at", "show") if request.form.get(name)}
    anchor = f"p-{passage_id}" if passage_id else None
    where: dict[str, Any] = {**kept, **asked, "_anchor": anchor}  # Any: as url_for has it
    return url_for("coding.workbench", assignment_id=assignment_id, **where)


def must_be_mine() -> None:
    """Refuse whoever is not the coder of the assignment."""
    if not is_mine(this_assignment()):
        abort(403)


def stretch_asked() -> tuple[int, int | None]:
    """Return where the stretch of a form begins and ends, None for the end of the passage."""
    try:
        start, end = int(request.form.get("start") or 0), request.form.get("end")
        return start, int(end) if end else None
    except ValueError:
        abort(400)


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
    must_be_mine()
    passage_id = request.form.get("passage") or abort(400)
    start, stop = stretch_asked()
    given = _attributes()
    new = NewSegment(
        passage_id=passage_id,
        start=start,
        end=stop,
        code_key=request.form.get("code", ""),
        seen=request.form.get("seen", ""),
        **{name: getattr(given, name) for name in Attributes.__dataclass_fields__},
    )
    try:
        segment_id = apply_code(db.session(), assignment_id, new, now())
    except NotFound:
        abort(404)
    except NotAllowedNow as error:
        return refused(error, place(assignment_id, passage_id, passage=passage_id))
    db.session.commit()
    return redirect(place(assignment_id, passage_id, segment=segment_id), 303)


@blueprint.post("/coding/<assignment_id>/segments/<segment_id>")
@allow(Permission.CODE, on=assignment_scope)
def change(assignment_id: str, segment_id: str) -> ResponseReturnValue:
    """Save a segment's attributes, or take its code off; both can be undone."""
    must_be_mine()
    go, asked = request.form.get("go", "save"), {"segment": segment_id}
    page = FromPage(assignment_id, request.form.get("seen", ""))
    try:
        if go == "remove":
            passage_id = remove_segment(db.session(), segment_id, now(), page)
            asked = {"near": passage_id}
        else:
            passage_id = change_segment(db.session(), segment_id, _attributes(), page)
            asked = {"segment": request.form.get("next") or segment_id} if go == "next" else asked
    except NotFound:
        abort(404)
    except NotAllowedNow as error:
        return refused(error, place(assignment_id, segment=segment_id))
    db.session.commit()
    return redirect(place(assignment_id, passage_id, **asked), 303)


@blueprint.post("/coding/<assignment_id>/undo", endpoint="undo")
@allow(Permission.CODE, on=assignment_scope)
def undo_or_redo(assignment_id: str) -> ResponseReturnValue:
    """Take back the last thing that was done in an assignment, or do it again."""
    must_be_mine()
    again = request.form.get("go") == "redo"
    try:
        step = (redo if again else undo)(db.session(), assignment_id, now())
    except NotAllowedNow as error:
        return refused(error, place(assignment_id))
    db.session.commit()
    if not step.passage_id:
        return redirect(url_for("coding.memos", assignment_id=assignment_id), 303)
    asked = {"segment": step.segment_id} if step.stands else {"near": step.passage_id}
    return redirect(place(assignment_id, step.passage_id, **asked), 303)


@blueprint.post("/coding/<assignment_id>/finish", endpoint="finish")
@allow(Permission.CODE, on=assignment_scope)
def finish_or_reopen(assignment_id: str) -> ResponseReturnValue:
    """Say that a reading is finished, or open it again: the coder themselves, or whoever leads the coding."""
    given = this_assignment()
    if request.form.get("go") == "reopen":
        try:
            reopen(db.session(), assignment_id)
        except NotAllowedNow as error:
            return refused(error, place(assignment_id))
        flash(_("The reading is open again."))
    else:
        finish(db.session(), assignment_id, today())
        flash(_("The reading is finished. Whoever leads the coding sees that on the board."))
    db.session.commit()
    if not is_mine(given) and leads(given):
        return redirect(url_for("coding.board", strand_id=given.strand_id), 303)
    return redirect(place(assignment_id), 303)
