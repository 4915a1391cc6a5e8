from __future__ import annotations

from typing import Any

import pytest


def test_a_language_is_remembered_and_its_direction_follows(browser: Any) -> None:
    answer = browser.post("/language", data={"lang": "ar", "next": "/sign-in?a=b"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?a=b")
    assert '<html lang="ar" dir="rtl">' in browser.get("/sign-in").text


def test_the_choice_outlives_signing_in_and_out(browser: Any, person: Any) -> None:
    person()
    browser.post("/language", data={"lang": "fr"})
    browser.sign_in("ann@example.org")
    assert '<html lang="fr"' in browser.get("/account").text
    browser.post("/sign-out")
    assert '<html lang="fr"' in browser.get("/sign-in").text


def test_an_unknown_language_changes_nothing(browser: Any) -> None:
    browser.post("/language", data={"lang": "fr"})
    assert browser.post("/language", data={"lang": "<b>"}).status_code == 303
    assert '<html lang="fr"' in browser.get("/sign-in").text


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "", "x", "/\t/evil.example"]
)
def test_nobody_is_led_to_another_site(browser: Any, wanted: str) -> None:
    assert browser.post("/language", data={"lang": "fr", "next": wanted}).location == "/"
