#!/usr/bin/env bash
# Prints the path of promtool. Where it is not installed, only this program is taken out of Debian's package, into the cache: the whole
# package would bring a web interface and start a service.
set -euo pipefail
command -v promtool && exit
cache=${XDG_CACHE_HOME:-$HOME/.cache}/inference-endpoints/promtool
if [[ ! -x $cache/promtool ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$cache"
  (cd "$work" && apt-get download -o APT::Sandbox::User=root prometheus >&2 && dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool)
  mv "$work/usr/bin/promtool" "$cache/promtool"
fi
echo "$cache/promtool"
