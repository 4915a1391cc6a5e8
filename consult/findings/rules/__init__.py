"""Figures as arithmetic: answers come in, counts, coverage and ranges go out; shown only through disclosure."""

from consult.findings.rules.columns import (
    NOT_ANSWERED,
    NOT_ASKED,
    NOT_SHOWN,
    AnswerRow,
    Attribute,
    ColumnKey,
    Columns,
    UnknownCodeError,
    read_answers,
)
from consult.findings.rules.coverage import Coverage, Disposition, Rates, cover
from consult.findings.rules.intervals import (
    Band,
    Comparison,
    Interval,
    Sample,
    bound,
    compare,
    likely_range,
    may_show_percentage,
    wilson,
)
from consult.findings.rules.questions import Kind, Question
from consult.findings.rules.tables import table_of
from consult.findings.rules.tally import (
    EVERYBODY,
    UNRANKED,
    Tally,
    collapse,
    effective_base,
    first_choices,
    tally,
)

__all__ = [
    "EVERYBODY",
    "NOT_ANSWERED",
    "NOT_ASKED",
    "NOT_SHOWN",
    "UNRANKED",
    "AnswerRow",
    "Attribute",
    "Band",
    "ColumnKey",
    "Columns",
    "Comparison",
    "Coverage",
    "Disposition",
    "Interval",
    "Kind",
    "Question",
    "Rates",
    "Sample",
    "Tally",
    "UnknownCodeError",
    "bound",
    "collapse",
    "compare",
    "cover",
    "effective_base",
    "first_choices",
    "likely_range",
    "may_show_percentage",
    "read_answers",
    "table_of",
    "tally",
    "wilson",
]
