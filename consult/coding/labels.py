"""The words people read for stances, aspects and readings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.coding.rules.adjudicating import Verdict
from consult.coding.rules.attributes import IDENTITY, REVIEW, About, MemoOn, Stance

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
VERDICTS = {
    Verdict.FIRST: _l("as in the first reading"),
    Verdict.SECOND: _l("as in the second reading"),
    Verdict.BOTH: _l("keep both"),
    Verdict.OTHER: _l("another code"),
    Verdict.DISCUSS: _l("still to be talked about"),
}
ABOUT = {About.A: "A", About.B: "B", About.BOTH: _l("both")}
OWN_ASPECTS = {IDENTITY: _l("Identity"), REVIEW: _l("Review and exit")}
"""The aspects item F4 has no row for."""
MEMOS_ON = {
    MemoOn.PROJECT: _l("On the whole strand"),
    MemoOn.DOCUMENT: _l("On this material"),
    MemoOn.CODE: _l("On codes"),
    MemoOn.SEGMENT: _l("On segments"),
}
