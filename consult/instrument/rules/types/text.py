"""Words. They are kept apart from codes, so as a closed answer there is nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType, TextLength
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said

WRITTEN = "written"
_SEEN = regex.compile(r"\X")


class Text(QuestionType):
    """Short or long words; whoever has none to say is not asked again."""

    name = PartType.TEXT
    takes = frozenset({"length"})
    is_expected = False
    says_in_a_wording = True

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The text with single line ends: browsers post CRLF, which would count every line end twice."""
        text = "\n".join(form.get(part.key, ())).replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > part.limit:
            return Reading(faults=(Fault(part.key, FaultCode.TOO_LONG, None, part.limit, len(text)),))
        return Reading(text=text or None)

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Some words, and not too many."""
        if not isinstance(value, str) or not value.strip():
            yield Fault(part.key, FaultCode.WRONG_SHAPE)
        elif len(value) > part.limit:
            yield Fault(part.key, FaultCode.TOO_LONG, None, part.limit, len(value))

    def filled(self, part: Part, value: Value) -> Fields:
        """The text."""
        return {part.key: [str(value)]}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """Nothing: words are shown as they were written."""
        return ()

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """That something was written; the words stand in a column of their own."""
        return {part.key: WRITTEN}


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much was written and how much room is left, in characters as readers see them."""

    written: int
    left: int


def allowance(text: str, limit: int) -> Allowance:
    """What a limit in code points means to a reader.

    A character as people see it (an extended grapheme cluster, UAX #29) takes one code point in Latin, often two or
    three in Khmer or Hindi: the room left is that for characters like those written so far.
    """
    written, points = len(_SEEN.findall(text)), len(text)
    left = max(0, limit - points)
    return Allowance(written, left * written // points if points else left)


def is_long(part: Part) -> bool:
    """Whether a text gets a box of several lines."""
    return part.length is TextLength.LONG
