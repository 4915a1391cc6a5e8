"""Answers for R: the codes as CSV, and a script that reads them with their labels (an archive of both).

R knows one kind of missing value: the script makes factors in which every reason is NA, and keeps the codes beside
them, so that not asked and not answered stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from consult.collection.exchange.raw_variables import Measure, Variable
from consult.shared.packing import packed

CSV, SCRIPT = "answers.csv", "answers.R"


def as_r(csv_text: str, variables: Sequence[Variable], notes: Iterable[str]) -> bytes:
    """Return an archive of the CSV and of the script that reads it."""
    return packed([(CSV, csv_text.encode()), (SCRIPT, "\n".join(_script(variables, notes)).encode())])


def _script(variables: Sequence[Variable], notes: Iterable[str]) -> Iterator[str]:
    yield from (f"# {' '.join(note.split())}" for note in notes)
    yield '# source("answers.R", encoding = "UTF-8") in the folder of both files'
    yield f'codes <- read.csv("{CSV}", fileEncoding = "UTF-8-BOM", colClasses = "character", check.names = FALSE)'
    yield "answers <- data.frame(row.names = seq_len(nrow(codes)))"
    yield ""
    yield "# Every reason for no position is NA in answers, and stands in codes."
    for one in variables:
        yield from _variable(one)


def _variable(one: Variable) -> Iterator[str]:
    low, high = one.missing
    positions = {code: value for code, value in one.codes.items() if not low <= value <= high}
    place, held = f"answers[[{quoted(one.name)}]]", f"codes[[{quoted(one.column)}]]"
    if positions:
        order = sorted(positions, key=lambda code: positions[code])
        levels = ", ".join(quoted(code) for code in order)
        labels = ", ".join(quoted(one.labels[positions[code]]) for code in order)
        ordered = ", ordered = TRUE" if one.measure is Measure.ORDINAL else ""
        yield f"{place} <- factor({held}, levels = c({levels}), labels = c({labels}){ordered})"
    else:
        reasons = ", ".join(quoted(code) for code in one.codes)
        kind = "as.Date" if one.is_day else "as.numeric"
        yield f"{place} <- {kind}(ifelse({held} %in% c({reasons}), NA, {held}))"
    yield f'attr({place}, "label") <- {quoted(one.label)}'


def quoted(text: str) -> str:
    """Return a text as R reads it: nothing of it ends the string or begins an escape."""
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'
