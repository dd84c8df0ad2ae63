#!/usr/bin/env bash
# Prints the path of a program of Prometheus. Where it is not installed, it alone is taken out of Debian's package, into the cache: the whole
# package would bring a web interface and start a service.
#   prometheus.sh promtool|prometheus
set -euo pipefail
program=$1
command -v "$program" && exit
cache=${XDG_CACHE_HOME:-$HOME/.cache}/inference-endpoints/prometheus
if [[ ! -x $cache/$program ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$cache"
  (cd "$work" && apt-get download -o APT::Sandbox::User=root prometheus >&2 && dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x "./usr/bin/$program")
  mv "$work/usr/bin/$program" "$cache/$program"
fi
echo "$cache/$program"
