"""The whole way, walked by people in browsers: from the mandate to a receipt that shows what became of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.whole_collecting import (
    answer_in_arabic,
    close_and_freeze,
    code_the_interview,
    give_the_mandate,
    let_the_others_answer,
    open_collection,
    release_both,
    sign_the_mandate,
    take_in_an_interview,
)
from tests.browser.whole_deciding import (
    amend_and_poll,
    answer_and_amend,
    close_the_ballot,
    comment_on_it,
    plan_the_meeting,
    prepare_and_open,
    publish_the_findings,
    react_from_the_room,
    read_the_decision,
    read_the_receipt,
    register_the_decision,
    vote,
    write_the_proposal,
)
from tests.browser.whole_world import Way, whole_world


@pytest.fixture
def way(short_folder: Path, visit: Visit) -> Iterator[Way]:
    folder = short_folder / "whole"
    folder.mkdir()
    with whole_world(folder, visit(1280), visit(360, language="ar", script=False), visit(1280)) as made:
        yield made


@pytest.mark.whole
def test_what_a_member_said_is_followed_to_the_decision_it_became_part_of(way: Way) -> None:
    give_the_mandate(way)
    sign_the_mandate(way)
    open_collection(way)
    answer_in_arabic(way)
    let_the_others_answer(way)
    take_in_an_interview(way)
    code_the_interview(way)
    close_and_freeze(way)
    release_both(way)

    plan_the_meeting(way)
    react_from_the_room(way)
    amend_and_poll(way)
    publish_the_findings(way)
    write_the_proposal(way)
    comment_on_it(way)
    answer_and_amend(way)

    prepare_and_open(way)
    vote(way)
    close_the_ballot(way)
    register_the_decision(way)
    read_the_decision(way)
    read_the_receipt(way)
