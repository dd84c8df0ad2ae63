#!/usr/bin/env bash
# Tests deploy/gitops, and that every YAML file of the repository is in order; installs what a bare Debian 12 lacks for it.
#   test-gitops.sh [--write]     --write puts the health checks into deploy/gitops/argocd/argocd-cm.yaml
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/Cluster/lib/settings.sh
source "$here/../Cluster/lib/settings.sh"
# shellcheck source=tests/Cluster/lib/install.sh
source "$here/../Cluster/lib/install.sh"
packages=(lua5.1=lua5.1 yamllint=yamllint) # Argo CD runs Lua 5.1
/usr/bin/python3 -c 'import yaml' 2>/dev/null || packages+=(yaml-is-missing=python3-yaml)
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null || packages+=(jsonschema-is-missing=python3-jsonschema)
install_packages "the test needs" "${packages[@]}"
exec /usr/bin/python3 -B "$here/test-gitops.py" "$@" # Debian's, for which the packages are
