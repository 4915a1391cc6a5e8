"""What something rests on, as links with names: findings on the joint page, what was said on the meeting's record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app, url_for
from flask import session as cookie
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult.access.policy import reader
from consult.access.rules import Permission
from consult.briefing.presentation.targets import Target, targets
from consult.briefing.queries import newest_edition
from consult.briefing.rules import TargetKind
from consult.consultation.policy import whole_scope
from consult.consultation.queries import ConsultationView, consultation
from consult.consultation.rules import StrandState
from consult.decision.queries.citing import OF_THE_EDITION, Citable, citable, cited
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.meeting.presentation.findings import unnamed

SHORT = 64
ON_RECORD = {EvidenceKind.REACTION: "r-%s", EvidenceKind.AMENDMENT: "a-%s", EvidenceKind.POLL: "polls%.0s"}
"""Where something stands on the record page of its meeting; a poll stands with those it repeats."""
NAMED = {
    TargetKind.FIGURE: _l("Figure: %(name)s"),
    TargetKind.SENTENCE: _l("Finding: %(name)s"),
    TargetKind.THEME: _l("Theme: %(name)s"),
}
NUMBERED = {
    EvidenceKind.REACTION: _l("Reaction %(number)s"),
    EvidenceKind.AMENDMENT: _l("Amendment %(number)s"),
    EvidenceKind.POLL: _l("Poll %(number)s"),
}


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """One reference as people read it; no address where the reader cannot go, `gone` if it cannot be looked up."""

    ref: str
    label: str
    url: str | None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be cited: the reference to write, and what it is called."""

    ref: str
    label: str


def evidence_links(
    session: Session, consultation_id: str, refs: Iterable[Evidence], tag: str, asked: ConsultationView | None = None
) -> Mapping[Evidence, EvidenceLink]:
    """Return a link for each of `refs`; the whole page asks once, for everything it cites.

    `asked` spares looking up a consultation the page has found already.
    """
    wanted = tuple(dict.fromkeys(refs))
    found = _targets(session, consultation_id, tag) if any(ref.kind in OF_THE_EDITION for ref in wanted) else {}
    page = _findings_page(asked or consultation(session, consultation_id)) if found else None
    recorded = cited(session, consultation_id, wanted)
    return {
        ref: _of_edition(ref, found.get(str(ref)), page)
        if ref.kind in OF_THE_EDITION
        else _recorded(ref, recorded.get(ref), consultation_id)
        for ref in wanted
    }


def linked(refs: Iterable[Evidence], links: Mapping[Evidence, EvidenceLink]) -> tuple[EvidenceLink, ...]:
    """Return the links of one line, in its order."""
    return tuple(links[ref] for ref in refs if ref in links)


def choices(session: Session, consultation_id: str, tag: str) -> tuple[Choice, ...]:
    """Return everything that can be cited now: the findings of the newest edition, and what is on record."""
    found = (Choice(ref, _finding(target)) for ref, target in _targets(session, consultation_id, tag).items())
    recorded = (Choice(str(one.ref), _name(one)) for one in citable(session, consultation_id))
    return (*found, *recorded)


def _targets(session: Session, consultation_id: str, tag: str) -> dict[str, Target]:
    edition = newest_edition(session, consultation_id)
    if edition is None:
        return {}
    return {f"{one.kind.value}:{one.key}": one for one in targets(session, edition, tag)}


def _findings_page(asked: ConsultationView | None) -> str | None:
    """Return where this reader reads the findings: staff by their rights, members through their link."""
    staff = reader()
    if asked is None:
        return None
    published = asked.all_have(StrandState.PUBLISHED)
    if staff is None:
        return url_for("decision.findings") if published and "decision_link" in cookie else None
    scope = whole_scope(asked)
    if staff.may(Permission.READ_JOINT, scope):
        return url_for("briefing.joint", consultation_id=asked.id)
    if published and staff.may(Permission.READ_PUBLISHED, scope):
        return url_for("briefing.published_staff", consultation_id=asked.id)
    return None


def _of_edition(ref: Evidence, target: Target | None, page: str | None) -> EvidenceLink:
    if target is None:
        return EvidenceLink(str(ref), _("%(ref)s: not in the newest edition", ref=ref.key), None, gone=True)
    if page is None:
        return EvidenceLink(str(ref), _unread(target), None)
    return EvidenceLink(str(ref), _finding(target), f"{page}#{target.anchor}")


def _unread(target: Target) -> str:
    """Return what a finding is called for whoever may not read it yet: a figure by its question, else by its kind."""
    return _finding(target) if target.kind is TargetKind.FIGURE else unnamed(target.kind).label


def _finding(target: Target) -> str:
    return str(NAMED[target.kind]) % {"name": _shortened(target.label)}


def _shortened(name: str) -> str:
    """Cut a long name at a space: the page it leads to has the whole."""
    if len(name) <= SHORT:
        return name
    return f"{name[:SHORT].rpartition(' ')[0] or name[:SHORT]}…"


def _recorded(ref: Evidence, one: Citable | None, consultation_id: str) -> EvidenceLink:
    if one is None:
        return EvidenceLink(str(ref), _("no longer on record"), None, gone=True)
    if one.gone:
        return EvidenceLink(str(ref), _("%(name)s, withdrawn since", name=_name(one)), None, gone=True)
    return EvidenceLink(str(ref), _name(one), _place(one, consultation_id) if reader() else None)


def _name(one: Citable) -> str:
    number = format_decimal(one.number)
    if one.ref.kind is EvidenceKind.BALLOT:
        return str(_("Ballot that closed on %(day)s", day=format_date(one.on, "long")))
    if one.ref.kind is EvidenceKind.COMMENT:
        version = format_decimal(one.version_number)
        return str(_("Comment %(number)s on version %(version)s", number=number, version=version))
    return str(NUMBERED[one.ref.kind]) % {"number": number}


def _place(one: Citable, consultation_id: str) -> str | None:
    if one.ref.kind is EvidenceKind.COMMENT:
        return url_for("decision.comments", consultation_id=consultation_id, _anchor=f"comment-{one.ref.key}")
    if one.ref.kind is EvidenceKind.BALLOT:
        return _built("decision.count", ballot_id=one.ref.key)
    return _built("meeting.record", meeting_id=one.meeting_id, _anchor=ON_RECORD[one.ref.kind] % one.number)


def _built(endpoint: str, **values: str | None) -> str | None:
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None  # type: ignore[arg-type]  # - URL values
