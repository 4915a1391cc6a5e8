from __future__ import annotations

import pytest

from consult.instrument.rules import Structure, Wordings, reference_structure, reference_wordings, with_goals
from tests.unit.instrument.answering import GOALS


@pytest.fixture(scope="session")
def bare() -> Structure:
    return reference_structure()


@pytest.fixture(scope="session")
def bare_wordings(bare: Structure) -> Wordings:
    wordings = reference_wordings(bare)
    return Wordings({"en": wordings.texts["en"]}, {"en": wordings.state("en")})


@pytest.fixture(scope="session")
def filled(bare: Structure, bare_wordings: Wordings) -> tuple[Structure, Wordings]:
    return with_goals(bare, bare_wordings, GOALS)


@pytest.fixture(scope="session")
def structure(filled: tuple[Structure, Wordings]) -> Structure:
    return filled[0]


@pytest.fixture(scope="session")
def wordings(filled: tuple[Structure, Wordings]) -> Wordings:
    return filled[1]
