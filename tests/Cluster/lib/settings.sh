# Where a cluster lives and which numbers it uses.
# shellcheck shell=bash disable=SC2034 # the other parts read these

CLUSTER_DIR=${CLUSTER_DIR:-/tmp/inference-endpoints-cluster}
KUBE_CACHE=${KUBE_CACHE:-$HOME/.cache/debian-kubernetes}
ASSETS=${KUBEBUILDER_ASSETS:-$KUBE_CACHE/bin}
KUBECONFIG_FILE=$CLUSTER_DIR/kubeconfig
NODE=node1
PAUSE_IMAGE=local/pause:1

# A slot is a number that one cluster on this machine holds (by a lock, see supervisor.sh). Everything that the machine has
# only once follows from it: addresses, ports, the bridge, the control group.
SLOTS=60
LOCK_PREFIX=/run/lock/inference-endpoints-cluster-

use_slot() {
  SLOT=$1
  # Below Linux's range of ephemeral ports (32768 and up), so that no outgoing connection ever sits on one.
  local base=$((21000 + SLOT * 10))
  ETCD_PORT=$base ETCD_PEER_PORT=$((base + 1)) CONTROLLER_MANAGER_PORT=$((base + 2)) SCHEDULER_PORT=$((base + 3))
  KUBELET_PORT=$((base + 4)) STREAM_PORT=$((base + 5))
  BRIDGE=iep$SLOT
  GATEWAY=10.213.$SLOT.1
  POD_CIDR=10.213.$SLOT.0/24
  # The API server listens on the address of its own Service, which the bridge has: processes on this machine and pods alike
  # reach it there, without a kube-proxy.
  local services=10.$((215 + SLOT / 8)).$((SLOT % 8 * 32))
  API_ADDRESS=$services.1
  SERVICE_CIDR=$services.0/19
  CGROUP=inference-endpoints-$SLOT
}

say() { echo "cluster: $*" >&2; }
fail() { say "$*"; exit 1; }

# shellcheck disable=SC2154 # cluster.sh sets it
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$here/cluster.sh"; }

# Sets the numbers of the cluster in CLUSTER_DIR.
need_cluster() {
  cluster_exists || fail "no cluster runs in $CLUSTER_DIR: 'cluster.sh up' starts one"
  use_slot "$(<"$CLUSTER_DIR/slot")"
}

# until_true SECONDS COMMAND...: polls; says so every 10 seconds.
until_true() {
  local start=$SECONDS next=10 limit=$1; shift
  until "$@"; do
    ((SECONDS - start < limit)) || return 1
    if ((SECONDS - start >= next)); then say "still waiting: $* ($((SECONDS - start)) s)"; next=$((next + 10)); fi
    sleep 0.1
  done
}
