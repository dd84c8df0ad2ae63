# The life of a cluster.
#
# A cluster is one PID and mount namespace. Its first process dies with the supervisor (parent death signal), and the kernel
# then kills every component, shim and container in the namespace and drops its mounts and, with the last process in them, the
# pods' network namespaces. So nothing has to be hunted down, whoever is killed in whatever order. What the kernel does not drop
# (the bridge, empty control groups, files) the supervisor removes; was it killed itself, the next 'up' or 'down' does.
# shellcheck shell=bash disable=SC2154,SC2030,SC2031,SC2153 # cluster.sh and use_slot set what they name; a subshell on purpose

# Identity of a process that survives the reuse of its number: "pid:start time". Fails when it is gone or a zombie.
process_identity() {
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != [ZX] ]] && echo "$1:${fields[19]}"
}

process_alive() { [[ $(process_identity "${1%%:*}") == "$1" ]]; }
process_gone() { ! process_alive "$1"; }

supervisor_alive() { [[ -s $CLUSTER_DIR/supervisor ]] && process_alive "$(<"$CLUSTER_DIR/supervisor")"; }
cluster_exists() { [[ -s $CLUSTER_DIR/slot ]] && supervisor_alive; }

# Runs a command inside the cluster's namespaces.
enter() { nsenter --target "$(<"$CLUSTER_DIR/first-process")" --mount --pid --wd=/ -- "$@"; }

# start_supervisor: returns when the slot is taken, the namespace made and the bridge up.
start_supervisor() {
  ((EUID == 0)) || fail "root is needed: for namespaces, a bridge and control groups"
  [[ $CLUSTER_DIR != /run/* && $CLUSTER_DIR != /var/l* ]] || fail "CLUSTER_DIR must not lie in /run, /var/lib or /var/log"
  remove_dead_clusters
  local owner=
  [[ -z ${CLUSTER_OWNER:-} ]] || owner=$(process_identity "$CLUSTER_OWNER") || fail "CLUSTER_OWNER: no process $CLUSTER_OWNER"
  [[ ! -e $CLUSTER_DIR || -e $CLUSTER_DIR/log/supervisor || -z $(ls -A "$CLUSTER_DIR") ]] ||
    fail "CLUSTER_DIR: $CLUSTER_DIR holds something else"
  rm -rf "$CLUSTER_DIR"
  mkdir -p "$CLUSTER_DIR"/{log,pids,certs}
  setsid bash "$here/cluster.sh" supervise "$(process_identity $$)" "$owner" </dev/null >"$CLUSTER_DIR/log/supervisor" 2>&1 &
  until_true 20 test -s "$CLUSTER_DIR/slot" || fail "no cluster could be set up: $(cat "$CLUSTER_DIR/log/supervisor" 2>&1)"
  use_slot "$(<"$CLUSTER_DIR/slot")"
}

# supervise STARTER OWNER: the starter must live until the cluster is up, the owner (if any) until its end.
supervise() {
  local starter=$1 owner=$2
  cd /
  process_identity $$ >"$CLUSTER_DIR/supervisor"
  trap 'exit 0' TERM INT HUP
  take_free_slot
  trap end_cluster EXIT
  remove_bridge_and_cgroups
  ip link add "$BRIDGE" type bridge
  ip addr add "$GATEWAY/24" dev "$BRIDGE"
  ip addr add "$API_ADDRESS/32" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  mkdir -p "$CLUSTER_DIR"/private/{run,var/lib,var/log}
  # Its first process only reaps what others leave behind. What components and runtimes keep in fixed places is the cluster's own.
  # shellcheck disable=SC2016 # expands in there
  setpriv --pdeathsig KILL unshare --fork --pid --mount --mount-proc --kill-child bash -c '
    set -e
    resolv=$(realpath /etc/resolv.conf)
    [[ $resolv != /run/* ]] || install -D "$resolv" "$0/private$resolv"
    for folder in run var/lib var/log; do mount --bind "$0/private/$folder" "/$folder"; done
    touch "$0/namespace-ready"
    while :; do sleep 3600; done' "$CLUSTER_DIR" 9>&- &
  inside=$!
  until_true 10 test -f "$CLUSTER_DIR/namespace-ready" || fail "no namespaces could be made"
  tr -d ' ' <"/proc/$inside/task/$inside/children" >"$CLUSTER_DIR/first-process"
  echo "$SLOT" >"$CLUSTER_DIR/slot"
  while kill -0 "$inside" 2>/dev/null; do
    [[ -f $CLUSTER_DIR/complete ]] || process_alive "$starter" || exit 0
    [[ -z $owner ]] || process_alive "$owner" || exit 0
    sleep 0.3 9>&-
  done
}

end_cluster() {
  trap '' TERM INT HUP
  local first
  if [[ -n ${inside:-} ]]; then
    first=$(process_identity "$(cat "$CLUSTER_DIR/first-process")" || true)
    kill -9 "$inside" 2>/dev/null || true
    # With its first process, all of the namespace is gone.
    until_true 20 process_gone "${first:-0}" || say "the cluster's processes do not end"
  fi
  remove_remains
  rm -f "$LOCK_PREFIX$SLOT"
}

# Holds the slot by a lock on file descriptor 9. The file may be removed by whoever holds its lock: hence the check.
take_slot() {
  { exec 9<>"$LOCK_PREFIX$1"; } 2>/dev/null && flock -n 9 && [[ $LOCK_PREFIX$1 -ef /proc/self/fd/9 ]]
}

take_free_slot() {
  local slot
  for ((slot = 0; slot < SLOTS; slot++)); do
    if take_slot "$slot"; then
      use_slot "$slot"
      echo "$CLUSTER_DIR" >"$LOCK_PREFIX$slot"
      return
    fi
  done
  fail "all $SLOTS slots are taken"
}

# What killed supervisors left: their locks are free.
remove_dead_clusters() (
  for lock in "$LOCK_PREFIX"*; do
    [[ -f $lock ]] || continue
    use_slot "${lock#"$LOCK_PREFIX"}"
    if take_slot "$SLOT"; then
      CLUSTER_DIR=$(<"$lock")
      [[ -z $CLUSTER_DIR ]] || supervisor_alive || remove_remains
      rm -f "$lock"
    fi
  done
)

remove_remains() {
  remove_bridge_and_cgroups
  rm -rf "$CLUSTER_DIR" || { sleep 1; rm -rf "$CLUSTER_DIR"; }
}

remove_bridge_and_cgroups() {
  if ip link show "$BRIDGE" >/dev/null 2>&1; then ip link del "$BRIDGE"; fi
  local group
  # A killed process leaves its control group a moment after its end.
  for group in /sys/fs/cgroup/"$CGROUP" /sys/fs/cgroup/*/"$CGROUP"; do
    [[ ! -d $group ]] || until_true 10 remove_cgroup "$group" || say "$group is still in use"
  done
}

remove_cgroup() { find "$1" -depth -type d -exec rmdir {} \; 2>/dev/null; [[ ! -d $1 ]]; }
