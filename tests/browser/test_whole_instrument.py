"""From an invitation in Arabic to the joint page: the whole instrument, on a phone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from consult.instrument.queries import compiled, newest_version
from consult.instrument.rules import reference_structure
from consult.shared.database import reading
from tests.browser.conftest import Visit
from tests.browser.gating import pass_gate, vouch
from tests.browser.serving import press, sign
from tests.browser.small_world import FUTURES, PASSWORD, Small, could_live_with, said_so_far, small_world

TEXT = "نُريدُ أن نبقى معًا، ولكن بشروطٍ واضحةٍ 🕊️👩🏽‍🤝‍👩🏿. "
"""Arabic with vowel marks, a dove with a variation selector, two people joined into one sign."""
YEAR, YEAR_ARABIC = "2009", "٢٠٠٩"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    with small_world(tmp_path_factory.mktemp("small")) as served:
        yield served


# Answering: one function for each kind of part, as a person without scripts does it.


def looks_right(page: Page) -> None:
    """The page reads from right to left, in Arabic, and stays on the screen."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    assert re.search(r"[\u0600-\u06ff]", page.locator("h1").inner_text())
    width = page.locator("html").evaluate("one => one.scrollWidth")
    assert width <= 360, (page.url, width)


def answer_page(page: Page, given: dict[str, str]) -> set[str]:
    """Answer everything on a page; return which types of part there were."""
    types = set()
    for name in names(page.locator("main input[type=radio]")):
        options = page.locator(f'main input[type=radio][name="{name}"]')
        at = CHOICES[name] if name in CHOICES else min(1, options.count() - 1)
        options.nth(at).check()
        given[name] = options.nth(at).get_attribute("value") or ""
        types.add("matrix" if ":" in name else "single")
    for name in names(page.locator("main input[type=checkbox]")):
        boxes = page.locator(f'main input[type=checkbox][name="{name}"]')
        for at in range(min(2, boxes.count())):
            boxes.nth(at).check()
        types.add("matrix_multiple" if ":" in name else "multiple" if boxes.count() > 1 else "tick")
    for name in names(page.locator("main :is(textarea, input[type=text])")):
        box = page.locator(f'main [name="{name}"]')
        typed = YEAR_ARABIC if box.get_attribute("inputmode") == "numeric" else f"{TEXT}{name}"
        box.fill(typed)
        given[name] = typed
        types.add("year" if typed == YEAR_ARABIC else "other" if name.endswith(".other") else "text")
    if page.locator("ol.rank").count():
        rank(page)
        types.add("ranking")
    return types


CHOICES = {
    **{f"F2:{future}": 0 for future in FUTURES},  # acceptable
    "F2:looser": 1,  # on conditions
    "F2:disband": 2,  # unacceptable: not ranked, but asked about its conditions
    "A1": 0,  # the kind all others are
    "C1.importance:bring_in": 4,  # very important: the next question depends on it
    "G2.belief": 1,  # does not believe: is asked why
    "Z2.region": 0,
}


def names(fields: Locator) -> list[str]:
    return list(dict.fromkeys(fields.evaluate_all("all => all.map(one => one.name)")))


def rank(page: Page) -> None:
    """Give places by list, then by the arrows, which here are ordinary buttons that save and come back."""
    rows = page.locator("ol.rank li")
    order = names(page.locator("ol.rank select"))
    for place, name in enumerate(order[:3], start=1):
        page.locator(f'select[name="{name}"]').select_option(str(place))
    press(page, f'button[value="up:{order[2]}"]')
    looks_right(page)
    expect(rows.nth(1).locator("select")).to_have_attribute("name", order[2])
    expect(page.locator(f'select[name="{order[1]}"]')).to_have_value("3")
    press(page, f'button[value="up:{order[3]}"]')  # without a place until now: it comes in last
    expect(page.locator(f'select[name="{order[3]}"]')).to_have_value("4")
    press(page, f'button[value="down:{order[0]}"]')
    expect(rows.nth(0).locator("select")).to_have_attribute("name", order[2])
    expect(rows.nth(1).locator("select")).to_have_attribute("name", order[0])


