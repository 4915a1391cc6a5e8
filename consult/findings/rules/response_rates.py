"""Response rates of organisations: one disposition each, counted for everybody and group by group.

Source: AAPOR, Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys (10th edition,
2023), RR1 to RR6 and the e of unknown eligibility; the formulas stand in `coverage`. Adapted: the unit is the member
organisation as it was frozen on the register, not the person or the household.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.findings.rules.coverage import Coverage, Disposition, Rates, cover

ORDER = (
    Disposition.COMPLETE,
    Disposition.PARTIAL,
    Disposition.REFUSED,
    Disposition.NOT_ELIGIBLE,
    Disposition.OTHER,
    Disposition.NO_CONTACT,
    Disposition.UNKNOWN,
)
"""Which disposition stands where several people of one organisation gave rise to several: the first of these.

An answer stands before anything else; what somebody said before silence; that it is no member before why nobody
could be reached.
"""


@dataclass(frozen=True, slots=True)
class Response:
    """How one group responded: the counts first, then the rates made of them."""

    group: str
    coverage: Coverage
    rates: Rates


def settle(found: Iterable[tuple[str, Disposition]]) -> dict[str, Disposition]:
    """Return one disposition for each organisation, however often it was met."""
    settled: dict[str, Disposition] = {}
    for organisation, disposition in found:
        before = settled.get(organisation, disposition)
        settled[organisation] = min(before, disposition, key=ORDER.index)
    return settled


def response_rates(counts: Mapping[Disposition, int], eligibility: float | None = None) -> Rates:
    """Return RR1 to RR6 of counts; without a given `eligibility`, e is estimated from the counts themselves.

    Example: 4 complete, 2 partial, 1 refused, 1 never reached, 1 otherwise prevented, 2 unknown, 1 not eligible and
    e 0.9 give .364 .545 .370 .556 .444 .667.
    """
    return _coverage(counts).rates(eligibility)


def by_group(
    settled: Mapping[str, Disposition], groups: Mapping[str, str], eligibility: float | None = None
) -> tuple[Response, ...]:
    """Return how each group responded, in the order of their names.

    The e is that of the whole register, or as given: estimated within a small group it would rest on nobody.
    """
    whole = cover(list(settled.values()))
    e = whole.estimated_eligibility if eligibility is None else eligibility
    found: dict[str, list[Disposition]] = {}
    for organisation, disposition in settled.items():
        found.setdefault(groups[organisation], []).append(disposition)
    covered = {group: cover(dispositions) for group, dispositions in sorted(found.items())}
    return tuple(Response(group, coverage, coverage.rates(e)) for group, coverage in covered.items())


def _coverage(counts: Mapping[Disposition, int]) -> Coverage:
    return Coverage(**{disposition.value: count for disposition, count in counts.items()})
