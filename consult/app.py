"""The application: a short list of named steps."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request, session, url_for
from flask_babel import Babel, format_datetime, format_decimal, get_locale, get_translations
from flask_security import current_user
from flask_wtf import CSRFProtect
from sqlalchemy.engine import make_url
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

import consult.access.records
import consult.access.web
import consult.briefing.records
import consult.briefing.web
import consult.coding.records
import consult.coding.web
import consult.collection.records
import consult.collection.web
import consult.consultation.records
import consult.consultation.web
import consult.decision.records
import consult.decision.web
import consult.demo.web
import consult.findings.web
import consult.instrument.records
import consult.instrument.web
import consult.interview.records
import consult.interview.web
import consult.meeting.records
import consult.meeting.web
import consult.membership.records
import consult.membership.web
import consult.reliability.web
import consult.shared.jobs
from consult.access.policy import reader
from consult.corrections import CARRY
from consult.gates import GATES
from consult.jobs import JOBS
from consult.settings import Settings, read_settings
from consult.shared import triggers
from consult.shared.catalogues import is_draft
from consult.shared.database import Record, db, keep_promises, writing
from consult.shared.drawing import Cached, day
from consult.shared.keyring import FOLDER, Keyring, read_master
from consult.shared.keyring import NAME as KEYRING
from consult.shared.receiving import Application, bound_requests
from consult.shared.refusing import answer_errors
from consult.shared.remembering import remember_languages, remembered
from consult.shared.wording import SHIPPED, language, resolve

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = (
    consult.membership.web,
    consult.consultation.web,
    consult.instrument.web,
    consult.collection.web,
    consult.interview.web,
    consult.coding.web,
    consult.reliability.web,
    consult.findings.web,
    consult.briefing.web,
    consult.meeting.web,
    consult.decision.web,
)
POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; worker-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
BRINGS_WORKER = "collection.offline"
"""The one page that may register a service worker: where a member chooses offline mode."""
BODY_LIMIT = 12 * 1024 * 1024
triggers.attach(Record.metadata)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for `settings` (default: the environment's)."""
    settings = settings or read_settings()
    app = Application("consult", root_path=str(ROOT / "consult"), template_folder=str(ROOT / "templates"))
    configure(app, settings)
    choose_transactions(app)
    bound_requests(app)
    connect_database(app)
    hold_keys(app)
    speak_languages(app)
    protect(app)
    pack(app)
    dress_pages(app)
    app.extensions["gates"] = GATES
    app.extensions["jobs"] = JOBS
    app.extensions["corrections"] = CARRY
    open_doors(app, settings)
    answer_errors(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Write the settings into Flask's own names."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="__Host-consult" if settings.secure_cookies else "consult",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it asks for a referrer, and our pages tell browsers to send none
        TEMPLATES_AUTO_RELOAD=False,
        READING_ENDPOINTS={"security.login", "security.verify", "coding.search"},
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(date=day, moment=format_datetime, number=format_decimal)


def choose_transactions(app: Flask) -> None:
    """Say before anything else whether a request may write; it must be the first hook (threads keep old values)."""

    @app.before_request
    def choose() -> None:
        reads = request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint in app.config["READING_ENDPOINTS"]
        writing.set(not reads)


def connect_database(app: Flask) -> None:
    """Attach the database and its promises; an error never repeats what was written or asked for (decision 3)."""
    on_postgresql = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "postgresql"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True, "pool_pre_ping": on_postgresql}
    db.init_app(app)
    with app.app_context():
        keep_promises(db.engine)


def hold_keys(app: Flask) -> None:
    """Read the master key; without it nothing that was sealed can be read."""
    path = app.config["SETTINGS"].master_key_file
    app.extensions[KEYRING] = Keyring(read_master(path), path.parent / FOLDER)


def chosen_language() -> str:
    """Return the tag for this request: page's own, chosen, account's, browser's, else the first shipped."""
    if not has_request_context():
        return SHIPPED[0]  # the command line speaks English
    if hasattr(g, "language"):
        return str(g.language)
    own = current_user.language if current_user and current_user.is_authenticated else None
    wishes = [session.get("language"), own, remembered()]
    g.language = resolve(SHIPPED, wishes, request.headers.get("Accept-Language", ""))
    return str(g.language)


