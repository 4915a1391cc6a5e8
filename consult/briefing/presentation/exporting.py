"""An edition as files, whatever asks for them: the page with its links or the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask import g
from flask_babel import force_locale, refresh
from sqlalchemy.orm import Session

from consult.briefing.exchange.contents import Document, Seal, Sheets
from consult.briefing.exchange.csv_tables import as_csv
from consult.briefing.exchange.ddi import as_ddi
from consult.briefing.exchange.pdf import as_pdf, can_be_made
from consult.briefing.presentation.codebook import study
from consult.briefing.presentation.counted import about, line_names, lines
from consult.briefing.presentation.joint import Joint, joint
from consult.briefing.presentation.pair import Pair, pair_of
from consult.briefing.presentation.report import parts
from consult.briefing.presentation.slides import deck
from consult.briefing.presentation.wording import translated as _
from consult.briefing.queries import EditionView
from consult.consultation.queries import ConsultationView, in_language
from consult.findings.presentation import is_rtl, tag
from consult.shared.wording import language

MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xml": "application/xml",
    "zip": "application/zip",
}


def offered() -> tuple[str, ...]:
    """Return the endings of files that can be made here: PDF needs what is not installed everywhere."""
    return tuple(one for one in MIMETYPES if one != "pdf" or can_be_made())


@contextmanager
def spoken(wanted: str) -> Iterator[None]:
    """Have everything inside worded in a language, templates too, whatever the reader's is."""
    before = g.get("language")
    g.language = wanted
    try:
        with force_locale(wanted):
            yield
    finally:
        if before is None:
            g.pop("language")
        else:
            g.language = before
        refresh()


def exported(
    session: Session, found: ConsultationView, edition: EditionView, tags: Sequence[str], ending: str
) -> bytes:
    """Return an intact edition as a file of this ending (a key of `MIMETYPES`); only `zip` holds several languages."""
    from consult.briefing.exchange.html_bundle import as_page, as_zip  # noqa: PLC0415 - slow to load, and few requests make one

    seal = Seal(edition.number, edition.content_hash, edition.frozen_at, found.fictitious)
    pages = {}
    for one in tags:
        with spoken(one):
            pair = pair_of(session, edition, one)
            if ending != "zip":
                return _MAKERS[ending](session, found, pair, seal)
            pages[one] = as_page(_shown(found, joint(session, pair)))
    return as_zip(pages)


def _shown(found: ConsultationView, made: Joint) -> Mapping[str, object]:
    return {
        "joint": made,
        "found": found,
        "locale": language(tag()),
        "consultation_title": in_language(found.title, tag()),
    }


def _xlsx(_session: Session, found: ConsultationView, pair: Pair, seal: Seal) -> bytes:
    from consult.briefing.exchange.xlsx import as_xlsx  # noqa: PLC0415 - slow to load, and few requests make one

    said = tuple(about(found, pair))
    sheets = Sheets(_("About this file"), said, _("Figures"), line_names(), tuple(lines(pair)), is_rtl())
    return as_xlsx(sheets, seal)


def _csv(_session: Session, _found: ConsultationView, pair: Pair, seal: Seal) -> bytes:
    return as_csv(lines(pair), seal)


def _docx(session: Session, found: ConsultationView, pair: Pair, seal: Seal) -> bytes:
    from consult.briefing.exchange.docx import as_docx  # noqa: PLC0415 - slow to load, and few requests make one

    return as_docx(_document(session, found, pair, seal), seal)


def _pdf(session: Session, found: ConsultationView, pair: Pair, seal: Seal) -> bytes:
    return as_pdf(_document(session, found, pair, seal), seal)


def _document(session: Session, found: ConsultationView, pair: Pair, seal: Seal) -> Document:
    said = tuple(parts(found, pair, joint(session, pair)))
    return Document(in_language(found.title, tag()), tag(), is_rtl(), _foot(found, seal), said)


def _pptx(session: Session, found: ConsultationView, pair: Pair, seal: Seal) -> bytes:
    from consult.briefing.exchange.pptx import as_pptx  # noqa: PLC0415 - slow to load, and few requests make one

    return as_pptx(deck(found, pair, joint(session, pair), _foot(found, seal)), seal)


def _xml(_session: Session, found: ConsultationView, pair: Pair, seal: Seal) -> bytes:
    return as_ddi(study(found, pair), seal)


def _foot(found: ConsultationView, seal: Seal) -> str:
    """Return what stands at the foot of every page: what it is of, which edition, and that it is invented if it is."""
    invented = [_("Fictitious demonstration.")] if seal.fictitious else []
    edition = f"{_('Edition')} {seal.number}"
    return " · ".join((*invented, in_language(found.title, tag()), edition, f"sha256 {seal.content_hash}"))


_MAKERS: Mapping[str, Callable[[Session, ConsultationView, Pair, Seal], bytes]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "docx": _docx,
    "pdf": _pdf,
    "pptx": _pptx,
    "xml": _xml,
}
