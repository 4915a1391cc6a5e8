"""The words people read for the codes in `rules`."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.reliability.rules import NotComputable, NotUnitizable, Source

REASONS: Mapping[NotComputable, LazyString] = {
    NotComputable.NO_OVERLAP: _l("not computable, because no unit was read by two coders"),
    NotComputable.TOO_FEW_UNITS: _l("not computable, because only one unit was read by two coders"),
    NotComputable.NO_VARIATION: _l("not computable, because all labels are alike: chance would agree as often"),
}
NOT_UNITIZABLE: Mapping[NotUnitizable, LazyString] = {
    NotUnitizable.NO_SPANS: _l("not computable, because nobody marked anything"),
    NotUnitizable.ONE_CODER: _l("not computable, because only one coder has read it"),
    NotUnitizable.NO_ROOM: _l("not computable, because there was no room to mark anything else"),
}
SOURCES: Mapping[Source, LazyString] = {
    Source.TRANSCRIPT: _l("Transcripts"),
    Source.ANSWERS: _l("Open answers"),
}
