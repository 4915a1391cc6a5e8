"""What somebody agreed to by a tick: the words that stood there, by their fingerprint.

In: a structure, its wordings and what an answer holds, {part: fingerprint of the text that was ticked}. Out: the ticks
whose text reads differently now in every language, and which therefore have to be asked for again.
"""

import hashlib
from collections.abc import Mapping

from consult.instrument.rules.condition import Answers, Value
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.instrument.rules.wording import Wordings


def is_consent(part: Part) -> bool:
    """Whether a tick agrees to a text that must not change behind its back."""
    return part.type is PartType.TICK and (part.consent or part.required)


def consent_hash(structure: Structure, wordings: Wordings, part: Part, language: str) -> str:
    """The SHA-256 of the text a tick agrees to in a language.

    That is its question and hint; where it is required it speaks for all the consent texts of the instrument ("I have
    read this and I agree"), and they belong to it.
    """
    name = f"item.{part.key}" if part.key == part.item else f"part.{part.key}"
    keys = [f"consent.{code}" for code in structure.consent] if part.required else []
    keys += [name, f"{name}.hint"] if part.hint else [name]
    return hashlib.sha256("\n".join(wordings.find(key, language).text for key in keys).encode()).hexdigest()


def lapsed(structure: Structure, wordings: Wordings, answers: Answers, consents: Mapping[str, str]) -> tuple[str, ...]:
    """The ticks given to a text that nobody reads any more; one without a fingerprint is older than those."""
    return tuple(
        key
        for key, part in structure.parts.items()
        if consents.get(key)
        and answers.get(key)
        and is_consent(part)
        and all(consents[key] != consent_hash(structure, wordings, part, tag) for tag in structure.languages)
    )


def without_lapsed(
    structure: Structure, wordings: Wordings, answers: Answers, consents: Mapping[str, str]
) -> dict[str, Value]:
    """The answers without ticks that have lapsed."""
    gone = lapsed(structure, wordings, answers, consents)
    return {key: value for key, value in answers.items() if key not in gone}
