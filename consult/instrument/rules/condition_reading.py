"""Reading a condition's syntax tree from an instrument file."""

import datetime

import regex

from consult.instrument.rules.condition import (
    All,
    Amount,
    Answered,
    Any,
    Chosen,
    Compared,
    Comparison,
    Condition,
    Counted,
    Not,
    Selected,
)
from consult.instrument.rules.entries import Entry

CODE = regex.compile(r"[a-z][a-z0-9_]{0,39}")
PART_KEY = regex.compile(r"[A-Z][A-Za-z0-9]{0,9}(\.[a-z][a-z0-9_]{0,39})*")


def read_condition(entry: Entry, name: str) -> Condition | None:
    """The condition under that name, if there is one."""
    source = entry.raw(name)
    return None if source is None else _condition(Entry(source, f"{entry.place}.{name}", entry.faults))


def _condition(entry: Entry) -> Condition:
    if entry.has("not"):
        condition: Condition = Not(_condition(Entry(entry.raw("not"), entry.place, entry.faults)))
    elif entry.has("all"):
        condition = All(tuple(_condition(term) for term in entry.entries("all")))
    elif entry.has("any"):
        condition = Any(tuple(_condition(term) for term in entry.entries("any")))
    else:
        condition = _leaf(entry)
    entry.finish()
    return condition


def _leaf(entry: Entry) -> Condition:
    row = entry.optional_word("row")
    if entry.has("answered"):
        return Answered(entry.word("answered", PART_KEY), row)
    if entry.has("selected"):
        return Selected(entry.word("selected", PART_KEY), row)
    how = next((one for one in Comparison if entry.has(one)), None)
    if entry.has("count"):
        of, amount = entry.word("count", PART_KEY), _amount(entry, how or Comparison.AT_LEAST)
        if not isinstance(amount, int):
            entry.fault("a count is compared with a whole number", "write for example `at_least: 2`")
            amount = 0
        return Counted(of, how or Comparison.AT_LEAST, amount, row)
    if how is not None:
        return Compared(entry.word("of", PART_KEY), how, _amount(entry, how), row)
    negated = entry.has("not_in")
    codes = entry.words("not_in" if negated else "in", CODE)
    return Chosen(entry.word("of", PART_KEY), codes, row, negated)


def _amount(entry: Entry, how: Comparison) -> Amount:
    value = entry.raw(how)
    if isinstance(value, datetime.date):  # YAML reads an unquoted day as one
        return value.isoformat()
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        return value
    entry.fault(f"`{how}` is neither a number nor a day", "write 5 or 2024-05-31")
    return 0
