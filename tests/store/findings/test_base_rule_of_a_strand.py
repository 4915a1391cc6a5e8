"""A strand whose coalition chose the base rule shows small counts of organisations; everything else stays strict."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session, scoped_session

from consult.briefing.queries import newest_edition
from consult.disclosure.rules import Mark, Rule
from consult.findings.queries.lattice import within
from consult.findings.queries.strand import kept_findings, strand_findings
from consult.findings.rules.published import FigureKey, from_document, to_document
from tests.builders_findings import release, small_world

WHO = FigureKey("organisation", "G1.who")


def test_small_counts_are_shown_and_their_bases_are_five_and_more(session: scoped_session[Session]) -> None:
    made = small_world(session())
    found = strand_findings(session(), made.strands["A"])
    who = found.figure(WHO)
    assert found.rule is Rule.BASES
    assert who is not None
    assert (who.total("named_leads"), who.total_base) == (3, 42)
    organisations = [one for key, one in found.figures.items() if key.split("/")[1] != "themes" and "org" in key]
    assert all(base is None or base >= 5 for one in organisations for base in (*one.bases, one.total_base))
    assert any(0 < cell < 5 for one in organisations for line in one.cells for cell in line if isinstance(cell, int))


def test_the_other_strand_and_individuals_take_the_full_rule(session: scoped_session[Session]) -> None:
    made = small_world(session())
    kept = kept_findings(session(), made.strands["A"])
    assert kept.units["organisation"].found.rule is Rule.BASES
    assert kept.units["individual"].found.rule is Rule.FULL
    assert strand_findings(session(), made.strands["B"]).rule is Rule.FULL
    for key, one in kept.findings.figures.items():
        if key.startswith("individual/"):
            assert not any(isinstance(cell, int) and cell < 5 for line in one.cells for cell in line), key


def test_who_was_not_heard_takes_the_full_rule(session: scoped_session[Session]) -> None:
    made = small_world(session())
    coverage = strand_findings(session(), made.strands["A"]).coverage
    assert coverage.members == 47
    assert all(isinstance(one, Mark) or one >= 5 for one in coverage.dispositions.values())


def test_a_live_filter_is_of_five_and_more_too(session: scoped_session[Session]) -> None:
    made = small_world(session())
    found = within(session(), made.strands["A"], FigureKey("organisation", "G1.who", by="region"))
    assert found.why is None
    table = found.tables[""]
    assert all(base is None or base >= 5 for base in table.bases)
    assert sum(cell for cell in table.cells[table.rows.index("named_leads")] if isinstance(cell, int)) <= 3
    assert any(isinstance(cell, int) and cell < 5 for line in table.cells for cell in line)


def test_an_edition_keeps_which_rule_it_was_made_by(session: scoped_session[Session]) -> None:
    made = small_world(session())
    for strand_id, rule in ((made.strands["A"], Rule.BASES), (made.strands["B"], Rule.FULL)):
        found = strand_findings(session(), strand_id)
        document = json.loads(json.dumps(to_document(found)))
        assert ("rule" in document) is (rule is Rule.BASES)
        assert from_document(document) == from_document(to_document(found))
        assert from_document(document).rule is rule
    release(session(), made)
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert edition.intact
