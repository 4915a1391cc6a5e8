"""Agreement in every region beside plain agreement, on a strand's board: published counts and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.rules.consensus import Cast, Vote, group_informed, over_published
from consult.findings.rules.published import FigureKey
from tests.builders import World
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]


def test_the_product_of_shown_cells_is_group_informed_consensus() -> None:
    votes = [
        Cast(f"{group}{at}", "s", Vote.AGREE if at < agree else Vote.DISAGREE)
        for group, agree, asked in (("a", 9, 12), ("b", 6, 10))
        for at in range(asked)
    ]
    (heard,) = group_informed(votes, {one.voter: one.voter[0] for one in votes})
    assert over_published([(9, 12), (6, 10)], 5) == (heard.consensus, heard.consensus)


def test_a_few_are_nought_to_four_and_what_is_withheld_makes_no_product() -> None:
    assert over_published([(9, 12), (Mark.FEWER, 10)], 5) == (Fraction(10, 14) / 12, Fraction(10, 14) * 5 / 12)
    assert over_published([(Mark.FEWER, 3)], 5) == (Fraction(1, 5), Fraction(4, 5))
    assert over_published([(9, 12), (Mark.WITHHELD, 10)], 5) is None
    assert over_published([(9, None)], 5) is None


def test_both_orders_stand_on_the_board_with_their_numbers(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    found = strand_findings(session(), made.strands["A"])
    page = staff(Role.LEAD_CONSULTANT).get(f"/strands/{made.strands['A']}/findings").get_data(as_text=True)
    figure = page.partition('id="everywhere-f2"')[2].partition("</figure>")[0]
    table = figure.partition("<tbody>")[2]
    lines = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", line) for line in table.split("<tr>")[1:]]
    told = 0
    for option in ("joint_house", "continue"):
        broken = found.figure(FigureKey("organisation", "F2", option, "region"))
        assert broken is not None
        cells = [
            (broken.cell("could_live_with", one), base) for one, base in zip(broken.groups, broken.bases, strict=True)
        ]
        product = over_published(cells, 5)
        if product is None:
            continue
        told += 1
        low, high = (f"{round(float(one), 3):g}" for one in product)
        assert (low if low == high else f"{low} to {high}") in {unescape(cells[2]) for cells in lines}
    assert told and len(lines) == told
    assert figure.count("<circle") >= 2 * told


@pytest.mark.parametrize("role", [Role.BOARD, Role.COORDINATOR])
def test_nobody_else_reads_it(staff: Staff, made: World, role: Role) -> None:
    assert staff(role).get(f"/strands/{made.strands['A']}/findings").status_code == 403


def test_a_title_names_no_option_where_one_may_be_wider(staff: Staff, made: World) -> None:
    page = staff(Role.LEAD_CONSULTANT).get(f"/strands/{made.strands['A']}/findings").get_data(as_text=True)
    for figure in page.split('id="everywhere-')[2:]:
        own = figure.partition("</figure>")[0]
        if "Not placed, because a count is withheld" in own:
            assert "finds the widest agreement" not in own
            assert 'class="way won"' not in own
