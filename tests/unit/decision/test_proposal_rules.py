from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import (
    ASPECTS,
    FORMS,
    IDENTITY,
    LEVELS,
    OPTIONS,
    REQUIRED,
    AspectLine,
    Clause,
    Field,
    Gap,
    Missing,
    ProposalContent,
    content_hash,
    from_document,
    gaps,
    to_document,
)
from consult.instrument.rules import reference_structure
from tests.builders_decision import FIGURE, proposal_content, without


def test_codes_are_those_of_the_instrument():
    lists = reference_structure().lists
    assert lists["futures"].codes == OPTIONS
    assert lists["aspects"].codes == ASPECTS
    assert lists["levels"].substantive == LEVELS
    assert lists["identity"].codes == IDENTITY
    assert lists["identities"].substantive == FORMS


def test_a_complete_proposal_lacks_nothing():
    assert gaps(proposal_content(languages=("en", "ar")), ("en", "ar")) == []


@pytest.mark.parametrize("field", REQUIRED)
def test_a_blank_required_field_is_a_gap(field):
    assert gaps(without(proposal_content(), field), ["en"]) == [Gap(Missing.FIELD, field.value, "en")]


def test_a_field_nobody_began_is_no_gap_unless_it_is_required():
    assert not gaps(proposal_content(), ["en"])
    begun = replace(proposal_content(), fields={**proposal_content().fields, Field.NAME: {"fr": "Maison"}})
    assert gaps(begun, ["en", "fr"])[-1] == Gap(Missing.FIELD, "name", "en")


def test_a_blank_aspect_level_and_a_blank_identity_form_are_gaps():
    content = proposal_content()
    content = replace(
        content,
        aspects=tuple(replace(one, level="") if one.aspect == "legal_body" else one for one in content.aspects),
        identity=tuple(one for one in content.identity if one.part != "logo"),
    )
    found = {(gap.missing, gap.key) for gap in gaps(content, ["en"])}
    assert (Missing.LEVEL, "legal_body") in found
    assert {(Missing.FORM, "logo"), (Missing.TODAY_FORM, "logo")} <= found


def test_nothing_stands_without_what_it_rests_on():
    content = proposal_content()
    bare = replace(
        content,
        clauses=tuple(replace(one, evidence=()) for one in content.clauses),
        aspects=tuple(replace(one, evidence=()) for one in content.aspects),
    )
    found = gaps(bare, ["en"])
    assert [gap.key for gap in found if gap.missing is Missing.CLAUSE_EVIDENCE] == ["seats", "money", "papers"]
    assert [gap.key for gap in found if gap.missing is Missing.ASPECT_EVIDENCE] == ["governance", "finance", "staff"]


def test_every_text_is_needed_in_every_language_of_the_consultation():
    found = gaps(proposal_content(languages=("en",)), ["en", "fr"])
    assert {gap.language for gap in found} == {"fr"}
    assert Gap(Missing.ASPECT_TERM, "staff", "fr") in found


def test_dates_headings_and_option_are_needed():
    bare = ProposalContent(title={}, summary={}, fields={})
    found = {gap.missing for gap in gaps(bare, ["en"])}
    assert {Missing.OPTION, Missing.TAKES_EFFECT_ON, Missing.REVIEW_ON, Missing.HEADING} <= found


TEXTS = st.dictionaries(st.sampled_from(["en", "ar", "fr"]), st.text(min_size=1).filter(str.strip), max_size=3)
REFS = st.lists(
    st.builds(Evidence, st.sampled_from(EvidenceKind), st.text(min_size=1, max_size=5)), max_size=3, unique=True
).map(tuple)


@given(
    st.builds(
        ProposalContent,
        title=TEXTS,
        summary=TEXTS,
        option=st.sampled_from(OPTIONS),
        takes_effect_on=st.none() | st.dates(),
        review_on=st.none() | st.dates(),
        clauses=st.lists(
            st.builds(Clause, key=st.text(min_size=1), heading=st.sampled_from(Heading), text=TEXTS, evidence=REFS),
            max_size=3,
        ).map(tuple),
        aspects=st.lists(
            st.builds(AspectLine, aspect=st.sampled_from(ASPECTS), level=st.sampled_from(LEVELS), term=TEXTS),
            max_size=3,
        ).map(tuple),
        fields=st.dictionaries(st.sampled_from(Field), TEXTS.filter(bool), max_size=3),
    )
)
def test_a_stored_content_reads_as_it_was_written(content):
    assert from_document(to_document(content)) == content


def test_the_hash_follows_the_words_and_nothing_else():
    one = to_document(proposal_content())
    assert content_hash(one) == content_hash(to_document(proposal_content(fields=dict(proposal_content().fields))))
    assert content_hash(one) != content_hash(to_document(proposal_content(review_on=date(2031, 1, 1))))
    assert content_hash(one) == content_hash(to_document(proposal_content(title={**one["title"], "pt": "  "})))


def test_references_are_named_once_in_the_order_of_reading():
    poll = Evidence(EvidenceKind.POLL, "p1")
    content = proposal_content()
    cited = replace(content, clauses=(replace(content.clauses[0], evidence=(poll, FIGURE)), *content.clauses[1:]))
    assert cited.references == (poll, FIGURE)
