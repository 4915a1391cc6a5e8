"""Interviews from the command line: all files or none, faults one a line, pseudonyms out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, scoped_session

from consult.consultation.records import Consultation
from consult.interview.cli import group
from consult.interview.queries import interviews_of, turns_of
from consult.interview.records import Interview
from consult.shared.database import writing
from tests.builders import World, world
from tests.builders_interview import ARABIC
from tests.store.interview.groups import interpreted_group
from tests.unit.interview.documents import as_docx, as_odt, as_pdf, as_rtf

SPOKEN = f"المحاورة: كيف بدأت؟\nنور: {ARABIC}\nالمحاورة: ثم؟\nنور: لا شيء\n"
SPEAKERS = """
- {label: نور, organisation: Alpha one, took_part: yes, quoting: region_and_kind, region: not_shown}
- {label: المحاورة, role: interviewer}
"""
Run = Callable[..., Result]


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    found = world(session())
    session.commit()
    return found


@pytest.fixture
def run(cli: CliRunner, made: World, tmp_path: Path) -> Run:
    def invoke(*arguments: str, **files: str | bytes) -> Result:
        writing.set(True)
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        placed = [str(tmp_path / one) if (tmp_path / one).exists() else one for one in arguments]
        return cli.invoke(group, placed)

    return invoke


def taken(session: scoped_session[Session], made: World, run: Run) -> str:
    done = run(
        *("import", "T1.txt", "--strand", made.strands["A"], "--speakers", "s.yaml", "--language", "ar"),
        *("--held-on", "2026-03-02", "--translation", "en.txt", "--withdraw-until", "2026-03-03", "--kind", "email"),
        T1__txt=SPOKEN,
        s__yaml=SPEAKERS,
        en__txt="I: How?\nNour: Small.\nI: Then?\nNour: Nothing.",
    )
    assert done.exit_code == 0, done.stderr
    session.expire_all()
    return interviews_of(session(), made.strands["A"])[0].id


def test_a_transcript_is_taken_in_letter_by_letter(session: scoped_session[Session], made: World, run: Run) -> None:
    turns = turns_of(session(), taken(session, made, run))
    assert turns[1].text == ARABIC
    assert turns[1].translations == {"en": "Small."}
    assert turns[1].participant.region == "not_shown"


def test_a_dry_run_prints_turns_and_speakers_and_writes_nothing(
    session: scoped_session[Session], made: World, run: Run
) -> None:
    done = run("import", "T1.txt", "--strand", made.strands["A"], "--dry-run", T1__txt="Note\n" + SPOKEN)
    assert done.exit_code == 0
    assert "T1.txt: 4 turns, 2 speakers; nothing was written" in done.stdout
    assert "1\tالمحاورة\tكيف بدأت؟" in done.stdout
    assert "speaker\tنور\t2 turns\tinterviewee (guessed" in done.stdout
    assert "belongs to nobody" in done.stderr
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


def test_of_several_files_with_one_fault_none_is_taken_in(
    session: scoped_session[Session], made: World, run: Run
) -> None:
    done = run(
        *("import", "T1.txt", "T2.docx", "T3.doc", "T4.txt", "--strand", made.strands["A"], "--speakers", "s.yaml"),
        T1__txt=SPOKEN,
        T2__docx=as_docx(["A: x"])[:500],
        T3__doc=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        T4__txt="Stranger: one\nنور: two\nStranger: three",
        s__yaml=SPEAKERS,
    )
    assert done.exit_code == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["T2.docx", "T3.doc", "T4.txt"]
    assert "“Stranger” speaks and it is not said who that is" in done.stderr
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


VOICES = "WEBVTT\n\n" + "".join(
    f"00:0{at}.000 --> 00:0{at + 1}.000\n<v {name}>{words}\n\n"
    for at, (name, words) in enumerate([("المحاورة", "كيف بدأت؟"), ("نور", ARABIC), ("المحاورة", "ثم؟")])
)
MAIL = """From: نور <n@x.example>
Date: 1 March 2026
MIME-Version: 1.0

نعم

