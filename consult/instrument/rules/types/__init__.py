"""The types of part, each in a module of its own; `TYPES` is the one list of them.

In: a part and a posted form, or a stored value. Out: canonical values and faults, what stands in the form's fields, how
an answer reads, and the columns it is exported in. Each has a page of its own in templates/components/questions.
"""

from collections.abc import Mapping

from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.allocation import Allocation
from consult.instrument.rules.types.base import QuestionType
from consult.instrument.rules.types.date import Date
from consult.instrument.rules.types.information import Information
from consult.instrument.rules.types.matrix import Matrix
from consult.instrument.rules.types.matrix_multiple import MatrixMultiple
from consult.instrument.rules.types.multiple import Multiple
from consult.instrument.rules.types.number import Number
from consult.instrument.rules.types.ranking import Ranking
from consult.instrument.rules.types.single import Single
from consult.instrument.rules.types.text import Text
from consult.instrument.rules.types.tick import Tick
from consult.instrument.rules.types.upload import Upload
from consult.instrument.rules.types.year import Year

TYPES: Mapping[PartType, QuestionType] = {
    one.name: one
    for one in (
        Single(),
        Multiple(),
        Matrix(),
        MatrixMultiple(),
        Ranking(),
        Allocation(),
        Number(),
        Year(),
        Date(),
        Text(),
        Tick(),
        Upload(),
        Information(),
    )
}


def type_of(part: Part) -> QuestionType:
    """The type of a part."""
    return TYPES[part.type]