def speak_languages(app: Flask) -> None:
    """Find catalogues and the reader's language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app, locale_selector=chosen_language)
    remember_languages(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension(Cached)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # - what the extension adds
        lambda words: _catalogue().ugettext(words),
        lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def _catalogue() -> Any:  # Any: the library's own catalogues
    """Return the words of the page's language, found once for each page: a page asks a hundred times."""
    here = g._get_current_object()
    held = here.get("catalogue")
    if held is None or held[0] != here.get("language"):
        words = get_translations()
        held = here.catalogue = (here.get("language"), words)
    return held[1]


def protect(app: Flask) -> None:
    """Refuse forged posts, then attach sign-in, then the headers every answer carries."""
    CSRFProtect(app)
    consult.access.web.set_up(app)
    secure = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
    always = {**POLICY, **(secure if app.config["SETTINGS"].secure_cookies else {})}
    pages = {**always, "Cache-Control": "no-store"}

    @app.after_request
    def add_headers(response: Response) -> Response:
        said = {name.lower() for name, _value in response.headers}  # each look would go through all of them
        for name, value in always.items() if request.endpoint == "static" else pages.items():
            if name.lower() not in said:
                response.headers.add(name, value)
        if request.endpoint == BRINGS_WORKER:
            policy = response.headers["Content-Security-Policy"]
            response.headers["Content-Security-Policy"] = policy.replace("worker-src 'none'", "worker-src 'self'")
        return response


PACKED_TYPES = ("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml")


def pack(app: Flask) -> None:
    """Send text gzipped to whoever takes it: a long question page is 18 KB plain and 5 packed.

    A page's secret (the form token) and the reader's own words stand in one body; guessing the one by the size of the
    other (BREACH) needs posts that carry the reader's cookie from elsewhere, which SameSite refuses.
    """

    @app.after_request
    def compress(response: Response) -> Response:
        if (
            response.mimetype not in PACKED_TYPES
            or response.status_code == 304
            or "Content-Encoding" in response.headers
            or not takes_gzip(request.headers.get("Accept-Encoding", ""))
        ):
            return response
        response.direct_passthrough = False
        body = response.get_data()
        response.vary.add("Accept-Encoding")
        if len(body) > 500:
            response.set_data(gzip.compress(body, 6, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.pop("Accept-Ranges", None)
        return response


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Tell whether a browser takes what is gzipped: there are few headers that say so, and each request brings one."""
    return bool(parse_accept_header(accepted, Accept)["gzip"] > 0)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Addresses of static files that change with their content, so that they may be kept for a year."""

    folder: Path
    known: dict[tuple[str, str], str]

    def address(self, path: str) -> str:
        """Return the URL of a static file, at the place where the installation stands."""
        place = (request.script_root if has_request_context() else "", path)
        if place not in self.known:
            mark = hashlib.sha256((self.folder / path).read_bytes()).hexdigest()[:10]
            self.known[place] = url_for("static", filename=path, v=mark)
        return self.known[place]


def dress_pages(app: Flask) -> None:
    """Give every template what the layouts need."""
    fingerprints = Fingerprints(ROOT / "consult" / "static", {})
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    drafts = frozenset(tag for tag in SHIPPED if is_draft(tag))

    @app.context_processor
    def page() -> dict[str, Any]:
        tag = str(get_locale() or "en")
        return {
            "locale": language(tag),
            "languages": tuple(language(t) for t in SHIPPED),
            "demo": app.config["SETTINGS"].demo,
            "reader": reader(),
            "static": fingerprints.address,
            "draft_words": tag in drafts,
            "stages": consult.consultation.web.stages(),
        }


def open_doors(app: Flask, settings: Settings) -> None:
    """Register every domain's pages; demonstration doors exist in demo mode only."""
    for domain in DOMAINS:
        app.register_blueprint(domain.blueprint)
    app.register_blueprint(consult.demo.web.blueprint if settings.demo else consult.demo.web.plain)
