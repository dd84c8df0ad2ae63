#!/usr/bin/env bash
# Installs the .NET SDK that global.json asks for, where it is missing. What the local cluster needs, tests/Cluster/cluster.sh installs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
! dotnet --version >/dev/null 2>&1 || exit 0

((EUID == 0)) || { echo "the .NET SDK of global.json is missing: run this as root, or install it from https://dot.net" >&2; exit 1; }
channel=$(grep -oE '"version": *"[0-9]+\.[0-9]+' global.json | grep -oE '[0-9]+\.[0-9]+$')
echo "installing the .NET SDK $channel into /usr/share/dotnet"
missing=()
command -v curl >/dev/null || missing+=(curl)
dpkg-query -W libicu72 >/dev/null 2>&1 || missing+=(libicu72)
dpkg-query -W ca-certificates >/dev/null 2>&1 || missing+=(ca-certificates)
if ((${#missing[@]})); then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
script=$(mktemp)
trap 'rm -f "$script"' EXIT
curl -fsSL https://dot.net/v1/dotnet-install.sh -o "$script"
bash "$script" --channel "$channel" --install-dir /usr/share/dotnet
ln -sf /usr/share/dotnet/dotnet /usr/bin/dotnet
dotnet --version
