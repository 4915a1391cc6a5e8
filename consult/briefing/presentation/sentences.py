"""Sentences of the joint page that can be cited and answered: each has a name that stays the same in every edition."""

from __future__ import annotations

from dataclasses import dataclass

from consult.findings.presentation import page_id


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one sentence says, and the parts of the instrument it rests on."""

    key: str
    text: str
    parts: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Return where it stands on the joint page."""
        return anchor_of(self.key)


def anchor_of(key: str) -> str:
    """Return where the sentence with this name stands on the joint page."""
    return f"says-{page_id(key)}"
