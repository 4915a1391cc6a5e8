"""Who answered and who did not: outcome rates of a register of member organisations.

Source: AAPOR, Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys (10th
edition, 2023). The unit is the organisation on the register as it was frozen. With I complete, P partial,
R refused or withdrew, NC never reached, O otherwise prevented (no language, unsafe), U unknown whether
still a member, and e the share of the unknown that are members.
"""

from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What became of one member organisation."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSED = "refused"
    NO_CONTACT = "no_contact"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, slots=True)
class Rates:
    """The six response rates; None where nobody was there to answer."""

    rr1: float | None
    rr2: float | None
    rr3: float | None
    rr4: float | None
    rr5: float | None
    rr6: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many organisations have each disposition."""

    complete: int = 0
    partial: int = 0
    refused: int = 0
    no_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0

    def __post_init__(self) -> None:
        if min(getattr(self, one.value) for one in Disposition) < 0:
            raise ValueError("no fewer than nought organisations")

    @property
    def answered(self) -> int:
        """Complete and partial answers."""
        return self.complete + self.partial

    @property
    def members(self) -> int:
        """Everybody known to be a member."""
        return self.answered + self.refused + self.no_contact + self.other

    @property
    def silent(self) -> int:
        """Members, or perhaps members, who did not answer."""
        return self.members - self.answered + self.unknown

    @property
    def estimated_eligibility(self) -> float:
        """The e of proportional allocation: members among all whose membership is known (CASRO)."""
        known = self.members + self.not_eligible
        return self.members / known if known else 1.0

    def rates(self, eligibility: float | None = None) -> Rates:
        """Give RR1–RR6: minimum (1, 2), with e of the unknown (3, 4), without the unknown (5, 6).

        RR1 = I / (I+P+R+NC+O+U), RR3 = I / (I+P+R+NC+O+eU), RR5 = I / (I+P+R+NC+O); RR2, RR4 and RR6
        have I+P above the line. Example: I 4, P 2, R 1, NC 1, O 1, U 2, e 0.9 gives .364 .545 .370 .556
        .444 .667.
        """
        e = self.estimated_eligibility if eligibility is None else eligibility
        if not 0 <= e <= 1:
            raise ValueError("the eligible share of the unknown lies between 0 and 1")
        whole = (self.members + self.unknown, self.members + e * self.unknown, self.members)
        low, middle, high = ((self.complete / n, self.answered / n) if n else (None, None) for n in whole)
        return Rates(*low, *middle, *high)


def cover(dispositions: "list[Disposition] | tuple[Disposition, ...]") -> Coverage:
    """Count dispositions, one per organisation."""
    return Coverage(**{one.value: dispositions.count(one) for one in Disposition})
