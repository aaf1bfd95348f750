"""The geocoding API under `/api`, which answers as the national service does."""

from dashboard.api.lookups import Lookups
from dashboard.api.routes import api

__all__ = ["Lookups", "api"]
