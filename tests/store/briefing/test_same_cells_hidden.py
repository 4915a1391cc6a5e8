"""Every kind of file hides the same cells: what one of them shows is what the long table shows, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree, html
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.cli import group
from tests.builders_findings import released_world
from tests.store.briefing.test_exports import DDI, table_rows

ENDINGS = ("csv", "docx", "pptx", "xml", "zip")
SHOWN = re.compile(r"^(\d+) of (\d+)")
Files = dict[str, Path]


@pytest.fixture
def files(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> Files:
    made = released_world(session())
    session.commit()
    out = {ending: tmp_path / f"edition.{ending}" for ending in ENDINGS}
    for path in out.values():
        done = cli.invoke(group, ["export", "--", made.consultation_id, str(path)])
        assert done.exit_code == 0, done.output
    return out


def lines(path: Path) -> Iterator[dict[str, str]]:
    head, *rows = table_rows(path)
    yield from (dict(zip(head, row, strict=True)) for row in rows)


def workbooks(path: Path) -> Iterator[list[tuple[object, ...]]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                sheet = openpyxl.load_workbook(io.BytesIO(archive.read(name))).active
                assert sheet is not None
                yield list(sheet.iter_rows(values_only=True))


def no_file_shows_a_cell_that_another_hides(files: Files) -> None:
    long = list(lines(files["csv"]))
    hidden = [line for line in long if not line["n"].isdigit()]
    assert hidden, "a world in which nothing is hidden tells nothing"
    counts = {line["n"] for line in long if line["n"].isdigit()}
    shares = {f"{float(line['percent']):g}" for line in long if line["percent"]}
    numbers_of = partial(map, lambda value: f"{value:g}")
    for ending in ("docx", "pptx"):
        for rows in workbooks(files[ending]):
            values = [value for row in rows[1:] for value in row[1:] if value is not None]
            assert all(isinstance(value, int | float) for value in values)
            assert set(numbers_of(values)) <= counts | shares | {"0"}
    pairs = {(line["n"], line["base"]) for line in long}
    said = chain(texts_of_page(files["zip"]), *(row[1:] for one in ("docx", "pptx") for row in table_rows(files[one])))
    found = [match for text in said for match in SHOWN.findall(text)]
    assert found
    assert set(found) <= pairs


def texts_of_page(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        page = html.fromstring(archive.read("index.html").decode())
    for cell in page.iter("td"):
        yield from (text.strip() for text in cell.itertext())


def a_hidden_cell_of_a_chart_is_said_with_its_category(files: Files) -> None:
    """Where a bar lacks, the words of its category say what stands for it."""
    empty = [
        str(row[0])
        for ending in ("docx", "pptx")
        for rows in workbooks(files[ending])
        for row in rows[1:]
        if None in row[1 : len(rows[0])]
    ]
    assert empty
    assert all(re.search(r"\[c\]|fewer than 5|of \d", name) for name in empty)


def document_and_slides_hold_the_same_tables(files: Files) -> None:
    document, slides = (Counter(map(tuple, table_rows(files[ending]))) for ending in ("docx", "pptx"))
    assert not {row for row in document if row not in slides and "[c]" in row}
    assert not {row for row in slides if row not in document and "[c]" in row}


def the_codebook_has_the_frequencies_of_the_long_table(files: Files) -> None:
    wanted = {
        (f"{line['coalition']}_{line['unit']}", line["item"], line["row"], line["wave"], line["value"]): line["n"]
        for line in lines(files["csv"])
        if not line["by"]
    }
    seen = 0
    for one in etree.parse(files["xml"]).iter(f"{DDI}var"):
        for each in one.iter(f"{DDI}catgry"):
            part, *row, wave = str(one.get("name")).split(":")
            where = (one.get("files"), part, row[0] if row else "", wave, each.findtext(f"{DDI}catValu"))
            if where[2] == "instead":
                where = (*where[:2], "-", *where[3:])
            shown = each.findtext(f"{DDI}catStat") or each.findtext(f"{DDI}txt")
            assert shown == wanted[where], where
            seen += 1
    assert seen > 100


def test_every_kind_of_file_hides_the_same_cells(files: Files) -> None:
    """All at once: making the files takes longer than reading them."""
    no_file_shows_a_cell_that_another_hides(files)
    a_hidden_cell_of_a_chart_is_said_with_its_category(files)
    document_and_slides_hold_the_same_tables(files)
    the_codebook_has_the_frequencies_of_the_long_table(files)
