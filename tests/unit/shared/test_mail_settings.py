"""Who takes our mail: read from one address, refused with a sentence that quotes no password."""

from __future__ import annotations

from pathlib import Path

import pytest

from consult.settings import BadSetting, Settings, read_settings
from consult.shared.smtp import Encryption


def read(folder: Path, url: str = "smtp://mail.example.org", sender: str = "office@example.org") -> Settings:
    return read_settings({"CONSULT_INSTANCE": str(folder), "CONSULT_SMTP_URL": url, "CONSULT_MAIL_FROM": sender})


def test_without_either_nothing_is_mailed(tmp_path: Path) -> None:
    found = read(tmp_path, "", "")
    assert (found.mail_server, found.mail_from) == (None, None)


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.example.org", 25, Encryption.WHEN_OFFERED),
        ("smtp://mail.example.org:587?starttls=yes", 587, Encryption.REQUIRED),
        ("smtp://mail.example.org?starttls=no", 25, Encryption.NEVER),
        ("smtp://ann:secret@mail.example.org", 25, Encryption.REQUIRED),
        ("smtp://ann:secret@127.0.0.1:1025", 1025, Encryption.WHEN_OFFERED),
        ("smtps://ann:secret@mail.example.org", 465, Encryption.FROM_THE_START),
    ],
)
def test_the_way_is_encrypted_as_told_and_always_with_a_password(
    tmp_path: Path, url: str, port: int, encryption: Encryption
) -> None:
    server = read(tmp_path, url).mail_server
    assert server is not None
    assert (server.port, server.encryption) == (port, encryption)


def test_a_password_is_decoded_and_never_shown(tmp_path: Path) -> None:
    found = read(tmp_path, "smtps://ann%40x.org:canary%2Fword@mail.example.org")
    assert found.mail_server is not None
    assert (found.mail_server.user, found.mail_server.password) == ("ann@x.org", "canary/word")
    assert "canary" not in repr(found) + repr(found.mail_server)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:99999",
        "smtp://ann:canary/word@mail.example.org",
        "smtp://ann:canary@mail.example.org?starttls=no",
        "smtp://canary@mail.example.org",
        "smtps://mail.example.org?starttls=yes",
        "smtp://mail.example.org?tls=1",
        "smtp://[::1",
    ],
)
def test_an_address_that_cannot_be_used_is_named_and_not_quoted(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match="CONSULT_SMTP_URL cannot be used") as refused:
        read(tmp_path, url)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("sender", ["office", "a@x.org, b@x.org", "<>", "a@localhost", "a@x.org\nBcc: b@x.org"])
def test_a_sender_is_one_address(tmp_path: Path, sender: str) -> None:
    with pytest.raises(BadSetting, match="CONSULT_MAIL_FROM"):
        read(tmp_path, sender=sender)


def test_one_without_the_other_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="CONSULT_MAIL_FROM is missing"):
        read(tmp_path, sender="")
    with pytest.raises(BadSetting, match="CONSULT_SMTP_URL is missing"):
        read(tmp_path, url="")


def test_a_sender_may_have_a_name_in_any_script(tmp_path: Path) -> None:
    found = read(tmp_path, sender="Büro, الأمانة <office@example.org>".replace(",", ""))
    assert found.mail_from is not None
    assert found.mail_from.addr_spec == "office@example.org"
