"""What those who work on the organisation's draft say about its pages: written, answered, settled."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_invited
from consult.collection.operations.position import NewComment, reopen_comments, settle_comments, write_comment
from consult.collection.queries.position import Thread, threads
from consult.collection.rules import ColleagueMay, Unit
from consult.collection.rules.position import COMMENT_LENGTH
from consult.collection.web.blueprint import NoAnswer, blueprint
from consult.collection.web.finish import reviewed
from consult.collection.web.member import Sitting, show, sitting
from consult.instrument.rules.structure import Page
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.identifiers import random_id
from consult.shared.telling import tell
from consult.shared.time import today
from consult.shared.typed import key_of_post


def discussed(code: str) -> tuple[Sitting, Page]:
    """Return the sitting of somebody who works on an organisation's draft, and the page they speak about."""
    at = sitting()
    if at.answer.unit is not Unit.ORGANISATION or at.is_submitted or at.writes:
        raise NoAnswer("comments stand beside an organisation's draft only")
    found = next((page for page in at.pages if page.code == code), None)
    if found is None:
        raise NotFound(code)
    return at, found


def may_settle(at: Sitting, thread: Thread) -> bool:
    """Tell whether whoever sits here may settle a comment: who changes answers may, and who wrote it."""
    return (
        at.colleague is None or at.colleague.may is ColleagueMay.EDIT or thread.comment.colleague_id == at.colleague.id
    )


def comments_page(at: Sitting, asked: Page, *, fault: str | None = None) -> str:
    """Render what stands on a page and what was said about it; what was typed and refused stands there again."""
    found = threads(db.session(), at.answer.strand_id, at.answer.id, asked.code)
    to = request.form.get("to", "")
    return show(
        "comments",
        at,
        title=_("Comments"),
        page=reviewed(at, asked),
        code=asked.code,
        threads=[(thread, may_settle(at, thread)) for thread in found],
        may_change=at.is_open and (at.colleague is None or at.colleague.may is ColleagueMay.EDIT),
        faults={f"text-{to}" if to else "text": [fault]} if fault else {},
        typed={to: request.form.get("text", "")} if fault else {},
        key=random_id,
        length=COMMENT_LENGTH,
    )


@blueprint.get("/answer/<code>/comments")
@for_invited
def comments(code: str) -> ResponseReturnValue:
    """Show a page's answer and what was said about it."""
    at, asked = discussed(code)
    return comments_page(at, asked)


@blueprint.post("/answer/<code>/comments")
@for_invited
def write(code: str) -> ResponseReturnValue:
    """Write a comment, or answer one."""
    at, asked = discussed(code)
    new = NewComment(
        key=key_of_post() or random_id(),
        page=asked.code,
        text=request.form.get("text", ""),
        by=at.colleague.id if at.colleague else None,
        to=request.form.get("to") or None,
    )
    try:
        write_comment(db.session(), at.answer.id, new, day=today())
    except NotAllowedNow as refused:
        db.session.rollback()
        return comments_page(at, asked, fault=tell(refused)), 422
    db.session.commit()
    return redirect(url_for("collection.comments", code=code, _anchor=f"c-{new.to or new.key}"), 303)


@blueprint.post("/answer/<code>/comments/<comment_id>")
@for_invited
def settle(code: str, comment_id: str) -> ResponseReturnValue:
    """Settle a comment, or open it again."""
    at, asked = discussed(code)
    found = threads(db.session(), at.answer.strand_id, at.answer.id, asked.code)
    thread = next((thread for thread in found if thread.comment.id == comment_id), None)
    if thread is None:
        raise NotFound(comment_id)
    if not may_settle(at, thread):
        abort(403)
    act = reopen_comments if request.form.get("go") == "reopen" else settle_comments
    act(db.session(), at.answer.id, [one.id for one in (thread.comment, *thread.answers)])
    db.session.commit()
    return redirect(url_for("collection.comments", code=code, _anchor=f"c-{comment_id}"), 303)
