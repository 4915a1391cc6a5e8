"""Coding in a real browser: with the mouse, with the keyboard alone, and without scripts; in English and in Arabic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.coding.queries import SegmentView, segments_of
from consult.coding.rules.attributes import Stance
from consult.consultation.records import FrameMember, Strand
from consult.interview.queries import TurnView
from consult.interview.rules import NewTurn
from consult.shared.database import writing
from consult.shared.time import now
from tests.browser.conftest import Visit
from tests.browser.serving import press
from tests.browser.small_world import PASSWORD, Small, small_world
from tests.browser.test_accessibility import Examiner, unfold
from tests.builders import World
from tests.builders_coding import ENGLISH, Desk, coded, desk, talk
from tests.builders_interview import asker, interviewed, speaker
from tests.builders_returning import returned_to
from tests.builders_suggesting import proposed

CASES = (
    "mouse-1440",
    "mouse-390",
    "keys-en-1440",
    "keys-en-390",
    "keys-ar-1440",
    "keys-ar-390",
    "plain",
    "axe",
    "undo",
    "words",
    "corrected",
    "touch",
    "proposed",
    "in-vivo",
)
CODER = "coder@x.example"
WORDS = "👩🏽\u200d💻 «اسمُنا ونِداؤُنا"
"""From an emoji of four code points to a letter with its vowel sign, inside the Arabic turn."""


@dataclass(frozen=True)
class Coding:
    """The small world with one interview for each case, all given to one coder."""

    small: Small
    desks: dict[str, Desk]

    def open(self, page: Page, case: str, language: str = "en") -> Desk:
        """Sign in and open the workbench of a case."""
        page.goto(f"{self.small.address}/sign-in?lang={language}")
        page.locator("input[name=email]").fill(CODER)
        page.locator("input[name=password]").fill(PASSWORD)
        press(page, "main form button")
        page.goto(f"{self.small.address}/coding/{self.desks[case].assignment_id}")
        return self.desks[case]

    def segments(self, case: str) -> tuple[SegmentView, ...]:
        with self.small.session() as session:
            return segments_of(session, self.desks[case].assignment_id)

    def stretches(self, case: str) -> dict[str, str]:
        """What each code of a case stands on, as it is stored."""
        texts = {turn.id: turn.text for turn in self.desks[case].turns}
        return {one.code_key: texts[one.passage_id][one.start : one.end] for one in self.segments(case)}


def fill(session: Session, small: Small) -> dict[str, Desk]:
    strand = session.get_one(Strand, small.strands["A"])
    member = session.scalars(select(FrameMember.organisation_id).where(FrameMember.strand_id == strand.id)).first()
    made = World(
        consultation_id=small.consultation_id,
        coalitions={"A": strand.coalition_id},
        strands=small.strands,
        versions={},
        organisations=dict.fromkeys(("a1", "both"), member or ""),
    )
    account = create_account(session, email=CODER, name="Noor", password_hash=hash_password(PASSWORD))
    grant_role(session, account.id, GrantValue(Role.CODER, strand.coalition_id), at=now())
    desks = {
        case: desk(session, made, account.id, interview_id=talk(session, made, label=case.upper())) for case in CASES
    }
    people = (asker(), speaker(made, "Nour", "both"))
    turns = tuple(NewTurn(pseudonym="Nour", text=f"{at} {ENGLISH} {ENGLISH} {ENGLISH}") for at in range(1, 91))
    talked = interviewed(session, made, language="en", label="LONG", participants=people, turns=turns)
    desks["long"] = desk(session, made, account.id, interview_id=talked)
    for code, words in (("OPT-MERGE", ""), ("STR-FIN", "finance desk")):
        coded(session, desks["axe"], code, words, stance=Stance.CONDITIONAL)
    coded(session, desks["axe"], "TERM-IDENT", WORDS, turn=desks["axe"].mixed)
    for case in ("axe", "proposed"):
        for turn in (desks[case].english, desks[case].secret):
            proposed(session, made, turn)
    return desks


@pytest.fixture(scope="module")
def coding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coding]:
    folder: Path = tmp_path_factory.mktemp("coding")
    with small_world(folder) as small:
        writing.set(True)
        with small.session() as session:
            desks = fill(session, small)
            session.commit()
        yield Coding(small, desks)


def box(page: Page, turn: TurnView, words: str) -> dict[str, float]:
    """Where words of a turn are drawn: the middle of their beginning and of their end."""
    place: dict[str, Any] = page.evaluate(
        """([id, words]) => {
          const said = document.querySelector(`.said[data-passage="${id}"]`);
          said.scrollIntoView({block: 'center', behavior: 'instant'});
          const walk = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
          let seen = 0, range = document.createRange();
          const from = said.textContent.indexOf(words), to = from + words.length;
          while (walk.nextNode()) {
            const size = walk.currentNode.data.length;
            if (from >= seen && from < seen + size) range.setStart(walk.currentNode, from - seen);
            if (to > seen && to <= seen + size) range.setEnd(walk.currentNode, to - seen);
            seen += size;
          }
          const boxes = [...range.getClientRects()].filter(one => one.width);
          const rtl = getComputedStyle(said).direction === 'rtl';
          const first = boxes[0], last = boxes[boxes.length - 1];
          const edge = (one, end) => (end !== rtl) ? one.right - 1 : one.left + 1;
          return {x1: edge(first, false), y1: (first.top + first.bottom) / 2,
                  x2: edge(last, true), y2: (last.top + last.bottom) / 2};
        }""",
        [turn.id, words],
    )
    return place


SETTLED = """() => new Promise((done) => {
  let before = "", still = 0;
  const look = () => {
    const places = [...document.querySelectorAll(".said")].map((one) => one.getBoundingClientRect());
    const now = JSON.stringify(places);
    still = now === before ? still + 1 : 0;
    before = now;
    still > 5 ? done() : requestAnimationFrame(look);
  };
  look();
})"""
"""Wait until nothing that was said moves any more from one picture to the next."""


def drag(page: Page, turn: TurnView, words: str) -> None:
    page.evaluate(SETTLED)  # the server's new page has just taken the place of the old one
    at = box(page, turn, words)
    page.mouse.move(at["x1"], at["y1"])
    page.mouse.down()
    page.mouse.move((at["x1"] + at["x2"]) / 2, (at["y1"] + at["y2"]) / 2)
    page.mouse.move(at["x2"], at["y2"], steps=4)
    page.mouse.up()
    expect(page.locator("#chosen .quote")).to_have_count(1)


def apply(page: Page, code: str) -> None:
    """Choose a code in the codebook, unfolding what hides it."""
    book = page.locator("#codebook")
    if book.get_attribute("open") is None:
        book.locator("> summary").click()
    button = page.locator(f'.apply[data-code="{code}"]')
    branch = page.locator(f'.tree details:has([data-code="{code}"])')
    if branch.get_attribute("open") is None:
        branch.locator("summary").click()
    button.click()
    expect(page.locator(".stripe[aria-current] bdi")).to_have_text(code)


def highlighted(page: Page, segment_id: str) -> str:
    marks = page.locator(f'.said mark[data-s~="{segment_id}"]')
    return "".join(marks.all_text_contents())


@pytest.mark.parametrize("width", [1440, 390])
def test_words_are_selected_with_the_mouse_and_keep_their_highlight(coding: Coding, visit: Visit, width: int) -> None:
    case = f"mouse-{width}"
    page = visit(width)
    given = coding.open(page, case)
    drag(page, given.english, "nobody loses a post")
    apply(page, "TERM-COND")
    drag(page, given.english, "tell us first, in writing, that nobody")
    apply(page, "STR-STAFF")
    stored = coding.stretches(case)
    assert stored == {"TERM-COND": "nobody loses a post", "STR-STAFF": "tell us first, in writing, that nobody"}
    page.reload()
    for one in coding.segments(case):
        assert highlighted(page, one.id) == stored[one.code_key]
    assert page.locator(".said mark.d2").text_content() == "nobody"
    assert page.locator(f'.said[data-passage="{given.english.id}"]').text_content() == given.english.text
    expect(page.locator(f"#p-{given.english.id} .stripe")).to_have_count(2)


def keyboard(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settle(page: Page, code: str) -> None:
    expect(page.locator(".stripe[aria-current] bdi")).to_have_text(code)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_can_be_coded_by_keyboard_alone(coding: Coding, visit: Visit, language: str, width: int) -> None:
    case = f"keys-{language}-{width}"
    page = visit(width, language=language)
    given = coding.open(page, case, language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    keyboard(page, "j", "l", "l", "/")
    page.keyboard.type("term-cond")
    keyboard(page, "Enter")
    settle(page, "TERM-COND")
    keyboard(page, "+")
    expect(page.locator("#attributes input[value=for]")).to_be_checked()
    assert coding.stretches(case)["TERM-COND"].startswith("But tell us first")
    keyboard(page, "j", "w", "t", "i")
    settle(page, "TERM-IDENT")
    assert coding.stretches(case)["TERM-IDENT"] == given.mixed.text
    page.wait_for_timeout(150)
    keyboard(page, "u")
    expect(page.locator(".stripe")).to_have_count(1)
    assert set(coding.stretches(case)) == {"TERM-COND"}
    assert coding.segments(case)[0].stance is Stance.FOR
    page.locator("#keys").uncheck() if page.locator("#keys").is_visible() else None
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def tap(page: Page, turn: TurnView, words: str) -> None:
    """Tap on the middle of some words."""
    page.evaluate(SETTLED)
    at = box(page, turn, words)
    page.touchscreen.tap((at["x1"] + at["x2"]) / 2, at["y1"])


def test_words_are_chosen_and_coded_with_a_finger_at_360(coding: Coding, visit: Visit) -> None:
    page = visit(360, touch=True)
    given = coding.open(page, "touch")
    tap(page, given.english, "writing")
    chosen = page.locator("#chosen blockquote")
    expect(chosen).to_have_text("But tell us first, in writing, that nobody loses a post.")
    tap(page, given.english, "nobody")
    expect(chosen).to_have_text("nobody")
    tap(page, given.english, "post")
    expect(chosen).to_have_text("nobody loses a post")
    page.locator("#codebook > summary").tap()
    branch = page.locator('.tree details:has([data-code="TERM-COND"])')
    branch.locator("summary").tap()
    page.locator('.apply[data-code="TERM-COND"]').tap()
    settle(page, "TERM-COND")
    assert coding.stretches("touch") == {"TERM-COND": "nobody loses a post"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_proposed_code_is_taken_or_not_by_keyboard_and_said_aloud(coding: Coding, visit: Visit) -> None:
    page = visit(1440)
    given = coding.open(page, "proposed")
    first, second = (page.locator(f"#p-{turn.id}") for turn in (given.english, given.secret))
    keyboard(page, "j", "Tab", "Tab")
    expect(first.locator("button[value=take]")).to_be_focused()
    keyboard(page, "Enter")
    settle(page, "RES-MONEY")
    expect(page.locator("#live")).to_have_text("RES-MONEY is on the words.")
    expect(first.locator(".maybe")).to_have_count(0)
    expect(first).to_be_focused()
    second.locator("button[value=not]").focus()
    keyboard(page, "Enter")
    expect(second.locator(".maybe")).to_have_count(0)
    expect(page.locator("#live")).to_have_text("RES-MONEY is not proposed to you here again.")
    assert coding.stretches("proposed") == {"RES-MONEY": given.english.text}


def test_chosen_words_name_a_code_by_keyboard(coding: Coding, visit: Visit) -> None:
    page = visit(1440)
    given = coding.open(page, "in-vivo")
    keyboard(page, "j", "j", "]", "]", "i")
    settle(page, "VIVOA-AA")
    words = coding.stretches("in-vivo")["VIVOA-AA"]
    assert given.mixed.text.startswith(words)
    expect(page.locator(".stripe q.vivo")).to_have_text(words)
    expect(page.locator("#live")).to_have_text("The words name a new code, for this team alone.")


def test_words_corrected_while_they_are_on_the_page_are_shown_anew_and_get_no_code(
    coding: Coding, visit: Visit
) -> None:
    page = visit(1440)
    given = coding.open(page, "corrected")
    writing.set(True)
    with coding.small.session() as session:
        returned_to(session, given.interview_id, "Nour").corrects(2, ENGLISH.replace("One ", "A single "))
        session.commit()
    keyboard(page, "j", "]", "]", "s", "f")
    expect(page.locator("main > .note.warn ins")).to_contain_text("A singl")
    expect(page.locator(f"#p-{given.english.id} .said")).to_contain_text("A single finance desk")
    assert coding.segments("corrected") == ()
    keyboard(page, "]", "]", "s", "f")
    settle(page, "STR-FIN")
    assert [(one.start, one.end) for one in coding.segments("corrected")] == [(0, len("A single"))]
    expect(page.locator("main > .note.warn")).to_have_count(0)


def test_undo_and_redo_by_keyboard_go_on_after_a_reload(coding: Coding, visit: Visit) -> None:
    page = visit(1440)
    coding.open(page, "undo")
    for code, keys in (("TERM-COND", ("j", "l", "t", "c")), ("TERM-IDENT", ("l", "t", "i"))):
        keyboard(page, *keys)
        settle(page, code)
    keyboard(page, "Control+z")
    expect(page.locator("a.stripe")).to_have_count(1)
    page.reload()
    keyboard(page, "Control+z")
    expect(page.locator("a.stripe")).to_have_count(0)
    assert coding.segments("undo") == ()
    keyboard(page, "Control+Shift+z")
    expect(page.locator("a.stripe")).to_have_count(1)
    keyboard(page, "Control+Shift+z")
    expect(page.locator("a.stripe")).to_have_count(2)
    expect(page.locator("form.undo button[value=redo]")).to_be_disabled()
    assert set(coding.stretches("undo")) == {"TERM-COND", "TERM-IDENT"}


def test_words_are_chosen_one_by_one_and_the_next_turn_without_a_code_found(coding: Coding, visit: Visit) -> None:
    page = visit(1440)
    given = coding.open(page, "words")
    keyboard(page, "j", "]", "]", "]", "}", "s", "f")
    settle(page, "STR-FIN")
    assert coding.stretches("words") == {"STR-FIN": "finance desk"}
    keyboard(page, ";")
    expect(page.locator(f"#p-{given.mixed.id}")).to_be_focused()
    keyboard(page, "Control+ArrowLeft", "Control+ArrowLeft", "t", "i")
    settle(page, "TERM-IDENT")
    assert given.mixed.text.startswith(coding.stretches("words")["TERM-IDENT"])


def test_a_long_interview_comes_as_one_scrolls(coding: Coding, visit: Visit) -> None:
    page = visit(1440)
    coding.open(page, "long")
    expect(page.locator("#later")).to_have_count(1)
    assert page.locator(".turn").count() < 60
    for _step in range(40):
        page.mouse.move(300, 500)
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(60)
        if page.locator("#later").count() == 0:
            break
    numbers = page.locator(".turn").evaluate_all("all => all.map(one => +one.dataset.number)")
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 90
    last = page.locator(".turn").last
    last.scroll_into_view_if_needed()
    last.locator(".said").click()
    keyboard(page, "w", "s", "f")
    settle(page, "STR-FIN")
    assert page.locator(".turn").count() == 90
    expect(last.locator("a.stripe")).to_have_count(1)


def test_arabic_with_emoji_and_marks_keeps_its_highlight_and_its_order(coding: Coding, visit: Visit) -> None:
    page = visit(1440, language="ar")
    given = coding.open(page, "mouse-1440", "ar")
    said = page.locator(f'.said[data-passage="{given.mixed.id}"]')
    before = box(page, given.mixed, "نعم")
    drag(page, given.mixed, WORDS)
    apply(page, "VAL-VOICE")
    assert coding.stretches("mouse-1440")["VAL-VOICE"] == WORDS
    page.reload()
    (one,) = [found for found in coding.segments("mouse-1440") if found.code_key == "VAL-VOICE"]
    assert highlighted(page, one.id) == WORDS
    assert said.text_content() == given.mixed.text
    after = box(page, given.mixed, "نعم")
    assert abs(before["x1"] - after["x1"]) < 2  # a highlight moves no word


def test_a_turn_is_coded_changed_and_uncoded_without_scripts(coding: Coding, visit: Visit) -> None:
    page = visit(390, language="ar", script=False)
    given = coding.open(page, "plain", "ar")
    page.locator(f"#p-{given.mixed.id} a.whole").click()
    page.locator("#code").select_option("TERM-IDENT")
    page.locator("#aspect").select_option("identity")
    page.locator("#memo").fill("نداؤنا")
    press(page, "#new-code button.p")
    assert coding.stretches("plain") == {"TERM-IDENT": given.mixed.text}
    (one,) = coding.segments("plain")
    assert (one.aspect, one.memo) == ("identity", "نداؤنا")
    assert highlighted(page, one.id) == given.mixed.text
    press(page, "#attributes button[value=remove]")
    assert coding.segments("plain") == ()
    press(page, ".undo button[value=undo]")
    assert [found.id for found in coding.segments("plain")] == [one.id]


@pytest.mark.whole
@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "ar")])
def test_the_pages_of_coding_have_no_violation(coding: Coding, visit: Visit, width: int, language: str) -> None:
    page = visit(width, language=language)
    given = coding.open(page, "axe", language)
    segment_id = coding.segments("axe")[1].id
    examiner, found = Examiner(page, set()), dict[str, list[str]]()
    strand_id = coding.small.strands["A"]
    for path in (
        f"/coding/{given.assignment_id}?segment={segment_id}",
        f"/coding/{given.assignment_id}?passage={given.english.id}",
        f"/coding/{given.assignment_id}/memos",
        f"/strands/{strand_id}/coding",
        f"/strands/{strand_id}/coding/search",
        f"/strands/{strand_id}/coding/proposals",
        f"/strands/{strand_id}/coding/in-vivo",
        f"/consultations/{coding.small.consultation_id}/codebook",
    ):
        page.goto(coding.small.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        unfold(page)
        faults = examiner.run() + examiner.run_in_the_dark()
        if faults:
            found[path] = faults
    assert found == {}, json.dumps(found, indent=1)
