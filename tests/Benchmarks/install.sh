#!/usr/bin/env bash
# Unpacks Debian's nginx, haproxy and wrk, the gateway's peers and its load, into a cache; prints where. Nothing is installed, and no server started.
set -euo pipefail
cache=${BENCH_CACHE:-$HOME/.cache/inference-endpoints-bench}
if [[ ! -x $cache/root/usr/sbin/nginx || ! -x $cache/root/usr/sbin/haproxy || ! -x $cache/root/usr/bin/wrk ]]; then
  mkdir -p "$cache/packages" "$cache/root"
  cd "$cache/packages"
  apt-get update -qq >&2
  apt-get download -qq nginx haproxy wrk libluajit-5.1-2 liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 >&2
  for package in *.deb; do dpkg -x "$package" "$cache/root"; done
fi
echo "$cache/root"
