"""A strand open for answers on a server of its own in this process: what it stores can be looked at while it serves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from consult.app import create_app
from consult.settings import Settings
from consult.shared.database import Record, db, writing
from tests.browser.serving import free_port
from tests.builders import World
from tests.builders_collection import link, open_world


class Quiet(WSGIRequestHandler):
    def log(self, *args: Any) -> None:
        pass


@dataclass
class Own:
    """Where it answers; `token` makes a link for one of its organisations, `session` looks at what is stored."""

    address: str
    app: Flask
    token: Callable[..., str]
    strand_id: str
    session: Callable[[], AbstractContextManager[Session]]


@contextmanager
def own_world(folder: Path, prepare: Callable[[Session, World], object] | None = None, **changed: Any) -> Iterator[Own]:
    """Serve a world, which `prepare` may change first, until the block ends."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    app = create_app(Settings(f"sqlite:///{folder / 'own.db'}", "a key for tests only, long enough", address, folder))

    @contextmanager
    def inside() -> Iterator[Session]:
        token = writing.set(True)
        with app.app_context():
            yield db.session()
            db.session.commit()
        writing.reset(token)

    with inside() as session:
        Record.metadata.create_all(db.engine)
        made = open_world(session, **changed)
        if prepare:
            prepare(session, made)

    def token(organisation: str = "a1", **how: Any) -> str:
        with inside() as session:
            return link(session, made, organisation, **how)

    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield Own(address, app, token, made.strands["A"], inside)
    finally:
        server.shutdown()
        serving.join(10)
        server.server_close()
        with app.app_context():
            db.engine.dispose()
