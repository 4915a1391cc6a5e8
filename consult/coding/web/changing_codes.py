"""What is done to one code: moved, worded anew, merged, split, retired, each with a reason; and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.operations import (
    By,
    Renaming,
    SplitPart,
    merge_codes,
    move_code,
    rename_code,
    retire_code,
    split_code,
    undo_event,
)
from consult.coding.presentation import tag, tree_of
from consult.coding.queries import codebook
from consult.coding.queries.codebook_history import history
from consult.coding.queries.codings import codings_of, whole_code
from consult.coding.rules.codebook import TEXTS
from consult.coding.web.blueprint import blueprint, refused
from consult.coding.web.codebook import new_code
from consult.consultation.policy import consultation_scope, scope_of, this_consultation
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now
from consult.shared.wording import language


@blueprint.get("/consultations/<consultation_id>/codebook/codes/<code_key>")
@allow(Permission.LEAD_CODING, on=consultation_scope)
def code(consultation_id: str, code_key: str) -> ResponseReturnValue:
    """Show one code with everything that can be done to it, and what the reader's own strands gave it to."""
    session, found = db.session(), this_consultation()
    shown = whole_code(session, consultation_id, code_key)
    if shown is None:
        abort(404)
    return render_template(
        "coding/code.html",
        title=code_key,
        consultation=found,
        consultation_title=in_language(found.title, tag()),
        code=shown,
        tag=tag(),
        tree=tree_of(codebook(session, consultation_id, tag())),
        codings=codings_of(session, _led(), code_key, account_id=signed_in().account_id),
        language=language,
    )


def _led() -> list[str]:
    """Return the strands whose coding the reader leads: of no other is a word shown here."""
    own = signed_in()
    return [one.id for one in this_consultation().strands if own.may(Permission.LEAD_CODING, scope_of(one))]


@blueprint.post("/consultations/<consultation_id>/codebook/codes/<code_key>")
@allow(Permission.LEAD_CODING, on=consultation_scope)
def change_code(consultation_id: str, code_key: str) -> ResponseReturnValue:
    """Do to a code what the form says."""
    act = ACTS.get(request.form.get("go", "")) or abort(400)
    try:
        act(consultation_id, code_key, _by())
    except NotAllowedNow as error:
        return refused(error, url_for("coding.code", consultation_id=consultation_id, code_key=code_key))
    db.session.commit()
    flash(_("It is done, and stands in the history, where it can be taken back."))
    return redirect(url_for("coding.codebook", consultation_id=consultation_id, _anchor="history"), 303)


def _by() -> By:
    return By(account_id=signed_in().account_id, moment=now(), reason=request.form.get("reason", ""))


def _rename(consultation_id: str, key: str, by: By) -> None:
    form = request.form
    change = Renaming(
        texts={name: {tag(): form[name]} for name in TEXTS if name in form},
        key=form.get("key", "").strip().upper() or None,
        shortcut=form.get("shortcut", "").strip() if "shortcut" in form else None,
        colour=form.get("colour", "").strip().lower() if "colour" in form else None,
    )
    rename_code(db.session(), consultation_id, key, change, by)


def _move(consultation_id: str, key: str, by: By) -> None:
    parent, _bar, after = request.form.get("place", "").partition("|")
    move_code(db.session(), consultation_id, key, parent, after, by)


def _merge(consultation_id: str, key: str, by: By) -> None:
    merge_codes(db.session(), consultation_id, key, request.form.get("into", ""), by)


PARTS = ("", "-2", "-3")
"""How the fields of each code end that another one is split into."""


def _split(consultation_id: str, key: str, by: By) -> None:
    form = request.form
    given = dict(one.rpartition("|")[::2] for one in form.getlist("to")) | dict.fromkeys(form.getlist("segment"), "")
    chosen = {segment_id: which for segment_id, which in given.items() if which != "stays"}
    own = {one.segment_id for one in codings_of(db.session(), _led(), key, account_id=signed_in().account_id)}
    if not own.issuperset(chosen):
        abort(404)
    parts: list[SplitPart] = []
    for which in PARTS:
        ids = tuple(segment_id for segment_id, to in chosen.items() if to == which)
        if not which or ids or form.get(f"key{which}", "").strip():
            new = new_code(consultation_id, which, [one.new.shortcut for one in parts])
            parts.append(SplitPart(new=new, segment_ids=ids))
    split_code(db.session(), consultation_id, key, parts, by)


def _retire(consultation_id: str, key: str, by: By) -> None:
    retire_code(db.session(), consultation_id, key, by)


ACTS: dict[str, Callable[[str, str, By], None]] = {
    "rename": _rename,
    "move": _move,
    "merge": _merge,
    "split": _split,
    "retire": _retire,
}


@blueprint.post("/consultations/<consultation_id>/codebook/events/<number>/undo")
@allow(Permission.LEAD_CODING, on=consultation_scope)
def take_event_back(consultation_id: str, number: str) -> ResponseReturnValue:
    """Take back what was done to the codebook."""
    back = url_for("coding.codebook", consultation_id=consultation_id, _anchor="history")
    events = history(db.session(), consultation_id)
    event_id = next((one.id for one in events if str(one.number) == number), None) or abort(404)
    try:
        undo_event(db.session(), consultation_id, event_id, _by())
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(_("It is taken back."))
    return redirect(back, 303)
