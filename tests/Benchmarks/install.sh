#!/usr/bin/env bash
# Unpacks Debian's nginx and wrk, the gateway's peer and its load, into a cache; prints where. Nothing is installed, and no server started.
set -euo pipefail
cache=${BENCH_CACHE:-$HOME/.cache/inference-endpoints-bench}
if [[ ! -x $cache/root/usr/sbin/nginx || ! -x $cache/root/usr/bin/wrk ]]; then
  mkdir -p "$cache/packages" "$cache/root"
  cd "$cache/packages"
  apt-get update -qq >&2
  apt-get download -qq nginx wrk libluajit-5.1-2 >&2
  for package in *.deb; do dpkg -x "$package" "$cache/root"; done
fi
echo "$cache/root"