def change_language_and_back(page: Page) -> None:
    """Type, change the language by its button, and find what was typed, though nothing was saved before."""
    box = page.locator("main textarea").first
    box.fill(f"{TEXT}half")
    for tag, direction in (("en", "ltr"), ("ar", "rtl")):
        page.locator("#lang").select_option(tag)
        press(page, "button[value=lang]")
        expect(page.locator("html")).to_have_attribute("dir", direction)
        expect(box).to_have_value(f"{TEXT}half")


@dataclass
class Way:
    """The member's browser, what was given by field, the pages in their order, and the types of part among them."""

    page: Page
    given: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def answered(small: Small, visit_throughout: Visit) -> Way:
    """The member's way from the link to the review."""
    with small.session() as session, reading():
        small.before = said_so_far(session, small.strands["A"])
    page = visit_throughout(360, language="ar", script=False)
    page.goto(small.link)
    looks_right(page)
    page.locator("input[name=unit][value=organisation]").check()
    page.locator("input[name=form][value=full]").check()
    press(page, "button[value=begin]")
    assert page.url == f"{small.address}/answer"
    looks_right(page)
    press(page, "main .acts a.p")
    way = Way(page)
    while "/answer/review" not in page.url:
        code = page.url.rpartition("/")[2]
        assert code not in way.seen, f"{code} came twice: {page.locator('main').inner_text()[:400]}"
        way.seen.append(code)
        looks_right(page)
        if code == "E2":
            change_language_and_back(page)
        way.types |= answer_page(page, way.given)
        press(page, "main button[value=next]")
    return way


def test_every_question_asked_of_an_organisation_was_there(
    answered: Way,
) -> None:
    structure = reference_structure()
    asked = [
        page.code
        for page in structure.pages()
        if any(
            structure.parts[key].unit.value != "individual" and structure.parts[key].short.value != "only"
            for key in page.parts
        )
    ]
    assert answered.seen == [code for code in asked if code != "Z1"]  # Z1 is asked on the landing page
    assert answered.types == {
        "single", "multiple", "matrix", "matrix_multiple", "ranking", "year", "text", "other", "tick",
    }  # fmt: skip


def test_the_review_shows_ones_own_words_and_submitting_gives_a_receipt(small: Small, answered: Way) -> None:
    page = answered.page
    page.goto(f"{small.address}/answer/review")
    looks_right(page)
    shown = page.locator("main").inner_text()
    # what is written beside an option that was not chosen counts nowhere, and is not read once more
    texts = [text for name, text in answered.given.items() if text.startswith(TEXT) and not name.endswith(".other")]
    assert len(texts) > 6
    assert [text for text in texts if text not in shown] == []
    assert "half" not in shown
    assert YEAR in shown or YEAR_ARABIC in shown
    assert page.locator(".state.lock").count() == 0, "something is left empty"
    sign(page)
    assert page.url == f"{small.address}/answer/receipt"
    looks_right(page)
    expect(page.locator("main")).to_contain_text("الصوت الأخير")

    page.goto(f"{small.address}/answer")
    page.goto(f"{small.address}/answer/B2")
    page.locator("textarea").fill(f"{TEXT}changed")
    press(page, "button[value=save]")
    page.goto(f"{small.address}/answer/review")
    expect(page.locator("main")).to_contain_text("changed")


