"""What was written down for a member, before anything else of theirs opens: who wrote it, what, and is it right?"""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_invited
from consult.collection.labels import CHANNELS
from consult.collection.operations.proxy import confirm_entry, dispute_entry, take_entry
from consult.collection.queries.proxy import entry_view
from consult.collection.web.asking import marked
from consult.collection.web.blueprint import blueprint
from consult.collection.web.finish import reviewed
from consult.collection.web.member import show, sitting
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import end_of, now, today
from consult.shared.wording import language


@blueprint.get("/answer/confirm")
@for_invited
def confirm() -> ResponseReturnValue:
    """Show a member what was written down for them, by whom, when and after what."""
    at = sitting()
    entry = entry_view(db.session(), at.answer.strand_id, at.answer.id)
    if entry is None or at.answer.entry is None or not at.answer.entry.waits:
        return redirect(url_for("collection.hub"), 303)
    shown = [(page.section, reviewed(at, page)) for page in at.pages]
    sections = [
        (marked(section.title), [found for code, found in shown if code == section.code and not found.is_empty])
        for section in at.instrument.sections
    ]
    return show(
        "confirm",
        at,
        title=_("Is this your answer?"),
        entry=entry,
        channel=CHANNELS[entry.channel],
        tongue=language(entry.language),
        sections=[(title, pages) for title, pages in sections if pages],
        empty=sum(found.is_empty for _code, found in shown),
        may_dispute=now() < end_of(at.strand.withdraw_until),
    )


@blueprint.post("/answer/confirm")
@for_invited
def answer_entry() -> ResponseReturnValue:
    """Confirm it, go on with it oneself, or take it out of the count."""
    at = sitting(words=False)
    go = request.form.get("go")
    try:
        if go == "confirm":
            confirm_entry(db.session(), at.answer.id, day=today())
            said, to = _("Thank you. The answer stands as yours."), "collection.hub"
        elif go == "wrong":
            dispute_entry(db.session(), at.answer.id, moment=now())
            said = _("It does not count any more. You can change it and submit it yourself, or withdraw it.")
            to = "collection.hub"
        else:
            take_entry(db.session(), at.answer.id, day=today())
            said, to = _("The answer is in your hands. Change whatever is not right."), "collection.review"
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(tell(refused), "warning")
        return redirect(url_for("collection.confirm"), 303)
    db.session.commit()
    flash(said)
    return redirect(url_for(to), 303)
