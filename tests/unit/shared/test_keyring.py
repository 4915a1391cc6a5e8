"""Keys: what is sealed opens at its own place with its own key, and with nothing else."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.shared.errors import ConsultError
from consult.shared.identifiers import random_id
from consult.shared.keyring import (
    FOLDER,
    KEY_BYTES,
    NONCE_BYTES,
    Cipher,
    Keyring,
    Unreadable,
    derived,
    read_master,
    secret_of,
)

KEY, OTHER = bytes(range(KEY_BYTES)), bytes(KEY_BYTES)
TAG_BYTES = 16


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(KEY, tmp_path / FOLDER)


# RFC 5869, appendix A: test cases 1 to 3 with SHA-256. Ours takes the first 32 bytes of what it derives.
@pytest.mark.parametrize(
    ("secret", "salt", "label", "expected"),
    [
        (
            "0b" * 22,
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            "".join(f"{value:02x}" for value in range(0x50)),
            "".join(f"{value:02x}" for value in range(0x60, 0xB0)),
            "".join(f"{value:02x}" for value in range(0xB0, 0x100)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09",
        ),
        (
            "0b" * 22,
            "",
            "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_keys_are_derived_as_rfc_5869_says(secret: str, salt: str, label: str, expected: str) -> None:
    found = derived(bytes.fromhex(secret), bytes.fromhex(label), salt=bytes.fromhex(salt))
    assert found == bytes.fromhex(expected)[:KEY_BYTES]


@given(text=st.text(), place=st.text(max_size=60))
def test_what_was_sealed_is_opened_at_its_place(text: str, place: str) -> None:
    text, place = (one.encode(errors="replace").decode() for one in (text, place))
    cipher = Cipher(KEY)
    assert cipher.open(cipher.seal(text, place=place), place=place) == text


def test_a_document_comes_back_as_it_was() -> None:
    held = {"F2": {"merge": "could_live"}, "words": "كلمات", "at": [1, 2.5, None, True]}
    assert Cipher(KEY).open_document(Cipher(KEY).seal_document(held, place="x"), place="x") == held


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    cipher = Cipher(KEY)
    sealed = {cipher.seal("the same", place="words|1") for _ in range(50)}
    assert len({one[:NONCE_BYTES] for one in sealed}) == 50
    assert {len(one) for one in sealed} == {NONCE_BYTES + len("the same") + TAG_BYTES}


def test_it_opens_nowhere_else_and_with_no_other_key() -> None:
    sealed = Cipher(KEY).seal("mine", place="words|1")
    for cipher, place in ((Cipher(KEY), "words|2"), (Cipher(KEY), "answer|1"), (Cipher(OTHER), "words|1")):
        with pytest.raises(Unreadable):
            cipher.open(sealed, place=place)


@pytest.mark.parametrize("at", [0, NONCE_BYTES, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(Cipher(KEY).seal("mine", place="words|1"))
    sealed[at] ^= 1
    with pytest.raises(Unreadable):
        Cipher(KEY).open(bytes(sealed), place="words|1")


@pytest.mark.parametrize("broken", [b"", b"short", bytes(NONCE_BYTES), bytes(NONCE_BYTES + TAG_BYTES)])
def test_what_was_never_sealed_is_unreadable(broken: bytes) -> None:
    with pytest.raises(Unreadable):
        Cipher(KEY).open(broken, place="words|1")


def test_marks_are_made_again_by_their_key_only() -> None:
    mark = Cipher(KEY).mark("answer", "somebody")
    assert mark == Cipher(KEY).mark("answer", "somebody")
    assert len(mark) == 22
    others = [
        Cipher(OTHER).mark("answer", "somebody"),
        Cipher(KEY).mark("pseudonym", "somebody"),
        Cipher(KEY).mark("answer", "somebody else"),
    ]
    assert len({mark, *others}) == 4


def test_a_data_key_is_opened_for_its_owner(ring: Keyring) -> None:
    wrapped = ring.new_key("strand")
    sealed = ring.unwrap(wrapped, "strand").seal("mine", place="x")
    assert ring.unwrap(wrapped, "strand").open(sealed, place="x") == "mine"
    with pytest.raises(Unreadable, match="not the one this database was written with"):
        ring.unwrap(wrapped, "another strand")


def test_another_master_key_opens_none(ring: Keyring, tmp_path: Path) -> None:
    wrapped = ring.new_key("strand")
    with pytest.raises(Unreadable, match="put it back"):
        Keyring(OTHER, tmp_path / FOLDER).unwrap(wrapped, "strand")


def test_another_folder_opens_none(ring: Keyring, tmp_path: Path) -> None:
    wrapped = ring.new_key("strand")
    with pytest.raises(Unreadable, match="not in the folder of keys"):
        Keyring(KEY, tmp_path / "elsewhere").unwrap(wrapped, "strand")


def test_a_destroyed_key_opens_nothing_and_its_neighbours_stay(ring: Keyring, tmp_path: Path) -> None:
    one, other = ring.new_key("one"), ring.new_key("other")
    ring.destroy(secret_of(one))
    with pytest.raises(Unreadable, match="destroyed"):
        ring.unwrap(one, "one")
    ring.unwrap(other, "other")
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [secret_of(other)]
    ring.destroy(secret_of(one))  # the same again


@pytest.mark.parametrize("name", ["../master.key", "/etc/hostname", ".", "..", "", "nothing"])
def test_nothing_but_a_secret_is_ever_deleted(ring: Keyring, tmp_path: Path, name: str) -> None:
    master = tmp_path / "master.key"
    read_master(master)
    ring.new_key("strand")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    ring.destroy(name)
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_a_name_that_leads_elsewhere_is_unreadable(ring: Keyring) -> None:
    wrapped = b"../../../etc/hostname!" + ring.new_key("strand")[22:]
    with pytest.raises(Unreadable):
        ring.unwrap(wrapped, "strand")


def test_an_unwrapped_key_is_remembered_until_it_is_forgotten_or_fails(ring: Keyring) -> None:
    wrapped = ring.new_key("strand")
    assert ring.remembered("strand") is None
    cipher = ring.cipher(wrapped, "strand")
    assert ring.remembered("strand") is cipher
    with pytest.raises(Unreadable):
        cipher.open(b"sealed with the key that took its place", place="x")
    assert ring.remembered("strand") is None
    ring.cipher(wrapped, "strand")
    ring.forget("strand")
    assert ring.remembered("strand") is None


def test_an_unwrapped_key_is_not_remembered_for_long(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consult.shared.keyring.REMEMBERED", 0.0)
    ring.cipher(ring.new_key("strand"), "strand")
    assert ring.remembered("strand") is None


def test_only_the_owner_reads_the_files_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    ring = Keyring(read_master(path), path.parent / FOLDER)
    name = secret_of(ring.new_key(random_id()))
    modes = {one: stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent / FOLDER / name)}
    assert set(modes.values()) == {0o600}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent / FOLDER)} == {0o700}


def test_the_master_key_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert len(read_master(path)) == KEY_BYTES
    assert read_master(path) == read_master(path)


def test_two_that_start_together_take_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: read_master(path), range(32)))
    assert len(keys) == 1
    assert [one.name for one in path.parent.iterdir()] == ["master.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    read_master(path)
    path.chmod(mode)
    with pytest.raises(ConsultError, match="chmod 600"):
        read_master(path)


@pytest.mark.parametrize("content", [b"", b"not a key", b"AAAA", b"\x00\xff"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConsultError, match="put back the file"):
        read_master(path)
