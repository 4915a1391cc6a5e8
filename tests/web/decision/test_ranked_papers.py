"""The scrutineer's page of ranked papers: counted by every rule, drawn round by round, and kept nowhere."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest

from consult.access.rules import Role
from tests.builders_ballot import Voting
from tests.web.access.conftest import Browser
from tests.web.decision.ballot_fixtures import Staff, made, may_write, open_browser, person, staff

__all__ = ["made", "may_write", "open_browser", "person", "staff"]

# Tennessee's capital, the example most often shown of rules that disagree: Memphis has the most first places, Nashville
# beats every other city, and instant run-off names Knoxville.
TENNESSEE = (
    "count,ballot\n42,Memphis>Nashville>Chattanooga>Knoxville\n26,Nashville>Chattanooga>Knoxville>Memphis\n"
    "15,Chattanooga>Knoxville>Nashville>Memphis\n17,Knoxville>Chattanooga>Nashville>Memphis\n"
)


@pytest.fixture
def scrutineer(staff: Staff) -> Browser:
    return staff(Role.SCRUTINEER)


def address(made: Voting) -> str:
    return f"/consultations/{made.consultation_id}/count/ranked"


def send(browser: Browser, made: Voting, content: str, *, blanks: str = "last", code: int = 200) -> str:
    file = (io.BytesIO(content.encode()), "papers.csv")
    answer = browser.post(address(made), data={"file": file, "blanks": blanks})
    assert answer.status_code == code
    return unescape(answer.get_data(as_text=True))


def rows(page: str, figure: str) -> dict[str, list[str]]:
    table = page.partition(f'id="{figure}"')[2].partition("</table>")[0].partition("<tbody>")[2]
    lines = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", line) for line in table.split("<tr>")[1:]]
    return {cells[0]: cells[1:] for cells in lines}


def test_every_rule_says_whom_it_names(scrutineer: Browser, made: Voting) -> None:
    page = send(scrutineer, made, TENNESSEE)
    assert "The rules disagree." in page
    assert "Papers: 100, of them blank: 0." in page
    named = dict(re.findall(r'<th scope="row">([^<]+)</th>\s*<td[^>]*><bdi>([^<]+)</bdi>', page))
    assert named["Condorcet: ranked before every other"] == "“Nashville”"
    assert named["Instant run-off: round by round"] == "“Knoxville”"
    assert named["First places alone"] == "“Memphis”"


def test_rounds_are_a_picture_and_a_table(scrutineer: Browser, made: Voting) -> None:
    page = send(scrutineer, made, TENNESSEE)
    assert "“Knoxville” has more than half of the first places in round 3" in page
    assert rows(page, "rounds-chart") == {
        "Memphis": ["42", "42", "42"],
        "Nashville": ["26", "26", "–"],
        "Knoxville": ["17", "32", "58"],
        "Chattanooga": ["15", "–", "–"],
        "Papers with no rank left": ["0", "0", "0"],
    }
    figure = page.partition('id="rounds-chart"')[2].partition("</figure>")[0]
    assert figure.count('class="way won"') == 2
    assert figure.count("<path d=") == 1 + 2  # in the legend, and where two cities go


def test_the_matrix_counts_every_two_options(scrutineer: Browser, made: Voting) -> None:
    page = send(scrutineer, made, TENNESSEE)
    assert "More papers rank “Nashville” before each other option than behind it" in page
    assert rows(page, "pairs-chart") == {
        "Memphis": ["–", "42", "42", "42", "0 of 3"],
        "Nashville": ["58", "–", "68", "68", "3 of 3"],
        "Knoxville": ["58", "32", "–", "17", "1 of 3"],
        "Chattanooga": ["58", "32", "83", "–", "2 of 3"],
    }
    figure = page.partition('id="pairs-chart"')[2].partition("</figure>")[0]
    assert figure.count(">✓ ") == 6 + 1  # each pair is won once; the legend says what the tick means


def test_a_picture_is_mirrored_from_right_to_left(scrutineer: Browser, made: Voting) -> None:
    def first_dot(page: str) -> float:
        figure = page.partition('id="rounds-chart"')[2].partition("</figure>")[0].partition('class="plot"')[2]
        found = re.search(r'<circle cx="([\d.]+)%"', figure)
        assert found
        return float(found.group(1))

    left = first_dot(send(scrutineer, made, TENNESSEE))
    scrutineer.post("/language", data={"lang": "ar", "next": "/"})
    assert first_dot(send(scrutineer, made, TENNESSEE)) == pytest.approx(100 - left, abs=0.02)


def test_a_tie_and_blank_papers_are_said(scrutineer: Browser, made: Voting) -> None:
    page = send(scrutineer, made, "count,ballot\n2,A>B\n2,B>A\n3,\n", blanks="none")
    assert "A tie for the fewest first places leaves it open between “A” and “B”" in page
    assert "Papers: 7, of them blank: 3. What a paper leaves out is compared with nothing." in page
    assert "No option is ranked before every other one by more papers than behind it" in page
    assert rows(page, "pairs-chart")["A"] == ["–", "2", "0 of 1"]
    assert "= 2" in page


def test_papers_that_rank_nothing_make_no_picture(scrutineer: Browser, made: Voting) -> None:
    page = send(scrutineer, made, "count,ballot\n3,\n")
    assert "Papers: 3, of them blank: 3." in page
    assert 'id="rounds-chart"' not in page


def test_many_options_stand_in_tables(scrutineer: Browser, made: Voting) -> None:
    names = [f"option {at:02}" for at in range(11)]
    page = send(scrutineer, made, "count,ballot\n" + "".join(f"{at + 1},{name}\n" for at, name in enumerate(names)))
    assert 'id="rounds-chart"' not in page
    assert "Papers that rank the option of the row before that of the column" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("count,ballot\nx,A>B\n1,A>A\n", "Nothing was counted. Lines that cannot be read: 2, 3."),
        ("coalition,choice\nA,yes\n", "Nothing was counted. Lines that cannot be read: 1."),
    ],
)
def test_a_file_with_a_fault_is_not_counted(scrutineer: Browser, made: Voting, content: str, said: str) -> None:
    page = send(scrutineer, made, content, code=422)
    assert said in page
    assert "chart" not in page.partition("<main")[2]


def test_a_file_too_large_is_not_read(scrutineer: Browser, made: Voting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consult.decision.web.ranking.LARGEST", len(TENNESSEE) - 1)
    assert "no CSV of ranked papers of at most 1 MB" in send(scrutineer, made, TENNESSEE, code=422)


def test_nothing_chosen_is_asked_for(scrutineer: Browser, made: Voting) -> None:
    answer = scrutineer.post(address(made), data={})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Choose the file that holds the papers." in page
    assert "Choose what was declared before the vote." in page


def test_names_are_text_and_never_mark_up(scrutineer: Browser, made: Voting) -> None:
    answer = scrutineer.post(
        address(made), data={"file": (io.BytesIO(b"count,ballot\n1,<b>x</b>\n"), "p.csv"), "blanks": "last"}
    )
    assert b"<b>x</b>" not in answer.data


def test_nobody_but_the_scrutineer_counts(staff: Staff, made: Voting) -> None:
    for role in (Role.LEAD_CONSULTANT, Role.BOARD):
        assert staff(role).get(address(made)).status_code in (403, 404)
