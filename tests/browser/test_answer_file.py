"""The answer file in a browser that has no network: routing, keyboard, both directions, and the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consult.collection.exchange.answer_file import read_answer_file
from consult.collection.queries import answer_view
from consult.collection.records import Answer
from tests.browser.own_world import Own, own_world
from tests.browser.serving import press
from tests.browser.test_accessibility import Examiner
from tests.builders_every_type import ask_every_type

WHOLE_CODE = re.compile(r"^\[CONSULT 1 [ZP] \d+ [0-9A-F]{8}\]\n[A-Z2-7\n]+\n\[CONSULT END\]$")
TEXT = "نحن هنا، وما زلنا هنا"


@pytest.fixture(scope="module")
def own(short_folder: Path) -> Iterator[Own]:
    folder = short_folder / "answer-file"
    folder.mkdir()
    with own_world(folder) as found:
        yield found


@pytest.fixture(scope="module")
def every(short_folder: Path) -> Iterator[Own]:
    """A world that asks every type of question."""
    folder = short_folder / "every-type"
    folder.mkdir()
    with own_world(folder, ask_every_type) as found:
        yield found


class File:
    """An answer file opened from a disk in a browser without a network; `asked` are the addresses it asked for."""

    def __init__(self, browser: Browser, path: Path, width: int) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.url = path.as_uri()
        self.page.goto(self.url)

    def step(self, section: str) -> Page:
        self.page.evaluate("section => { location.hash = 's-' + section; }", section)
        expect(self.page.locator(f"#s-{section}")).to_be_visible()
        return self.page

    def pick(self, name: str, code: str) -> None:
        self.page.locator(f'input[name="{name}"][value="{code}"]').check()

    def copy(self) -> Any:
        with self.page.expect_download() as coming:
            self.page.locator(".step:not([hidden]) [data-do=save]").first.click()
        return Path(coming.value.path())


@pytest.fixture
def taken(own: Own, browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Take the file of a language away, and open it."""
    opened: list[File] = []

    def go(language: str = "ar", width: int = 360, world: Own = own) -> File:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{world.address}/i/{world.token()}?lang={language}")
        page.locator("input[name=unit][value=organisation]").check()
        press(page, "button[value=begin]")
        page.goto(f"{world.address}/answer/file")
        with page.expect_download() as coming:
            page.locator("a[download]").click()
        path = tmp_path / f"{language}.html"
        coming.value.save_as(path)
        context.close()
        opened.append(File(browser, path, width))
        return opened[-1]

    yield go
    for file in opened:
        assert file.faults == []
        assert {url for url in file.asked if not url.startswith("blob:")} <= {file.url}
        file.context.close()


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1280), ("ru", 320)])
def test_it_fits_and_stores_nothing(taken: Any, language: str, width: int) -> None:
    file = taken(language, width)
    for section in ("start", *"ZABCDEFGHIJ", "end"):
        page = file.step(section)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, section
    file.step("C")
    file.pick("C2", "national")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""


def test_what_is_asked_follows_what_was_answered_and_comes_back(taken: Any) -> None:
    file = taken("en")
    file.step("C")
    branch = file.page.locator('[data-part="C1.bring_in"]')
    expect(branch).to_be_hidden()
    file.pick("C1.importance:bring_in", "very_important")
    expect(branch).to_be_visible()
    file.pick("C1.bring_in", "events")
    file.pick("C1.importance:bring_in", "not_important")
    expect(branch).to_be_hidden()
    file.pick("C1.importance:bring_in", "important")
    expect(branch.locator("input[value=events]")).to_be_checked()
    file.step("F")
    conditions = file.page.locator('[data-part="F6.conditions"]')
    expect(conditions).to_be_hidden()
    file.pick("F2:looser", "unacceptable")
    file.pick("F2:disband", "conditional")
    expect(conditions.locator("fieldset.m:visible")).to_have_count(2)
    expect(file.page.locator('[data-part="F3"] li:visible')).to_have_count(5)


def test_what_was_written_comes_back_by_copy_and_by_code(own: Own, browser: Browser, taken: Any) -> None:
    file = taken("ar")
    file.step("B").locator("textarea[name=B2]").fill(TEXT)
    file.step("C")
    file.pick("C2", "national")
    file.step("F")
    file.page.locator('[data-part="F3"] li').nth(2).locator("button[data-move=up]").click()
    file.page.locator('[data-part="F3"] li').nth(4).locator("button[data-move=up]").click()
    file.step("end")
    saved = file.copy()
    file.page.locator("[data-do=code]").click()
    code = file.page.locator("#code")
    expect(code).to_have_value(WHOLE_CODE)
    by_copy, by_code = (read_answer_file(data) for data in (saved.read_bytes(), code.input_value().encode()))
    assert by_copy == by_code
    assert by_copy.form["B2"] == (TEXT,)
    page = browser.new_page()
    page.goto(f"{own.address}/i/{own.token('a2')}?lang=ar")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    page.goto(f"{own.address}/answer/file")
    page.locator("#file").set_input_files(saved)
    press(page, "main button[value=bring]")
    page.context.close()
    with own.session() as session:
        views = [answer_view(session, found) for found in session.scalars(select(Answer.id))]
    (found,) = [view for view in views if view and view.words]
    assert found.words == {"B2": TEXT}
    assert found.document["C2"] == "national"
    assert sorted(dict(found.document["F3"]).values()) == [1, 2]  # type: ignore[call-overload] - places of a ranking


