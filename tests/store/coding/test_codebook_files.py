"""A codebook from a table in the database, and out again: the same file; the commands say what they always said."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.coding.cli import group
from consult.coding.exchange.book import book_as_csv, book_as_xlsx, read_book
from consult.coding.exchange.refi import read_qdc
from consult.coding.operations import By, Renaming, merge_codes, rename_code, retire_code, start_codebook
from consult.coding.queries.book import book_of
from consult.coding.records import Code, Codebook
from consult.consultation.records import Consultation
from consult.shared.errors import InputRefused, NotAllowedNow
from consult.shared.text import clean_text
from tests.builders import MOMENT, world
from tests.builders_coding import MIXED, account, coded, desk

TEXT = (
    "name (en),name (ar),code,definition,use when (en),colour,shortcut,Mine\r\n"
    'Goals,الأهداف,GOAL,,,,,\r\n"Goal, met",,GOAL-ACH,"two\r\nlines",' + MIXED + ",#2a58a8,ga,x\r\n"
)


def run(cli: CliRunner, *args: object) -> Result:
    found = cli.invoke(group, [str(one) for one in args], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found


def test_a_table_in_and_out_again_is_the_same_codebook(cli: CliRunner, app: object, tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_bytes(TEXT.encode())
    told = run(cli, "import", tmp_path / "book.csv").stdout.splitlines()
    assert "not kept: the column “Mine”" in told
    before = read_book(tmp_path / "book.csv").codes
    assert before[1].texts["definition"] == {"en": "two\nlines"}
    for ending in ("csv", "xlsx"):
        out = tmp_path / f"out.{ending}"
        run(cli, "export", told[-1], out)
        assert read_book(out).codes == before
        again = run(cli, "import", out).stdout.splitlines()[-1]
        run(cli, "export", again, tmp_path / f"again.{ending}")
        assert read_book(tmp_path / f"again.{ending}").codes == before
    run(cli, "export", told[-1], tmp_path / "out.qdc")
    assert not read_qdc(tmp_path / "out.qdc").project.dropped
    words = (tmp_path / "out.qdc").read_text(encoding="utf-8")
    assert clean_text(MIXED) in words
    assert "#2a58a8" in words


def test_the_starter_goes_out_whole_and_comes_in_the_same(session: scoped_session[Session], tmp_path: Path) -> None:
    made = world(session())
    start_codebook(session(), made.consultation_id)
    by = By(account_id=account(session()), moment=MOMENT, reason="One is enough.")
    merge_codes(session(), made.consultation_id, "RES-MONEY", "STR-FIN", by)
    retire_code(session(), made.consultation_id, "TERM-IDENT", by)
    rename_code(session(), made.consultation_id, "STR-FIN", Renaming(texts={"definition": {"ar": MIXED}}), by)
    codes = book_of(session(), made.consultation_id)
    assert "RES-MONEY" not in {one.key for one in codes}
    assert [one.key for one in codes if one.retired_on] == ["TERM-IDENT"]
    for ending, content in (("csv", book_as_csv(codes)), ("xlsx", book_as_xlsx(codes))):
        (tmp_path / f"b.{ending}").write_bytes(content)
        assert read_book(tmp_path / f"b.{ending}").codes == codes


def test_a_file_with_faults_is_refused_whole(cli: CliRunner, session: scoped_session[Session], tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text("code,name\nGOAL-AA,One\nGOAL-AA,Two\n")
    before = session.scalar(select(func.count()).select_from(Consultation))
    with pytest.raises(InputRefused):
        cli.invoke(group, ["import", str(tmp_path / "book.csv")], catch_exceptions=False)
    assert session.scalar(select(func.count()).select_from(Code)) == 0
    assert session.scalar(select(func.count()).select_from(Consultation)) == before
    (tmp_path / "good.csv").write_text("code,name\nGOAL-AA,One\n")
    assert "Nothing was written." in run(cli, "import", tmp_path / "good.csv", "--dry-run").stdout
    assert session.scalar(select(func.count()).select_from(Codebook)) == 0
    assert cli.invoke(group, ["import", str(tmp_path / "out.ods")]).exit_code == 2


def test_segments_stay_csv_and_wait_for_g6_while_the_codebook_may_go(
    cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    made = world(session())
    coded(session(), desk(session(), made), "STR-FIN", "One")
    session.commit()
    where = made.strands["A"]
    with pytest.raises(NotAllowedNow, match="G6"):
        cli.invoke(group, ["export", where, str(tmp_path / "out.csv")], catch_exceptions=False)
    run(cli, "export", where, tmp_path / "out.csv", "--codebook")
    run(cli, "export", where, tmp_path / "out.xlsx")
    assert read_book(tmp_path / "out.csv") == read_book(tmp_path / "out.xlsx")
    assert "One finance" not in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert cli.invoke(group, ["export", where, str(tmp_path / "out.json"), "--codebook"]).exit_code == 2
