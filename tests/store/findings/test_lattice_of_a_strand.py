"""Live filters come out of a lattice: what is in it adds up, what is not says why."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.operations import release_strand
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.disclosure.rules import JOINT
from consult.findings.cli import group
from consult.findings.queries.lattice import Why, within
from consult.findings.queries.strand import kept_findings
from consult.findings.rules.published import FigureKey
from tests.builders import World
from tests.builders_findings import AFTER, counted_world, freeze

PLACES = ("africa", "europe")


def spread(session: Session, made: World) -> str:
    """Let the organisations of strand A answer in two languages, evenly enough for tables by two attributes."""
    strand_id = made.strands["A"]
    own = select(Answer).where(Answer.strand_id == strand_id, Answer.unit == Unit.ORGANISATION)
    for at, answer in enumerate(session.scalars(own)):
        answer.language, answer.region = ("en", "fr")[at % 2], PLACES[at // 2 % 2]
        yes = at // 4 % 2 == 0
        answer.document = {
            **answer.document,
            "F2": {"joint_house": "acceptable" if yes else "unacceptable"},
            "G1.who": "all_members" if yes else "delegates",
        }
    session.flush()
    freeze(session, strand_id)
    return strand_id


def key(part: str, by: str, row: str = "", unit: str = "organisation") -> FigureKey:
    return FigureKey(unit, part, row, by)


@pytest.fixture
def strand_id(session: scoped_session[Session]) -> str:
    return spread(session(), counted_world(session()))


def test_a_table_by_two_attributes_adds_up_to_what_is_published(
    session: scoped_session[Session], strand_id: str
) -> None:
    found = within(session(), strand_id, key("F2", "language,region"))
    table, published = found.tables["joint_house"], kept_findings(session(), strand_id).findings
    by_region = published.figure(key("F2", "region", "joint_house"))

    assert found.by == ("region", "language")
    assert by_region is not None
    assert table.total("could_live_with") == by_region.total("could_live_with")
    for region in by_region.groups:
        cells = [table.cell("could_live_with", f"{region}{JOINT}{language}") for language in ("en", "fr")]
        assert sum(cell for cell in cells if isinstance(cell, int)) == by_region.cell("could_live_with", region)


def test_a_part_without_chosen_breaks_has_them_in_the_lattice(session: scoped_session[Session], strand_id: str) -> None:
    found = within(session(), strand_id, key("G1.who", "language"))

    assert kept_findings(session(), strand_id).findings.figure(key("G1.who", "language")) is None
    assert sum(base or 0 for base in found.tables[""].bases) == found.tables[""].total_base


@pytest.mark.parametrize(
    ("part", "by", "why"),
    [
        ("F3", "region", Why.KIND),
        ("F6.conditions", "region", Why.ROUTED),
        ("J2.risk", "region", Why.NO_FIGURE),
        ("F2", "region,kind", Why.GROUPS),
    ],
)
def test_what_is_not_in_the_lattice_says_why(
    session: scoped_session[Session], strand_id: str, part: str, by: str, why: Why
) -> None:
    found = within(session(), strand_id, key(part, by))

    assert found.tables == {}
    assert found.why is why


def test_a_lattice_is_made_once(session: scoped_session[Session], strand_id: str) -> None:
    first = within(session(), strand_id, key("F2", "region,language"))
    second = within(session(), strand_id, key("F2", "language"))

    assert len(kept_findings(session(), strand_id).lattices) == 1
    assert "joint_house" in first.tables.keys() & second.tables.keys()


class TestFromTheCommandLine:
    def show(self, session: scoped_session[Session], cli: CliRunner, *options: str) -> Result:
        made = counted_world(session())
        strand_id = spread(session(), made)
        freeze(session(), made.strands["B"])
        for one in made.strands.values():
            release_strand(session(), one, AFTER)
        session.commit()
        return cli.invoke(group, ["show", *options, "--", strand_id])

    def test_two_attributes_stand_with_a_comma_between_them(
        self, session: scoped_session[Session], cli: CliRunner
    ) -> None:
        done = self.show(session, cli, "--item", "F2", "--row", "joint_house", "--by", "language,region", "--json")
        (line,) = json.loads(done.output)["rows"]

        assert set(line["by"]) == {"africa,en", "africa,fr", "europe,en", "europe,fr"}
        assert sum(cell["n"] for cell in line["by"].values()) == line["n"]

    @pytest.mark.parametrize(
        ("part", "by", "said"),
        [
            ("F6.conditions", "region", "asked further of some"),
            ("F3", "region,language", "options to choose from"),
            ("F2", "region,region", "two that differ"),
            ("F2", "region,colour", "'colour' is not one of"),
        ],
    )
    def test_what_is_not_there_is_refused_in_one_sentence(
        self, session: scoped_session[Session], cli: CliRunner, part: str, by: str, said: str
    ) -> None:
        done = self.show(session, cli, "--item", part, "--by", by, "--json")

        assert done.exit_code == 2
        assert said in done.output
