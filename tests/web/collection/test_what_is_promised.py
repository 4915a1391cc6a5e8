"""The landing page tells the confidentiality of the mandate, for organisations and for individuals."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consult.consultation.rules import Mode
from tests.builders_collection import Member, link, open_world

TOLD = {
    Mode.ATTRIBUTED: "may be shown with its answer",
    Mode.CONFIDENTIAL: "kept apart from your answer",
    Mode.ANONYMOUS: "without any link to you",
}


@pytest.mark.parametrize("mode", [Mode.ATTRIBUTED, Mode.CONFIDENTIAL])
def test_one_promise_is_told_once(session: Session, member: Member, mode: Mode) -> None:
    made = open_world(session, mode=mode, individual_mode=mode)
    member.go(f"/i/{link(session, made)}")
    assert [one for one, words in TOLD.items() if words in member.text] == [mode]
    assert "If you answer for yourself:" not in member.text


def test_two_promises_say_for_whom_they_are(session: Session, member: Member) -> None:
    made = open_world(session, mode=Mode.ATTRIBUTED, individual_mode=Mode.ANONYMOUS)
    member.go(f"/i/{link(session, made)}")
    organisation, individual = member.text.split("If you answer for yourself:")
    assert TOLD[Mode.ATTRIBUTED] in organisation.split("If you answer for your organisation:")[1]
    assert TOLD[Mode.ANONYMOUS] in individual
    assert TOLD[Mode.CONFIDENTIAL] not in member.text
