#!/usr/bin/env bash
# Installs what the tests call models with: Debian's Node.js, h2load and wrk, and the libraries of package-lock.json.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/Cluster/lib/settings.sh
source "$here/../Cluster/lib/settings.sh"
# shellcheck source=tests/Cluster/lib/install.sh
source "$here/../Cluster/lib/install.sh"
install_packages "the clients need" curl=curl node=nodejs npm=npm h2load=nghttp2-client wrk=wrk
cd "$here"
[[ node_modules/.package-lock.json -nt package-lock.json ]] || with_progress "installing the clients' libraries" npm ci --no-progress
"$here/python.sh" /dev/null
