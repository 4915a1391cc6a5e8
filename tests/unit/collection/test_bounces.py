"""Notices that a mail did not arrive: what servers send, and what strangers send instead."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.collection.exchange.bounces import LARGEST, NotANotice, read_notice
from consult.shared.identifiers import digest

OURS = "<mark-of-a-mail@ask.example.org>"
NOTICE = """\
From: MAILER-DAEMON@mx.example.net
To: office@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
{envelope}Arrival-Date: Mon, 2 Mar 2026 09:30:00 +0000

Final-Recipient: rfc822; ann@x.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <ann@x.example> unknown

--XX
Content-Type: {kind}

Return-Path: <office@example.org>
Message-ID: {message_id}
Subject: asks its members

--XX--
"""


def notice(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "message/rfc822",
    message_id: str = OURS,
    envelope: str = "",
) -> bytes:
    text = NOTICE.format(action=action, status=status, kind=kind, message_id=message_id, envelope=envelope)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_notice_says_which_mail_and_why(kind: str) -> None:
    found = read_notice(notice(kind=kind))
    assert found.code == "5.1.1"
    assert digest(OURS) in found.hashes


def test_a_notice_without_the_mail_is_known_by_its_envelope() -> None:
    raw = notice(message_id="", envelope=f"Original-Envelope-Id: {OURS.strip('<>')}\n")
    assert read_notice(raw).hashes == (digest(OURS),)


def test_unix_line_ends_and_odd_cases_are_read_too() -> None:
    raw = notice(action="Failed", status="5.2.2 (mailbox full)").replace(b"\r\n", b"\n")
    assert read_notice(raw).code == "5.2.2"


def test_a_failure_without_a_status_is_one_all_the_same() -> None:
    assert read_notice(notice(status="who knows")).code == "5.0.0"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_a_delay_is_no_bounce(action: str) -> None:
    with pytest.raises(NotANotice):
        read_notice(notice(action=action, status="4.2.2"))


def bomb(depth: int) -> bytes:
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return b"Subject: x\n" + heads


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"\x00\xff" * 1000,
        b"Content-Type: multipart/report; boundary=\n\n--\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\n\nStatus: 5.1.1",
        b"Content-Type: multipart/report; boundary=x\nContent-Transfer-Encoding: base64\n\n--x\n\xff\n--x--",
        b"Content-Type: text/rfc822-headers; charset=no-such-charset\n\nMessage-ID: <x>",
        bomb(20),
        bomb(3000),
        b"A: " + b"b" * LARGEST,
        notice(message_id="no id"),
    ],
    ids=range(11),
)
def test_what_is_no_notice_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(NotANotice):
        read_notice(raw)


@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 40))
def test_a_damaged_notice_is_read_or_refused_and_nothing_else(seed: int, cuts: int) -> None:
    chance = random.Random(seed)
    raw = bytearray(notice())
    for _cut in range(cuts):
        where = chance.randrange(len(raw))
        raw[where : where + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    try:
        found = read_notice(bytes(raw))
    except NotANotice:
        return
    assert found.hashes
