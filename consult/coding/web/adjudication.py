"""Where two readings differ: side by side once both are done, decided one by one, and the log of it as a file."""

from __future__ import annotations

from dataclasses import asdict, fields

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.exchange.lines import as_csv
from consult.coding.labels import VERDICTS
from consult.coding.operations.adjudicating import NewRuling, decide, take_decision_back
from consult.coding.presentation import tag, words_of
from consult.coding.presentation.adjudication import SHOWS, Typed, adjudication_page, the_one, wanted
from consult.coding.queries import codebook
from consult.coding.queries.adjudication import LoggedDecision, contest, decision_log
from consult.coding.queries.reread import read_passages
from consult.coding.rules.adjudicating import Verdict
from consult.coding.web.blueprint import blueprint
from consult.consultation.policy import strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.telling import tell
from consult.shared.time import now

COLUMNS = tuple(field.name for field in fields(LoggedDecision))


@blueprint.get("/strands/<strand_id>/adjudication", endpoint="adjudication")
@allow(Permission.LEAD_CODING, on=strand_scope)
def show_adjudication(strand_id: str) -> ResponseReturnValue:
    """Show the passages whose finished readings differ, a page of them, open ones first asked for."""
    return _page(request.args)


def _page(asked: MultiDict[str, str], typed: Typed | None = None) -> str:
    """Return the page that is asked for; with something typed, only the passage it is about."""
    session, strand = db.session(), this_strand()
    found = contest(session, strand)
    show = asked.get("show", SHOWS[0])
    show = show if show in SHOWS else SHOWS[0]
    chosen = wanted(found, show, asked.get("page", 1, int))
    if typed is not None:
        chosen = (the_one(found, typed.passage_id), *chosen[1:])
    return render_template(
        "coding/adjudication.html",
        title=_("Where readings differ"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        page=adjudication_page(
            found,
            chosen,
            read_passages(session, strand.id, [one.id for one in chosen[0]]),
            codebook(session, strand.consultation_id, tag()),
            words=words_of(session, strand.id),
            show=show,
            typed=typed,
        ),
        verdicts=VERDICTS,
    )


@blueprint.post("/strands/<strand_id>/adjudication", endpoint="adjudicate")
@allow(Permission.LEAD_CODING, on=strand_scope)
def decide_or_take_back(strand_id: str) -> ResponseReturnValue:
    """Decide one disagreement with a reason, or take a decision back."""
    form, session, strand = request.form, db.session(), this_strand()
    passage_id, account_id = form.get("passage", ""), signed_in().account_id
    back = url_for("coding.adjudication", strand_id=strand_id, show=form.get("show"), page=form.get("page"))
    try:
        if form.get("go") == "take-back":
            place = (passage_id, form.get("code", ""))
            take_decision_back(session, strand, *place, seen=form.get("seen", ""), by=account_id, moment=now())
            done = _("The decision is taken back. The log keeps it with both days.")
        else:
            decide(session, strand, _ruling(), by=account_id, moment=now())
            done = _("It is decided. Findings count it from now on as it was decided.")
    except NotAllowedNow as error:
        return _refused(error)
    except NotFound:
        return _refused(NotAllowedNow(N_("The two readings do not differ about this any more.")))
    db.session.commit()
    flash(done)
    return redirect(back, 303)


def _refused(error: NotAllowedNow) -> ResponseReturnValue:
    """Take back what was begun, and show the form again with all that was filled in."""
    form = request.form
    db.session.rollback()
    typed = Typed(
        passage_id=form.get("passage", ""),
        code_key=form.get("code", ""),
        verdict=form.get("verdict", ""),
        other=form.get("other", ""),
        reason=form.get("reason", ""),
        fault=_("Nothing was changed: %(reason)s", reason=tell(error)),
    )
    return _page(form, typed), 422


def _ruling() -> NewRuling:
    form = request.form
    verdict = form.get("verdict", "")
    if verdict not in set(Verdict):
        raise NotAllowedNow(N_("Choose what is to count."))
    if verdict == Verdict.OTHER.value and not form.get("other"):
        raise NotAllowedNow(N_("Choose the code that takes its place."))
    return NewRuling(
        passage_id=form.get("passage", ""),
        code_key=form.get("code", ""),
        verdict=Verdict(verdict),
        reason=form.get("reason", ""),
        other=form.get("other", ""),
        seen=form.get("seen", ""),
    )


@blueprint.get("/strands/<strand_id>/adjudication.csv", endpoint="adjudication_log")
@allow(Permission.LEAD_CODING, on=strand_scope)
def give_log(strand_id: str) -> ResponseReturnValue:
    """Give every disagreement with all that was decided about it: labels and codes, nobody's words, nothing sealed."""
    strand = this_strand()
    lines = [asdict(line) for line in decision_log(db.session(), strand)]
    name = f"{'fictitious-' * strand.fictitious}decisions-{strand.mark}.csv"
    return Response(
        as_csv(lines, COLUMNS, fictitious=strand.fictitious),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )
