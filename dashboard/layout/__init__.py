"""The page, panel by panel; functions that return components and know no data but the manifest."""

from __future__ import annotations

from dashboard.layout.page import index_string, page

__all__ = ["index_string", "page"]
