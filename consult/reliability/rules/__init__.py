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
from consult.reliability.rules.ratings import Coded, LabelsDoNotFit, Ratings
from consult.reliability.rules.readings import (
    TARGET,
    DoubleRead,
    Readings,
    agreement_overall,
    agreement_per_code,
    disagreements,
    share_double_read,
)
from consult.reliability.rules.sampling import pick_fifth
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
    "MINIMUM_UNITS",
    "TARGET",
    "Agreement",
    "Coded",
    "Continuum",
    "DoubleRead",
    "LabelsDoNotFit",
    "Metric",
    "Misplaced",
    "NotComputable",
    "NotUnitizable",
    "Ratings",
    "Readings",
    "Span",
    "Unitizing",
    "agreement_overall",
    "agreement_per_code",
    "disagreements",
    "krippendorff_alpha",
    "measure",
    "misplaced",
    "percent_agreement",
    "pick_fifth",
    "share_double_read",
    "unitizing_alpha",
]
