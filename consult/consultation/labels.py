"""The words people read for states, decision rules, gates and their conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from flask_babel import format_date, format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from consult.consultation.rules import (
    DecisionBase,
    DecisionRule,
    Gate,
    Mode,
    Outcome,
    ReadinessQuestion,
    Slip,
    SlipKind,
    StrandState,
)

STATES = {
    StrandState.PREPARED: _l("In preparation"),
    StrandState.OPEN: _l("Open for answers"),
    StrandState.CLOSED: _l("Closed"),
    StrandState.FROZEN: _l("Data frozen"),
    StrandState.RELEASED: _l("Released to the boards"),
    StrandState.PUBLISHED: _l("Published to members"),
}
RULES = {
    DecisionRule.CONSENSUS: _l("Consensus"),
    DecisionRule.MAJORITY: _l("A share of the votes"),
    DecisionRule.DESIGNATED_LEADS: _l("Leads named by the members decide"),
}
BASES = {
    DecisionBase.BALLOTS_CAST: _l("of the ballots cast"),
    DecisionBase.MEMBERS_PRESENT: _l("of the members present"),
    DecisionBase.ALL_MEMBERS: _l("of all members"),
}
MODES = {
    Mode.ATTRIBUTED: _l("Attributed: the named consultants read each answer with the name of its organisation."),
    Mode.CONFIDENTIAL: _l(
        "Confidential: the named consultants read each answer under a pseudonym. To learn whose it is, they must give "
        "a reason, and that is written down."
    ),
    Mode.ANONYMOUS: _l("Anonymous: nobody can tell who gave which answer, not even the consultants."),
}
CODES: Mapping[Gate, str] = {gate: gate.value.upper() for gate in Gate}
GATE_NAMES = {
    Gate.MANDATE: _l("Mandate"),
    Gate.INSTRUMENT: _l("Instrument locked"),
    Gate.REGISTER: _l("Register ready"),
    Gate.COLLECTION: _l("Collection closed"),
    Gate.DATA: _l("Data frozen"),
    Gate.CODING: _l("Codebook frozen, coding done"),
    Gate.RELEASE: _l("Findings released"),
    Gate.MEETING: _l("Joint meeting"),
    Gate.PROPOSAL: _l("Proposal"),
    Gate.DECISION: _l("Members decide"),
    Gate.REVIEW: _l("Implement, review, delete"),
}
READINESS = {
    ReadinessQuestion.GAIN: _l("What do both coalitions gain, now, from asking their members together?"),
    ReadinessQuestion.RISKS: _l("What could go wrong for either of them?"),
    ReadinessQuestion.SAFETY: _l("Could taking part make any member less safe, and what is done about it?"),
    ReadinessQuestion.COST: _l("Is it worth what it costs in money, time and attention?"),
    ReadinessQuestion.PROMISE: _l("What is promised to the members, and can it be delivered?"),
    ReadinessQuestion.EXPECTATIONS: _l("What does each side expect of the other?"),
    ReadinessQuestion.CALENDARS: _l("Which other dates compete with this consultation?"),
}
NOT_ATTESTED = _l("Nobody vouches for it yet.")


def slip_words(slip: Slip) -> str:
    """Return a warning of the calendar as a sentence."""
    gate, before = CODES[slip.gate], CODES[slip.before] if slip.before else ""
    if slip.kind is SlipKind.LATE:
        return str(ngettext("%(gate)s is %(num)s day late.", "%(gate)s is %(num)s days late.", slip.days, gate=gate))
    if slip.kind is SlipKind.OUT_OF_ORDER:
        return str(
            ngettext(
                "%(gate)s is planned %(num)s day before %(before)s, which comes first.",
                "%(gate)s is planned %(num)s days before %(before)s, which comes first.",
                slip.days,
                gate=gate,
                before=before,
            )
        )
    if slip.kind is SlipKind.OPEN_TOO_SHORT:
        return str(
            ngettext(
                "Collection is open %(num)s day too short: six weeks are usual, nine over December and January.",
                "Collection is open %(num)s days too short: six weeks are usual, nine over December and January.",
                slip.days,
            )
        )
    return str(
        ngettext(
            "Members get %(num)s day too little notice: two weeks at least lie between the findings and the meeting.",
            "Members get %(num)s days too little notice: two weeks at least lie between the findings and the meeting.",
            slip.days,
        )
    )


class Judged(Protocol):
    """A condition with what was found of it (see `queries.gates.Standing`)."""

    @property
    def condition(self) -> Labelled:
        """The condition."""

    @property
    def outcome(self) -> Outcome | None:
        """What was measured."""


class Labelled(Protocol):
    """Something with an English label marked with `N_`."""

    @property
    def label(self) -> str:
        """The label."""


def worded(words: str, values: Mapping[str, object] | None = None) -> LazyString:
    """Return an English sentence marked with `N_` in the language of whoever reads it, its values filled in."""
    return LazyString(_say, words, values or {})


def reasons(failing: Iterable[Judged]) -> LazyString:
    """Return why conditions do not hold, one after the other, in the language of whoever reads it."""
    return LazyString(_reasons, tuple(failing))


def _say(words: str, values: Mapping[str, object]) -> str:
    return str(gettext(words, **{name: _spelled(value) for name, value in values.items()})) if words else ""


def _reasons(failing: tuple[Judged, ...]) -> str:
    return " ".join(
        gettext(
            "%(condition)s: %(reason)s",
            condition=gettext(one.condition.label),
            reason=_say(one.outcome.words, one.outcome.values) if one.outcome is not None else str(NOT_ATTESTED),
        )
        for one in failing
    )


def _spelled(value: object) -> str:
    if isinstance(value, Gate):
        return CODES[value]
    if isinstance(value, date):
        return str(format_date(value))
    return str(format_decimal(value)) if isinstance(value, int) else str(value)
