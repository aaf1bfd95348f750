"""The page, panel by panel; functions that return components and know no data but the manifest."""

from __future__ import annotations

from dashboard.layout.page import in_language, index_string, page

__all__ = ["in_language", "index_string", "page"]
