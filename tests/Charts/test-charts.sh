#!/usr/bin/env bash
# Tests the Helm chart; installs what a bare Debian 12 lacks for it: Go's text/template and sprig, of which Helm is made.
#   test-charts.sh [--write]     --write takes what is rendered as golden
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/Cluster/lib/settings.sh
source "$here/../Cluster/lib/settings.sh"
# shellcheck source=tests/Cluster/lib/install.sh
source "$here/../Cluster/lib/install.sh"
gocode=/usr/share/gocode/src
packages=(/usr/lib/go-1.19/bin/go=golang-1.19-go)
[[ -e $gocode/github.com/Masterminds/sprig ]] || packages+=(sprig-is-missing=golang-github-masterminds-sprig-dev)
[[ -e $gocode/gopkg.in/yaml.v3 ]] || packages+=(yaml-is-missing=golang-gopkg-yaml.v3-dev)
/usr/bin/python3 -c 'import yaml' 2>/dev/null || packages+=(yaml-is-missing=python3-yaml)
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null || packages+=(jsonschema-is-missing=python3-jsonschema)
install_packages "the test needs" "${packages[@]}"
exec /usr/bin/python3 -B "$here/test-charts.py" "$@" # Debian's, for which the packages are
