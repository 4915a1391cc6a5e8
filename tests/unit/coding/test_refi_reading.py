"""Files of other programs, as they come: read whatever their habits, refused where they are dangerous."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from consult.coding.exchange.refi import RefiRefused, read_qdc, read_qdpx, tree
from tests.unit.coding.refi_files import CODES, QUOTES, RAW, TEXT, archive, guid, project, selections, source, whole


def quotes(path: Path) -> tuple[str, ...]:
    (found,) = read_qdpx(path).readings
    return found.samples


@pytest.mark.parametrize("entry", ["project.qde", "Project.QDE", "Trial.qde", "trial/project.qde"])
def test_the_project_file_is_found_whatever_it_is_called(tmp_path: Path, entry: str) -> None:
    assert quotes(archive(tmp_path / "x.qdpx", project(source(selections())), entry=entry, s1=RAW)) == QUOTES


@pytest.mark.parametrize(
    "path", ["internal://s1.txt", "internal:/S1.TXT", "internal:s1.txt", "s1.txt", "Sources/s1.txt", r"sources\s1.txt",
             "relative:///sources/s1.txt", "absolute:///C:/data/s1.txt", r"C:\data\s1.txt", "internal://s1%2Etxt"],
)  # fmt: skip
def test_a_text_is_found_by_any_path_that_means_it(tmp_path: Path, path: str) -> None:
    assert quotes(archive(tmp_path / "x.qdpx", project(source(selections(), path)), s1=RAW)) == QUOTES


def test_folders_may_be_written_in_any_case(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as made:
        made.writestr("project.qde", project(source(selections())))
        made.writestr("SOURCES\\S1.TXT", RAW)
    assert quotes(tmp_path / "x.qdpx") == QUOTES


@pytest.mark.parametrize("space", ["urn:QDA-XML:project:1.0", "urn:QDA-XML:project:0:4", "urn:QDA-XML:project:1:0"])
def test_old_namespaces_are_read(tmp_path: Path, space: str) -> None:
    assert quotes(archive(tmp_path / "x.qdpx", project(source(selections()), space=space), s1=RAW)) == QUOTES


def test_prefixed_elements_are_read(tmp_path: Path) -> None:
    xml = '<q:Project xmlns:q="urn:QDA-XML:project:1.0" name="P"><q:Users><q:User guid="u"/></q:Users></q:Project>'
    assert len(read_qdpx(archive(tmp_path / "x.qdpx", xml)).project.root.list_of("Users")) == 1


def test_guids_are_the_same_in_any_writing(tmp_path: Path) -> None:
    xml = project(source(selections()))
    for number in (1, 2):
        xml = xml.replace(f'creatingUser="{guid(number)}"', f'creatingUser="{{{guid(number).upper()}}}"')
    read = read_qdpx(archive(tmp_path / "x.qdpx", xml, s1=RAW))
    assert {one.attrs["creatingUser"] for one in read.project.root.inside("Coding")} == {guid(1), guid(2)}
    assert read.project.dropped == ()


def test_what_is_written_twice_with_one_guid_is_kept_twice(tmp_path: Path) -> None:
    xml = project(source(selections())).replace(guid(101), guid(100))
    read = read_qdpx(archive(tmp_path / "x.qdpx", xml, s1=RAW))
    assert len({one.guid for one in read.project.root.inside("Coding")}) == 6
    assert any(guid(100) in line for line in read.project.dropped)


def test_bytes_of_an_old_windows_are_read_and_said(tmp_path: Path) -> None:
    xml = project(source("")).replace("Alone", "Café").encode("cp1252")
    read = read_qdpx(archive(tmp_path / "x.qdpx", xml, s1="Café".encode("cp1252")))
    assert "Café" in {one.attrs["name"] for one in read.project.root.inside("Code")}
    assert list(read.project.texts.values()) == ["Café"]
    assert any("Windows-1252" in line for line in read.project.dropped)


def test_texts_have_lf_and_no_mark_and_are_otherwise_to_the_letter(tmp_path: Path) -> None:
    assert list(read_qdpx(whole(tmp_path)).project.texts.values()) == [TEXT]


def test_what_is_not_understood_is_listed(tmp_path: Path) -> None:
    inside = selections() + (
        '<PlainTextSelection guid="far" startPosition="900" endPosition="910"><Coding guid="f1"><CodeRef '
        'targetGUID="k1"/></Coding></PlainTextSelection><Coding guid="f2"><CodeRef targetGUID="nowhere"/></Coding>'
        '<Foo/><Foo/><Description wide="1">ok</Description>'
    )
    media = '<PictureSource guid="p1" name="photo"><PictureSelection guid="p2" firstX="1" firstY="1" secondX="2" secondY="2"/></PictureSource>'  # noqa: E501 - one element
    xml = project(source(inside) + media, attrs='basePath="C:/x" creationDateTime="yesterday"')
    dropped = "\n".join(read_qdpx(archive(tmp_path / "x.qdpx", xml, s1=RAW)).project.dropped)
    for part in ("900 to 910 with 1 codings", "CodeRef: leads to no Code", "TextSource/Foo", "(2 times)"):
        assert part in dropped
    for part in ("Description@wide", "'photo': the picture is not kept", "PictureSelection", "basePath", "'yesterday'"):
        assert part in dropped


def test_the_text_of_a_pdf_and_of_a_recording_is_kept_with_its_codes(tmp_path: Path) -> None:
    pdf = (
        '<PDFSource guid="p1" name="Paper" path="internal://p1.pdf"><Representation guid="r1">'
        f"<PlainTextContent>{TEXT}</PlainTextContent>{selections(text=TEXT)}</Representation></PDFSource>"
    )
    talk = (
        '<AudioSource guid="a1" name="Tape" path="internal://a1.mp3"><Transcript guid="t1">'
        "<PlainTextContent>Yes and no.</PlainTextContent>"
        '<SyncPoint guid="y1" timeStamp="0" position="4"/><SyncPoint guid="y2" timeStamp="9" position="7"/>'
        '<TranscriptSelection guid="z1" fromSyncPoint="y1" toSyncPoint="y2"><Coding guid="z2">'
        '<CodeRef targetGUID="k1"/></Coding></TranscriptSelection></Transcript></AudioSource>'
    )
    read = read_qdpx(archive(tmp_path / "x.qdpx", project(pdf + talk)))
    assert [one.source for one in read.readings] == ["Paper", "Tape"]
    assert read.readings[0].samples == QUOTES
    assert read.readings[1].samples == ("and",)
    assert any("the recording is not kept" in line for line in read.project.dropped)


def test_a_text_outside_the_archive_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for path in (f"absolute://{tmp_path}/secret.txt", "relative:///secret.txt"):
        read = read_qdpx(archive(tmp_path / "x.qdpx", project(source(selections(), path))))
        assert read.project.texts == {}
        assert any("6 codings stand on it" in line for line in read.project.dropped)


def test_a_codebook_is_read_in_its_own_form(tmp_path: Path) -> None:
    path = tmp_path / "x.qdc"
    inside = CODES.removeprefix("<CodeBook>").removesuffix("</CodeBook>")
    sets = '<Sets><Set guid="e" name="S"><MemberCode guid="k1"/></Set></Sets>'
    for space in ("urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0"):
        path.write_text(f'<CodeBook xmlns="{space}" origin="X">{inside}{sets}</CodeBook>', encoding="utf-8-sig")
        read = read_qdc(path)
        assert [one.attrs["name"] for one in read.project.root.inside("Code")] == ["One", "Two", "Three", "Alone"]
        assert len(list(read.project.root.inside("MemberCode"))) == 1
        assert read.project.dropped == ()


LAUGHS = '<!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def refused(path: Path, words: str) -> None:
    with pytest.raises(RefiRefused, match=words) as found:
        read_qdpx(path)
    assert path.name in str(found.value)


def test_document_types_and_entities_are_refused(tmp_path: Path) -> None:
    for before in (LAUGHS, "<!DOCTYPE Project>", '<!DOCTYPE Project SYSTEM "file:///etc/passwd">'):
        refused(archive(tmp_path / "x.qdpx", project(source(""), before=before), s1=RAW), "document type")
    (tmp_path / "x.qdc").write_text(f"{LAUGHS}<CodeBook/>")
    with pytest.raises(RefiRefused, match="document type"):
        read_qdc(tmp_path / "x.qdc")


@pytest.mark.parametrize(
    "path", ["internal://../s1.txt", "relative:///../../etc/passwd", "absolute:///a/../../b", r"..\x"]
)
def test_paths_that_climb_are_refused(tmp_path: Path, path: str) -> None:
    refused(archive(tmp_path / "x.qdpx", project(source("", path)), s1=RAW), "leads out of the archive")


@pytest.mark.parametrize("entry", ["../evil.txt", "/etc/evil.txt", r"..\evil.txt", "C:/evil.txt"])
def test_entries_that_climb_are_refused(tmp_path: Path, entry: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as made:
        made.writestr("project.qde", project(source("")))
        made.writestr(entry, "evil")
    refused(tmp_path / "x.qdpx", "leads out of the archive")


def test_what_unpacks_from_next_to_nothing_is_refused(tmp_path: Path) -> None:
    refused(archive(tmp_path / "x.qdpx", project(source("")), s1=b"0" * (17 << 20)), "next to nothing")


def test_a_size_that_lies_lets_no_more_through_than_it_says(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.qdpx", project(source("")), s1=b"0" * (17 << 20))
    content = path.read_bytes().replace(struct.pack("<I", 17 << 20), struct.pack("<I", 10))
    path.write_bytes(content)
    refused(path, "broken or encrypted")


def test_endless_depth_is_refused(tmp_path: Path) -> None:
    deep = "<Code guid='a' name='a' isCodable='true'>" * 5000 + "</Code>" * 5000
    xml = f'<Project name="x"><CodeBook><Codes>{deep}</Codes></CodeBook></Project>'
    refused(archive(tmp_path / "x.qdpx", xml), "nested more than")


def test_endless_elements_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "ELEMENT_LIMIT", 1000)
    refused(archive(tmp_path / "x.qdpx", f"<Project name='x'>{'<a/>' * 1001}</Project>"), "more than 1,000 elements")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a REFI-QDA archive"),
        (b"PK\x03\x04 half", "not a REFI-QDA archive"),
        (b"<Project/>", "not a REFI-QDA"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "x.qdpx").write_bytes(content)
    refused(tmp_path / "x.qdpx", words)


def test_archives_with_no_project_or_two_are_refused(tmp_path: Path) -> None:
    refused(archive(tmp_path / "x.qdpx", "x", entry="other.xml"), "no project file")
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as made:
        made.writestr("a.qde", "<Project/>")
        made.writestr("b.qde", "<Project/>")
    refused(tmp_path / "x.qdpx", "2 project files")
    refused(archive(tmp_path / "x.qdpx", "<html/>"), "holds no REFI-QDA project")
    refused(archive(tmp_path / "x.qdpx", "<Project>"), "line 1")


def test_a_broken_text_is_refused(tmp_path: Path) -> None:
    path = whole(tmp_path)
    content = bytearray(path.read_bytes())
    at = content.index(b"sources/s1.txt") + len("sources/s1.txt") + 5
    content[at : at + 10] = b"\xff" * 10
    path.write_bytes(bytes(content))
    refused(path, "broken or encrypted")
