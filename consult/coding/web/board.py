"""The coding board: who reads what, and giving material to coders."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.exchange.lines import as_csv, as_json
from consult.coding.operations import assign_answers, assign_interview, take_back
from consult.coding.policy import assignment_scope, this_assignment
from consult.coding.presentation import board, tag, words_of
from consult.coding.presentation.codebook import read_before
from consult.coding.presentation.passages import file_of
from consult.coding.queries import (
    CodedLine,
    assignments_of,
    coded_lines,
    coders_of,
    interviews_to_code,
    words_to_code,
)
from consult.coding.queries.blind import blind
from consult.coding.queries.codebook_history import late_codes
from consult.coding.queries.draws import draws_of
from consult.coding.rules.assigning import SHARE, second_reading
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.consultation.rules import StrandState
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.time import today

COLUMNS = tuple(field.name for field in fields(CodedLine))
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSAGES = {"docx": WORD, "html": "text/html", "xlsx": WORKBOOK}
FORMATS = {"csv": (as_csv, "text/csv"), "json": (as_json, "application/json")}


@blueprint.get("/strands/<strand_id>/coding", endpoint="board")
@allow(Permission.CODE, on=strand_scope)
def show_board(strand_id: str) -> ResponseReturnValue:
    """Show coders what is theirs, and whoever leads all of it with what nobody has yet."""
    session, strand = db.session(), this_strand()
    leads = signed_in().may(Permission.LEAD_CODING, scope_of(strand))
    account_id = signed_in().account_id
    frozen = strand.has(StrandState.FROZEN)
    hidden = blind(session, strand_id, account_id).assignments if leads else frozenset[str]()
    given = [replace(one, coded_count=0) if one.id in hidden else one for one in assignments_of(session, strand_id)]
    shown = board(
        given if leads else [one for one in given if one.account_id == account_id],
        account_id,
        words_of(session, strand_id),
        interviews_to_code(session, strand_id) if leads else (),
        words_to_code(session, strand_id) if leads and frozen else (),
    )
    return render_template(
        "coding/board.html",
        title=_("Coding"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        board=shown,
        hidden=hidden,
        draws=draws_of(session, strand_id) if leads else (),
        share=SHARE,
        leads=leads,
        frozen=frozen,
        late=read_before(late_codes(session, strand.consultation_id, [strand_id], account_id)) if shown.mine else (),
        account_id=account_id,
        coders=coders_of(session, scope_of(strand)) if leads else (),
    )


@blueprint.post("/strands/<strand_id>/coding/assign")
@allow(Permission.LEAD_CODING, on=strand_scope)
def assign(strand_id: str) -> ResponseReturnValue:
    """Give an interview, or the open answers to a part, to somebody who may code here."""
    back = url_for("coding.board", strand_id=strand_id)
    coder = request.form.get("coder", "")
    if coder not in {one.account_id for one in coders_of(db.session(), scope_of(this_strand()))}:
        return refused(NotAllowedNow(N_("Choose who is to read it.")), back)
    try:
        if request.form.get("part"):
            _give_answers(strand_id, coder, request.form["part"])
        else:
            second = request.form.get("reading") == "second"
            interview_id = request.form.get("interview", "")
            if interview_id not in {one.id for one in interviews_to_code(db.session(), strand_id)}:
                raise NotAllowedNow(N_("Choose what is to be read."))
            assign_interview(db.session(), strand_id, coder, interview_id, second=second, day=today())
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(_("It is given. The coder finds it on this page, under their own assignments."))
    return redirect(back, 303)


def _give_answers(strand_id: str, coder: str, part: str) -> None:
    """Give what nobody reads first, or a fifth of everything as the second, blind reading."""
    session = db.session()
    words = [one for one in words_to_code(session, strand_id) if one.part == part]
    second = request.form.get("reading") == "second"
    chosen = (
        second_reading({one.id: one.language for one in words})
        if second
        else tuple(one.id for one in words if not one.has_first)
    )
    assign_answers(session, strand_id, coder, part, chosen, second=second, day=today())


@blueprint.post("/coding/<assignment_id>/take-back", endpoint="take_back")
@allow(Permission.LEAD_CODING, on=assignment_scope)
def take_it_back(assignment_id: str) -> ResponseReturnValue:
    """Take material back in which nothing has been coded yet."""
    back = url_for("coding.board", strand_id=this_assignment().strand_id)
    try:
        take_back(db.session(), assignment_id)
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(_("It is taken back and can be given to somebody else."))
    return redirect(back, 303)


@blueprint.get("/strands/<strand_id>/coding/segments.<format>")
@allow(Permission.LEAD_CODING, on=strand_scope)
def export(strand_id: str, format: str) -> ResponseReturnValue:  # noqa: A002 - the word the address has
    """Give every counted segment with its words as a file: pseudonyms, nothing sealed, nothing withdrawn."""
    if format not in {*FORMATS, *PASSAGES}:
        abort(404)
    session, strand = db.session(), this_strand()
    hidden = blind(session, strand_id, signed_in().account_id).documents
    content: bytes | str
    if format in PASSAGES:
        content, mimetype = file_of(session, strand, format, hidden=hidden)[0], PASSAGES[format]
    else:
        write, mimetype = FORMATS[format]
        lines = [asdict(line) for line in coded_lines(session, strand_id, hidden)]
        content = write(lines, COLUMNS, fictitious=strand.fictitious)
    name = f"{'fictitious-' * strand.fictitious}segments-{strand.mark}.{format}"
    return Response(
        content,
        mimetype=mimetype,
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )
