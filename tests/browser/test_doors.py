"""The start page of the demonstration: every door, one click each."""

from __future__ import annotations

import os
import re
import time
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect

from consult.shared.wording import language
from tests.browser.conftest import Visit
from tests.browser.serving import Demo, free_port, press, serving

MEMBERS = ("en", "fr", "es", "pt", "ru", "ar")
STAFF = {
    "lead-a": "/consultations/{released}",
    "lead-b": "/consultations/{released}",
    "coder": "/strands/{strand}/coding",
    "interviewer": "/strands/{strand}/interviews",
    "safeguarding": "/consultations",
    "coordinator": "/consultations",
    "board-a": "/consultations/{released}/joint",
    "board-b": "/consultations/{released}/joint",
    "facilitator": "/meetings/{meeting}/console",
    "scrutineer": "/ballots/{ballot}/count",
    "observer": "/consultations/{released}/decision",
    "administrator": "/accounts",
}
QUICK, BUSY = 5, 15
"""Seconds a second start may take; on a busy machine the clock says little."""


def test_the_start_page_shows_every_door(demo: Demo, visit: Visit) -> None:
    page = visit()
    page.goto(demo.address)
    shown = {
        str(form.get_attribute("action")).rpartition("/")[2]
        for form in page.locator("form[action^='/demo/doors/']").all()
    }
    assert shown == {f"member-{tag}" for tag in (*MEMBERS, "decision")} | set(STAFF)
    assert shown <= set(demo.doors)
    for tag in MEMBERS:
        door = page.locator(f"form[action='/demo/doors/member-{tag}'] button")
        expect(door.locator(f"[lang={tag}]")).to_have_text(language(tag).name)


@pytest.mark.parametrize("tag", MEMBERS)
def test_a_members_door_opens_the_invitation_in_its_language(demo: Demo, visit: Visit, tag: str) -> None:
    page = visit(360, script=False)
    page.goto(demo.address)
    assert press(page, f"form[action='/demo/doors/member-{tag}'] button").status == 200
    assert page.url == f"{demo.address}/i/{demo.doors[f'member-{tag}']}"
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.locator("html")).to_have_attribute("dir", language(tag).direction)
    expect(page.locator("form button[value=begin]")).to_be_visible()
    expect(page.locator(".fict")).to_be_visible()
    if tag == "ar":
        assert re.search(r"[\u0600-\u06ff]", page.locator(".fict").inner_text())


@pytest.mark.parametrize("door", STAFF)
def test_a_staff_door_leads_to_the_page_of_its_role(demo: Demo, visit: Visit, door: str) -> None:
    page = visit()
    page.goto(demo.address)
    assert press(page, f"form[action='/demo/doors/{door}'] button").status == 200
    assert page.url == demo.address + STAFF[door].format(strand=demo.marker["open_strands"]["A"], **demo.marker)
    expect(page.locator(".me .role")).to_be_visible()
    expect(page.locator(".fict")).to_be_visible()
    # the stages beside the page lead nowhere that this role may not go
    for link in page.locator("nav.stages a").all():
        answer = page.request.get(demo.address + str(link.get_attribute("href")))
        assert answer.status == 200, answer.url
        assert 'class="fict"' in answer.text(), answer.url


def test_a_member_comes_back_to_what_was_decided(demo: Demo, visit: Visit) -> None:
    page = visit(360, script=False)
    page.goto(demo.address)
    assert press(page, "form[action='/demo/doors/member-decision'] button").status == 200
    assert page.url == f"{demo.address}/d/{demo.doors['member-decision']}"
    expect(page.locator(".fict")).to_be_visible()


def test_no_door_lets_a_member_into_staff_pages(demo: Demo, visit: Visit) -> None:
    page = visit()
    demo.enter(page, "coordinator")
    demo.enter(page, "member-en")
    page.goto(f"{demo.address}/consultations")
    assert "/sign-in" in page.url
    expect(page.locator(".fict")).to_be_visible()


def test_what_is_drawn_of_the_demonstration_says_so_itself(demo: Demo, visit: Visit) -> None:
    page = visit()
    demo.enter(page, "lead-a")
    figure: dict[str, Any] = page.request.get(
        f"{demo.address}/strands/{demo.strand('released', 'A')}/findings/figure.json?key=F2/organisation"
    ).json()
    assert figure["fictitious"] is True
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["Fictitious data"]


def test_a_second_start_is_quick(demo: Demo) -> None:
    busy, port = os.getloadavg()[0] >= 3, free_port()
    before = time.monotonic()
    with serving(["demo", "--port", str(port)], port, demo.folder.parent):
        took = time.monotonic() - before
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
    assert took < (BUSY if busy else QUICK)
