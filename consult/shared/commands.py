"""What a command says about itself to the command line that runs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Callback = TypeVar("Callback", bound=Callable[..., Any])

_STANDING_ALONE: set[Callable[..., Any]] = set()


def stands_alone(callback: Callback) -> Callback:
    """Mark a command that reads files only: it runs without an installation, its settings and its database."""
    _STANDING_ALONE.add(callback)
    return callback


def is_standing_alone(callback: Callable[..., Any]) -> bool:
    """Tell whether a command was marked so."""
    return callback in _STANDING_ALONE
