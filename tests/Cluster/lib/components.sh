# The cluster's processes: what runs them, and how one starts and stops alone.
# shellcheck shell=bash

COMPONENTS=(etcd kube-apiserver kube-controller-manager kube-scheduler containerd kubelet)

need_component() { [[ " ${COMPONENTS[*]} " == *" $1 "* ]] || fail "no component '$1': ${COMPONENTS[*]}"; }

# The process id inside the namespace; fails when the component does not run.
component_pid() {
  local identity
  identity=$(cat "$CLUSTER_DIR/pids/$1" 2>/dev/null) && enter test -d "/proc/$identity" &&
    [[ $(enter sed 's/.*) \(.\).*/\1/' "/proc/$identity/stat" 2>/dev/null) != [ZX] ]] && echo "$identity"
}

component_runs() { component_pid "$1" >/dev/null; }
component_gone() { ! component_runs "$1"; }

# launch NAME COMMAND...
launch() {
  local name=$1; shift
  rm -f "$CLUSTER_DIR/pids/$name"
  # shellcheck disable=SC2016 # expands in there
  enter setsid --fork bash -c 'cd "$0"; echo $$ >"pids/$1.new"; mv "pids/$1.new" "pids/$1"; exec "${@:2}" >>"log/$1" 2>&1' \
    "$CLUSTER_DIR" "$name" "$@" </dev/null >/dev/null 2>&1
  until_true 5 test -s "$CLUSTER_DIR/pids/$name" || fail "$name could not be started"
}

# By run_NAME, if it does not run; waits until ready_NAME.
start_component() {
  component_runs "$1" || "run_$1"
  until_true 60 ready_or_gone "$1" || fail "$1 is not ready after 60 s; the end of its log: $(tail -5 "$CLUSTER_DIR/log/$1")"
  component_runs "$1" || fail "$1 stopped; the end of its log: $(tail -5 "$CLUSTER_DIR/log/$1")"
}

ready_or_gone() { "ready_$1" >/dev/null 2>&1 || component_gone "$1"; }

# end_component NAME SIGNAL
end_component() {
  local pid
  pid=$(component_pid "$1") || return 0
  enter kill "-$2" "$pid" || true
  # As of a container: who still waits for open connections after the grace period is killed.
  until_true 8 component_gone "$1" || enter kill -KILL "$pid" || true
  until_true 10 component_gone "$1" || fail "$1 does not end"
}
