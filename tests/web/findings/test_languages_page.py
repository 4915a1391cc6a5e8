"""Questions one language of a region answered otherwise, on a page for the strand's own readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.findings.presentation.parity import parity_view
from consult.findings.queries import strand_findings
from consult.findings.queries.parity import Told, _Asked, _told, strand_parity
from consult.findings.rules.parity import Parity
from consult.findings.rules.published import FigureKey
from tests.builders import World
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]


def languages(made: World, mark: str = "A") -> str:
    return f"/strands/{made.strands[mark]}/findings/languages"


def test_nothing_is_told_where_nothing_stands_out(staff: Staff, made: World) -> None:
    page = staff(Role.LEAD_CONSULTANT).get(languages(made)).get_data(as_text=True)
    assert "Nothing stands out that may be told" in page
    assert "How this was tested" in page


def test_a_flag_is_a_question_a_region_and_a_language_without_a_count(
    staff: Staff, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = FigureKey("organisation", "F2", "joint_house")
    found = Parity("0", "africa", "fr", "unacceptable", True, 0.4, 0.001, True, True)
    monkeypatch.setattr("consult.findings.web.strand_parity", lambda *_given: (Told(key, "unacceptable", True, found),))
    page = staff(Role.LEAD_CONSULTANT).get(languages(made)).get_data(as_text=True)
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    for words in ("Could you live with it?", "Africa", "more often", "marked"):
        assert words in table
    assert not any(sign.isdigit() for sign in table.partition("</th>")[2])


def test_frozen_answers_are_tested_once(made: World, session: scoped_session[Session]) -> None:
    assert strand_parity(session(), made.strands["A"]) is strand_parity(session(), made.strands["A"])


def test_only_the_strands_own_readers_see_it(staff: Staff, made: World) -> None:
    assert staff(Role.LEAD_CONSULTANT, "B").get(languages(made)).status_code in (403, 404)
    assert staff(Role.BOARD).get(languages(made)).status_code == 403


@pytest.mark.parametrize(("option", "more", "told"), [("0", True, False), ("0", False, True), ("1", True, True)])
def test_an_option_left_unticked_more_often_is_given_less_often(option: str, more: bool, told: bool) -> None:
    asked = _Asked(FigureKey("organisation", "D1"), ("radio",), ())
    made = _told(asked, Parity("0", "africa", "fr", option, more, 0.4, 0.001, True, True))
    assert (made.option, made.more) == ("radio", told)


def test_no_flag_makes_no_table(made: World, session: scoped_session[Session]) -> None:
    assert strand_findings(session(), made.strands["A"]).figures
    assert parity_view(None, ()) is None  # type: ignore[arg-type]  # - no word is asked of it
