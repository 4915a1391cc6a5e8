"""Questions that one language of a region answered otherwise, in words; no count stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

from consult.findings.charts.drawing import Table
from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words
from consult.findings.queries.parity import Told
from consult.findings.rules.shares import ORGANISATION

CLOSE, APART = 0.3, 0.5


def parity_view(words: Words, told: Sequence[Told]) -> Table | None:
    """Return the flags as a table, the surest first; None where there is none that may be told."""
    if not told:
        return None
    head = (_("Question"), _("Region"), _("Language"), _("Answer"), _("In this language"), _("How strong"))
    return Table(_("Questions answered otherwise in one language"), head, tuple(_line(words, one) for one in told))


def _line(words: Words, one: Told) -> tuple[str, ...]:
    key, found = one.key, one.found
    question = words.question(key.part)
    return (
        f"{question} · {words.row(key.part, key.row)}" if key.row else question,
        words.group(ORGANISATION, "region", found.region),
        words.group(ORGANISATION, "language", found.language),
        words.option(key.part, one.option),
        _("more often") if one.more else _("less often"),
        _strength(found.strength),
    )


def _strength(value: float) -> str:
    if value < CLOSE:
        return _("slight")
    return _("marked") if value < APART else _("strong")
