"""The dashboard: one page over one release, its exports, and the HTTP that serves them."""
