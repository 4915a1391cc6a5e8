"""The words people read about two strands side by side."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.findings.rules import Band
from consult.findings.rules.difference import Wording

DIFFERENCES = {
    Band.NO_CLEAR_DIFFERENCE: _l("no clear difference"),
    Band.HIGHER: _l("A higher by %(points)s points"),
    Band.LOWER: _l("B higher by %(points)s points"),
}
WORDINGS = {
    Wording.MUCH_HIGHER: _l("A higher by %(points)s points, surely by twenty or more"),
    Wording.HIGHER: _l("A higher by %(points)s points"),
    Wording.ALIKE: _l("much the same: less than ten points apart"),
    Wording.NOT_CLEAR: _l("no clear difference"),
    Wording.LOWER: _l("B higher by %(points)s points"),
    Wording.MUCH_LOWER: _l("B higher by %(points)s points, surely by twenty or more"),
}
A_NAME, B_NAME = _l("A"), _l("B")
CLEAR, UNCLEAR = _l("clear difference"), _l("no clear difference")
RANGE = _l("range if the silent resembled those who answered")
