"""The coverage for staff: who has been heard, who has not, and the invitations. Never what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection import labels
from consult.collection.operations import cover_frame
from consult.collection.queries import CoverageView, contacts_of, coverage, individual_count, invitation_counts
from consult.collection.rules import NOT_YET_HEARD, Disposition
from consult.collection.web.blueprint import blueprint
from consult.collection.web.words import language_name
from consult.consultation.operations import open_strand, pass_gate
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import Gate, Mode, StrandState
from consult.instrument.queries import newest_version
from consult.membership.labels import KINDS, REGIONS
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today

ORDER = (Disposition.ANSWERED, *NOT_YET_HEARD, Disposition.DECLINED, Disposition.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Group:
    """The organisations of one region, kind or language, by where they stand."""

    label: str
    counts: tuple[tuple[Disposition, int], ...]
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the lists are narrowed to; empty means all."""

    region: str = ""
    kind: str = ""
    language: str = ""
    state: str = ""
    step: str = ""

    def fit(self, line: CoverageView) -> bool:
        """Tell whether a line is shown; a step is a code, "none" or "late"."""
        late = line.step_due is not None and line.step_due < today()
        step = line.next_step.value if line.next_step else "none"
        return (
            self.region in ("", line.region)
            and self.kind in ("", line.kind)
            and self.language in ("", line.language)
            and self.state in ("", line.disposition.value)
            and (self.step in ("", step) or (self.step == "late" and late))
        )


def read_filters(given: Mapping[str, str]) -> Filters:
    """Return the filters in an address."""
    return Filters(**{name: given.get(name, "")[:40] for name in Filters.__slots__})


def groups(lines: Iterable[CoverageView], attribute: str, names: Mapping[Any, LazyString]) -> list[Group]:
    """Return the lines grouped by an attribute, in the order of its names, then by code."""
    counted: dict[str, Counter[Disposition]] = {}
    for line in lines:
        counted.setdefault(getattr(line, attribute), Counter())[line.disposition] += 1
    order = {str(code): place for place, code in enumerate(names)}
    return [
        Group(
            str(names[code]) if code in names else language_name(code),
            tuple((d, counted[code][d]) for d in ORDER if counted[code][d]),
            counted[code][Disposition.ANSWERED],
            counted[code].total(),
        )
        for code in sorted(counted, key=lambda code: (order.get(code, len(order)), code))
    ]


@blueprint.get("/strands/<strand_id>/coverage", endpoint="coverage")
@allow(Permission.READ_COVERAGE, on=strand_scope)
def coverage_page(strand_id: str) -> ResponseReturnValue:
    """Show who has been heard, by region, kind and language, and who has not."""
    asking = this_strand()
    session = db.session()
    lines = coverage(session, asking.id)
    counts = Counter(line.disposition for line in lines)
    may = {permission.value: signed_in().may(permission, scope_of(asking)) for permission in Permission}
    filters = read_filters(request.args)
    shown = [line for line in lines if filters.fit(line)]
    out, waiting = invitation_counts(session, asking.id)
    return render_template(
        "collection/coverage.html",
        title=_("Members and coverage"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        filters=filters,
        is_filtered=filters != Filters(),
        lines=shown,
        total=len(lines),
        counts={d: counts[d] for d in ORDER},
        individuals=individual_count(session, asking.id),
        cuts=[
            (_("By region"), groups(lines, "region", REGIONS)),
            (_("By kind of organisation"), groups(lines, "kind", KINDS)),
            (_("By language"), groups(lines, "language", {})),
        ],
        unheard=[line for d in NOT_YET_HEARD for line in shown if line.disposition is d],
        waiting=sum(counts[d] for d in NOT_YET_HEARD),
        not_asked=[line for line in lines if line.disposition is Disposition.NOT_ASKED],
        languages_held=sorted({line.language for line in lines}, key=language_name),
        today=today(),
        contacts=contacts_of(session, asking.id) if may["read_register"] else {},
        invitations=out,
        uninvited=waiting,
        days_left=(asking.closes_on - today()).days,
        may=may,
        next_state=_next_state(asking),
        in_steps=asking.individual_mode is Mode.ANONYMOUS,
        **WORDS,
    )


WORDS: Mapping[str, Any] = {
    "dispositions": labels.DISPOSITIONS,
    "tiles": labels.TILES,
    "next_steps": labels.NEXT_STEPS,
    "steps": labels.STEPS,
    "regions": REGIONS,
    "kinds": KINDS,
    "language_name": language_name,
}


def _next_state(asking: StrandView) -> str | None:
    """Return what the strand may become next; collection opens only with a published instrument."""
    following = {StrandState.OPEN: StrandState.CLOSED, StrandState.CLOSED: StrandState.FROZEN}
    if asking.state is StrandState.PREPARED and newest_version(db.session(), asking.id) is not None:
        return StrandState.OPEN.value
    state = following.get(asking.state)
    return state.value if state else None


@blueprint.post("/strands/<strand_id>/step")
@allow(Permission.STEP_STRAND, on=strand_scope)
def step(strand_id: str) -> ResponseReturnValue:
    """Open collection, close it, or freeze the data: whatever comes next, once."""
    asking = this_strand()
    wanted = request.form.get("to")
    session = db.session()
    try:
        if wanted == StrandState.OPEN.value:
            if newest_version(session, asking.id) is None:
                raise NotAllowedNow(N_("Publish the instrument first."))
            open_strand(session, asking.id, now())
            cover_frame(session, asking.id)
            flash(_("Collection is open. Invite the members now."))
        elif wanted == StrandState.CLOSED.value:
            _pass(asking, Gate.COLLECTION)
            flash(_("Collection is closed. No answer comes in or changes any more."))
        elif wanted == StrandState.FROZEN.value:
            _pass(asking, Gate.DATA)
            flash(_("The data are frozen under their hash."))
        session.commit()
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(url_for("collection.coverage", strand_id=asking.id), 303)


def _pass(asking: StrandView, gate: Gate) -> None:
    """Close or freeze a strand: that is passing its gate."""
    pass_gate(
        db.session(),
        current_app.extensions["gates"],
        gate,
        consultation_id=asking.consultation_id,
        strand_id=asking.id,
        account_id=signed_in().account_id,
        moment=now(),
    )
