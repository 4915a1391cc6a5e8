"""The elements of REFI-QDA 1.0 (18 March 2019): which attributes they have, and which children in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Element:
    """One element: attribute → kind of value ("!" after it where it must be there), children in order.

    Children with "*" may stand more than once. `text`: it holds words and nothing else.
    """

    attrs: Mapping[str, str] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    text: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of what may stand in it."""
        return tuple(child.rstrip("*") for child in self.children)


_MADE = {
    "creatingUser": "ref",
    "creationDateTime": "moment",
    "modifyingUser": "ref",
    "modifiedDateTime": "moment",
}
_KNOWN = {"guid": "guid!", "name": "string"}
_FILE = {"path": "string", "currentPath": "string"}
_REF = Element({"targetGUID": "ref!"})
_WORDS = Element(text=True)
_TEXT = Element(
    {**_KNOWN, "richTextPath": "string", "plainTextPath": "string", **_MADE},
    ("Description", "PlainTextContent", "PlainTextSelection*", "Coding*", "NoteRef*", "VariableValue*"),
)
_SELECTED = ("Description", "Coding*", "NoteRef*")
_AREA = dict.fromkeys(("firstX", "firstY", "secondX", "secondY"), "integer!")
_STRETCH = {"begin": "integer!", "end": "integer!"}
_REST = ("Coding*", "NoteRef*", "VariableValue*")

GRAMMAR: Mapping[str, Element] = {
    "Project": Element(
        {
            "name": "string!",
            "origin": "string",
            "creatingUserGUID": "ref",
            "creationDateTime": "moment",
            "modifyingUserGUID": "ref",
            "modifiedDateTime": "moment",
            "basePath": "string",
        },
        (
            *("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"),
            *("Description", "NoteRef*"),
        ),
    ),
    "Users": Element(children=("User*",)),
    "User": Element({**_KNOWN, "id": "string"}),
    "CodeBook": Element(children=("Codes",)),
    "Codes": Element(children=("Code*",)),
    "Code": Element(
        {"guid": "guid!", "name": "string!", "isCodable": "boolean!", "color": "rgb"},
        ("Description", "NoteRef*", "Code*"),
    ),
    "Variables": Element(children=("Variable*",)),
    "Variable": Element({"guid": "guid!", "name": "string!", "typeOfVariable": "variable!"}, ("Description",)),
    "VariableValue": Element(
        children=(
            *("VariableRef", "TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue"),
            "DateTimeValue",
        )
    ),
    "Cases": Element(children=("Case*",)),
    "Case": Element(_KNOWN, ("Description", "CodeRef*", "VariableValue*", "SourceRef*", "SelectionRef*")),
    "Sources": Element(children=("TextSource*", "PictureSource*", "PDFSource*", "AudioSource*", "VideoSource*")),
    **dict.fromkeys(("TextSource", "Representation", "TextDescription", "Note"), _TEXT),
    "PlainTextSelection": Element(
        {"guid": "guid!", "name": "string", "startPosition": "integer!", "endPosition": "integer!", **_MADE},
        _SELECTED,
    ),
    "Coding": Element({"guid": "guid!", "creatingUser": "ref", "creationDateTime": "moment"}, ("CodeRef", "NoteRef*")),
    "PictureSource": Element(
        {**_KNOWN, **_FILE, **_MADE}, ("Description", "TextDescription", "PictureSelection*", *_REST)
    ),
    "PictureSelection": Element({**_KNOWN, **_AREA, **_MADE}, _SELECTED),
    "PDFSource": Element({**_KNOWN, **_FILE, **_MADE}, ("Description", "PDFSelection*", "Representation", *_REST)),
    "PDFSelection": Element(
        {**_KNOWN, "page": "integer!", **_AREA, **_MADE}, ("Description", "Representation", "Coding*", "NoteRef*")
    ),
    "AudioSource": Element({**_KNOWN, **_FILE, **_MADE}, ("Description", "Transcript*", "AudioSelection*", *_REST)),
    "AudioSelection": Element({**_KNOWN, **_STRETCH, **_MADE}, _SELECTED),
    "VideoSource": Element({**_KNOWN, **_FILE, **_MADE}, ("Description", "Transcript*", "VideoSelection*", *_REST)),
    "VideoSelection": Element({**_KNOWN, **_STRETCH, **_MADE}, _SELECTED),
    "Transcript": Element(
        _TEXT.attrs, ("Description", "PlainTextContent", "SyncPoint*", "TranscriptSelection*", "NoteRef*")
    ),
    "TranscriptSelection": Element({**_KNOWN, "fromSyncPoint": "ref", "toSyncPoint": "ref", **_MADE}, _SELECTED),
    "SyncPoint": Element({"guid": "guid!", "timeStamp": "integer", "position": "integer"}),
    "Notes": Element(children=("Note*",)),
    "Links": Element(children=("Link*",)),
    "Link": Element(
        {**_KNOWN, "direction": "direction", "color": "rgb", "originGUID": "ref", "targetGUID": "ref"}, ("NoteRef*",)
    ),
    "Sets": Element(children=("Set*",)),
    "Set": Element(
        {"guid": "guid!", "name": "string!"}, ("Description", "MemberCode*", "MemberSource*", "MemberNote*")
    ),
    "Graphs": Element(children=("Graph*",)),
    "Graph": Element(_KNOWN, ("Vertex*", "Edge*")),
    "Vertex": Element(
        {
            **_KNOWN,
            "representedGUID": "ref",
            "firstX": "integer!",
            "firstY": "integer!",
            "secondX": "integer",
            "secondY": "integer",
            "shape": "shape",
            "color": "rgb",
        }
    ),
    "Edge": Element(
        {
            **_KNOWN,
            "representedGUID": "ref",
            "sourceVertex": "ref!",
            "targetVertex": "ref!",
            "color": "rgb",
            "direction": "direction",
            "lineStyle": "line",
        }
    ),
    **dict.fromkeys(
        ("CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef", "MemberCode", "MemberSource", "MemberNote"),
        _REF,
    ),
    **dict.fromkeys(
        (
            *("Description", "PlainTextContent", "TextValue", "BooleanValue", "IntegerValue", "FloatValue"),
            *("DateValue", "DateTimeValue"),
        ),
        _WORDS,
    ),
}
CODEBOOK = Element({"origin": "string"}, ("Codes", "Sets"))
"""The root of a codebook by itself."""

ONE_OF: Mapping[str, tuple[str, ...]] = {
    "direction": ("Associative", "OneWay", "Bidirectional"),
    "variable": ("Text", "Boolean", "Integer", "Float", "Date", "DateTime"),
    "line": ("dotted", "dashed", "solid"),
    "shape": (
        *("Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "LeftTriangle", "RightTriangle"),
        *("UpTriangle", "DownTriangle", "Note"),
    ),
}
PROJECT_SPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_SPACE = "urn:QDA-XML:codebook:1.0"
