"""What is given to other programs: every element where the schema of 18 March 2019 wants it, and the same file again.

The orders stand here by hand, from Project.xsd (MIT licence), so that the table the program writes by is not its own
witness.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.coding.exchange.refi import as_qdc, as_qdpx, read_qdc, read_qdpx
from consult.coding.rules.exchanged import Node, Project, canonical
from tests.unit.coding.refi_files import TEXT, whole

PROJECT = "{urn:QDA-XML:project:1.0}"
ORDER = {
    "Project": "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef",
    "Code": "Description NoteRef Code",
    "Case": "Description CodeRef VariableValue SourceRef SelectionRef",
    "VariableValue": "VariableRef IntegerValue",
    "Set": "Description MemberCode MemberSource MemberNote",
    "TextSource": "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
    "Note": "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
    "PlainTextSelection": "Description Coding NoteRef",
    "Coding": "CodeRef NoteRef",
}
REQUIRED = {
    "Project": {"name"},
    "User": {"guid"},
    "Code": {"guid", "name", "isCodable"},
    "Variable": {"guid", "name", "typeOfVariable"},
    "Set": {"guid", "name"},
    "TextSource": {"guid", "plainTextPath"},
    "PlainTextSelection": {"guid", "startPosition", "endPosition"},
    "Coding": {"guid"},
    **{f"{kind}Ref": {"targetGUID"} for kind in ("Code", "Note", "Source", "Variable")},
    **{f"Member{kind}": {"targetGUID"} for kind in ("Code", "Source")},
}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def made(tmp_path: Path) -> bytes:
    return as_qdpx(read_qdpx(whole(tmp_path)).project)


def elements(content: bytes) -> Iterator[ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from ElementTree.fromstring(archive.read("project.qde")).iter()


def test_every_element_is_where_the_schema_wants_it(made: bytes) -> None:
    seen = set()
    for one in elements(made):
        tag = one.tag.removeprefix(PROJECT)
        seen.add(tag)
        children = [child.tag.removeprefix(PROJECT) for child in one]
        if tag in ORDER:
            order = ORDER[tag].split()
            assert children == sorted(children, key=order.index), tag
    assert set(ORDER) <= seen


def test_every_element_has_what_it_must_have(made: bytes) -> None:
    for one in elements(made):
        assert REQUIRED.get(one.tag.removeprefix(PROJECT), set()) <= set(one.attrib), one.tag
        for name in ("guid", "targetGUID", "creatingUser"):
            assert name not in one.attrib or GUID.fullmatch(one.attrib[name])


def test_every_reference_leads_somewhere(made: bytes) -> None:
    known = {one.attrib["guid"] for one in elements(made) if "guid" in one.attrib}
    for one in elements(made):
        for name in ("targetGUID", "creatingUser", "originGUID"):
            assert one.attrib.get(name) in {None, *known}


def test_texts_lie_inside_in_utf8_with_lf_and_no_mark(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        (source,) = [one for one in elements(made) if one.tag == f"{PROJECT}TextSource"]
        assert archive.namelist() == ["project.qde", f"sources/{source.attrib['guid']}.txt"]
        assert source.attrib["plainTextPath"] == f"internal://{source.attrib['guid']}.txt"
        text = archive.read(archive.namelist()[1]).decode("utf-8")
    assert text == TEXT
    for one in source.iter(f"{PROJECT}PlainTextSelection"):
        start, end = int(one.attrib["startPosition"]), int(one.attrib["endPosition"])
        assert " ".join(text[start:end].split()) == one.attrib["name"]


def test_out_and_in_again_is_the_same(tmp_path: Path, made: bytes) -> None:
    (tmp_path / "y.qdpx").write_bytes(made)
    again = read_qdpx(tmp_path / "y.qdpx").project
    first = read_qdpx(whole(tmp_path)).project
    assert again.texts == first.texts
    assert again.root.children == first.root.children
    assert again.dropped == ()
    assert as_qdpx(again) == made


def test_a_codebook_by_itself_has_its_own_form_and_comes_back(tmp_path: Path) -> None:
    first = read_qdpx(whole(tmp_path)).project
    content = as_qdc(first)
    root = ElementTree.fromstring(content)
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    assert not list(root.iter("{urn:QDA-XML:codebook:1.0}NoteRef"))
    assert [set(one.attrib) for one in root.iter("{urn:QDA-XML:codebook:1.0}MemberCode")] == [{"guid"}]
    (tmp_path / "y.qdc").write_bytes(content)
    again = read_qdc(tmp_path / "y.qdc").project
    assert again.root.first("CodeBook") == first.root.first("CodeBook")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40))
def test_any_name_and_any_words_are_well_formed_xml(words: str) -> None:
    user = Node("User", {"guid": canonical(words), "name": words})
    root = Node("Project", {"name": words}, [Node("Users", {}, [user]), Node("Description", text=words)])
    (found,) = [one for one in elements(as_qdpx(Project(root=root))) if one.tag == f"{PROJECT}Project"]
    kept = "".join(one for one in words if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))
    assert found.attrib["name"] == kept
    assert found.findtext(f"{PROJECT}Description") == kept