def test_somebody_in_their_own_name_gets_a_code_that_leads_back(small: Small, visit: Visit) -> None:
    page = visit(360, language="ar", script=False)
    page.goto(small.link)
    page.locator("input[name=unit][value=individual]").check()
    page.locator("input[name=form][value=short]").check()
    press(page, "button[value=begin]")
    code = page.locator(".receipt bdi").inner_text()
    assert re.fullmatch(r"\w{4}(.\w{4}){3}", code)
    page.goto(f"{small.address}/answer/Z2")
    page.locator("input[name='Z2.take_part']").check()
    press(page, "main button[value=next]")
    page.goto(f"{small.address}/answer/review")
    press(page, "main form button.p")
    expect(page.locator(".receipt bdi")).to_have_text(code)
    looks_right(page)

    other = visit(360, language="ar", script=False)
    other.goto(small.link)
    other.locator("summary").first.click()
    other.locator("input[name=code]").fill(code.lower())
    press(other, "button[value=resume]")
    assert other.url == f"{small.address}/answer"
    expect(other.locator("a[href='/answer/receipt']")).to_be_visible()


def sign_in(page: Page, small: Small, mark: str) -> None:
    page.goto(f"{small.address}/sign-in")
    page.locator("input[type=email]").fill(f"lead-{mark.lower()}@x.example")
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "main form button.p")
    expect(page.locator(".me .role")).to_be_visible()


def release(page: Page, small: Small, mark: str) -> None:
    """Close a strand, freeze it, and release its findings; what was said in words is left uncoded here."""
    strand = f"{small.address}/strands/{small.strands[mark]}"
    whole = f"{small.address}/consultations/{small.consultation_id}"
    for gate, state in (("g3", "closed"), ("g4", "frozen")):
        page.goto(f"{whole}/gates")
        vouch(page, f"{gate}-{mark.lower()}")
        page.goto(f"{strand}/coverage")
        press(page, f"button[name=to][value={state}]")
    page.goto(f"{whole}/codebook")
    for step in ("start", "freeze"):  # the codebook is one for both strands: the second finds it frozen
        if page.locator(f"form[action$='/codebook/{step}']").count():
            press(page, f"form[action$='/codebook/{step}'] button")
    page.goto(f"{whole}/gates")
    pass_gate(page, f"g5-{mark.lower()}")
    page.goto(f"{strand}/findings")
    page.locator("form[action$='/release'] input[type=checkbox]").check()  # read, and ready
    press(page, "form[action$='/release'] button")


def test_one_more_answer_is_one_more_on_the_joint_page(small: Small, answered: Way, visit: Visit) -> None:
    member, given = answered.page, answered.given
    member.goto(f"{small.address}/answer/review")
    if member.locator("main form button.p").count():  # run alone, this test submits itself
        sign(member)
    for mark in small.strands:
        page = visit(1280)
        sign_in(page, small, mark)
        release(page, small, mark)
    assert page.url == f"{small.address}/consultations/{small.consultation_id}/joint"

    liked = [future for future in FUTURES if given[f"F2:{future}"] in ("acceptable", "conditional")]
    assert liked
    expected = {future: count + (future in liked) for future, count in small.before.items()}
    with small.session() as session, reading():
        assert expected == could_live_with(session, small.strands["A"])
        words = labels(session, small.strands["A"])

    arabic = visit(1280, language="ar")
    sign_in(arabic, small, "A")
    arabic.goto(f"{small.address}/consultations/{small.consultation_id}/joint")
    expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
    for future, count in expected.items():
        assert re.search(r"[\u0600-\u06ff]", words[future])
        assert count_beside(arabic, words[future]) == count, future

    member.goto(f"{small.address}/answer/B2")
    expect(member.locator("textarea")).to_have_count(0)  # closed: nothing can be changed any more


def labels(session: Session, strand_id: str) -> dict[str, str]:
    """Return the futures' names as members read them in Arabic."""
    version = newest_version(session, strand_id)
    assert version is not None
    part = compiled(session, version.id, "ar").parts["F2"]
    return {row.code: str(row.label) for row in part.rows}


def count_beside(page: Page, label: str) -> int | None:
    """Return the first number in an option's row of the table "side by side": strand A's count."""
    row = page.locator("#side table").first.locator("tbody tr", has=page.locator("th", has_text=label))
    found = re.search(r"\d+", row.locator("td").first.text_content() or "")
    return int(found.group()) if found else None
