"""The words people read for stances, aspects and readings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.coding.rules.attributes import IDENTITY, REVIEW, About, Stance

STANCES = {
    Stance.FOR: _l("for"),
    Stance.CONDITIONAL: _l("on conditions"),
    Stance.MIXED: _l("mixed"),
    Stance.AGAINST: _l("against"),
    Stance.NONE: _l("no stance"),
}
SIGNS = {
    Stance.FOR: "+",
    Stance.CONDITIONAL: "±",
    Stance.MIXED: "~",
    Stance.AGAINST: "−",
    Stance.NONE: "·",
}
ABOUT = {About.A: "A", About.B: "B", About.BOTH: _l("both")}
OWN_ASPECTS = {IDENTITY: _l("Identity"), REVIEW: _l("Review and exit")}
"""The aspects item F4 has no row for."""
