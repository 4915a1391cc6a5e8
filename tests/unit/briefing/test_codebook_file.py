"""DDI-Codebook 2.5: elements in the order its schema has them, and no frequency of what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from consult.briefing.exchange.contents import Seal
from consult.briefing.exchange.ddi import NAMESPACE, Category, Counted, Study, as_ddi

SEAL = Seal(3, "ab" * 32, datetime(2026, 11, 22, 9, tzinfo=UTC), fictitious=False)
ORDER = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "docDscr": "citation guide docStatus docSrc notes",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs othrStdyMat notes",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "prodStmt": "producer copyright prodDate prodPlac software fundAg grantNo",
    "verStmt": "version verResp notes",
    "method": "dataColl notes anlyInfo stdyClas dataProcessing codingInstructions",
    "dataColl": "timeMeth dataCollector collectorTraining frequenc sampProc sampleFrame "
    "targetSampleSize deviat collMode resInstru instrumentDevelopment sources collSitu actMin ConOps weight cleanOps",
    "anlyInfo": "respRate EstSmpErr dataAppr",
    "dataAccs": "setAvail useStmt notes",
    "useStmt": "confDec specPerm restrctn contact citReq deposReq conditions disclaimer",
    "fileDscr": "fileTxt locMap notes",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "var": "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng "
    "undocCod universe TotlResp sumStat txt stdCatgry catgryGrp catgry codInstr "
    "verStmt concept derivation varFormat geoMap catLevel notes",
    "qstn": "preQTxt qstnLit postQTxt forward backward ivuInstr",
    "catgry": "catValu labl txt catStat mrow",
}
"""What the schema has below an element, in its order (codebook.xsd of 2.5)."""
CATEGORIES = (
    Category("yes", "Yes & <so>", 12, False),
    Category("no", "No", "fewer than 5", False),
    Category("cannot_judge", "Cannot judge", "[c]", True),
)
STUDY = Study(
    title="Title",
    language="ar",
    instrument="A sha256",
    files=(("A_organisation", "A"),),
    rates=("A: 1 of 2",),
    paragraphs=("One.", "Two."),
    conditions="Tables",
    variables=(
        Counted("A_organisation", "F2:row:now", "Label", "Question?", "F2", CATEGORIES, 19, ""),
        Counted("A_organisation", "B2", "Words", "Say why", "B2", (), None, "note"),
    ),
)


def local(one: etree._Element) -> str:
    return etree.QName(one).localname


def test_every_element_stands_where_the_schema_has_it() -> None:
    root = etree.fromstring(as_ddi(STUDY, SEAL))
    assert root.tag == f"{{{NAMESPACE}}}codeBook"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    for one in root.iter():
        below = [local(each) for each in one]
        if below:
            order = ORDER.get(local(one), "fileName").split()
            assert [order.index(each) for each in below] == sorted(order.index(each) for each in below), local(one)


def test_what_is_hidden_has_a_text_and_no_frequency() -> None:
    root = etree.fromstring(as_ddi(STUDY, SEAL))
    found = root.findall(f".//{{{NAMESPACE}}}catgry")
    counts = [[each.text for each in one.findall(f"{{{NAMESPACE}}}catStat")] for one in found]
    assert counts == [["12"], [], []]
    assert [one.findtext(f"{{{NAMESPACE}}}txt") for one in found] == [None, "fewer than 5", "[c]"]
    assert [one.get("missing") for one in found] == [None, None, "Y"]
    (total,) = root.findall(f".//{{{NAMESPACE}}}TotlResp")
    assert total.text == "19"


def test_every_reference_has_its_end_and_the_file_bears_the_seal() -> None:
    content = as_ddi(STUDY, SEAL)
    root = etree.fromstring(content)
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    assert {one.get("files") for one in root.iter(f"{{{NAMESPACE}}}var")} <= set(ids)
    assert SEAL.content_hash.encode() in content
    assert b'date="2026-11-22"' in content
    assert content == as_ddi(STUDY, SEAL)
