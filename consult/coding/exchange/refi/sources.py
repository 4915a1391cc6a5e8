"""Sources of a project: their words found, and every kind of source made the one kind that is coded here, text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from consult.coding.exchange.refi.admitting import Dropped
from consult.coding.exchange.refi.archive import Archive
from consult.coding.exchange.refi.values import legal
from consult.coding.rules.exchanged import Node

_MEDIA = {
    "PictureSource": "the picture",
    "PDFSource": "the PDF file",
    "AudioSource": "the recording",
    "VideoSource": "the recording",
}
_OF_MEDIA = ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection")
_SHARED = ("Coding", "NoteRef", "VariableValue")


def text_sources(sources: list[Node], dropped: Dropped) -> Iterator[Node]:
    """Yield every source that has words as a `TextSource`; what only a picture, a page or a recording has is listed."""
    for source in sources:
        if source.tag == "TextSource":
            yield source
            continue
        title = f"{source.tag} {source.attrs.get('name', '')!r}"
        worded = [*source.all("Representation", "TextDescription", "Transcript")]
        kept = "; its text is kept" if worded else " and what refers to it"
        dropped.add(f"{title}: {_MEDIA[source.tag]} is not kept{kept}")
        for selection in source.all(*_OF_MEDIA):
            count = sum(1 for _coding in selection.inside("Coding"))
            dropped.add(f"{title}: a {selection.tag} with {count} codings stands on no text")
        for number, text in enumerate(worded):
            yield _as_text(source, text, first=number == 0, dropped=dropped)


def _as_text(source: Node, text: Node, *, first: bool, dropped: Dropped) -> Node:
    """Return the text of a source of another kind; the first is the source for all that refers to it."""
    made = Node("TextSource", {**text.attrs, "name": text.attrs.get("name") or source.attrs.get("name", "")})
    made.children = [one for one in text.children if one.tag not in ("SyncPoint", "TranscriptSelection")]
    if text.tag == "Transcript":
        made.children += _of_transcript(text, dropped)
    if first:
        made.attrs |= {"guid": source.guid, "name": source.attrs.get("name") or made.attrs["name"]}
        made.children += source.all(*_SHARED)
        if made.first("Description") is None:
            made.children += source.all("Description")
    return made


def _of_transcript(transcript: Node, dropped: Dropped) -> Iterator[Node]:
    """Yield the selections of a transcript, placed where its points in time stand in the text."""
    places = {one.guid: one.attrs.get("position") for one in transcript.all("SyncPoint")}
    if places:
        dropped.add(f"Transcript {transcript.attrs.get('name', '')!r}: its {len(places)} points in time")
    for one in transcript.all("TranscriptSelection"):
        start, end = (places.get(one.attrs.get(name, "")) for name in ("fromSyncPoint", "toSyncPoint"))
        if start is None or end is None:
            dropped.add("TranscriptSelection: begins or ends at no place in the text")
            continue
        attrs = {name: value for name, value in one.attrs.items() if not name.endswith("SyncPoint")}
        attrs |= {"startPosition": start, "endPosition": end}
        yield Node("PlainTextSelection", attrs, one.children)


def words_of(source: Node, archive: Archive | None, dropped: Dropped) -> str | None:
    """Return what a source or note says as its file has it, and leave in it no path; None where nothing is found."""
    plain, rich = source.attrs.pop("plainTextPath", ""), source.attrs.pop("richTextPath", "")
    title = f"{source.tag} {source.attrs.get('name', '')!r}"
    inline = source.first("PlainTextContent")
    source.children = [one for one in source.children if one is not inline]
    if inline is not None and (inline.text or not plain):
        if rich:
            _check(rich, archive)
            dropped.add(f"{title}: its formatting (richTextPath); its plain text is kept")
        return inline.text
    found = _entry(plain, archive)
    if found is not None and archive is not None:
        if rich:
            _check(rich, archive)
            dropped.add(f"{title}: its formatting (richTextPath); its plain text is kept")
        return _decoded(archive.text(found), title, dropped)
    if plain:
        dropped.add(f"{title}: plainTextPath {plain[:100]!r} is not in the archive")
    return _from_rich(rich, archive, title, dropped)


def _from_rich(rich: str, archive: Archive | None, title: str, dropped: Dropped) -> str | None:
    entry = _entry(rich, archive)
    if entry is None or archive is None:
        if rich:
            dropped.add(f"{title}: richTextPath {rich[:100]!r} is not in the archive")
        return None
    ending = PurePosixPath(entry).suffix.lower()
    if ending == ".txt":
        return _decoded(archive.text(entry), title, dropped)
    dropped.add(f"{title}: its only text is a {ending or 'nameless'} file, which is not read")
    return None


def _entry(path: str, archive: Archive | None) -> str | None:
    return archive.find(path) if archive is not None and path.strip() else None


def _check(path: str, archive: Archive | None) -> None:
    """Refuse a path out of the archive even where nothing is read from it."""
    _entry(path, archive)


def _decoded(content: bytes, title: str, dropped: Dropped) -> str:
    """Return a text file's words: UTF-8 as the standard says, by its mark in UTF-16, else as old Windows wrote."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            dropped.add(f"{title}: not in UTF-8; read as Windows-1252, so some letters may be others")
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        dropped.add(f"{title}: {text.count(chr(0))} NUL characters, each of which stands as U+FFFD now")
        text = text.replace("\x00", "\ufffd")
    return text


def settle_note(note: Node, archive: Archive | None, dropped: Dropped) -> None:
    """Give a note its words inside; codes on words of a note are listed, for nothing here can hold them."""
    words = words_of(note, archive, dropped) or ""
    if selections := note.all("PlainTextSelection"):
        dropped.add(f"Note {note.attrs.get('name', '')!r}: {len(selections)} selections inside a note")
        note.children = [one for one in note.children if one.tag != "PlainTextSelection"]
    lines = legal(words.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    note.children.append(Node("PlainTextContent", text=lines))
