"""What verifying says: sentences for a person at the command line, in English, or one document for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from consult.briefing.queries import StrandVerdict, Verdict
from consult.briefing.rules import LAWFUL


def as_document(told: Verdict) -> dict[str, Any]:  # Any: JSON
    """Return a verdict as plain JSON."""
    return {
        "consultation": told.consultation_id,
        "holds": told.holds,
        "strands": [_strand(one) for one in told.strands],
        "editions": [
            {
                "number": one.number,
                "sha256": one.content_hash,
                "intact": one.intact,
                "erratum": one.erratum.number if one.erratum else None,
            }
            for one in told.editions
        ],
    }


def _strand(one: StrandVerdict) -> dict[str, Any]:  # Any: JSON
    own: dict[str, Any] = {"mark": one.mark, "strand": one.strand_id, "frozen": one.sealed is not None}
    if one.sealed is None:
        return own
    parts = ("frame", "instrument", "answers", "rules", "codebook")
    return {
        **own,
        "holds": one.sealed.holds,
        "sealed": one.sealed.exchanged,
        "sealed_on": one.sealed.on,
        "changed": list(one.sealed.changed),
        "now": {name: getattr(one.sealed, name) for name in parts},
    }


def as_lines(told: Verdict) -> Iterator[str]:
    """Yield a verdict line by line."""
    for one in told.strands:
        yield _said(one)
    for edition in told.editions:
        words = "as it was frozen" if edition.intact else "NOT as it was frozen"
        note = f" (erratum {edition.erratum.number})" if edition.erratum else ""
        yield f"edition {edition.number}{note}: {words}, sha256 {edition.content_hash}"
    yield "Everything sealed holds." if told.holds else "Something that was sealed does not hold."


def _said(one: StrandVerdict) -> str:
    if one.sealed is None:
        return f"strand {one.mark}: its data are not frozen yet (G4)"
    sealed = f"sealed on {one.sealed.on} as {one.sealed.exchanged}"
    if not one.sealed.holds:
        return f"strand {one.mark}: CHANGED since G4 ({', '.join(one.sealed.changed)}); {sealed}"
    if set(one.sealed.changed) & set(LAWFUL):
        return f"strand {one.mark}: nothing changed since G4 but the rules of counting of this program; {sealed}"
    return f"strand {one.mark}: nothing changed since G4; {sealed}"
