"""The program's own words: extraction, compilation and the checks that keep catalogues whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from consult.shared.wording import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "translations"
METHODS = [("consult/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
TEMPLATES = {"trimmed": "true", "silent": "false", "extensions": "consult.shared.drawing.Cached"}
"""A template that cannot be read stops the extraction: left out in silence, its words would lose their translations."""
OPTIONS = {"templates/**.html": TEMPLATES, "templates/**.txt": TEMPLATES}
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
DRAFT = "consult: draft"


def source() -> Catalog:
    """Return every string of the code and templates."""
    catalog = Catalog(project="Consult", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        ROOT, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("TRANSLATORS:",), directory_filter=_ours
    )
    for name, line, message, comments, context in found:
        catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def _ours(folder: str | Path) -> bool:
    return not Path(folder).name.startswith((".", "node_modules", "__pycache__"))


def path_of(tag: str) -> Path:
    """Return where the catalogue of a language lives."""
    return FOLDER / tag / "LC_MESSAGES" / "messages.po"


def read(tag: str) -> Catalog:
    """Return the catalogue of a language, empty if there is none yet."""
    path = path_of(tag)
    if not path.exists():
        return Catalog(locale=tag, project="Consult", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=tag, charset="utf-8")


def _rendered(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=False, sort_output=True, no_location=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')  # else every extraction is a diff
    return "".join(line for line in lines if not line.startswith(dated)).encode()


def extract() -> list[Path]:
    """Bring `messages.pot` and every catalogue up to date with the code; return the files written."""
    template = source()
    FOLDER.mkdir(exist_ok=True)
    written = [FOLDER / "messages.pot"]
    written[0].write_bytes(_rendered(template))
    for tag in SHIPPED[1:]:
        catalog = read(tag)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        path = path_of(tag)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_rendered(catalog))
        written.append(path)
    return written


def compile_all() -> int:
    """Write a `.mo` beside every catalogue; return how many."""
    count = 0
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path.parts[-3]))
        count += 1
    return count


def _filled(message: Message) -> bool:
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(texts)


def faults() -> Iterator[str]:
    """Yield one line per thing wrong: strings missing from the catalogues, untranslated, misplaced or misplural."""
    template = source()
    pot = FOLDER / "messages.pot"
    if not pot.exists() or pot.read_bytes() != _rendered(template):
        yield "translations/messages.pot: out of date, run `make extract`"
    for tag in SHIPPED[1:]:
        catalog = read(tag)
        if catalog.num_plurals != _plurals(tag):
            yield f"{tag}: {catalog.num_plurals} plural forms, the language has {_plurals(tag)}"
        for message in template:
            if not message.id:
                continue
            theirs = catalog.get(message.id, context=message.context)
            if theirs is None or not _filled(theirs) or theirs.fuzzy:
                yield f"{tag}: not translated: {str(message.id)[:90]!r}"
                continue
            for error in theirs.check(catalog):
                yield f"{tag}: {str(message.id)[:60]!r}: {error}"


def _plurals(tag: str) -> int:
    """Return gettext's number of forms: CLDR's, without the fractions of ru and the millions of fr, es and pt."""
    forms = len(Locale.parse(tag).plural_form.tags) + 1
    return {"fr": 2, "es": 2, "pt": 2, "ru": 3}.get(tag, forms)


def is_draft(tag: str) -> bool:
    """Tell whether a language's words still wait for a speaker's review: the head of its catalogue says so."""
    path = path_of(tag)
    if not path.exists():
        return False
    with path.open(encoding="utf-8") as file:
        head = [line for line, _ in zip(file, range(10), strict=False)]
    return any(line.startswith("#") and DRAFT in line for line in head)
