"""What the joint page says of corrections made one after the other, and from right to left."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.operations import release_strand
from consult.briefing.presentation import joint, pair_of
from consult.briefing.presentation.details import trails
from consult.briefing.presentation.wording import plural, translated
from consult.briefing.queries import newest_edition
from consult.instrument.queries import compiled, content
from consult.instrument.records import InstrumentVersion, ReAsk
from consult.instrument.rules import content_hash, core_hash, to_document
from tests.builders import MOMENT
from tests.builders_findings import AFTER, counted_world, freeze, released_world

PART = "F4.level"


def test_each_correction_of_a_part_shows_its_own_wording(app: Flask, session: scoped_session[Session]) -> None:
    made = counted_world(session())
    strand_id, version_id = made.strands["A"], made.versions["A"]
    structure, wordings = content(session(), version_id)
    for day, words in enumerate(("First better words", "Second better words")):
        moment = MOMENT + timedelta(days=day)
        texts = {**wordings.texts["en"], "part.F4.level": words}
        document = to_document(structure, wordings.with_language("en", texts, wordings.state("en")))
        record = InstrumentVersion(
            strand_id=strand_id,
            number=2 + day,
            document=document,
            content_hash=content_hash(document),
            core_hash=core_hash(document),
            reason="unclear",
            published_at=moment,
        )
        session().add(record)
        session().flush()
        corrected = record.id
        session().add(
            ReAsk(
                strand_id=strand_id,
                part=PART,
                languages=["en"],
                from_version_id=version_id,
                to_version_id=corrected,
                reason="unclear",
                opened_at=moment,
            )
        )
        version_id = corrected
    session().flush()
    for one in made.strands.values():
        freeze(session(), one)
        release_strand(session(), one, AFTER)
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    with app.test_request_context(), force_locale("en"):
        found = list(trails(session(), pair_of(session(), edition, "en")))
    original = compiled(session(), made.versions["A"], "en").parts[PART].question.text
    assert [[(one.before, one.now) for one in trail.wordings] for trail in found] == [
        [(original, "First better words")],
        [("First better words", "Second better words")],
    ]


def test_marks_and_figures_stand_apart_where_words_run_from_right_to_left(app: Flask) -> None:
    with app.test_request_context():
        with force_locale("ar"):
            assert translated("A %(a)s, B %(b)s", a="170 من 205", b=9).replace("،", ",") == (
                "\u2068A\u2069 \u2068170 من 205\u2069, \u2068B\u2069 \u20689\u2069"
            )
        with force_locale("en"):
            assert translated("A %(a)s, B %(b)s", a=1, b=2) == "A 1, B 2"
            assert plural("%(number)s group", "%(number)s groups", 2, number=2) == "2 groups"


def test_the_joint_page_has_no_bare_mark_in_arabic(app: Flask, session: scoped_session[Session]) -> None:
    edition = newest_edition(session(), released_world(session()).consultation_id)
    assert edition is not None
    with app.test_request_context(), force_locale("ar"):
        page = joint(session(), pair_of(session(), edition, "ar"))
    said = [
        *(message.text for message in page.messages),
        *page.unsaid,
        page.answered,
        page.worst_case,
        *(one.text for one in page.near_misses),
    ]
    marked = [line for line in said if "\u2068A\u2069" in line]
    assert marked
    assert not any(" A " in line or " B " in line for line in said)
