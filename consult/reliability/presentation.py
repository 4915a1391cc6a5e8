"""What the page on agreement shows: shares and alphas in words and as pictures, worded in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import format_decimal, format_percent, get_locale, gettext

from consult.consultation.queries import in_language
from consult.reliability.labels import REASONS
from consult.reliability.queries import CodeAgreement, Disputed, StrandAgreement
from consult.reliability.rules import TARGET, Agreement

# Krippendorff, "Content Analysis" (2004), 241–243: rely on .800 and above, draw tentative conclusions from .667.
FIRM, TENTATIVE = 0.8, 0.667
SELDOM = 5
"""Given less often than this by every reader, alpha hangs on one or two passages and earns no verdict."""


def _(words: str, /, **values: object) -> str:
    """Return words in the reader's language; gettext itself is untyped."""
    return str(gettext(words, **values))


@dataclass(frozen=True, slots=True)
class Measure:
    """One agreement: percent and alpha as written, alpha's place from 0 to 100 for the picture, how firm it is.

    `place` is None where there is no alpha; `why` then says why. `kind` is "ok", "warn" or "bad".
    """

    percent: str
    alpha: str
    place: int | None
    why: str
    verdict: str
    kind: str
    units: int


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code of the table, with what its readers read differently."""

    key: str
    name: str
    applied: tuple[str, ...]
    measure: Measure
    disputed: tuple[Disputed, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Everything the page shows."""

    double: int
    units: int
    share: str
    target: str
    enough: bool
    overall: Measure
    coders: tuple[str, ...]
    lines: tuple[CodeLine, ...]

    @property
    def anything(self) -> bool:
        """Tell whether two finished readings have anything in common."""
        return self.double > 0


def agreement_page(found: StrandAgreement) -> AgreementPage:
    """Return what the page of a strand's agreement shows."""
    coders = tuple(str(at) for at in range(1, found.coder_count + 1))
    lines = (_line(one, coders) for one in found.codes)
    return AgreementPage(
        double=found.double.double,
        units=found.double.units,
        share=str(format_percent(float(found.double.share or 0))),
        target=str(format_percent(float(TARGET))),
        enough=found.double.enough,
        overall=measure(found.overall),
        coders=coders,
        lines=tuple(sorted(lines, key=lambda one: (one.measure.place is None, one.measure.place or 0, one.key))),
    )


def measure(found: Agreement) -> Measure:
    """Return one agreement as the page writes it."""
    percent = "–" if found.percent is None else str(format_percent(found.percent))
    if found.alpha is None:
        why = str(REASONS[found.reason]) if found.reason else ""
        return Measure(percent, "–", None, why, "", "", found.units)
    verdict, kind = _verdict(found.alpha)
    place = round(100 * max(found.alpha, 0.0))
    return Measure(percent, format_decimal(round(found.alpha, 2)), place, "", verdict, kind, found.units)


def _verdict(alpha: float) -> tuple[str, str]:
    if alpha >= FIRM:
        return _("firm"), "ok"
    if alpha >= TENTATIVE:
        return _("tentative"), "warn"
    return _("talk about it"), "bad"


def _line(one: CodeAgreement, coders: tuple[str, ...]) -> CodeLine:
    measured = measure(one.agreement)
    if measured.kind and max(one.agreement.applied.values(), default=0) < SELDOM:
        measured = replace(measured, verdict=_("given too seldom to say"), kind="")
    return CodeLine(
        key=one.code.key,
        name=in_language(one.code.name, str(get_locale() or "en")),
        applied=tuple(format_decimal(one.agreement.applied.get(coder, 0)) for coder in coders),
        measure=measured,
        disputed=one.disputed,
    )
