"""Settings, read once from the environment; a bad value stops the start with a sentence saying which."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.policy import default as mail_policy
from pathlib import Path
from urllib.parse import urlsplit

from consult.shared.errors import ConsultError
from consult.shared.smtp import MailServer, read_mail_server


class BadSetting(ConsultError):
    """A setting that cannot be used; the message names it and says what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation chooses.

    `base_url` is the only source of links in mails; `instance` holds the SQLite file and the file of the cookies' key.
    `key_file` (default: keys/master.key there) holds the master key of everything that is sealed: keep a copy of it
    apart from the database and its backups. Without a `mail_server` nothing is mailed, and pages say so; `mail_from`
    is what members see as the sender.
    """

    database_url: str
    secret_key: str
    base_url: str
    instance: Path
    demo: bool = False
    key_file: Path | None = None
    mail_server: MailServer | None = None
    mail_from: Address | None = None

    def __repr__(self) -> str:
        """Name the installation only: the key and the database's password stay out of logs."""
        return f"Settings(base_url={self.base_url!r}, demo={self.demo})"

    @property
    def master_key_file(self) -> Path:
        """Where the master key is."""
        return self.key_file or self.instance / "keys" / "master.key"

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked secure wherever members reach us by https."""
        return self.base_url.startswith("https:")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in `environment`; raise `BadSetting` naming the first that cannot be used."""
    instance = Path(environment.get("CONSULT_INSTANCE", "instance")).absolute()
    demo = _yes_or_no(environment, "CONSULT_DEMO")
    base_url = environment.get("CONSULT_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BadSetting(
            f"CONSULT_BASE_URL is {base_url!r}: write the full address members use, like https://x.example"
        )
    if address.scheme == "http" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise BadSetting("CONSULT_BASE_URL begins with http: members' answers need https")
    mail_server, mail_from = _mail(environment)
    return Settings(
        database_url=_database_url(environment.get("DATABASE_URL", f"sqlite:///{instance / 'consult.db'}")),
        secret_key=environment.get("CONSULT_SECRET_KEY") or _kept_key(instance / "secret.key"),
        base_url=base_url,
        instance=instance,
        demo=demo,
        key_file=Path(key_file).absolute() if (key_file := environment.get("CONSULT_KEY_FILE")) else None,
        mail_server=mail_server,
        mail_from=mail_from,
    )


def _mail(environment: Mapping[str, str]) -> tuple[MailServer | None, Address | None]:
    """Return who takes our mail and whom it is from: both, or neither."""
    url, sender = environment.get("CONSULT_SMTP_URL", ""), environment.get("CONSULT_MAIL_FROM", "")
    if not url and not sender:
        return None, None
    if not url or not sender:
        missing = "CONSULT_MAIL_FROM" if url else "CONSULT_SMTP_URL"
        raise BadSetting(f"{missing} is missing: mail needs both CONSULT_SMTP_URL and CONSULT_MAIL_FROM")
    try:
        server = read_mail_server(url)
    except ValueError as error:  # its own words never quote the password
        raise BadSetting(f"CONSULT_SMTP_URL cannot be used: {error}") from None
    address = None
    with suppress(ValueError, HeaderParseError):
        (address,) = mail_policy.header_factory("from", sender).addresses
    usable = address and address.username and "." in address.domain and address.addr_spec.isascii()
    if address is None or not usable or not sender.isprintable():
        raise BadSetting(f"CONSULT_MAIL_FROM is {sender!r}: write an address, or Name <address>")
    return server, address


def _yes_or_no(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "no").lower()
    if value not in ("yes", "no", "1", "0", "true", "false", ""):
        raise BadSetting(f"{name} is {value!r}: write yes or no")
    return value in ("yes", "1", "true")


def _database_url(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return url.replace(plain, "postgresql+psycopg://", 1)
    if url.startswith("sqlite:///") and ":memory:" not in url and url != "sqlite:///":
        return url
    if url.startswith("postgresql+psycopg://"):
        return url
    raise BadSetting("DATABASE_URL must begin with sqlite:/// (a file) or postgresql://")


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    if path.stat().st_mode & 0o077:
        raise BadSetting(f"{path.name} can be read by others: chmod 600 it")
    if len(key := path.read_text().strip()) < 32:
        raise BadSetting(f"{path.name} is too short to be a key: delete it to have a new one made")
    return key
