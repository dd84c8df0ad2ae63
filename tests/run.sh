#!/usr/bin/env bash
# Runs all tests, the fast ones first; ends with the line 'N passed, N failed', and with a status other than 0 when one failed.
#   run.sh [PROJECT...]     only these, such as: run.sh Operator.UnitTests
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit
projects=("$@")
((${#projects[@]})) || projects=(tests/*.UnitTests tests/IntegrationTests tests/EndToEndTests)
results=$(mktemp -d)
declare -A aside=()
trap 'for group in "${aside[@]}"; do kill -- "-$group" 2>/dev/null; done; rm -rf "$results"' EXIT
passed=0 failed=0 broken=()

# Beside the others, as it mostly waits: what it says is kept until it is asked for.
run_aside() { # NAME COMMAND...
  set -m # without job control it would ignore SIGINT, and so would all that it starts
  "${@:2}" >"$results/$1.log" 2>&1 </dev/null &
  aside[$1]=$!
  set +m
}

is_in_order() { # NAME: of what was run aside
  wait "${aside[$1]}"
  local code=$?
  unset "aside[$1]"
  ((code == 0)) || { broken+=("$1"); failed=$((failed + 1)); }
  return $code
}

check_format() { # once
  [[ -z ${aside[format]:-} ]] || is_in_order format || { tail -20 "$results/format.log"; echo "the code is not formatted: run 'make format'"; }
}

run_project() { # NAME
  echo "== $1"
  dotnet test "tests/$1" --no-build -nologo --logger "trx;LogFileName=$results/$1.trx" --logger "console;verbosity=minimal" 2>&1 | tee "$results/$1.log"
  ((PIPESTATUS[0] == 0)) || broken+=("$1")
  local counters total ok skipped
  counters=$(grep -o '<Counters [^>]*' "$results/$1.trx" 2>/dev/null)
  if [[ -z $counters ]]; then failed=$((failed + 1)); return; fi
  # Errors, time-outs and aborted tests have counters of their own: whatever did not pass, and was not left out, failed.
  total=$(grep -oP ' total="\K[0-9]+' <<<"$counters")
  ok=$(grep -oP ' passed="\K[0-9]+' <<<"$counters")
  skipped=$(grep -oP ' notExecuted="\K[0-9]+' <<<"$counters")
  passed=$((passed + ok)) failed=$((failed + total - ok - skipped))
}

# Each prints a line '  passed ...' for each of its tests.
run_scripts() { # SCRIPT...
  local script code=0
  for script; do
    echo "== $script"
    "tests/$script" || { echo "  failed $script"; code=1; }
  done
  return $code
}

# Whatever cluster KUBECONFIG names: some tests need an API server of their own.
for verb in install build; do
  env -u KUBECONFIG tests/Cluster/cluster.sh $verb || { echo "0 passed, 1 failed"; exit 1; }
done
tests/Clients/install.sh || { echo "0 passed, 1 failed"; exit 1; }
# A compiler that stays for all projects takes half the time, whatever the environment says of it; it ends with the build.
dotnet build Operator.sln -nologo -v q -p:UseSharedCompilation=true
built=$?
dotnet build-server shutdown --vbcscompiler >/dev/null
((built == 0)) || { echo "the build failed"; echo "0 passed, 1 failed"; exit 1; }
run_aside format dotnet format whitespace Operator.sln --verify-no-changes --no-restore # the rules of style and the analyzers, the build asks
for project in "${projects[@]##*/}"; do
  case $project in
    IntegrationTests) check_format ;; # they need the cores
    EndToEndTests) # all three wait for pods most of the time
      (($#)) || run_aside cluster run_scripts Cluster/test-cluster.sh
      (($#)) || run_aside scripts run_scripts GitOps/test-gitops.sh Cluster/test-images.sh Charts/test-charts.sh
      ;;
  esac
  run_project "$project"
done
check_format
for name in cluster scripts; do
  [[ ${aside[$name]:-} ]] || continue
  is_in_order $name
  cat "$results/$name.log"
  passed=$((passed + $(grep -c '^  passed ' "$results/$name.log")))
done
if ((${#broken[@]})); then
  echo "not in order: ${broken[*]}"
  # Said before, far above: each failed test, or the end of the process that ran them, with the first lines of why.
  awk '/^  [Ff]ailed /{lines=8} /^The active test run was aborted/{lines=16} lines-->0' "$results"/*.log
  ((failed)) || failed=1
fi
echo "$passed passed, $failed failed"
((failed == 0))
