"""The whole way with real input: a spreadsheet's register, answers typed through the pages, the same findings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.operations import release_strand
from consult.briefing.queries import newest_edition
from consult.collection.operations import cover_frame, invite_all
from consult.consultation.operations import (
    add_strand,
    create_consultation,
)
from consult.consultation.queries import frame
from consult.disclosure.rules import Mark
from consult.findings.rules.published import FigureKey
from consult.instrument.operations import publish
from consult.membership.cli import group
from consult.membership.queries import coalitions
from consult.membership.records import Organisation
from consult.shared.time import now, today
from tests.builders import mandate, reference
from tests.builders_collection import Member
from tests.builders_gates import closed, coded, frozen, opened
from tests.conftest import Browser
from tests.unit.membership.registers import as_xlsx

ROOTS = (
    "منظمة الأفق الأزرق",
    "Médecins d’ailleurs",
    "Союз Велимост",
    "Red Valdoriega",
    "Associação Aurora",
    "Harbour Léan",
    "مجلس السنابل",
    "Krąg Świtu",
)
NAMES = tuple(f"{name} {number}" for name in ROOTS for number in ("I", "II", "III")[: 3 if name in ROOTS[:4] else 2])
SAID = ("acceptable", "conditional", "unacceptable", "cannot_judge")
SHEET = [
    ["Register of members, spring 2026", "", "", "", ""],
    ["Nombre", "País / Country", "Correo electrónico", "Survivor-led?", "Idiomas"],
    *([name, "Kenya", f"c{at}@members.example", "no", "English"] for at, name in enumerate(NAMES)),
]


def register(cli: CliRunner, folder: Path) -> None:
    """Import one spreadsheet as the register of both coalitions."""
    file = folder / "Socios (final) v2.xlsx"
    file.write_bytes(as_xlsx(SHEET))
    for mark in ("A", "B"):
        new = ["--create-coalition", f"{mark}=Coalition {mark}", "--coalition", mark]
        done = cli.invoke(group, ["import", str(file), *new])
        assert done.exit_code == 0, done.output


def collection_opens(session: Session) -> dict[str, str]:
    """Open a consultation whose time to withdraw is over everywhere, so that it can be frozen at once."""
    day = today()
    consultation_id = create_consultation(
        session,
        mandate(
            opens_on=day - timedelta(days=30), closes_on=day + timedelta(days=1), withdraw_until=day - timedelta(days=2)
        ),
    )
    document = reference()
    strands = {}
    for coalition in coalitions(session):
        strand_id = add_strand(session, consultation_id, coalition.id)
        publish(session, strand_id=strand_id, document=document, reason="First", moment=now())
        opened(session, strand_id, now())
        cover_frame(session, strand_id)
        strands[coalition.mark] = strand_id
    session.commit()
    return {**strands, "consultation": consultation_id}


def answer_through_the_pages(app: Flask, token: str, joint_house: str) -> None:
    member = Member(Browser(app, app.response_class, use_cookies=True))
    member.enter(token)
    member.answer("Z2", Z2_dot_take_part="yes", Z2_dot_region="yes")
    futures = ("continue", "disband", "looser", "own_organisation", "full_merger")
    typed = {f"F2:{future}": "unacceptable" for future in futures}
    typed["F2:joint_house"] = joint_house
    member.answer("F2", **typed)
    member.answer("D2", D2="لا نريد أن نُنسى 🕊️")
    member.submit()
    assert member.url == "/answer/receipt"


def test_from_the_spreadsheet_and_the_pages_to_the_edition(
    app: Flask, session: Session, cli: CliRunner, tmp_path: Path
) -> None:
    register(cli, tmp_path)
    assert set(session.scalars(select(Organisation.name))) == set(NAMES)
    strands = collection_opens(session)
    for mark in ("A", "B"):
        assert len(frame(session, strands[mark])) == len(NAMES)
        issued = invite_all(session, strands[mark], now() + timedelta(days=2))
        session.commit()
        for at, invitation in enumerate(issued if mark == "A" else issued[:6]):
            answer_through_the_pages(app, invitation.token, SAID[at % len(SAID)] if mark == "A" else SAID[0])
        closed(session, strands[mark], now())
        frozen(session, strands[mark], now())
        coded(session, strands[mark], now())
    for mark in ("A", "B"):
        release_strand(session, strands[mark], now())
    session.commit()
    edition = newest_edition(session, strands["consultation"])
    assert edition is not None
    assert edition.intact
    a, b = edition.strands
    assert (a.bases["organisation"], a.coverage.answered, a.coverage.members) == (len(NAMES),) * 3
    table = a.figure(FigureKey("organisation", "F2", "joint_house"))
    assert table is not None
    assert table.total_base == len(NAMES)
    assert {option: table.total(option) for option in SAID} == dict.fromkeys(SAID, len(NAMES) // len(SAID))
    alike = b.figure(FigureKey("organisation", "F2", "joint_house"))
    assert alike is not None
    assert isinstance(alike.total("acceptable"), Mark), "all alike says how each one answered"
