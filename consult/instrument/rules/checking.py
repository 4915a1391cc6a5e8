"""Whether a whole answer document is in canonical form, for imports and for tests."""

from collections.abc import Mapping

from consult.instrument.rules.condition import Answers
from consult.instrument.rules.reading import check_part
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.types.base import Fault, FaultCode


def check_document(
    structure: Structure,
    answers: Answers,
    texts: Mapping[str, str] | None = None,
    *,
    this_year: int | None = None,
) -> list[Fault]:
    """Every fault of an answer document and its texts; a part that does not exist is reported unnamed."""
    faults: list[Fault] = []
    for is_text, given in ((False, answers), (True, texts or {})):
        for key, value in given.items():
            part = structure.parts.get(key)
            if part is None or part.is_text is not is_text:
                faults.append(Fault("", FaultCode.FOREIGN_PART))
            else:
                faults.extend(check_part(part, value, this_year=this_year))
    return faults
