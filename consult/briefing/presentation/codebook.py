"""An edition as a codebook: every part that was asked, of whom, with the frequencies of its published figures."""

from __future__ import annotations

from collections.abc import Iterator

from consult.briefing.exchange.ddi import Category, Counted, Study
from consult.briefing.presentation.counted import UNITS_IN_ORDER, about
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.wording import translated as _
from consult.consultation.queries import ConsultationView, in_language
from consult.disclosure.rules import GatedTable, Mark
from consult.findings.labels import UNITS
from consult.findings.presentation import Words, said, tag, voice
from consult.findings.rules.published import INSTEAD, FigureKey, Wave
from consult.findings.rules.shares import INDIVIDUAL, Share
from consult.instrument.rules import CompiledPart
from consult.instrument.rules.structure import Unit

ASKED = {Unit.ORGANISATION: UNITS_IN_ORDER[:1], Unit.INDIVIDUAL: (INDIVIDUAL,), Unit.BOTH: UNITS_IN_ORDER}


def study(found: ConsultationView, pair: Pair) -> Study:
    """Return the codebook of an edition; its variables are those of strand A before those of strand B."""
    title = in_language(found.title, tag())
    answered = (Share(one.found.coverage.answered, one.found.coverage.members) for one in pair.both)
    return Study(
        title=" · ".join([*([_("Fictitious demonstration.")] if found.fictitious else []), title]),
        language=tag(),
        instrument="; ".join(f"{one.found.mark} sha256 {one.found.version_hash}" for one in pair.both),
        files=tuple(
            (f"{words.found.mark}_{unit}", f"{words.found.mark} · {words.found.coalition_name} · {UNITS[unit]}")
            for words in pair.both
            for unit in UNITS_IN_ORDER
        ),
        rates=tuple(f"{one.found.mark}: {said(share)}" for one, share in zip(pair.both, answered, strict=True)),
        paragraphs=tuple(f"{name}: {words}" for name, words in about(found, pair)),
        conditions=_("Tables of an edition, no answer of anybody: what is hidden on the pages is hidden here."),
        variables=tuple(one for words in pair.both for one in _variables(words)),
    )


def _variables(words: Words) -> Iterator[Counted]:
    for key, part in words.compiled.parts.items():
        if part.part.sealed:
            continue
        for unit in ASKED[part.part.unit]:
            figures = [
                (row, wave, table)
                for row in ("", *part.part.rows, INSTEAD)
                for wave in Wave
                if (table := words.found.figure(FigureKey(unit, key, row, "", wave))) is not None
            ]
            for row, wave, table in figures:
                yield _counted(words, part, unit, (row, wave), table)
            if not figures:
                yield Counted(_file(words, unit), key, part.question.text, part.question.text, key, (), None, "")


def _file(words: Words, unit: str) -> str:
    return f"{words.found.mark}_{unit}"


def _counted(words: Words, part: CompiledPart, unit: str, where: tuple[str, Wave], table: GatedTable) -> Counted:
    row, wave = where
    name = words.row(part.key, row) if row else ""
    notes = [_("Before the correction")] if wave is Wave.BEFORE else []
    if table.total_base is None:
        notes.append(f"{voice().base_head}: {voice().withheld}")
    return Counted(
        file=_file(words, unit),
        name=":".join(piece for piece in (part.key, row if row != INSTEAD else "instead", wave.value) if piece),
        label=" – ".join(piece for piece in (part.question.text, name) if piece),
        question=part.question.text,
        number=part.key,
        categories=tuple(_categories(words, part, table)),
        base=table.total_base,
        note=" · ".join(notes),
    )


def _categories(words: Words, part: CompiledPart, table: GatedTable) -> Iterator[Category]:
    nets = {net.row for net in table.nets}
    missing = {one.code for one in part.instead} | {one.code for one in part.options if one.aside}
    for code in table.rows:
        if code in nets:
            continue
        count = table.total(code)
        told = voice().say(count) if isinstance(count, Mark) else count
        yield Category(code, words.option(part.key, code), told, code in missing)
