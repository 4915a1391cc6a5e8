"""What tests of proposal pages share: a released world, staff in it, and their pages."""

from __future__ import annotations

from tests.web.access.conftest import may_write, open_browser, person
from tests.web.briefing.conftest import made, no_conditions, staff

__all__ = ["made", "may_write", "no_conditions", "open_browser", "person", "staff"]
