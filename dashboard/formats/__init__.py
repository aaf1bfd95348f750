"""File formats of the exports: what is filtered, with where it comes from written inside. Pure."""
