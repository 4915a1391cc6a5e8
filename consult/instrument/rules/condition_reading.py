"""Reading a condition's syntax tree from an instrument file."""

import regex

from consult.instrument.rules.condition import All, Any, Chosen, Condition, Not
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
        negated = entry.has("not_in")
        condition = Chosen(
            of=entry.word("of", PART_KEY),
            codes=entry.words("not_in" if negated else "in", CODE),
            row=entry.optional_word("row"),
            negated=negated,
        )
    entry.finish()
    return condition