def test_a_saved_copy_is_gone_on_with_and_another_one_is_not(taken: Any, tmp_path: Path) -> None:
    file = taken("en")
    file.step("C")
    file.pick("C2", "national")
    saved = file.copy()
    file.page.reload()
    file.step("start").locator("#open").set_input_files(saved)
    expect(file.page.locator("#live")).to_contain_text("is open")
    file.step("C")
    expect(file.page.locator('input[name="C2"][value=national]')).to_be_checked()
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**json.loads(saved.read_text()), "unit": "individual"}))
    file.step("start").locator("#open").set_input_files(other)
    expect(file.page.locator("#live")).to_contain_text("another answer file")
    other.write_text("rubbish")
    file.page.locator("#open").set_input_files(other)
    expect(file.page.locator("#live")).to_contain_text("no copy that an answer file saved")


def test_it_goes_by_keyboard_alone(taken: Any) -> None:
    file = taken("ar", 1280)
    page = file.page
    page.locator("#open").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#h-Z")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator('input[name="Z2.take_part"]')).to_be_checked()


def test_every_type_of_question_is_answered_routed_repeated_and_brought_in(
    every: Own, browser: Browser, taken: Any
) -> None:
    file = taken("en", 1280, world=every)
    page = file.step("A")
    file.pick("A1", "faith")
    page.locator('input[name="A1.faith"]').fill("Quakers")
    for task in ("advocacy", "relief"):
        file.pick("A2", task)
    page = file.step("B")
    expect(page.locator('[data-part="B2"]')).to_be_hidden()
    page.locator("[name=B1]").fill("١٢")
    expect(page.locator('[data-part="B2"]')).to_be_visible()
    page.locator("[name=B2]").fill("4.25")
    page.locator('[name="B3:day"]').fill("7")
    page.locator('[name="B3:month"]').select_option("3")
    page.locator('[name="B3:year"]').fill("1999")
    expect(page.locator('[data-part="B5"]')).to_contain_text("Does \u2068A faith group\u2069 still have")
    file.pick("B5", "yes")
    file.pick("B4:-", "cannot_judge")
    page = file.step("C")
    file.pick("C1:here", "cannot_judge")
    expect(page.locator('[data-part="C2"] fieldset.m:visible')).to_have_count(2)
    expect(page.locator('[data-part="C4"] li:visible')).to_have_count(2)
    page = file.step("D")
    expect(page.locator('[data-part="D2"]')).to_contain_text("only on the page behind your invitation")
    assert page.locator('[data-part="D2"] input').count() == 0
    page.locator('[name="D1:staff"]').fill("60")
    page.locator('[name="D1:grants"]').fill("40")
    expect(page.locator('[data-part="D3"]')).to_be_visible()
    expect(page.locator("output")).to_have_text("100")
    saved = file.copy()
    page = browser.new_page()
    page.goto(f"{every.address}/i/{every.token()}?lang=en")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    page.goto(f"{every.address}/answer/file")
    page.locator("#file").set_input_files(saved)
    press(page, "main button[value=bring]")
    page.context.close()
    with every.session() as session:
        found = answer_view(session, session.scalars(select(Answer.id)).one())
    assert found is not None
    assert found.words == {"A1.faith": "Quakers"}
    assert {key: value for key, value in found.document.items() if key != "Z1"} == {
        "A1": "faith", "A2": ["advocacy", "relief"], "B1": 12, "B2": 4.25, "B3": "1999-03-07", "B4": "cannot_judge",
        "B5": "yes", "C1": {"here": "cannot_judge"}, "D1": {"staff": 60, "grants": 40},
    }  # fmt: skip


@pytest.mark.whole
@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1280)])
def test_it_breaks_no_rule_of_accessibility(taken: Any, language: str, width: int) -> None:
    file = taken(language, width)
    examiner = Examiner(file.page, set())
    file.page.reload()
    for section in ("start", "Z", "C", "F", "J", "end"):
        file.step(section)
        assert examiner.run() == [], section
    assert examiner.run_in_the_dark() == []


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1280)])
def test_nor_do_the_pages_around_it(own: Own, browser: Browser, language: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    examiner = Examiner(page, set())
    page.goto(f"{own.address}/i/{own.token()}?lang={language}")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    for path in ("file", "paper", "offline"):
        page.goto(f"{own.address}/answer/{path}")
        assert examiner.run() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()
