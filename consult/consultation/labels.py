"""The words people read for states, decision rules and their bases."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.consultation.rules import DecisionBase, DecisionRule, Mode, StrandState

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
    Mode.CONFIDENTIAL: _l("Confidential: only the named consultants know who gave which answer."),
}
