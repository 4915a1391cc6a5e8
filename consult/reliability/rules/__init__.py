"""Agreement without a database: labels come in, percent and alpha or the reason there is none go out."""

from consult.reliability.rules.agreement import (
    MINIMUM_UNITS,
    Agreement,
    NotComputable,
    krippendorff_alpha,
    measure,
    percent_agreement,
)
from consult.reliability.rules.distances import Metric
from consult.reliability.rules.intervals import CONFIDENCE, DRAWS, FEWEST_DOCUMENTS, Draws, Interval
from consult.reliability.rules.ratings import Coded, LabelsDoNotFit, Ratings
from consult.reliability.rules.readings import (
    TARGET,
    DoubleRead,
    Readings,
    Source,
    agreement_overall,
    agreement_per_code,
    disagreements,
    has_code,
    labels_given,
    sets_of,
    share_double_read,
)
from consult.reliability.rules.sampling import pick_fifth
from consult.reliability.rules.segments import Segment, largest_readership, lay_end_to_end
from consult.reliability.rules.unitizing import (
    Continuum,
    Misplaced,
    NotUnitizable,
    Span,
    Unitizing,
    misplaced,
    unitizing_alpha,
)

__all__ = [
    "CONFIDENCE",
    "DRAWS",
    "FEWEST_DOCUMENTS",
    "MINIMUM_UNITS",
    "TARGET",
    "Agreement",
    "Coded",
    "Continuum",
    "DoubleRead",
    "Draws",
    "Interval",
    "LabelsDoNotFit",
    "Metric",
    "Misplaced",
    "NotComputable",
    "NotUnitizable",
    "Ratings",
    "Readings",
    "Segment",
    "Source",
    "Span",
    "Unitizing",
    "agreement_overall",
    "agreement_per_code",
    "disagreements",
    "has_code",
    "krippendorff_alpha",
    "labels_given",
    "largest_readership",
    "lay_end_to_end",
    "measure",
    "misplaced",
    "percent_agreement",
    "pick_fifth",
    "sets_of",
    "share_double_read",
    "unitizing_alpha",
]
