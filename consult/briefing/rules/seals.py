"""What an edition was made from, fingerprint by fingerprint, and whether the data are those that were sealed at G4."""

from __future__ import annotations

from dataclasses import dataclass

from consult.consultation.rules import DataSeal

LAWFUL = ("rules",)
"""What may be another than at G4 and is told: a later version of the program counts or hides otherwise."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one strand's half of an edition was made from; all are SHA-256.

    `exchanged` is the hash sealed at G4 (on the day `on`), "" where none was; `changed` names what is no longer as it
    was sealed.
    """

    mark: str
    exchanged: str
    on: str
    frame: str
    instrument: str
    answers: str
    rules: str
    codebook: str
    coding: str
    changed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether register, instrument and answers are those that were sealed."""
        return not set(self.changed) - set(LAWFUL)


def differences(sealed: DataSeal, now: DataSeal) -> tuple[str, ...]:
    """Name the fingerprints that are another than they were."""
    return tuple(one for one in DataSeal.__slots__ if getattr(sealed, one) != getattr(now, one))
