"""The navigation of a consultation's stages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flask import g, url_for
from flask_babel import gettext as _

from consult.access.policy import reader, signed_in
from consult.access.rules import Permission
from consult.consultation.labels import STATES
from consult.consultation.policy import scope_of, whole_scope
from consult.consultation.queries import ConsultationView, StrandView
from consult.consultation.rules import Gate, StrandState
from consult.consultation.rules.gates import WHOLE


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the navigation: `state` is done, now, lock or open; no address where the reader may not go."""

    label: str
    note: str
    state: str
    url: str | None


def stages() -> list[Stage]:
    """Return the navigation of the consultation this page is about, as far as its reader may go."""
    found: ConsultationView | None = g.get("consultation")
    if found is None or reader() is None:
        return []
    if not signed_in().roles_in(whole_scope(found)):
        return []  # a 404 page: its reader may not know that there is such a consultation
    strands = [strand for strand in found.strands if signed_in().roles_in(scope_of(strand))]
    return [
        Stage(_("Overview"), "", "done", url_for("consultation.overview", consultation_id=found.id)),
        _gates_stage(found),
        *(stage for strand in strands for stage in _strand_stages(strand)),
        _joint_stage(found),
        *_later_stages(found),
    ]


def _strand_stages(strand: StrandView) -> list[Stage]:
    def may(permission: Permission) -> bool:
        return signed_in().may(permission, scope_of(strand))

    found = []
    mark = strand.mark
    if may(Permission.READ_REGISTER):
        url = url_for("membership.register", coalition_id=strand.coalition_id)
        found.append(Stage(_("Members of %(mark)s", mark=mark), strand.coalition_name, "done", url))
    if may(Permission.READ_INSTRUMENT):
        url = url_for("instrument.versions", strand_id=strand.id)
        found.append(Stage(_("Instrument of %(mark)s", mark=mark), _("questions and wordings"), "done", url))
    if may(Permission.READ_COVERAGE):
        url = url_for("collection.coverage", strand_id=strand.id)
        state = "now" if strand.state is StrandState.OPEN else "done" if strand.has(StrandState.CLOSED) else "open"
        found.append(Stage(_("Coverage of %(mark)s", mark=mark), str(STATES[strand.state]), state, url))
    if may(Permission.READ_ANSWERS):
        url = url_for("collection.answers", strand_id=strand.id)
        ready = strand.has(StrandState.FROZEN)
        note = _("one by one, each reading logged") if ready else _("from the day the data are frozen")
        found.append(Stage(_("Answers of %(mark)s", mark=mark), note, "done" if ready else "lock", url))
    if may(Permission.ENTER_PROXY):
        url = url_for("collection.proxy", strand_id=strand.id)
        state = "now" if strand.state is StrandState.OPEN else "done" if strand.has(StrandState.CLOSED) else "open"
        found.append(Stage(_("Answers written down in %(mark)s", mark=mark), _("for members, to confirm"), state, url))
    if may(Permission.IMPORT_INTERVIEW):
        url = url_for("interview.interviews", strand_id=strand.id)
        state = "done" if strand.has(StrandState.FROZEN) else "now" if strand.has(StrandState.OPEN) else "open"
        found.append(Stage(_("Interviews of %(mark)s", mark=mark), _("what was said, by pseudonym"), state, url))
    if may(Permission.CODE):
        state = "done" if strand.has(StrandState.RELEASED) else "now"
        url = url_for("coding.board", strand_id=strand.id)
        found.append(Stage(_("Coding of %(mark)s", mark=mark), _("what was said, by theme"), state, url))
    if may(Permission.READ_OWN_FINDINGS):
        ready = strand.has(StrandState.FROZEN)
        url = url_for("findings.board", strand_id=strand.id)
        note = _("in groups of five or more") if ready else _("from the day the data are frozen")
        found.append(Stage(_("Findings of %(mark)s", mark=mark), note, "done" if ready else "lock", url))
    return found


def _joint_stage(found: ConsultationView) -> Stage:
    ready = found.all_have(StrandState.RELEASED)
    may = signed_in().may(Permission.READ_JOINT, whole_scope(found))
    url = url_for("briefing.joint", consultation_id=found.id) if may else None
    note = _("both strands, side by side") if ready else _("sealed until both strands release")
    return Stage(_("Joint findings"), note, "done" if ready else "lock", url)


def _later_stages(found: ConsultationView) -> list[Stage]:
    """Name what follows the findings; nobody is led there before both strands have released."""
    pages = (
        (Permission.READ_MEETING, Gate.MEETING, "meeting.agenda", _("Joint meeting"), _("what members answer")),
        (Permission.READ_PROPOSAL, Gate.PROPOSAL, "decision.proposal", _("Proposal"), _("versions and comments")),
        (Permission.RUN_BALLOT, Gate.DECISION, "decision.ballot", _("Ballot"), _("under the rule of the mandate")),
        (Permission.READ_COUNT, Gate.DECISION, "decision.newest_count", _("The count"), ""),
        (Permission.READ_DECISION, Gate.DECISION, "decision.decision", _("Decision"), _("and what follows from it")),
    )
    ready = found.all_have(StrandState.RELEASED)
    before = {gate: earlier for earlier, gate in pairwise(WHOLE)}
    made = []
    for permission, gate, page, label, note in pages:
        if not signed_in().may(permission, whole_scope(found)):
            continue
        begun = "now" if found.has_passed(before[gate]) else "open"
        state = "done" if found.has_passed(gate) else begun if ready else "lock"
        made.append(Stage(label, note, state, url_for(page, consultation_id=found.id) if ready else None))
    return made


def _gates_stage(found: ConsultationView) -> Stage:
    """Name the gates; which of them are passed costs a statement, so it stands on the page itself."""
    url = url_for("consultation.gates", consultation_id=found.id)
    return Stage(_("Gates"), _("what comes next, and what it waits for"), "now", url)
