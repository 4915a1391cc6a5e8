"""An edition as DDI-Codebook 2.5: what was asked of whom, the categories, and the frequencies that passed the gate.

A frequency that is not shown has no `catStat`: what stands for it is the category's text. Every unit of every strand
is a file of its own, since organisations and individuals are never added together.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from consult.briefing.exchange.contents import Seal, legal

NAMESPACE = "ddi:codebook:2_5"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Category:
    """One answer: its code, its words, how many gave it (or the text that stands for that), and whether it is none."""

    code: str
    label: str
    count: int | str
    missing: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One variable: who is counted, what was asked, the categories, and how many answered (None: too few to say)."""

    file: str
    name: str
    label: str
    question: str
    number: str
    categories: tuple[Category, ...]
    base: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Study:
    """What the codebook is of: `files` are named and described, `paragraphs` say how it was made,
    `conditions` what may be done with it."""

    title: str
    language: str
    instrument: str
    files: tuple[tuple[str, str], ...]
    rates: tuple[str, ...]
    paragraphs: tuple[str, ...]
    conditions: str
    variables: tuple[Counted, ...]


def as_ddi(study: Study, seal: Seal) -> bytes:
    """Return the codebook; it bears the moment of its edition and no other."""
    root = etree.Element(f"{{{NAMESPACE}}}codeBook", nsmap={None: NAMESPACE}, version="2.5")
    root.set(_LANG, study.language)
    _citation(_below(root, "docDscr"), study, seal)
    _study(_below(root, "stdyDscr"), study, seal)
    for key, words in study.files:
        text = _below(_below(root, "fileDscr", ID=key), "fileTxt")
        _below(text, "fileName", words)
    data = _below(root, "dataDscr")
    for at, one in enumerate(study.variables, 1):
        _variable(data, one, at)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _below(parent: etree._Element, kind: str, text: str = "", /, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{NAMESPACE}}}{kind}", attributes)
    if text:
        made.text = legal(text)
    return made


def _citation(parent: etree._Element, study: Study, seal: Seal) -> None:
    citation = _below(parent, "citation")
    titles = _below(citation, "titlStmt")
    _below(titles, "titl", study.title)
    _below(titles, "IDNo", f"sha256:{seal.content_hash}", agency="Consult")
    _below(_below(citation, "prodStmt"), "software", "Consult")
    version = _below(citation, "verStmt")
    _below(version, "version", str(seal.number), date=seal.frozen_at.date().isoformat())


def _study(parent: etree._Element, study: Study, seal: Seal) -> None:
    _citation(parent, study, seal)
    method = _below(parent, "method")
    collected = _below(method, "dataColl")
    _below(collected, "resInstru", study.instrument)
    _below(method, "notes", "\n".join(study.paragraphs))
    if study.rates:
        analysed = _below(method, "anlyInfo")
        for rate in study.rates:
            _below(analysed, "respRate", rate)
    _below(_below(_below(parent, "dataAccs"), "useStmt"), "conditions", study.conditions)


def _variable(parent: etree._Element, one: Counted, at: int) -> None:
    made = _below(parent, "var", ID=f"V{at}", name=one.name, files=one.file, intrvl="discrete")
    _below(made, "labl", one.label)
    _below(_below(made, "qstn", seqNo=one.number), "qstnLit", one.question)
    if one.base is not None:
        _below(made, "TotlResp", str(one.base))
    if one.note:
        _below(made, "txt", one.note)
    for each in one.categories:
        category = _below(made, "catgry", **({"missing": "Y"} if each.missing else {}))
        _below(category, "catValu", each.code)
        _below(category, "labl", each.label)
        if isinstance(each.count, int):
            _below(category, "catStat", str(each.count), type="freq")
        else:
            _below(category, "txt", each.count)
    _below(made, "varFormat", type="character" if not one.categories else "numeric")
