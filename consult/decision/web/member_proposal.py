"""The proposal for member organisations: reading it, what changed, a comment on it, and what became of that."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_invited
from consult.consultation.queries import ConsultationView, in_language
from consult.decision.operations.commenting import write_comment
from consult.decision.presentation.commenting import SPEAKING, hidden_words, said_line
from consult.decision.presentation.proposing import numbered, version_page
from consult.decision.presentation.redlining import redline_page
from consult.decision.queries.commenting import own_comments, you_said_we_did
from consult.decision.queries.links import LinkedMember
from consult.decision.queries.proposing import ProposalView, VersionHead, VersionView, proposal_of, version, versions
from consult.decision.rules.commenting import LONGEST
from consult.decision.rules.kinds import Voice
from consult.decision.rules.proposal import ProposalContent
from consult.decision.web.blueprint import blueprint
from consult.decision.web.links import asked_of, this_member
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.telling import tell
from consult.shared.time import today
from consult.shared.wording import NAMES


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands: who it is, what is asked, and the version it reads with the one it read before."""

    member: LinkedMember
    asked: ConsultationView
    proposal: ProposalView | None
    shown: VersionHead | None
    before: VersionHead | None


def _place() -> Place:
    member = this_member()
    asked = asked_of(member)
    found = proposal_of(db.session(), asked.id)
    shown = found.before_members if found else None
    earlier = [one for one in found.for_members if shown and one.number < shown.number] if found else []
    return Place(member, asked, found, shown, earlier[-1] if earlier else None)


def _content(found: VersionView | None) -> ProposalContent:
    if found is None or found.content is None:
        abort(409)
    return found.content


@blueprint.get("/d/proposal", endpoint="member_proposal")
@for_invited
def read_proposal() -> ResponseReturnValue:
    """Show the version members are asked about, or that there is none yet."""
    return _page(_place())


def _page(place: Place, fault: str = "") -> str:
    session = db.session()
    title = _("The proposal")
    if place.proposal is None or place.shown is None:
        return render_template(
            "decision/member_no_proposal.html",
            title=title,
            consultation_title=in_language(place.asked.title, tag()),
        )
    content = _content(version(session, place.shown.id))
    page = version_page(session, place.asked, content, tag())
    open_round = place.proposal.open_round
    own = own_comments(session, open_round.id, place.member.organisation_id) if open_round else ()
    return render_template(
        "decision/member_proposal.html",
        title=page.title.text or title,
        consultation_title=in_language(place.asked.title, tag()),
        asked=place.asked,
        proposal=place.proposal,
        head=place.shown,
        before=place.before,
        round=open_round,
        page=page,
        own=[said_line(one, numbered(content), tag()) for one in own],
        typed=request.form,
        fault=fault,
        voices=SPEAKING,
        longest=LONGEST,
        language_names=NAMES,
    )


@blueprint.post("/d/proposal", endpoint="member_comment")
@for_invited
def say_something() -> ResponseReturnValue:
    """Take down a comment, for the organisation or in somebody's own name; on a fault what was typed stays."""
    place, posted = _place(), request.form
    open_round = place.proposal.open_round if place.proposal else None
    language = posted.get("language", "")
    try:
        if open_round is None:
            raise NotAllowedNow(N_("The comment round is over; your comment was not kept."))
        if posted.get("voice") not in set(Voice):
            raise NotAllowedNow(N_("Say for whom you speak: for your organisation, or in your own name."))
        write_comment(
            db.session(),
            open_round.id,
            organisation_id=place.member.organisation_id,
            voice=Voice(posted["voice"]),
            group=place.member.group,
            clause=posted.get("clause", ""),
            language=language if language in NAMES else tag(),
            text=posted.get("text", ""),
            may_publish=posted.get("may_publish") == "yes",
            day=today(),
        )
        db.session.commit()
    except NotFound:
        abort(404)
    except NotAllowedNow as refused:
        db.session.rollback()
        return _page(_place(), tell(refused)), 422
    flash(_("Your comment is kept. You will read here what became of it."))
    return redirect(url_for("decision.member_proposal"), 303)


@blueprint.get("/d/proposal/changes", endpoint="member_changes")
@for_invited
def read_changes() -> ResponseReturnValue:
    """Show what changed since the version members read before; without one there is no such page."""
    place = _place()
    if place.shown is None or place.before is None:
        abort(404)
    session = db.session()
    found = {one.id: one for one in versions(session, (place.before.id, place.shown.id))}
    before, after = (_content(found.get(head.id)) for head in (place.before, place.shown))
    return render_template(
        "decision/member_changes.html",
        title=_("What changed"),
        consultation_title=in_language(place.asked.title, tag()),
        old=place.before,
        new=place.shown,
        redline=redline_page(session, place.asked, before, after, tag()),
        language_names=NAMES,
    )


@blueprint.get("/d/proposal/replies", endpoint="member_replies")
@for_invited
def read_replies() -> ResponseReturnValue:
    """Show what members said and what became of it, also what was not done, and why."""
    place, session = _place(), db.session()
    found = you_said_we_did(session, place.asked.id)
    on = {one.version_id for one in place.proposal.rounds} if place.proposal else set()
    clauses = {one.number: numbered(one.content) for one in versions(session, on) if one.content}
    lines = [said_line(one, clauses.get(one.version_number, {}), tag()) for one in (*found.answered, *found.unanswered)]
    return render_template(
        "decision/member_replies.html",
        title=_("You said, we did"),
        consultation_title=in_language(place.asked.title, tag()),
        lines=lines,
        hidden_words=hidden_words(found.hidden),
    )
