"""Update pipeline, batch geocoding, evaluation, publication, and the `cigogne` command."""
