"""The framework matrix: cases by codes, with summaries that are written in it, and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.exchange.lines import as_csv
from consult.coding.operations.framework import LONGEST, NewSummary, WrittenMeanwhile, write_summary
from consult.coding.presentation import tag, words_of
from consult.coding.presentation.framework import Matrix, case_name, matrix, page_of
from consult.coding.presentation.words import Words
from consult.coding.queries import codebook
from consult.coding.queries.framework import Case, cases_of, summaries_of
from consult.coding.queries.framework_evidence import evidence_of
from consult.coding.web.blueprint import blueprint
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import NotFound
from consult.shared.time import now


@blueprint.get("/strands/<strand_id>/matrix", endpoint="matrix")
@allow(Permission.CODE, on=strand_scope)
def show_matrix(strand_id: str) -> ResponseReturnValue:
    """Show a page of cases by the codes of one branch: a coder's own cases and codes, or all to whoever leads."""
    strand = this_strand()
    cases = _cases()
    return render_template(
        "coding/matrix.html",
        title=_("Cases by codes"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        page=_matrix(cases, request.args.get("page", 1, int)),
        leads=_leads(),
        longest=LONGEST,
    )


@blueprint.post("/strands/<strand_id>/matrix", endpoint="sum_up")
@allow(Permission.CODE, on=strand_scope)
def sum_up_case(strand_id: str) -> ResponseReturnValue:
    """Keep what somebody summed up of a case under a code; where somebody else did meanwhile, show both."""
    form, session = request.form, db.session()
    seen = form.get("revision", 0, int)
    if not form.get("case") or seen < 0:
        abort(400)
    case = next(iter(_cases(only=form["case"])), None)
    if case is None:
        abort(404)
    new = NewSummary(code_key=form.get("code", ""), text=form.get("text", ""), seen=seen)
    try:
        write_summary(session, this_strand(), case, new, by=signed_in().account_id, moment=now())
    except NotFound:
        abort(404)
    except WrittenMeanwhile as error:
        session.rollback()
        return _both(case, new, error), 409
    session.commit()
    flash(_("Saved."))
    return redirect(_back(case), 303)


def _both(case: Case, new: NewSummary, error: WrittenMeanwhile) -> str:
    strand = this_strand()
    return render_template(
        "coding/matrix_both.html",
        title=_("Somebody else was faster"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        case=case,
        label=case_name(case, _words([case])),
        new=new,
        standing=error.standing,
        back=_back(case),
        longest=LONGEST,
    )


@blueprint.get("/strands/<strand_id>/matrix.csv", endpoint="matrix_file")
@allow(Permission.LEAD_CODING, on=strand_scope)
def give_matrix(strand_id: str) -> ResponseReturnValue:
    """Give the summaries of every case under the codes of one branch; what is hidden from the reader is left out."""
    strand = this_strand()
    cases = [one for one in _cases() if not one.hidden]
    summaries = summaries_of(db.session(), strand_id, [one.id for one in cases])
    codes = codebook(db.session(), strand.consultation_id, tag())
    shown = matrix((cases, 1, 1), codes, summaries, {}, words=_words(cases), asked=request.args.get("branch", ""))
    columns = ["case", *(one.key for one in shown.columns)]
    lines = [{"case": row.label, **{one.code.key: one.text for one in row.cells}} for row in shown.rows]
    name = f"{'fictitious-' * strand.fictitious}matrix-{strand.mark}.csv"
    return Response(
        as_csv(lines, columns, fictitious=strand.fictitious),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _leads() -> bool:
    return signed_in().may(Permission.LEAD_CODING, scope_of(this_strand()))


def _cases(only: str | None = None) -> tuple[Case, ...]:
    return cases_of(db.session(), this_strand(), signed_in().account_id, everything=_leads(), only=only)


def _matrix(cases: tuple[Case, ...], number: int) -> Matrix:
    session, strand = db.session(), this_strand()
    chosen = page_of(cases, number)
    shown = [one for one in chosen[0] if not one.hidden]
    return matrix(
        chosen,
        codebook(session, strand.consultation_id, tag()),
        summaries_of(session, strand.id, [one.id for one in shown]),
        evidence_of(session, strand.id, signed_in().account_id, shown, everything=_leads()),
        words=_words(chosen[0]),
        asked=request.args.get("branch", ""),
    )


def _words(cases: Sequence[Case]) -> Words | None:
    return words_of(db.session(), this_strand().id) if any(one.part for one in cases) else None


def _back(case: Case) -> str:
    form = request.form
    return url_for(
        "coding.matrix",
        strand_id=this_strand().id,
        branch=form.get("branch"),
        page=form.get("page"),
        _anchor=f"cell-{case.id}-{form.get('code', '')}",
    )
