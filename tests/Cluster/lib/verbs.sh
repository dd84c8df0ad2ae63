# What a user can ask for; at the end, the same of a cluster that is not ours.
# shellcheck shell=bash

complete_or_gone() { [[ -f $CLUSTER_DIR/complete ]] || ! supervisor_alive; }

verb_up() {
  # Another 'up' of the same cluster may be under way.
  ! supervisor_alive || until_true 120 complete_or_gone || fail "the cluster in $CLUSTER_DIR does not become complete"
  if ! cluster_exists; then
    verb_install
    verb_build
    trap 'verb_down' EXIT
    trap 'exit 130' INT TERM HUP
    start_supervisor
    make_certificates
    write_kubeconfig
  fi
  need_cluster
  start_component etcd
  start_component kube-apiserver
  component_runs kube-scheduler || run_kube-scheduler
  start_component kube-controller-manager
  start_component kube-scheduler
  touch "$CLUSTER_DIR/complete"
  trap - EXIT INT TERM HUP
  [[ ${1:-} == quiet ]] || echo "$KUBECONFIG_FILE"
}

verb_node() {
  verb_up quiet
  if [[ ! -f $CLUSTER_DIR/containerd.toml ]]; then
    write_node_files
    start_component containerd
    make_pause_image "$CLUSTER_DIR/pause.tar"
    import_image "$CLUSTER_DIR/pause.tar"
  fi
  start_component containerd
  start_component kubelet
  echo "$KUBECONFIG_FILE"
}

verb_gpus() {
  [[ ${1:-} =~ ^[0-9]+$ ]] || fail "gpus: how many?"
  need_cluster
  set_gpus "$1" || fail "no node, or no API server: 'cluster.sh node' starts them"
}

verb_image() {
  need_cluster
  component_runs containerd || fail "no node: 'cluster.sh node' adds it"
  local tar
  for tar; do import_image "$tar"; done
}

verb_tag() {
  need_cluster
  enter ctr -n k8s.io images tag "$1" "$2" >/dev/null || fail "$1 could not be named $2"
}

verb_start() { need_component "${1:-}"; need_cluster; start_component "$1"; }
verb_stop() { need_component "${1:-}"; need_cluster; end_component "$1" TERM; }
verb_kill() { need_component "${1:-}"; need_cluster; end_component "$1" KILL; }

verb_status() {
  need_cluster
  local name
  for name in "${COMPONENTS[@]}"; do echo "$name $(component_runs "$name" && echo runs || echo stopped)"; done
}

verb_log() { need_component "${1:-}"; cat "$CLUSTER_DIR/log/$1"; }
verb_kubeconfig() { need_cluster; echo "$KUBECONFIG_FILE"; }
verb_gateway() { need_cluster; echo "$GATEWAY"; }
verb_token() { need_cluster; KUBECONFIG=$KUBECONFIG_FILE external_token "$@"; }

verb_run() {
  (($#)) || fail "run: which command?"
  local code=0
  CLUSTER_OWNER=$$ verb_node >/dev/null
  trap 'verb_down' EXIT
  KUBECONFIG=$KUBECONFIG_FILE CLUSTER_DIR=$CLUSTER_DIR "$@" || code=$?
  exit "$code"
}

verb_down() {
  if supervisor_alive; then
    local supervisor
    supervisor=$(<"$CLUSTER_DIR/supervisor")
    kill "${supervisor%%:*}" 2>/dev/null || true
    until_true 30 process_gone "$supervisor" || fail "the supervisor (${supervisor%%:*}) does not end"
  fi
  remove_dead_clusters
  [[ ! -e $CLUSTER_DIR/log/supervisor ]] || rm -rf "$CLUSTER_DIR"
}

# A cluster that exists.
external_cluster() { [[ -n ${KUBECONFIG:-} && ! $KUBECONFIG -ef $KUBECONFIG_FILE ]]; }
not_ours() { fail "$1: not in the cluster of KUBECONFIG ($KUBECONFIG); unset it to start one here"; }

kubectl_binary() { if [[ -x $ASSETS/kubectl ]]; then "$ASSETS/kubectl" "$@"; else kubectl "$@"; fi; }

external_install() { install_packages "needed:" kubectl=kubernetes-client; }
external_build() { :; }
external_up() {
  kubectl_binary get --raw /readyz --request-timeout=20s >/dev/null || fail "the cluster of KUBECONFIG ($KUBECONFIG) is not ready"
  echo "$KUBECONFIG"
}
external_node() {
  kubectl_binary get nodes --no-headers | grep ' Ready' >/dev/null || fail "the cluster of KUBECONFIG ($KUBECONFIG) has no node that is ready"
  echo "$KUBECONFIG"
}
external_kubeconfig() { echo "$KUBECONFIG"; }
external_down() { :; }
external_run() { external_install; "$@"; }
for name in gpus image tag start stop kill status log gateway; do eval "external_$name() { not_ours $name; }"; done

# A copy of the present context, with a token of the ServiceAccount as its user.
external_token() {
  (($# == 2)) || fail "token: which ServiceAccount of which namespace?"
  local token copy
  token=$(echo '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":86400}}' |
    kubectl_binary create --raw "/api/v1/namespaces/$2/serviceaccounts/$1/token" -f - | grep -o '"token":"[^"]*"' | cut -d'"' -f4) ||
    fail "token: no ServiceAccount $1 in $2, or no right to act as it"
  copy=$(mktemp)
  # shellcheck disable=SC2064 # the path of now
  trap "rm -f '$copy'" EXIT
  kubectl_binary config view --raw --minify --flatten >"$copy"
  KUBECONFIG=$copy kubectl_binary config set-credentials serviceaccount --token="$token" >/dev/null
  KUBECONFIG=$copy kubectl_binary config set-context --current --user=serviceaccount --namespace="$2" >/dev/null
  KUBECONFIG=$copy kubectl_binary config view --raw --minify
}
