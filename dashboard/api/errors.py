"""What the API refuses, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.errors import DashboardError


class RefusedError(DashboardError):
    """A request that cannot be answered: a status, and a sentence that ends with what to do."""

    status = 400

    def __init__(self, message: str) -> None:
        # names of columns are in it: bytes that could not be read are no text
        self.message = message.encode("utf-8", "replace").decode()
        super().__init__(self.message)

    def body(self) -> dict[str, object]:
        """The answer, as the national service words its own."""
        return {"code": self.status, "message": self.message}


class ParametersError(RefusedError):
    """Parameters that cannot be read; each line of `detail` says what of one, as the national service."""

    def __init__(self, detail: Sequence[str]) -> None:
        self.detail = list(detail)
        super().__init__("Failed parsing query")

    def body(self) -> dict[str, object]:
        """The answer, with its details."""
        return {**super().body(), "detail": self.detail}


class BusyError(RefusedError):
    """As many files as this process works on at once are being geocoded."""

    status = 503


class IndexUnavailableError(RefusedError):
    """The release being served has no geocoder index that can be opened."""

    status = 503
