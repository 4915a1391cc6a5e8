"""A marked name leaves by no way: every page, file and command that tells what was said is walked through."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator

from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.exchange.refi import as_qdpx
from consult.coding.operations import finish
from consult.coding.queries import live_segments, segments_of
from consult.coding.queries.exchanged import project_of, summary
from consult.coding.queries.exporting import coded_lines
from consult.findings.queries.stretches import material_of
from consult.interview.cli import group as interviews
from consult.interview.operations import By, mark_everywhere
from consult.interview.rules.redacting import RedactionKind
from consult.shared.database import writing
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import Desk, coded, desk
from tests.web.access.conftest import Browser

AtDesk = Callable[..., tuple[Browser, Desk]]
SignIn = Callable[..., tuple[Browser, str]]
WORD = "finance"


def cover(session: Session, given: Desk) -> None:
    by = By(kind=RedactionKind.ORGANISATION, account_id=None, moment=MOMENT)
    assert mark_everywhere(session, given.interview_id, WORD, by) == 1


def said(browser: Browser, given: Desk, query: str = "") -> str:
    return browser.get(f"/coding/{given.assignment_id}{query}").get_data(as_text=True)


def pages(browser: Browser, lead: Browser, given: Desk, strand: str) -> Iterator[str]:
    """Everything that pages show of a strand's transcripts, as text."""
    segment = re.search(r'data-s="([\w-]+)', said(browser, given))
    assert segment
    for query in ("", f"?passage={given.english.id}", f"?segment={segment[1]}"):
        yield said(browser, given, query)
    for reader, query in ((browser, "desk"), (browser, WORD), (lead, "desk"), (lead, WORD)):
        found = reader.post(f"/strands/{strand}/coding/search", data={"query": query}).get_data(as_text=True)
        yield re.sub(r'value="[^"]*"', "", found)
    for ending in ("csv", "json"):
        answer = lead.get(f"/strands/{strand}/coding/segments.{ending}")
        assert answer.status_code == 200
        yield answer.get_data(as_text=True)
    for page in (f"/strands/{strand}/agreement", f"/strands/{strand}/coding", f"/strands/{strand}/interviews"):
        answer = lead.get(page)
        assert answer.status_code == 200, page
        yield answer.get_data(as_text=True)


def test_no_page_tells_a_marked_word(
    at_desk: AtDesk, sign_in: SignIn, session: scoped_session[Session], made: World
) -> None:
    browser, given = at_desk()
    coded(session(), given, "RES-MONEY", "One finance desk")
    finish(session(), given.assignment_id, DAY)
    _other, second = sign_in(Role.CODER, name="bela")
    other = desk(session(), made, second, interview_id=given.interview_id, second=True)
    coded(session(), other, "TERM-COND", "finance")
    finish(session(), other.assignment_id, DAY)
    session.commit()
    lead, _id = sign_in(Role.LEAD_CONSULTANT)
    strand = made.strands["A"]
    assert sum(WORD in page for page in pages(browser, lead, given, strand)) >= 8, "the walk goes where words are"
    cover(session(), given)
    session.commit()
    for page in pages(browser, lead, given, strand):
        assert WORD not in page
    assert '<span class="gap" data-as="[organisation]">▓▓▓▓▓▓▓</span>' in said(browser, given)
    assert "One [organisation] desk" in re.sub(
        r"<[^>]+>", "", lead.post(f"/strands/{strand}/coding/search", data={"query": "desk"}).get_data(as_text=True)
    )


def test_no_file_and_no_command_tells_a_marked_word(
    at_desk: AtDesk, session: scoped_session[Session], made: World, cli: CliRunner
) -> None:
    _browser, given = at_desk()
    coded(session(), given, "RES-MONEY", "One finance desk")
    finish(session(), given.assignment_id, DAY)
    cover(session(), given)
    session.commit()
    project = project_of(session(), made.strands["A"])
    assert WORD not in json.dumps(summary(project), ensure_ascii=False)
    assert any("One ▓▓▓▓▓▓▓ desk" in text for text in project.texts.values())
    with zipfile.ZipFile(io.BytesIO(as_qdpx(project))) as archive:
        assert all(WORD.encode() not in archive.read(name) for name in archive.namelist())
    (passage,) = [one for one in material_of(session(), made.strands["A"]).passages.values() if "desk" in one.text]
    assert passage.text.startswith("One ▓▓▓▓▓▓▓ desk would be")
    ids = [one.id for one in segments_of(session(), given.assignment_id)]
    assert all(WORD not in one.passage.text for one in live_segments(session(), ids).values())
    session.rollback()
    for arguments in (["show", given.interview_id], ["show", given.interview_id, "--json"]):
        writing.set(True)
        done = cli.invoke(interviews, arguments)
        assert done.exit_code == 0
        assert "desk" in done.stdout
        assert WORD not in done.stdout


def test_a_marked_name_is_covered_in_what_a_coder_noted_too(
    at_desk: AtDesk, sign_in: SignIn, session: scoped_session[Session], made: World
) -> None:
    _browser, given = at_desk()
    memo = "She means Finance, not the financed; the FINANCE desk."
    coded(session(), given, "RES-MONEY", "desk", memo=memo)
    finish(session(), given.assignment_id, DAY)
    session.commit()
    (before,) = coded_lines(session(), made.strands["A"])
    assert before.memo == memo, "what nobody marked stays as it was written"
    cover(session(), given)
    session.commit()
    (line,) = coded_lines(session(), made.strands["A"])
    assert line.memo == "She means ▓▓▓▓▓▓▓, not the financed; the ▓▓▓▓▓▓▓ desk."
    with zipfile.ZipFile(io.BytesIO(as_qdpx(project_of(session(), made.strands["A"])))) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert "She means ▓▓▓▓▓▓▓, not the financed" in whole
    assert "FINANCE" not in whole
