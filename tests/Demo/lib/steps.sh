# What the steps of the demo are made of: their times, waiting, asking endpoints, and the end.
# shellcheck shell=bash disable=SC2034,SC2086,SC2154 # names are those of demo.sh, and hold no spaces

begin() { step=$1 step_start=$(date +%s%N); printf '\n\033[1m== %s\033[0m\n' "$step"; }
end() { steps+=("$(printf '%6d.%03d s  %s' $((($(date +%s%N) - step_start) / 1000000000)) $((($(date +%s%N) - step_start) / 1000000 % 1000)) "$step")"); step=""; }
wrong() { echo "demo: $*" >&2; exit 1; }
show() { printf '\033[36m$ %s\033[0m\n' "$*"; "$@"; }

# The local cluster goes with the demo, and all that is on it.
is_local() { [[ -n ${CLUSTER_DIR:-} && $KUBECONFIG -ef $CLUSTER_DIR/kubeconfig ]]; }

finish() {
  local status=$?
  trap - EXIT
  set +e
  ((!${#steps[@]})) || printf '\n\033[1m== Summary\033[0m\n'
  ((!${#steps[@]})) || printf '%s\n' "${steps[@]}"
  if ((status)); then
    [[ -z $step ]] || printf '    FAILED     %s\n' "$step"
    [[ -z $installed ]] || last_words
  fi
  is_local || [[ -z $installed ]] || uninstall
  ((${#children[@]})) && kill "${children[@]}" 2>/dev/null
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

last_words() {
  local process
  kubectl -n $SYSTEM get pods -o wide
  for process in operator gateway; do
    echo "The $process's last words:"
    kubectl -n $SYSTEM logs -l "app.kubernetes.io/name=inference-endpoints-$process" --tail=5 | cut -c1-500
  done
}

state() { kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.state}' 2>/dev/null; }
message() { kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.message}' 2>/dev/null; }

# await NAME WHAT CONDITION...: until the condition holds. Says every ten seconds what it waits for, and an endpoint's message.
await() {
  local name=$1 what=$2 deadline=$((SECONDS + LIMIT)) next=$((SECONDS + 10)); shift 2
  until "$@"; do
    ((SECONDS < deadline)) || wrong "$name: not $what within $LIMIT s: $(state "$name") $(message "$name")"
    ((SECONDS < next)) || { echo "   waiting for $name, $what: $(message "$name")"; next=$((SECONDS + 10)); }
    sleep 0.2
  done
}

has_state() { [[ $(state "$1") == "$2" ]]; }
has_replicas() { [[ $(kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.state} {.status.ready}') == "running $2" ]]; }
has_no_pods() { [[ -z $(kubectl -n $TEAM get pods -l "app.kubernetes.io/instance=$1" -o name) ]]; }
says() { [[ $(message "$1") == *"$2"* ]]; }
answers() { [[ $(call "$1" / -o /dev/null -w '%{http_code}') == "$2" ]]; }
refuses() { ! kubectl -n $TEAM patch iep "$1" --type=merge -p "$2" --dry-run=server >/dev/null 2>"$work/refusal"; }
has_no_children() {
  [[ -z $(kubectl -n $TEAM get deployments,replicasets,pods,services,horizontalpodautoscalers,persistentvolumeclaims,controllerrevisions,networkpolicies,poddisruptionbudgets \
    -l app.kubernetes.io/managed-by=inference-endpoints-operator -o name) ]]
}

# eventually STATE ENDPOINT...: all of them reach the state in time.
eventually() {
  local name
  for name in "${@:2}"; do await "$name" "$1" has_state "$name" "$1"; done
}

ready() { await "$1" "$2 replicas ready" has_replicas "$1" "$2"; } # ENDPOINT READY/TARGET
pods_gone() { await "$1" "without pods" has_no_pods "$1"; }        # ENDPOINT

# passed ENDPOINT STATE: the endpoint was in the state at some time.
passed() { grep -q "^$1 $2\$" "$work/states" || wrong "$1 was never $2, only: $(grep "^$1 " "$work/states" | cut -d' ' -f2 | uniq | xargs)"; }

# call ENDPOINT PATH CURL_ARGUMENT...: at its host, with the key, through one of the gateways.
call() {
  curl -sS --noproxy '*' --max-time 60 -H 'Content-Type: application/json' -H "Host: ${hosts[$1]}" ${key:+-H "Authorization: Bearer $key"} "${@:3}" \
    "${gateways[RANDOM % ${#gateways[@]}]}$2"
}

# ask ENDPOINT PATH BODY PATTERN
ask() {
  local answer
  printf '\033[36m$ POST %s%s  %s\033[0m\n' "$1" "$2" "$3"
  answer=$(call "$1" "$2" --fail-with-body -d "$3") || wrong "$1 answers: $answer"
  head -c 400 <<<"$answer"
  echo
  grep -q "$4" <<<"$answer" || wrong "the answer of $1 has no $4"
}

# load ENDPOINT FILE: eight callers, one request after the other, as long as the file exists; the statuses, as uniq -c counts them.
load() {
  local caller
  for caller in 1 2 3 4 5 6 7 8; do
    while [[ -e $2 ]]; do
      call "$1" /generate -o /dev/null -w '%{http_code}\n' -d '{"inputs":"one two three","parameters":{"max_new_tokens":60}}' || echo broken
    done &
  done | sort | uniq -c
}

# served ENDPOINT PORT: each pod's name, and how many requests it has answered.
served() {
  local pod
  for pod in $(kubectl -n $TEAM get pods -l "app.kubernetes.io/instance=$1" -o name); do
    echo "${pod#*/} $(curl -sS --noproxy '*' "http://$(kubectl -n $TEAM get "$pod" -o 'jsonpath={.status.podIP}'):$2/metrics" | sed -n 's/^tgi_request_success //p')"
  done
}
each_served() { served "$1" 8080 >"$work/served" && (($(awk '$2 > 0' "$work/served" | wc -l) == $2)); } # ENDPOINT PODS
