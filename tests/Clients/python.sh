#!/usr/bin/env bash
# Runs a script with Debian's newest huggingface_hub, which this machine need not have: the root of the downloader's image, in which it is.
#   python.sh SCRIPT
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
image=$("$here/../Cluster/images.sh" downloader)
root=${image%.tar}.root
if [[ ! -e $root/usr ]]; then
  exec 9>"$root.lock"
  flock 9
  if [[ ! -e $root/usr ]]; then
    work=$(mktemp -d -p "$(dirname "$image")")
    tar -xf "$image" -C "$work"
    mkdir "$work/root"
    tar -xf "$work"/*.tar -C "$work/root"
    mv "$work/root" "$root"
    rm -rf "$work"
  fi
fi
touch "$root"
find "$(dirname "$root")" -maxdepth 1 -name '*.root' -mtime +7 -exec rm -rf {} +
HOME=/tmp PYTHONDONTWRITEBYTECODE=1 exec chroot "$root" /usr/bin/python3 - <"$1"
