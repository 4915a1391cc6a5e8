"""Typed, fault-collecting access to a parsed file, so that one reading reports every mistake."""

import datetime
from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

import regex
import yaml

from consult.instrument.rules.faults import InstrumentFault, InstrumentRefused

Choice = TypeVar("Choice", bound=StrEnum)


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML's plain types only, refusing a key given twice (PyYAML would keep the last one silently)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(problem="key given twice", problem_mark=key_node.start_mark)
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


def load_mapping(text: str, place: str = "instrument") -> Mapping[str, object]:
    """The mapping a YAML text holds; raises `InstrumentRefused` naming the line otherwise."""
    try:
        loaded = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506  a SafeLoader, see above
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        fault = InstrumentFault(f"{place}:{line}", error.problem or "not YAML", "mend the line")
        raise InstrumentRefused((fault,)) from error
    except yaml.YAMLError as error:
        raise InstrumentRefused((InstrumentFault(place, "not YAML", "save it as UTF-8 text"),)) from error
    if not isinstance(loaded, Mapping):
        raise InstrumentRefused((InstrumentFault(place, "not a mapping", "begin with `code:`"),))
    return loaded


class Entry:
    """One mapping of a file: hands out typed values and notes a fault for each that is not as expected."""

    def __init__(self, source: object, place: str, faults: list[InstrumentFault]) -> None:
        self.place = place
        self.faults = faults
        self._asked: set[str] = set()
        self._source: Mapping[str, object] = source if isinstance(source, Mapping) else {}
        if not isinstance(source, Mapping):
            self.fault("not a mapping", "write `name: value` pairs")

    def fault(self, what: str, remedy: str) -> None:
        """Note a fault at this place."""
        self.faults.append(InstrumentFault(self.place, what, remedy))

    def has(self, name: str) -> bool:
        """Whether the mapping has that name."""
        return name in self._source

    def raw(self, name: str) -> object:
        """The value as it stands, or nothing."""
        self._asked.add(name)
        return self._source.get(name)

    def word(self, name: str, pattern: regex.Pattern[str]) -> str:
        """A code that must be there and match the pattern."""
        value = self.raw(name)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.fault(f"`{name}` is missing or not a code", f"write one matching {pattern.pattern}")
        return ""

    def optional_word(self, name: str) -> str | None:
        """A word that may be absent."""
        value = self.raw(name)
        if value is None or isinstance(value, str):
            return value
        self.fault(f"`{name}` is not a word", "put it in quotation marks")
        return None

    def flag(self, name: str) -> bool:
        """A yes or no, no by default."""
        value = self.raw(name)
        if value is not None and not isinstance(value, bool):
            self.fault(f"`{name}` is neither true nor false", "write true or false")
        return value is True

    def number(self, name: str) -> int | None:
        """A whole number from 1 that may be absent."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.fault(f"`{name}` is not a number from 1", "write a whole number")
        return None

    def amount(self, name: str) -> int | float | None:
        """A number of any kind that may be absent."""
        value = self.raw(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.fault(f"`{name}` is not a number", "write one in digits")
        return None

    def day(self, name: str) -> str | None:
        """A day that may be absent, as ISO 8601 writes it."""
        value = self.raw(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, datetime.date):  # YAML reads an unquoted day as one
            return value.isoformat()
        self.fault(f"`{name}` is not a day", "write it as 2024-05-31")
        return None

    def choice(self, name: str, default: Choice) -> Choice:
        """One of an enum's values."""
        value = self.raw(name)
        if value is None:
            return default
        kinds = type(default)
        if isinstance(value, str) and value in set(kinds):
            return kinds(value)
        self.fault(f"`{name}` is unknown", "use one of " + ", ".join(kinds))
        return default

    def words(self, name: str, pattern: regex.Pattern[str]) -> tuple[str, ...]:
        """A list of different codes; empty when absent."""
        values = self._sequence(name)
        good = tuple(value for value in values if isinstance(value, str) and pattern.fullmatch(value))
        if len(good) < len(values):
            self.fault(f"`{name}` holds something that is no code", "put yes and no in quotation marks")
        if len(set(good)) < len(good):
            self.fault(f"`{name}` holds a code twice", "remove one")
        return tuple(dict.fromkeys(good))

    def entries(self, name: str, label: str = "code") -> list["Entry"]:
        """A list of mappings, each placed by its label."""
        found = []
        for position, value in enumerate(self._sequence(name), start=1):
            named = value.get(label, position) if isinstance(value, Mapping) else position
            found.append(Entry(value, f"{self.place}.{name}.{named}", self.faults))
        return found

    def finish(self) -> None:
        """Note every name that nobody asked for: a misspelt attribute must not be ignored."""
        for name in self._source:
            if name not in self._asked:
                self.fault(f"`{name}` is not known here", "correct the spelling or remove it")

    def _sequence(self, name: str) -> Sequence[object]:
        value = self.raw(name)
        if value is None:
            return ()
        if isinstance(value, Sequence) and not isinstance(value, str):
            return value
        self.fault(f"`{name}` is not a list", "write it as a list")
        return ()
