"""Every fault and warning has words, and the words have their values."""

from __future__ import annotations

import pytest
import regex

from consult.membership.labels import COLUMNS, KINDS, REGIONS, WORDS, worded
from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.columns import Column
from consult.membership.rules.troubles import Trouble, noted

VALUES = {"row": "", "country": "FR", "old_country": "LB", "field": "country"}


def test_every_code_has_a_label() -> None:
    assert set(WORDS) == set(Trouble)
    assert (set(REGIONS), set(KINDS), set(COLUMNS)) == (set(Region), set(OrganisationKind), set(Column))


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_says_what_it_is_and_what_to_do(trouble: Trouble) -> None:
    what, todo = (str(text) for text in WORDS[trouble])
    wanted = {name: VALUES.get(name, "x") for name in regex.findall(r"%\((\w+)\)s", what + todo)}
    fault = worded(noted(12, trouble, **wanted), "members.csv")
    assert fault.place == "members.csv:12"
    assert fault.what
    assert fault.todo
    assert "%(" not in str(fault)
    assert not fault.what.endswith(".")


def test_codes_of_countries_are_shown_as_names() -> None:
    note = noted(0, Trouble.COUNTRY_CHANGES, name="Casa", old_country="LB", country="CI")
    assert worded(note, "m.csv").what == "the country of “Casa” changes from Lebanon to Côte d’Ivoire"
    assert worded(note, "m.csv").place == "m.csv"


def test_long_values_are_cut() -> None:
    assert len(dict(noted(1, Trouble.BAD_EMAIL, value="x" * 500).values)["value"]) == 80
