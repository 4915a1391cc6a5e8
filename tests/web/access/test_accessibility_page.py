"""What is said of accessibility: for everybody, in every language, and without a cookie."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from consult.shared.wording import SHIPPED, language


@pytest.mark.parametrize("tag", SHIPPED)
def test_it_is_there_in_every_language_and_stores_nothing(client: FlaskClient, tag: str) -> None:
    answer = client.get(f"/accessibility?lang={tag}")
    assert answer.status_code == 200
    assert f'<html lang="{tag}" dir="{language(tag).direction}">' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_it_speaks_the_browsers_language_where_none_is_asked_for(client: FlaskClient) -> None:
    answer = client.get("/accessibility", headers={"Accept-Language": "de,fr-CA;q=0.5"})
    assert '<html lang="fr" dir="ltr">' in answer.text
    assert '<html lang="en" dir="ltr">' in client.get("/accessibility?lang=nothing").text


def test_it_claims_no_more_than_is_true(client: FlaskClient) -> None:
    page = client.get("/accessibility").text
    assert "meet them in part" in page
    assert "screen reader" in page


@pytest.mark.parametrize("path", ["/", "/sign-in", "/i/nothing", "/answer", "/nothing"])
def test_every_page_leads_to_it(client: FlaskClient, path: str) -> None:
    assert 'href="/accessibility?lang=en"' in client.get(path).text
