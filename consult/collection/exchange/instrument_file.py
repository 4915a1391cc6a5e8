"""The instrument that answers from elsewhere were given to: its data file, or what `instrument export` printed.

In: a YAML file as in `consult/instrument/data` (wordings beside it in `wording/`, or none at all), or a published
version as JSON. Out: structure and wordings; where nothing is worded, codes stand in for an English draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from consult.instrument.rules.document import FORMAT, from_document
from consult.instrument.rules.entries import load_mapping
from consult.instrument.rules.goals import with_goals
from consult.instrument.rules.parsing import read_structure
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.wording import ENGLISH, Wordings, expected_keys, read_wording

DOCUMENT = "structure"


def read_instrument(path: Path, goals: Sequence[str] = ()) -> tuple[Structure, Wordings, bool]:
    """Return an instrument with `goals` as the codes of its strand's list, and whether it says that it is fictitious.

    Raises `InstrumentRefused` with every fault.
    """
    found = load_mapping(path.read_text(encoding="utf-8-sig"), path.name)
    structure, wordings = _document(found) if DOCUMENT in found else _data_file(found, path.parent / "wording")
    if goals:
        structure, wordings = with_goals(structure, wordings, {code: {ENGLISH: code} for code in goals})
    own = wordings.texts.get(ENGLISH, {})
    stand_in = {key: key.rpartition(".")[2] for key in expected_keys(structure)}
    worded = wordings.with_language(ENGLISH, {**stand_in, **own}, wordings.state(ENGLISH))
    return structure, worded, found.get("fictitious") is True


def _document(found: Mapping[str, object]) -> tuple[Structure, Wordings]:
    return from_document({"format": FORMAT, "wordings": {}, "states": {}, **found})


def _data_file(found: Mapping[str, object], folder: Path) -> tuple[Structure, Wordings]:
    structure = read_structure(found)
    texts, states = {}, {}
    for tag in structure.languages:
        if (worded := folder / f"{tag}.yaml").is_file():
            texts[tag], states[tag] = read_wording(worded.read_text(encoding="utf-8-sig"), worded.name)
    return structure, Wordings(texts, states)
