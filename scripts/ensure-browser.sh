#!/bin/sh
# The browser journeys need a Chromium: use the one there is, else install Debian's.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
echo "cigogne: no browser found, installing Debian's chromium for the browser tests"
if ! command -v apt-get >/dev/null 2>&1; then
  echo "cigogne: install Chromium by hand, then run make test again" >&2
  exit 1
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
