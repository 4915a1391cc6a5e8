"""Answers from elsewhere stand on the pages of staff like any strand that was released."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

import consult.instrument
from consult.access.rules import GrantValue, Role
from consult.consultation.queries import strand
from tests.builders_elsewhere import INSTRUMENT, as_text, line, loaded, random_lines
from tests.web.access.conftest import Browser, Person

FUTURE = Path(consult.instrument.__file__).parent / "data" / "future.yaml"
PAGES = (
    "/consultations/{consultation}/mandate",
    "/strands/{strand}/agreement",
    "/strands/{strand}/answers",
    "/strands/{strand}/answers?unit=individual",
    "/strands/{strand}/coding",
    "/strands/{strand}/coverage",
    "/strands/{strand}/findings",
    "/strands/{strand}/findings?unit=individual&by=language",
    "/strands/{strand}/instrument",
    "/strands/{strand}/mails",
    "/strands/{strand}/seal",
)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEAD_CONSULTANT, Role.BOARD])
@pytest.mark.parametrize("board", [True, False], ids=["our questions", "other questions"])
def test_every_page_opens_or_is_not_there(
    session: scoped_session[Session],
    cli: CliRunner,
    tmp_path: Path,
    open_browser: Callable[[], Browser],
    person: Callable[..., Person],
    role: Role,
    *,
    board: bool,
) -> None:
    futures = [line(**{"F2:disband": "acceptable", "F2:continue": "conditional"}) for _ in range(40)]
    lines, instrument = (futures, FUTURE.read_text(encoding="utf-8")) if board else (random_lines(1, 120), INSTRUMENT)
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=instrument)
    found = strand(session(), strand_id)
    assert found is not None
    person("reader@example.org", GrantValue(role, found.coalition_id, found.consultation_id))
    browser = open_browser()
    assert browser.sign_in("reader@example.org").status_code == 302
    seen = {}
    for page in PAGES:
        address = page.format(consultation=found.consultation_id, strand=strand_id)
        seen[page] = browser.get(address).status_code
    assert not [page for page, status in seen.items() if status >= 500]
    if role is Role.LEAD_CONSULTANT:
        assert seen["/strands/{strand}/findings"] == 200


def test_the_method_annex_names_the_weights_that_came_along(
    session: scoped_session[Session],
    cli: CliRunner,
    tmp_path: Path,
    open_browser: Callable[[], Browser],
    person: Callable[..., Person],
) -> None:
    strand_id = loaded(cli, tmp_path, as_text(random_lines(1, 60)), instrument=INSTRUMENT)
    found = strand(session(), strand_id)
    assert found is not None
    person("reader@example.org", GrantValue(Role.LEAD_CONSULTANT, found.coalition_id, found.consultation_id))
    browser = open_browser()
    assert browser.sign_in("reader@example.org").status_code == 302
    said = browser.get(f"/strands/{strand_id}/findings/method").get_data(as_text=True)
    assert "The answers brought weights along: weight. Every figure here counts each answer once" in said
    assert "None: every answer counts once." not in said
