"""What the page on agreement shows: shares and alphas in words and as pictures, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import format_decimal, format_percent, get_locale, gettext

from consult.consultation.queries import in_language
from consult.membership.labels import language_name
from consult.reliability.labels import NOT_UNITIZABLE, REASONS, SOURCES
from consult.reliability.queries import CodeAgreement, Disputed, Measured, StrandAgreement, Within
from consult.reliability.rules import CONFIDENCE, DRAWS, FEWEST_DOCUMENTS, TARGET, NotUnitizable

# Krippendorff, "Content Analysis" (2004), 241–243: rely on .800 and above, draw tentative conclusions from .667.
FIRM, TENTATIVE = 0.8, 0.667
SELDOM = 5
"""Given less often than this by every reader, alpha hangs on one or two passages and earns no verdict."""


def _(words: str, /, **values: object) -> str:
    """Return words in the reader's language; gettext itself is untyped."""
    return str(gettext(words, **values))


@dataclass(frozen=True, slots=True)
class Measure:
    """One agreement as written, and alpha's place and its interval's ends from 0 to 100 for the picture.

    `place` is None where there is no alpha; `why` then says why. `ends` is None where there is no interval. `kind` says
    how firm it is: "ok", "warn" or "bad".
    """

    percent: str
    kappa: str
    alpha: str
    interval: str
    place: int | None
    ends: tuple[int, int] | None
    why: str
    verdict: str
    kind: str
    units: int
    pairs: int


EMPTY = Measure("–", "–", "–", "–", None, None, "", "", "", 0, 0)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code of the table, with what its readers read differently."""

    key: str
    name: str
    applied: tuple[str, ...]
    measure: Measure
    disputed: tuple[Disputed, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One language or kind of source: what it is called, how to ask for it alone, and its agreement."""

    name: str
    asked: Mapping[str, str]
    chosen: bool
    measure: Measure


@dataclass(frozen=True, slots=True)
class StretchLine:
    """How far the stretches marked with a code are the same; `key` is "" for all codes together."""

    key: str
    name: str
    spans: int
    measure: Measure


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Everything the page shows; `among` names the language or kind of source it is about, "" for all."""

    double: int
    units: int
    share: str
    target: str
    enough: bool
    overall: Measure
    coders: tuple[str, ...]
    lines: tuple[CodeLine, ...]
    groups: tuple[GroupLine, ...]
    stretches: tuple[StretchLine, ...]
    stretches_of: str
    among: str
    confidence: str
    draws: int
    fewest: int

    @property
    def anything(self) -> bool:
        """Tell whether two finished readings have anything in common."""
        return self.double > 0


def agreement_page(found: StrandAgreement, within: Within) -> AgreementPage:
    """Return what the page of a strand's agreement shows."""
    coders = tuple(str(at) for at in range(1, found.coder_count + 1))
    lines = (_line(one, coders) for one in found.codes)
    groups = tuple(_group(group, measured, within) for group, measured in found.groups.items())
    return AgreementPage(
        double=found.double.double,
        units=found.double.units,
        share=str(format_percent(float(found.double.share or 0))),
        target=str(format_percent(float(TARGET))),
        enough=found.double.enough,
        overall=measure(found.overall),
        coders=coders,
        lines=tuple(sorted(lines, key=lambda one: (one.measure.place is None, one.measure.place or 0, one.key))),
        groups=groups,
        stretches=_stretches(found),
        stretches_of=_(
            "coders %(coders)s; passages: %(count)s",
            coders=", ".join(found.unitized.coders),
            count=format_decimal(found.unitized.passage_count),
        ),
        among=next((one.name for one in groups if one.chosen), ""),
        confidence=str(format_percent(CONFIDENCE)),
        draws=DRAWS,
        fewest=FEWEST_DOCUMENTS,
    )


def measure(found: Measured) -> Measure:
    """Return one agreement as the page writes it."""
    one, interval = found.agreement, found.interval
    plain = replace(
        EMPTY,
        percent="–" if one.percent is None else str(format_percent(one.percent)),
        kappa=_number(one.kappa),
        alpha=_number(one.alpha),
        why=str(REASONS[one.reason]) if one.reason else "",
        units=one.units,
        pairs=one.pairs,
    )
    if one.alpha is None:
        return plain
    verdict, kind = _verdict(one.alpha)
    shown = replace(plain, place=_place(one.alpha), verdict=verdict, kind=kind)
    if interval is None:
        return shown
    written = _("%(low)s to %(high)s", low=_number(interval.low), high=_number(interval.high))
    return replace(shown, interval=written, ends=(_place(interval.low), _place(interval.high)))


def _number(value: float | None) -> str:
    return "–" if value is None else str(format_decimal(round(value, 2) + 0.0, format="0.00"))


def _place(value: float) -> int:
    return round(100 * max(value, 0.0))


def _group(group: Within, measured: Measured, within: Within) -> GroupLine:
    if group.source:
        name, asked = str(SOURCES[group.source]), {"source": group.source.value}
    else:
        name, asked = language_name(group.language), {"language": group.language}
    return GroupLine(name, asked, group == within, measure(measured))


def _verdict(alpha: float) -> tuple[str, str]:
    if alpha >= FIRM:
        return _("firm"), "ok"
    if alpha >= TENTATIVE:
        return _("tentative"), "warn"
    return _("talk about it"), "bad"


def _stretches(found: StrandAgreement) -> tuple[StretchLine, ...]:
    """Return unitizing alpha of all codes together, then of each, the least agreed first."""
    one, names = found.unitized, {line.code.key: line.code.name for line in found.codes}
    every = StretchLine("", _("All codes"), sum(one.spans.values()), _unitizing(one.found.alpha, one.found.reason))
    codes = [
        StretchLine(key, in_language(names[key], _locale()), one.spans[key], _unitizing(alpha, one.found.reason))
        for key, alpha in one.found.codes.items()
        if key in names
    ]
    return every, *sorted(codes, key=lambda line: (line.measure.place is None, line.measure.place or 0, line.key))


def _unitizing(alpha: float | None, reason: NotUnitizable | None) -> Measure:
    why = "" if alpha is not None else str(NOT_UNITIZABLE[reason or NotUnitizable.NO_ROOM])
    verdict, kind = ("", "") if alpha is None else _verdict(alpha)
    place = None if alpha is None else _place(alpha)
    return replace(EMPTY, alpha=_number(alpha), place=place, why=why, verdict=verdict, kind=kind)


def _locale() -> str:
    return str(get_locale() or "en")


def _line(one: CodeAgreement, coders: tuple[str, ...]) -> CodeLine:
    measured = measure(one.measured)
    if measured.kind and max(one.measured.agreement.applied.values(), default=0) < SELDOM:
        measured = replace(measured, verdict=_("given too seldom to say"), kind="")
    return CodeLine(
        key=one.code.key,
        name=in_language(one.code.name, _locale()),
        applied=tuple(format_decimal(one.measured.agreement.applied.get(coder, 0)) for coder in coders),
        measure=measured,
        disputed=one.disputed,
    )
