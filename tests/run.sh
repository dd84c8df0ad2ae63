#!/usr/bin/env bash
# Runs all tests, the fast ones first; ends with the line 'N passed, N failed', and with a status other than 0 when one failed.
#   run.sh [PROJECT...]     only these, such as: run.sh Operator.UnitTests
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit
projects=("$@")
((${#projects[@]})) || projects=(tests/*.UnitTests tests/IntegrationTests tests/EndToEndTests)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 broken=()

# Whatever cluster KUBECONFIG names: some tests need an API server of their own.
for verb in install build; do
  env -u KUBECONFIG tests/Cluster/cluster.sh $verb || { echo "0 passed, 1 failed"; exit 1; }
done
dotnet build Operator.sln -nologo -v q || { echo "the build failed"; echo "0 passed, 1 failed"; exit 1; }
dotnet format Operator.sln --verify-no-changes --no-restore || { echo "the code is not formatted: run 'make format'"; broken+=(format); failed=$((failed + 1)); }
for project in "${projects[@]##*/}"; do
  echo "== $project"
  dotnet test "tests/$project" --no-build -nologo --logger "trx;LogFileName=$results/$project.trx" --logger "console;verbosity=minimal" 2>&1 | tee "$results/$project.log"
  ((PIPESTATUS[0] == 0)) || broken+=("$project")
  counters=$(grep -o '<Counters [^>]*' "$results/$project.trx" 2>/dev/null)
  if [[ -z $counters ]]; then failed=$((failed + 1)); continue; fi
  # Errors, time-outs and aborted tests have counters of their own: whatever did not pass, and was not left out, failed.
  total=$(grep -oP ' total="\K[0-9]+' <<<"$counters")
  ok=$(grep -oP ' passed="\K[0-9]+' <<<"$counters")
  skipped=$(grep -oP ' notExecuted="\K[0-9]+' <<<"$counters")
  passed=$((passed + ok)) failed=$((failed + total - ok - skipped))
done
if ((!$#)); then
  for script in test-cluster.sh test-images.sh; do
    echo "== Cluster/$script"
    "tests/Cluster/$script" 2>&1 | tee "$results/$script.log"
    code=${PIPESTATUS[0]}
    passed=$((passed + $(grep -c '^  passed ' "$results/$script.log")))
    ((code == 0)) || { failed=$((failed + 1)); broken+=("$script"); }
  done
fi
if ((${#broken[@]})); then
  echo "not in order: ${broken[*]}"
  # Said before, far above: each failed test with the first lines of why.
  awk '/^  [Ff]ailed /{lines=8} lines-->0' "$results"/*.log
  ((failed)) || failed=1
fi
echo "$passed passed, $failed failed"
((failed == 0))
