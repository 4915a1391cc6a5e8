"""Comment rounds for staff: opening, closing, what was said, and what became of it."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.decision.forms.reading import own_first, read_texts
from consult.decision.labels import REPLIES
from consult.decision.operations.commenting import close_round, open_round
from consult.decision.operations.commenting import reply as give_reply
from consult.decision.policy import consultation_scope, this_consultation
from consult.decision.presentation.commenting import count_lines, hidden_words, said_line
from consult.decision.presentation.proposing import numbered
from consult.decision.queries.commenting import comment, comment_counts, comments_of
from consult.decision.queries.proposing import ProposalView, RoundView, proposal_of, version
from consult.decision.rules.commenting import is_short
from consult.decision.rules.kinds import Reply
from consult.decision.web.blueprint import blueprint
from consult.decision.web.proposal import may_edit, path
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today
from consult.shared.wording import NAMES


def _proposal(consultation_id: str) -> ProposalView:
    found = proposal_of(db.session(), consultation_id)
    if found is None:
        abort(404)
    return found


@blueprint.post("/consultations/<consultation_id>/proposal/round", endpoint="open_comments")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def begin_round(consultation_id: str) -> ResponseReturnValue:
    """Let members comment on the newest version."""
    asked, session = this_consultation(), db.session()
    found = _proposal(asked.id)
    try:
        closes_on = date.fromisoformat(request.form.get("closes_on", ""))
    except ValueError:
        flash(_("Nothing was changed: say until which day members may comment."), "warning")
        return _back(asked.id)
    try:
        open_round(session, found.newest.id, closes_on=closes_on, moment=now())
        session.commit()
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
        return _back(asked.id)
    flash(_("Members may comment until %(day)s.", day=format_date(closes_on, "long")))
    if is_short(today(), closes_on):
        flash(_("That is less than four weeks: member organisations need time to ask their own members."), "warning")
    return _back(asked.id)


@blueprint.post("/consultations/<consultation_id>/proposal/round/close", endpoint="close_comments")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def end_round(consultation_id: str) -> ResponseReturnValue:
    """Close the comment round once its day is over."""
    asked, session = this_consultation(), db.session()
    found = _proposal(asked.id).open_round
    try:
        if found is None:
            raise NotAllowedNow
        close_round(session, found.id, now())
        session.commit()
        flash(_("The comment round is closed. Answer every comment: what was done, or why not."))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(asked.id)


def _back(consultation_id: str) -> ResponseReturnValue:
    return redirect(url_for("decision.proposal", consultation_id=consultation_id, _anchor="round"), 303)


@blueprint.get("/consultations/<consultation_id>/proposal/comments", endpoint="comments")
@allow(Permission.READ_PROPOSAL, on=consultation_scope)
def show_comments(consultation_id: str) -> ResponseReturnValue:
    """Show what was said in a round and what became of it; whoever answers sees all of it, and never by whom."""
    asked = this_consultation()
    found = proposal_of(db.session(), asked.id)
    wanted = request.args.get("round", type=int)
    shown = next((one for one in found.rounds if one.version_number == wanted), found.round) if found else None
    if found is None or shown is None:
        return redirect(url_for("decision.proposal", consultation_id=asked.id, _anchor="round"), 303)
    return _page(found, shown)


def _page(found: ProposalView, shown: RoundView, wrong: str = "", fault: str = "") -> str:
    """Render a round; `wrong` is the comment whose reply has a fault, with everything that was typed."""
    session, asked = db.session(), this_consultation()
    editor = may_edit(asked)
    on = version(session, shown.version_id)
    clauses = numbered(on.content) if on and on.content else {}
    heard = comments_of(session, shown.id)
    lines = [said_line(one, clauses, tag()) for one in heard if editor or one.may_publish]
    return render_template(
        "decision/comments.html",
        title=_("You said, we did"),
        where=path(
            asked,
            (_("The proposal"), url_for("decision.proposal", consultation_id=asked.id)),
            (_("You said, we did"), None),
        ),
        asked=asked,
        proposal=found,
        round=shown,
        lines=lines,
        hidden_words=hidden_words(len(heard) - len(lines)),
        counts=count_lines(comment_counts(session, shown.id)),
        may_edit=editor,
        replies=REPLIES,
        tags=own_first(asked.languages, tag()),
        posted=request.form,
        wrong=wrong,
        fault=fault,
        language_names=NAMES,
    )


@blueprint.post("/consultations/<consultation_id>/proposal/comments/<comment_id>", endpoint="reply")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def answer_comment(consultation_id: str, comment_id: str) -> ResponseReturnValue:
    """Say what became of a comment; whatever is wrong, what was typed stays."""
    asked, session = this_consultation(), db.session()
    found = _proposal(asked.id)
    said = comment(session, comment_id)
    shown = next((one for one in found.rounds if said is not None and one.id == said.round_id), None)
    if shown is None:
        abort(404)
    chosen = request.form.get("reply", "")
    try:
        if chosen not in set(Reply):
            raise NotAllowedNow(N_("Choose what became of the comment."))
        text = read_texts(request.form, "text", asked.languages)
        give_reply(session, comment_id, reply=Reply(chosen), text=text, moment=now())
        session.commit()
    except NotAllowedNow as refused:
        session.rollback()
        return _page(found, shown, comment_id, tell(refused)), 422
    flash(_("The reply is saved."))
    anchor = f"comment-{comment_id}"
    there = url_for("decision.comments", consultation_id=asked.id, round=shown.version_number, _anchor=anchor)
    return redirect(there, 303)
