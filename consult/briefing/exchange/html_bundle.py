"""An edition as pages for reading offline: one file each, styles inside, no script, nothing that asks a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

import regex
from flask import current_app
from markupsafe import Markup

from consult.briefing.exchange.own_fonts import faces
from consult.shared.packing import packed

STYLE = "css/staff.css"
TEMPLATE = "briefing/bundle.html"


def as_page(shown: Mapping[str, object]) -> str:
    """Return one page in the language that is spoken; its own policy forbids it any request.

    Its fonts are cut to what it says, and its policy names its styles: both come in when it has been written.
    """
    hashed, styled = f"hash-{token_hex(16)}", f"style-{token_hex(16)}"
    page: str = current_app.jinja_env.get_template(TEMPLATE).render(
        **shown,
        policy=f"default-src 'none'; style-src {hashed}; font-src data:; base-uri 'none'; form-action 'none'",
        style=Markup("<style>{}</style>").format(styled),
    )
    style = "\n".join((_style(), faces(page)))
    return page.replace(hashed, _hashed(style), 1).replace(styled, style, 1)


def as_zip(pages: Mapping[str, str]) -> bytes:
    """Return pages by language as one archive: a single one at its root, several each in its language's folder."""
    alone = len(pages) == 1
    return packed((("" if alone else f"{tag}/") + "index.html", page.encode()) for tag, page in pages.items())


def _style() -> str:
    text = (Path(str(current_app.static_folder)) / STYLE).read_text(encoding="utf-8")
    return str(regex.sub(r"\s*\n\s*", "\n", text))


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
