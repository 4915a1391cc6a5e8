from __future__ import annotations

from tests.web.consultation.conftest import made, may_write, open_browser, person, signed_in

__all__ = ["made", "may_write", "open_browser", "person", "signed_in"]
