"""Translation parity of a frozen strand: which questions one language of a region answered otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from sqlalchemy.orm import Session

from consult.collection.rules import Unit
from consult.findings.queries.figures import Groups, regroup
from consult.findings.queries.strand import Kept, kept_findings
from consult.findings.rules import NOT_SHOWN, Kind
from consult.findings.rules.columns import Codes
from consult.findings.rules.parity import Parity, Respondents, parity
from consult.findings.rules.published import FigureKey

CHOSEN = (Kind.SINGLE, Kind.MATRIX, Kind.MULTIPLE)
TICKED, NOT_TICKED = "1", "0"
UNKNOWN = (NOT_SHOWN, "not_shown")
_kept: dict[tuple[str, str], tuple[Told, ...]] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Told:
    """One flag that may be told: the figure and the option it is about, and whether the language gave it more often."""

    key: FigureKey
    option: str
    more: bool
    found: Parity


@dataclass(frozen=True, slots=True)
class _Asked:
    key: FigureKey
    options: Sequence[str]
    answers: Sequence[str | None]


def strand_parity(session: Session, strand_id: str) -> tuple[Told, ...]:
    """Return the flags that may be told of a frozen strand's organisations, kept under the hash of the frozen answers.

    What was asked again, or of some alone, is left out: there languages differ in who was asked.
    """
    kept = kept_findings(session, strand_id)
    key = (kept.findings.strand_id, kept.findings.dataset_hash)
    if key not in _kept:
        made = _make(kept)
        with _lock:
            if len(_kept) > 20:
                _kept.clear()
            _kept[key] = made
        return made
    return _kept[key]


def _make(kept: Kept) -> tuple[Told, ...]:
    own = kept.units[Unit.ORGANISATION.value]
    if any(len(own.groups.get(by, ())) < 2 for by in ("region", "language")):
        return ()
    asked = {str(at): one for at, one in enumerate(_asked(kept))}
    columns = regroup(own.found.columns, own.mergings)
    regions, languages = columns.memberships("region"), columns.memberships("language")
    places = _counted(own.groups, regions, languages)
    given = Respondents(
        regions=[regions[at] for at in places],
        languages=[languages[at] for at in places],
        answers={name: [one.answers[at] for at in places] for name, one in asked.items()},
    )
    draw = np.random.default_rng(int(kept.findings.dataset_hash[:16], 16))
    return tuple(
        told
        for found in parity(given, draw)
        if found.flagged and found.may_be_told and _is_shown(kept, told := _told(asked[found.question], found))
    )


def _counted(groups: Groups, regions: Sequence[str], languages: Sequence[str]) -> list[int]:
    """Return who counts: those in a published region and in one language, which several shown together are not."""
    known = {group.key for group in groups["region"] if group.key not in UNKNOWN}
    spoken = {group.key for group in groups["language"] if group.key not in UNKNOWN and not group.merged}
    pairs = enumerate(zip(regions, languages, strict=True))
    return [at for at, (region, language) in pairs if region in known and language in spoken]


def _told(asked: _Asked, found: Parity) -> Told:
    if len(asked.options) > 1:
        return Told(asked.key, found.option, found.more, found)
    return Told(asked.key, asked.options[0], found.more is (found.option == TICKED), found)


def _is_shown(kept: Kept, told: Told) -> bool:
    """Tell whether the count of everybody who gave the option is published."""
    table = kept.findings.figure(told.key)
    return table is not None and told.option in table.rows and isinstance(table.total(told.option), int)


def _asked(kept: Kept) -> Iterator[_Asked]:
    found = kept.units[Unit.ORGANISATION.value].found
    again = {trail.part for trail in kept.findings.trails}
    for name, question in found.questions.items():
        part = found.parts[name]
        if question.kind not in CHOSEN or part.when or part.rows_when or part.opened_by or name in again:
            continue
        for row in question.items:
            key = FigureKey(Unit.ORGANISATION.value, name, row or "")
            if question.kind is not Kind.MULTIPLE:
                yield _Asked(key, question.options, _named(found.columns.column(name, row), question.options))
                continue
            for option in question.options:
                bits = found.columns.column(name, row, option)
                yield _Asked(key, (option,), _named(bits, (NOT_TICKED, TICKED)))


def _named(codes: Codes, options: Sequence[str]) -> list[str | None]:
    """Return what everybody answered; None for no answer and for a reason given in place of one."""
    return [options[code] if 0 <= code < len(options) else None for code in codes.tolist()]


__all__ = ["Told", "strand_parity"]
