"""The long texts of the demonstration, read with the quick reader: `sources.read` is for the short ones."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def told(name: str) -> Any:  # Any: each reader gives its part a type
    """Return what one file of `consult/demo/data` holds."""
    text = (files("consult.demo") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
