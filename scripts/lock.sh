#!/bin/sh
# Resolve the three locks for every platform: hashes, and no host name (uv writes none unless asked).
set -eu
common="--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet"
uv pip compile $common pyproject.toml -o locks/runtime.txt
uv pip compile $common --group dev pyproject.toml -o locks/dev.txt
uv pip compile $common --group pyproject.toml:build -o locks/build.txt --constraint locks/dev.txt
