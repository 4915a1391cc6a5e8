"""What may be said of two strands, and what may not because a count is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strands import FEWER, WITHHELD, broken, option, strand, table

from consult.briefing.rules import (
    agreed,
    common_ground,
    content_hash,
    difference,
    parting,
    ranking,
    reasked,
    standings,
    terms,
)
from consult.findings.rules import Band
from consult.findings.rules.published import FigureKey, Wave, WordingTrail
from consult.findings.rules.shares import Share

OPTIONS = ("alone", "joint")
FRAMES = (150, 150)
F3 = FigureKey("organisation", "F3")


def pair(a, b, /, **more):
    return strand("A", a, more=more.get("a")), strand("B", b, more=more.get("b"))


def test_one_option_with_a_majority_in_every_region_is_common_ground():
    a, b = pair(
        {"joint": option(40, 30, 70, (40, 30)), "alone": option(50, 10, 60, (40, 20))},
        {"joint": option(30, 30, 60, (32, 28)), "alone": option(60, 20, 80, (40, 40))},
    )
    ground = common_ground(standings(a, b, OPTIONS))
    assert ground.one is not None
    assert (ground.one.option, ground.one.majorities, ground.group_count) == ("joint", 4, 4)
    assert ground.nearest is not None
    assert ground.nearest.option == "alone"


def test_half_is_no_majority():
    half = {"joint": option(25, 25, 50, (25, 25))}
    assert common_ground(standings(*pair(half, half), ("joint",))).one is None


@pytest.mark.parametrize("hidden", [FEWER, WITHHELD])
def test_a_hidden_region_never_makes_common_ground(hidden):
    a = {"joint": option(40, 30, 70, (40, hidden))}
    b = {"joint": option(40, 30, 70, (40, 30))}
    found = standings(*pair(a, b), ("joint",))
    assert common_ground(found).options == ()
    assert found[0].a.weakest is None


def test_fewer_than_five_of_many_is_known_to_be_no_majority():
    a = {"joint": option(40, 30, 70, (40, FEWER))}
    found = standings(*pair(a, a), ("joint",))
    assert [group.group for group in found[0].a.without_majority] == ["americas"]


def test_two_options_are_not_one_common_ground():
    both = {name: option(40, 30, 70, (40, 30)) for name in OPTIONS}
    ground = common_ground(standings(*pair(both, both), OPTIONS))
    assert ground.one is None
    assert len(ground.options) == 2


def test_options_stand_in_the_order_of_their_majorities_then_of_the_weaker_strand():
    a = {"alone": option(30, 30, 90, (45, 45)), "joint": option(30, 30, 70, (35, 35))}
    b = {"alone": option(30, 30, 55, (30, 25)), "joint": option(30, 30, 60, (30, 30))}
    assert [one.option for one in standings(*pair(a, b), OPTIONS)] == ["joint", "alone"]


def test_the_parting_is_the_widest_clear_difference():
    a = {"alone": option(30, 10, 40, (20, 20)), "joint": option(30, 40, 70, (40, 30))}
    b = {"alone": option(60, 20, 80, (40, 40)), "joint": option(30, 30, 65, (35, 30))}
    apart = parting(standings(*pair(a, b), OPTIONS), FRAMES)
    assert apart is not None
    assert (apart.option, apart.comparison.band) == ("alone", Band.LOWER)


def test_nothing_parts_strands_that_do_not_clearly_differ_or_are_hidden():
    same = {"joint": option(30, 30, 60, (30, 30))}
    assert parting(standings(*pair(same, same), ("joint",)), FRAMES) is None
    hidden = {"joint": option(WITHHELD, WITHHELD, WITHHELD, (WITHHELD, WITHHELD))}
    assert parting(standings(*pair(same, hidden), ("joint",)), FRAMES) is None


@pytest.mark.parametrize("share", [Share(None, 10), Share(3, None), Share(None, None), Share(0, 0)])
def test_a_hidden_count_is_not_compared(share):
    assert difference(share, Share(5, 10), (10, 10)) is None
    assert difference(Share(5, 10), share, (10, 10)) is None


def test_a_full_count_of_both_has_no_range_and_differs_at_once():
    found = difference(Share(6, 10), Share(5, 10), (10, 10))
    assert found is not None
    assert (found.interval, found.band) == (None, Band.HIGHER)


def test_terms_are_those_named_by_more_than_half_of_those_asked():
    key = FigureKey("organisation", "F6.conditions", "joint")
    named = ("identity_kept", "ring_fenced", "access")
    futures = {"joint": option(20, 40, 60, (30, 30))}
    a, b = pair(futures, futures, a={key: table(named, (45, 41, 10), 80)}, b={key: table(named, (41, 50, FEWER), 80)})
    found = terms(a, b, "joint")
    assert found.same
    assert found.shared == ("identity_kept", "ring_fenced")
    assert (found.a.count, found.a.base) == (40, 60)


def test_terms_differ_where_one_strand_names_more():
    key = FigureKey("organisation", "F6.conditions", "joint")
    futures = {"joint": option(20, 40, 60, (30, 30))}
    a, b = pair(futures, futures, a={key: table(("x", "y"), (45, 41), 80)}, b={key: table(("x", "y"), (45, 40), 80)})
    found = terms(a, b, "joint")
    assert not found.same
    assert found.shared == ("x",)


def test_rankings_split_the_strands_only_where_both_first_places_are_known():
    futures = {"joint": option(20, 40, 60, (30, 30))}
    one, other = table(OPTIONS, (30, 60), 90), table(OPTIONS, (60, 30), 90)
    tied, hidden = table(OPTIONS, (45, 45), 90), table(OPTIONS, (WITHHELD, WITHHELD), 90)
    assert ranking(*pair(futures, futures, a={F3: one}, b={F3: other})).split
    for unknown in (one, tied, hidden):
        assert not ranking(*pair(futures, futures, a={F3: one}, b={F3: unknown})).split


def test_strands_agree_on_a_row_where_both_have_a_majority_and_nothing_is_hidden():
    keys = {row: FigureKey("organisation", "F5", row) for row in ("name", "logo")}
    yes, no, hidden = (table(("both", "one"), cells, 100) for cells in ((60, 40), (40, 60), (WITHHELD, WITHHELD)))
    a, b = pair({}, {}, a={keys["name"]: yes, keys["logo"]: yes}, b={keys["name"]: yes, keys["logo"]: no})
    assert agreed(a, b, "F5", ("name", "logo"), "both") == ("name",)
    c, d = pair({}, {}, a={keys["name"]: yes, keys["logo"]: hidden}, b={keys["name"]: yes, keys["logo"]: no})
    assert agreed(c, d, "F5", ("name", "logo"), "both") is None


def test_a_reasked_row_is_named_only_where_a_published_count_changed():
    trail = WordingTrail("F4.level", ("fr",), "misread", "2026-04-24")
    figures = {}
    for wave, total, cells in ((Wave.BEFORE, 40, (15, 25)), (Wave.NOW, 60, (35, 25))):
        figures[FigureKey("organisation", "F4.level", "staff", "", wave)] = table(("open",), (total,), 100)
        by = FigureKey("organisation", "F4.level", "staff", "region", wave)
        figures[by] = broken("open", total, cells, (50, 50), 100)
    figures[FigureKey("organisation", "F4.level", "legal_body")] = table(("open",), (60,), 100)
    found = reasked(strand("A", {}, more=figures), trail, ("staff", "legal_body"), "open", "region")
    assert [(one.row, one.before.count, one.now.count) for one in found] == [("staff", 40, 60)]
    assert [(before.share.count, now.share.count) for before, now in found[0].groups] == [(15, 35), (25, 25)]


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.lists(st.booleans(), max_size=3)))
def test_the_hash_does_not_depend_on_the_order_of_keys(content):
    assert content_hash(dict(reversed(list(content.items())))) == content_hash(content)


def test_the_hash_tells_every_change():
    assert content_hash({"n": 1}) != content_hash({"n": 2})
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
