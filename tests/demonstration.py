"""The demonstration, loaded once by its own command for all tests that look at it: loading takes a while."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from consult.app import create_app
from consult.demo import cli
from consult.demo.operations import DemoLoaded
from consult.shared.database import writing
from consult.shared.keyring import FOLDER, Keyring, read_master
from consult.shared.keyring import NAME as KEYRING


@dataclass(frozen=True)
class Demonstration:
    """The folder the command made, and the steps it told of. Whoever changes anything takes a copy."""

    folder: Path
    steps: tuple[str, ...]

    @cached_property
    def marker(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "doors.json").read_text()))

    def give_keys(self, app: Flask) -> Flask:
        """Let an application on a copy of the demonstration's rows open what is sealed in them."""
        keys = self.folder / "keys"
        app.extensions[KEYRING] = Keyring(read_master(keys / "master.key"), keys / FOLDER)
        return app

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.marker["loaded_at"])

    @property
    def loaded(self) -> DemoLoaded:
        keys = ("released", "open", "open_strands", "meeting", "ballot", "doors")
        return DemoLoaded(*(self.marker[key] for key in keys))


def load(folder: Path) -> Demonstration:
    """Run `consult demo --only-load` with everything it makes in a folder."""
    steps: list[str] = []
    (command,) = (one for one in cli.commands(create_app) if one.name == "demo")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONSULT_INSTANCE", str(folder))
        patched.setattr(cli, "show_progress", lambda step, done, total: steps.append(f"{step} {done}/{total}"))
        state = writing.set(True)
        done = CliRunner().invoke(command, ["--only-load"], catch_exceptions=False)
        writing.reset(state)
    assert done.exit_code == 0, done.output
    return Demonstration(folder / "demo", tuple(steps))
