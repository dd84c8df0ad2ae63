#!/usr/bin/env bash
# Tests of cluster.sh: what it promises about pods, about clusters side by side, and about leaving nothing behind.
#   test-cluster.sh [TEST...]     all of them, without arguments
set -euo pipefail
unset KUBECONFIG CLUSTER_OWNER CLUSTER_DIR
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d /tmp/test-cluster.XXXXXX)

cluster() { # NAME VERB...
  remember_slots
  CLUSTER_DIR=$work/$1 "$here/cluster.sh" "${@:2}"
}
remember_slots() { cat "$work"/*/slot >>"$work/slots" 2>/dev/null || true; }
kube() { kubectl --kubeconfig "$work/$1/kubeconfig" "${@:2}"; }
clean_up() { for folder in "$work"/*; do [[ ! -d $folder ]] || cluster "$(basename "$folder")" down; done; rm -rf "$work"; }
trap clean_up EXIT

# expect WHAT COMMAND...: within 60 seconds.
expect() {
  local what=$1 deadline=$((SECONDS + ${LIMIT:-60})); shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || { echo "not so within 60 s: $what" >&2; return 1; }
    sleep 0.2
  done
}

fails() { if "$@" >"$work/message" 2>&1; then echo "should have failed: $*" >&2; exit 1; fi; }

# Everything of the machine that these clusters touch; those of others may come and go meanwhile.
traces() {
  local slot
  pgrep -af "$work" || true
  ip -o link | grep veth | grep -v master || true
  while read -r slot; do
    ip -o link | grep -w "iep$slot" || true
    find /sys/fs/cgroup -maxdepth 2 -name "inference-endpoints-$slot"
  done < <(sort -u "$work/slots")
  grep -l "$work" /run/lock/inference-endpoints-* 2>/dev/null || true
  grep "$work" /proc/mounts || true
  find "$work" -mindepth 1 -maxdepth 1 -type d
}
ends() { ! kill -0 -- "-$1"; }
expect_nothing_left() {
  expect "nothing is left" nothing_left || { traces >&2; return 1; }
  rm "$work/slots"
}
nothing_left() { [[ -z $(traces) ]]; }

busybox_pod() { # CLUSTER NAME SCRIPT
  kube "$1" apply -f - >/dev/null <<K
apiVersion: v1
kind: Pod
metadata: {name: $2}
spec:
  restartPolicy: Never
  securityContext: {runAsUser: 1000}
  containers:
    - {name: main, image: "local/pause:1", command: [sh, -c, '$3'], resources: {limits: {memory: 32Mi, cpu: 500m}}}
K
}
logs_say() { [[ $(kube "$1" logs "$2") == "$3" ]]; }

# To start a cluster is what takes longest: the next three share one, and a second one is there from the third to the fourth.

a_pod_runs_and_its_logs_can_be_read() {
  cluster a up >/dev/null
  cluster a node >/dev/null
  # shellcheck disable=SC2016 # expands in the pod
  busybox_pod a hello 'echo hello from $(id -u); mkdir /tmp/w; echo served >/tmp/w/index.html; exec httpd -f -p 80 -h /tmp/w'
  expect "the pod's logs" logs_say a hello "hello from 1000"
  [[ $(kube a exec hello -- id -u) == 1000 ]]
  local address
  address=$(kube a get pod hello -o 'jsonpath={.status.podIP}')
  expect "port 80 answers, though its server is not root" curl -sf --noproxy '*' "http://$address/"
  # shellcheck disable=SC2016 # expands in the pod
  busybox_pod a api 'wget -q -O- --no-check-certificate https://$KUBERNETES_SERVICE_HOST/readyz'
  expect "a pod reaches the API server" logs_say a api ok
  cluster a gpus 3
  [[ $(kube a get node -o 'jsonpath={.items[0].status.allocatable.nvidia\.com/gpu}') == 3 ]]
  kube a create namespace people >/dev/null
  kube a -n people create serviceaccount ann >/dev/null
  cluster a token ann people >"$work/a/ann"
  fails kubectl --kubeconfig "$work/a/ann" get pods
  grep -q 'system:serviceaccount:people:ann" cannot list resource "pods"' "$work/message"
}

a_cluster_that_exists_is_used() {
  cluster a up >/dev/null
  export KUBECONFIG=$work/a/kubeconfig
  [[ $(cluster c up) == "$KUBECONFIG" && $(cluster c kubeconfig) == "$KUBECONFIG" ]]
  cluster c down
  kube a get namespaces >/dev/null
  fails cluster c gateway
  [[ ! -e $work/c ]]
  unset KUBECONFIG
}

two_clusters_run_side_by_side() {
  cluster a node >/dev/null
  cluster b up >/dev/null
  kube a create namespace only-in-a >/dev/null
  fails kube b get namespace only-in-a
  cluster b node >/dev/null
  busybox_pod a one 'echo a; sleep 1000'
  busybox_pod b one 'echo b; sleep 1000'
  expect "a's pod" logs_say a one a
  cluster a down
  expect "b's pod, after the end of a" logs_say b one b
  kube b get nodes >/dev/null
}

components_stop_and_start_alone() {
  cluster b up >/dev/null
  kube b create configmap kept >/dev/null
  local verb
  for verb in stop kill; do
    cluster b "$verb" kube-apiserver
    fails kube b get namespaces
    cluster b status | grep 'kube-apiserver stopped' >/dev/null
    cluster b start kube-apiserver
    kube b get configmap kept >/dev/null
  done
  cluster b kill etcd
  cluster b start etcd
  expect "etcd kept what it had" kube b get configmap kept
  cluster b down
  expect_nothing_left
}

nothing_is_left_when_the_owner_is_killed() {
  sleep 1000 &
  local owner=$!
  CLUSTER_OWNER=$owner cluster a node >/dev/null
  busybox_pod a one 'echo up; sleep 1000'
  expect "the pod" logs_say a one up
  remember_slots
  kill -9 $owner
  expect_nothing_left
}

nothing_is_left_when_the_supervisor_is_killed() {
  cluster a node >/dev/null
  busybox_pod a one 'echo up; sleep 1000'
  expect "the pod" logs_say a one up
  local etcd
  etcd=$(pgrep -f "^etcd --data-dir $work/a/")
  kill -9 "$(cut -d: -f1 "$work/a/supervisor")"
  expect "the kernel ends all processes" test ! -e "/proc/$etcd"
  cluster b down # any other cluster's verb cleans up
  expect_nothing_left
}

nothing_is_left_when_up_is_interrupted() {
  local signal pid
  for signal in INT KILL; do
    # With job control and SIGINT as it is by itself: what runs in the background ignores it, and so does all that it starts.
    (set -m; CLUSTER_DIR=$work/a env --default-signal=INT "$here/cluster.sh" up >/dev/null 2>&1 & echo $! >"$work/pid")
    expect "the API server's start" test -s "$work/a/pids/kube-apiserver"
    remember_slots
    pid=$(<"$work/pid")
    rm "$work/pid"
    kill -$signal -- "-$pid"
    expect "'up' ends" ends "$pid" # or it would clean up after the next one
    expect_nothing_left
  done
}

a_cluster_runs_for_the_time_of_a_command() {
  local code=0
  # shellcheck disable=SC2016 # expands in there
  cluster a run bash -c 'kubectl get nodes | grep " Ready" >/dev/null && [[ $("$0" gateway) == 10.* ]] && cat "$CLUSTER_DIR/slot" >>"$CLUSTER_DIR/../slots" && exit 7' "$here/cluster.sh" || code=$?
  ((code == 7))
  expect_nothing_left
}

missing_binaries_are_named() {
  mkdir "$work/assets"
  ln -s /bin/true "$work/assets/kube-scheduler"
  KUBEBUILDER_ASSETS=$work/assets fails cluster a build
  grep -q 'lacks kube-apiserver kube-controller-manager kubelet$' "$work/message"
  rm -r "$work/assets"
}

tests=("$@")
((${#tests[@]})) || tests=(
  a_pod_runs_and_its_logs_can_be_read
  a_cluster_that_exists_is_used
  two_clusters_run_side_by_side
  components_stop_and_start_alone
  nothing_is_left_when_the_owner_is_killed
  nothing_is_left_when_the_supervisor_is_killed
  nothing_is_left_when_up_is_interrupted
  a_cluster_runs_for_the_time_of_a_command
  missing_binaries_are_named
)
for test in "${tests[@]}"; do
  started=$SECONDS
  echo "$test"
  "$test"
  echo "  passed ($((SECONDS - started)) s)"
done
