"""Flips and common ground of a frozen strand, made once for its frozen data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock

import numpy as np
from sqlalchemy.orm import Session

from consult.collection.queries import CountedAnswer, counted_answers
from consult.collection.rules import Unit
from consult.findings.queries.figures import attributes_of, question_of
from consult.findings.rules import NOT_SHOWN, AnswerRow, read_answers
from consult.findings.rules.columns import Mask
from consult.findings.rules.flips import Scenario, Tried, flips, scenarios
from consult.findings.rules.packages import CommonGround, common_ground, limits_of
from consult.findings.rules.published import StrandFindings
from consult.findings.rules.shares import ACCEPTABILITY, CONDITIONS, ORGANISATION
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import Part

LIMIT = "F4.limit"
ACCEPTABLE = "acceptability"
"""The list of options of item F2 in the reference instrument."""
BREAKS = ("region", "language", "kind", "membership")
_kept: dict[tuple[str, str], CommonGround | None] = {}
_tried: dict[tuple[str, str, tuple[str, ...]], tuple[Tried, ...]] = {}
_lock = Lock()


def strand_flips(found: StrandFindings, options: tuple[str, ...]) -> tuple[Tried, ...]:
    """Return every statement with what each scenario makes of it, kept under the hash of the frozen answers."""
    key = (found.strand_id, found.dataset_hash, options)
    if key not in _tried:
        made = flips(found, options)
        with _lock:
            if len(_tried) > 20:
                _tried.clear()
            _tried[key] = made
        return made
    return _tried[key]


def statements_tried(session: Session, found: StrandFindings) -> tuple[tuple[Scenario, ...], tuple[Tried, ...]]:
    """Return the scenarios and what they do to each statement; nothing where item F2 of the reference was not asked."""
    newest = newest_version(session, found.strand_id)
    asked = structure_of(session, newest.id).parts.get(ACCEPTABILITY) if newest else None
    if asked is None or asked.options_list != ACCEPTABLE:
        return (), ()
    return scenarios(found), flips(found, asked.rows)


def strand_common_ground(
    session: Session, found: StrandFindings, parts: Mapping[str, Part], levels: Sequence[str]
) -> CommonGround | None:
    """Return the closest packages no published group of organisations refuses; None where too few gave limits.

    `levels` are the options of the limit from furthest apart to closest, without those outside the scale. Frozen
    answers never change: they are read once, and what they come to is kept under their hash.
    """
    key = (found.strand_id, found.dataset_hash)
    if key not in _kept:
        made = _make(found, parts, levels, counted_answers(session, found.strand_id, Unit.ORGANISATION))
        with _lock:
            if len(_kept) > 20:
                _kept.clear()
            _kept[key] = made
        return made
    return _kept[key]


def _make(
    found: StrandFindings, parts: Mapping[str, Part], levels: Sequence[str], answers: Sequence[CountedAnswer]
) -> CommonGround | None:
    question = question_of(parts[LIMIT]) if LIMIT in parts else None
    given = [one for one in answers if isinstance(one.document.get(LIMIT), dict)]
    if question is None or not given:
        return None
    columns = read_answers([AnswerRow({LIMIT: one.document[LIMIT]}) for one in given], [question])
    limits, answered = limits_of(columns, question, levels)
    kept = [one for one, any_row in zip(given, answered, strict=True) if any_row]
    named = {code: _naming(kept, code) for code in (parts[CONDITIONS].options if CONDITIONS in parts else ())}
    groups = {by: _members(found, kept, by) for by in BREAKS if found.shown_groups(ORGANISATION, by)}
    return common_ground(replace(limits, closest=limits.closest[answered]), groups, named, found.k)


def _members(found: StrandFindings, answers: Sequence[CountedAnswer], by: str) -> list[str]:
    """Return the published group of each answer."""
    home = {part: group.key for group in found.shown_groups(ORGANISATION, by) for part in group.parts}
    return [home.get(attributes_of(one)[by], NOT_SHOWN) for one in answers]


def _naming(answers: Sequence[CountedAnswer], code: str) -> Mask:
    """Select who names a condition for any future."""
    said = [one.document.get(CONDITIONS) for one in answers]
    return np.array(
        [isinstance(one, dict) and any(code in (row or ()) for row in one.values()) for one in said], np.bool_
    )