On 1 March 2026, المحاورة wrote:
> كيف؟
"""


def test_every_format_is_taken_in_at_once(session: scoped_session[Session], made: World, run: Run) -> None:
    lines = SPOKEN.splitlines()
    names = ("T1.txt", "T2.docx", "T3.odt", "T4.rtf", "T5.html", "T6.vtt", "T7.eml", "T8.md")
    done = run(
        *("import", *names, "--strand", made.strands["A"], "--speakers", "s.yaml", "--language", "ar"),
        s__yaml=SPEAKERS,
        T1__txt=SPOKEN.encode("utf-16"),
        T2__docx=as_docx(lines),
        T3__odt=as_odt("".join(f"<text:p>{line}</text:p>" for line in lines)),
        T4__rtf=as_rtf(*lines),
        T5__html="<!doctype html>" + "".join(f"<p>{line}</p>" for line in lines),
        T6__vtt=VOICES,
        T7__eml=MAIL,
        T8__md=SPOKEN.replace("نور:", "**نور:**"),
    )
    assert done.exit_code == 0, done.stderr
    session.expire_all()
    taken_in = interviews_of(session(), made.strands["A"])
    assert sorted(one.label for one in taken_in) == [f"T{at}" for at in range(1, 9)]
    for one in taken_in:
        texts = [turn.text.split() for turn in turns_of(session(), one.id)]
        assert one.label == "T7" or ARABIC.split() in texts


def test_hostile_files_are_named_one_by_one_and_nothing_is_kept(
    session: scoped_session[Session], made: World, run: Run
) -> None:
    done = run(
        *("import", "T1.txt", "T2.odt", "T3.pdf", "T4.rtf", "T5.txt", "T6.pdf", "--strand", made.strands["A"]),
        *("--speakers", "s.yaml"),
        s__yaml=SPEAKERS,
        T1__txt=SPOKEN,
        T2__odt=as_odt("<text:p>CANARY</text:p>", before="<!DOCTYPE x>"),
        T3__pdf=as_pdf([]),
        T4__rtf=as_rtf("CANARY")[:-2],
        T5__txt="采访者：你好吗？".encode("gb18030") * 9,
        T6__pdf=b"A: one\nB: two",
    )
    assert done.exit_code == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        *("T2.odt", "T3.pdf", "T4.rtf", "T5.txt", "T6.pdf"),
    ]
    assert "T6.pdf: the name of the file ends in .pdf and what it holds is something else" in done.stderr
    assert "CANARY" not in done.output
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


@pytest.mark.parametrize(
    ("translation", "words"),
    [
        ("I: How?\nNour: Small.", "the original has 4 turns and the translation 2; the first that has no counterpart"),
        ("I: How?\nI: Small.\nI: Then?\nNour: x", "in turn 2 “نور” speaks in the original and “I” in the translation"),
    ],
)  # fmt: skip
def test_a_translation_that_leaves_its_original_is_refused_with_the_place(
    made: World, run: Run, translation: str, words: str
) -> None:
    done = run(
        *("import", "T1.txt", "--strand", made.strands["A"], "--speakers", "s.yaml", "--translation", "en.txt"),
        T1__txt=SPOKEN,
        s__yaml=SPEAKERS,
        en__txt=translation,
    )
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_who_did_not_agree_is_refused(session: scoped_session[Session], made: World, run: Run) -> None:
    done = run("import", "T1.txt", "--strand", made.strands["A"], T1__txt=SPOKEN)
    assert done.exit_code == 2
    assert "T1.txt: “نور” did not agree to take part" in done.stderr
    unknown = SPEAKERS.replace("Alpha one", "Gamma")
    done = run("import", "T1.txt", "--strand", made.strands["A"], "--speakers", "s.yaml", s__yaml=unknown)
    assert "s.yaml:1: no member is called “Gamma”" in done.stderr
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


def test_an_interview_is_shown_by_pseudonym(session: scoped_session[Session], made: World, run: Run) -> None:
    key = taken(session, made, run)
    found = json.loads(run("show", key, "--json").stdout)
    assert found["turns"][1]["text"] == ARABIC
    assert found["turns"][1]["speaker"] == "نور"
    assert "fictitious" not in found
    assert "Alpha" not in json.dumps(found)
    assert "نور" in run("show", key).stdout
    assert run("show", "nothing").exit_code == 2


def test_what_a_demonstration_shows_is_marked(session: scoped_session[Session], made: World, run: Run) -> None:
    key = taken(session, made, run)
    session.execute(update(Consultation).values(fictitious=True))
    session.commit()
    assert json.loads(run("show", key, "--json").stdout)["fictitious"] is True
    assert "Fictitious" in run("show", key).stderr


def test_a_speaker_is_withdrawn_by_pseudonym(session: scoped_session[Session], made: World, run: Run) -> None:
    key = taken(session, made, run)
    assert run("withdraw", key, "nobody").exit_code == 2
    done = run("withdraw", key, "نور")
    assert done.exit_code == 0
    assert "2 turns are withdrawn" in done.stdout
    assert "The time to withdraw ended on 2026-03-03" in done.stderr
    shown = run("show", key, "--json").stdout
    assert ARABIC[:10] not in shown
    assert "نور" not in shown
    assert json.loads(shown)["turns"][1]["withdrawn_on"]


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_more_turns_than_a_conversation_has_are_refused(
    session: scoped_session[Session], made: World, run: Run, dry_run: list[str]
) -> None:
    done = run("import", "T1.txt", "--strand", made.strands["A"], *dry_run, T1__txt="A: a\nB: b\n" * 2_000)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "T1.txt: more than 3000 turns were found: 4000, split the file" in done.stderr
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


def test_whose_interpreter_still_stands_is_said(session: scoped_session[Session], made: World, run: Run) -> None:
    key = interpreted_group(session(), made)
    session.commit()
    assert "What interpreters said after them stays: turns 2, 3, 5." in run("withdraw", key, "Bela").stderr
