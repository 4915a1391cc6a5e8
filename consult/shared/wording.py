"""The languages of the interface and how a reader's is found (notes: no rival resolves fa-AF or iw right)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

SHIPPED = ("en", "fr", "es", "pt", "ru", "ar")
NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
}
OWN_NAMES = {**NAMES, "fa-AF": "دری"}
"""What speakers call their language; Babel calls Dari «فارسی (افغانستان)», which nobody says."""
ALIASES = {"no": "nb"}
"""Beside those Babel knows (prs is fa-AF, iw is he, in is id, tl is fil, cmn is zh, swh is sw)."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language as pages name it: BCP 47 tag, own name, writing direction ("ltr" or "rtl")."""

    tag: str
    name: str
    direction: str


@lru_cache(maxsize=1024)
def language(tag: str) -> Language:
    """Return the `Language` of a tag; an unknown one keeps its tag as name and reads left to right."""
    one = canonical(tag)
    try:
        locale = Locale.parse(one, sep="-")
    except (ValueError, UnknownLocaleError):
        return Language(tag, tag, "ltr")
    return Language(tag, OWN_NAMES.get(one) or locale.get_display_name() or tag, locale.text_direction)


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str:
    """Return the one tag that stands for all that mean the same: «prs» gives «fa-AF», «zh_tw» «zh-TW», «iw» «he»."""
    head, *rest = tag.strip().replace("_", "-").split("-")
    head = head.lower()
    known = str(ALIASES.get(head) or get_global("language_aliases").get(head, head)).replace("_", "-")
    pieces = [piece.title() if len(piece) == 4 else piece.upper() for piece in rest if piece]
    return "-".join([known, *(piece for piece in pieces if piece not in known.split("-"))])


def resolve(offered: Iterable[str], wishes: Iterable[str | None], accepted: str = "") -> str:
    """Return the offered tag that serves a reader best.

    `wishes` are tags in falling order of weight (explicit choice, stored preference, invitation);
    `accepted` is an Accept-Language header. The first offered tag is the last resort.
    """
    tags = list(offered)
    for wish in [*wishes, *_accepted(accepted)]:
        if wish and (found := _match(wish, tags)):
            return found
    return tags[0]


def _match(wish: str, offered: list[str]) -> str | None:
    """Return the same language; else one of the same language and script; else the same language in any other."""
    wanted = canonical(wish)
    same = [tag for tag in offered if _language(tag) == _language(wanted)]
    alike = [tag for tag in same if _script(tag) == _script(wanted)]
    return next((tag for tag in same if canonical(tag) == wanted), None) or next(iter(alike or same), None)


def _language(tag: str) -> str:
    return canonical(tag).partition("-")[0]


@lru_cache(maxsize=1024)
def _script(tag: str) -> str | None:
    """Return the script a tag is written in: zh-TW in Hant, zh in Hans."""
    try:
        return Locale.parse(canonical(tag), sep="-", resolve_likely_subtags=True).script or _usual_script(tag)
    except (ValueError, UnknownLocaleError):
        return None


def _usual_script(tag: str) -> str | None:
    likely = str(get_global("likely_subtags").get(canonical(tag).replace("-", "_")) or "")
    usual = likely or str(get_global("likely_subtags").get(_language(tag)) or "")
    return next((piece for piece in usual.split("_") if len(piece) == 4), None)


def _accepted(header: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for piece in header.split(",")[:20]:
        tag, _, quality = piece.strip().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if tag and tag != "*" and weight > 0:
            weighed.append((-weight, tag.strip()[:40]))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
