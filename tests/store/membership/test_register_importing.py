"""A register goes in whole or not at all, on both databases, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import Account
from consult.membership.operations import add_coalition, drop_upload, import_register, keep_upload
from consult.membership.queries import (
    Filters,
    coalitions,
    contacts,
    counts,
    filtered,
    members,
    organisation,
    standing,
    upload,
)
from consult.membership.records import Contact, Membership, Organisation, RegisterUpload
from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.comparing import compare
from consult.membership.rules.troubles import CoalitionRefused, RegisterRefused, Trouble
from consult.shared.database import db
from consult.shared.time import now
from tests.unit.membership.registers import ORDINARY, A, B, read, troubles

HEAD = ["Name", "Country", "Coalition", "Kind", "Languages", "E-mail"]


@pytest.fixture
def two(session: scoped_session[Session]) -> dict[str, str]:
    """Both coalitions; their ids by mark."""
    found = {one.mark: add_coalition(session(), one.mark, one.name) for one in (A, B)}
    session.commit()
    return found


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        seen.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def number_of(session: scoped_session[Session], record: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(record)) or 0


def test_an_ordinary_register_is_stored(session: scoped_session[Session], two: dict[str, str]) -> None:
    report = import_register(session(), read(*ORDINARY))
    assert (report.created, report.memberships_added, report.contacts_added) == (4, 6, 3)
    in_a = members(session(), two["A"])
    assert [one.name for one in in_a] == ["Médecins d’ailleurs", "Red Valdoriega", "دار سهل ورسان"]
    doctors = in_a[0]
    assert (doctors.country, doctors.region, doctors.in_several) == ("CI", Region.AFRICA, True)
    assert (doctors.languages, doctors.joined_year, doctors.endorsed_call) == (("fr", "en"), 2009, True)
    assert contacts(session(), doctors.id)[0].email == "zoe@ailleurs.example"
    assert [found.member_count for found in coalitions(session())] == [3, 3]


def test_the_same_register_again_changes_nothing(session: scoped_session[Session], two: dict[str, str]) -> None:
    import_register(session(), read(*ORDINARY))
    report = import_register(session(), read(*ORDINARY))
    assert (report.created, report.updated, report.unchanged) == (0, 0, 4)
    assert (report.memberships_added, report.contacts_added) == (0, 0)
    assert number_of(session, Organisation) == 4


def test_an_update_keeps_what_is_blank(session: scoped_session[Session], two: dict[str, str]) -> None:
    import_register(session(), read(HEAD, ["Casa", "Chile", "A", "women", "es", "ana@casa.example"]))
    report = import_register(session(), read(HEAD, ["CASA", "", "B", "", "es, en", ""]))
    assert (report.updated, report.memberships_added) == (1, 1)
    (one,) = members(session(), two["B"])
    assert (one.name, one.country, one.kind) == ("CASA", "CL", OrganisationKind.WOMEN)
    assert (one.languages, one.has_contact, one.in_several) == (("es", "en"), True, True)


def test_one_fault_and_nothing_is_imported(session: scoped_session[Session], two: dict[str, str]) -> None:
    with pytest.raises(RegisterRefused) as refused:
        import_register(session(), read(HEAD, ["Good", "Peru", "A", "", "", ""], ["Bad", "", "A", "", "", ""]))
    assert troubles(refused.value.faults) == [(3, Trouble.NO_COUNTRY)]
    assert [number_of(session, record) for record in (Organisation, Membership, Contact)] == [0, 0, 0]


def many(count: int, kind: str = "ngo") -> list[list[str]]:
    return [HEAD, *([f"House {n}", "Chile", "both", kind, "es", f"h{n}@casa.example"] for n in range(count))]


def test_the_number_of_statements_does_not_grow(session: scoped_session[Session], two: dict[str, str]) -> None:
    numbers = []
    for size in (3, 60):
        for kind in ("ngo", "women"):
            reading = read(*many(size, kind))
            with counted() as statements:
                import_register(session(), reading)
            numbers.append(len(statements))
    assert max(numbers) <= 11, numbers
    assert number_of(session, Organisation) == 60


def test_a_dry_run_says_what_the_import_does(session: scoped_session[Session], two: dict[str, str]) -> None:
    plan = compare(read(*many(3)), standing(session()))
    assert len(plan.lines) == import_register(session(), read(*many(3))).created == 3


def test_reads_take_a_constant_number_of_statements(session: scoped_session[Session], two: dict[str, str]) -> None:
    import_register(session(), read(*many(50)))
    session.commit()
    with counted() as statements:
        members(session(), two["A"])
        coalitions(session())
    assert len(statements) == 2


def test_a_register_is_searched_and_filtered(session: scoped_session[Session], two: dict[str, str]) -> None:
    import_register(session(), read(*ORDINARY))
    found = members(session(), two["A"])
    assert [one.name for one in filtered(found, Filters(text="medecins D'AILL")).members] == ["Médecins d’ailleurs"]
    assert [one.name for one in filtered(found, Filters(text="سهل")).members] == ["دار سهل ورسان"]
    assert filtered(found, Filters(region=Region.AMERICAS, language="es")).matching_count == 1
    assert filtered(found, Filters(kind=OrganisationKind.FAITH)).members == ()
    held = counts(found)
    assert (held.total, held.in_several, held.without_contact) == (3, 2, 1)
    assert dict(held.by_region)[Region.AFRICA] == 1


def test_a_long_register_is_shown_page_by_page(session: scoped_session[Session], two: dict[str, str]) -> None:
    import_register(session(), read(*many(230)))
    found = members(session(), two["A"])
    assert [len(filtered(found, Filters(), page).members) for page in (1, 2, 5, 99)] == [50, 50, 30, 30]


def test_an_organisation_is_found_in_its_own_coalitions_only(
    session: scoped_session[Session], two: dict[str, str]
) -> None:
    import_register(session(), read(HEAD, ["Casa", "Chile", "A", "women", "es", ""]))
    (one,) = members(session(), two["A"])
    found = organisation(session(), one.id, two["A"])
    assert found is not None
    assert [place.mark for place, _own in found.memberships] == ["A"]
    assert organisation(session(), one.id, two["B"]) is None
    assert organisation(session(), "nothing", two["A"]) is None


@pytest.mark.parametrize(
    ("mark", "name"), [("A", "Another"), ("C", A.name), ("", "Nameless"), ("C", " "), ("C" * 9, "X")]
)
def test_a_coalition_needs_a_mark_and_name_of_its_own(
    session: scoped_session[Session], two: dict[str, str], mark: str, name: str
) -> None:
    with pytest.raises(CoalitionRefused):
        add_coalition(session(), mark, name)


def test_an_upload_is_its_senders_own_and_gone_after_a_day(
    session: scoped_session[Session], two: dict[str, str]
) -> None:
    for name in ("ann", "bob"):
        session.add(Account(id=name, email=f"{name}@example.org", name=name))
    session.flush()
    kept = {"content": b"x", "file_name": "m.csv", "account_id": "ann", "coalition_id": two["A"]}
    old = keep_upload(session(), **kept, at=now() - timedelta(hours=25))  # type: ignore[arg-type]
    new = keep_upload(session(), **kept, at=now())  # type: ignore[arg-type]
    assert upload(session(), new, "ann", two["A"])
    assert upload(session(), new, "bob", two["A"]) is None
    assert upload(session(), new, "ann", two["B"]) is None
    session.expire_all()
    assert upload(session(), old, "ann", two["A"]) is None
    drop_upload(session(), new)
    assert number_of(session, RegisterUpload) == 0
