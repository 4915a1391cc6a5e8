"""The reference instrument that is shipped with the program."""

from importlib.resources import files

from consult.instrument.rules.parsing import read_structure
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.wording import TranslationState, Wordings, read_wording

_FOLDER = files("consult.instrument") / "data"


def reference_structure() -> Structure:
    """The structure of "Future of the coalition", without any coalition's goals."""
    return read_structure((_FOLDER / "future.yaml").read_text(encoding="utf-8"))


def reference_wordings(structure: Structure) -> Wordings:
    """The wordings shipped in the structure's languages; a language without a file is left out."""
    texts: dict[str, dict[str, str]] = {}
    states: dict[str, TranslationState] = {}
    for language in structure.languages:
        file = _FOLDER / "wording" / f"{language}.yaml"
        if file.is_file():
            texts[language], states[language] = read_wording(file.read_text(encoding="utf-8"), file.name)
    return Wordings(texts, states)
