"""Who sits at an answer that is not theirs alone: a colleague at the organisation's draft, an interviewer for a member.

What each of them may open stands here and nowhere else; a page that is not named is shut to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.access.policy import reader
from consult.access.rules import Permission
from consult.collection.queries.answers import AnswerView
from consult.collection.queries.position import ColleagueView, colleague_by_id
from consult.collection.rules import AnswerState, ColleagueMay
from consult.collection.web.blueprint import NoAnswer, blueprint
from consult.consultation.policy import scope_of
from consult.instrument.rules.structure import Page, Structure
from consult.shared.database import db

if TYPE_CHECKING:
    from consult.collection.web.member import Sitting

COLLEAGUES_PAGES: Mapping[str, ColleagueMay] = {
    "collection.draft": ColleagueMay.COMMENT,
    "collection.comments": ColleagueMay.COMMENT,
    "collection.write": ColleagueMay.COMMENT,
    "collection.settle": ColleagueMay.COMMENT,
    "collection.leave": ColleagueMay.COMMENT,
    "collection.page": ColleagueMay.EDIT,
    "collection.keep_page": ColleagueMay.EDIT,
}
PROXYS_PAGES = frozenset(f"collection.{name}" for name in ("hub", "page", "keep_page", "review", "send", "leave"))
BEFORE_CONFIRMING = frozenset(
    f"collection.{name}" for name in ("confirm", "answer_entry", "leave", "ask_withdraw", "take_back")
)


class ElsewhereError(Exception):
    """This reader's way leads somewhere else."""

    def __init__(self, url: str) -> None:
        super().__init__("elsewhere")
        self.url = url


@blueprint.errorhandler(ElsewhereError)
def elsewhere(error: ElsewhereError) -> ResponseReturnValue:
    """Send the reader where their way leads."""
    return redirect(error.url, 303)


def colleague_here() -> ColleagueView | None:
    """Return the colleague at this browser; None for a member, who comes by their own invitation or code.

    Raise `NoAnswer` for whatever a colleague may not open.
    """
    if "answer" in session or "colleague" not in session:
        return None
    found = colleague_by_id(db.session(), session["colleague"])
    if found is None:
        raise NoAnswer("taken back, signed off or closed")
    endpoint = request.endpoint or ""
    if endpoint in ("collection.hub", "collection.review") and request.method == "GET":
        raise ElsewhereError(url_for("collection.draft"))
    if endpoint == "collection.page" and found.may is ColleagueMay.COMMENT:
        raise ElsewhereError(url_for("collection.comments", code=(request.view_args or {}).get("code", "")))
    needed = COLLEAGUES_PAGES.get(endpoint)
    if needed is None or (needed is ColleagueMay.EDIT and found.may is ColleagueMay.COMMENT):
        raise NoAnswer("not for colleagues")
    return found


def is_hidden(structure: Structure, page: Page) -> bool:
    """Tell whether a page is nobody's but the member's: what is sealed, and what is asked in confidence."""
    whole = structure.page(page.code) or page
    return any(structure.parts[key].sealed or structure.parts[key].confidential for key in whole.parts)


def hidden_parts(structure: Structure) -> frozenset[str]:
    """Return the parts no colleague sees."""
    return frozenset(key for page in structure.pages() if is_hidden(structure, page) for key in page.parts)


def is_proxy(at: Sitting) -> bool:
    """Tell whether an interviewer sits here, and may; a member is sent to look at what was written down first."""
    found = at.answer
    if session.get("proxy") != found.id:
        if found.entry is not None and found.entry.waits and request.endpoint not in BEFORE_CONFIRMING:
            session.pop("_flashes", None)  # that the organisation has begun its answer: it has not
            raise ElsewhereError(url_for("collection.confirm"))
        return False
    if not _is_writers(at, found):
        raise NoAnswer("somebody else's entry, or the member's own by now")
    if request.endpoint not in PROXYS_PAGES:
        abort(403)
    return True


def _is_writers(at: Sitting, found: AnswerView) -> bool:
    """Tell whether an entry is a draft of whoever is signed in, and their right to write it still stands."""
    writer = reader()
    return (
        writer is not None
        and found.entry is not None
        and found.entry.waits
        and found.entry.account_id == writer.account_id
        and found.state is AnswerState.DRAFT
        and writer.may(Permission.ENTER_PROXY, scope_of(at.strand))
    )
