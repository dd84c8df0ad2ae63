# The node: containerd and kubelet, and the one image that every pod needs.
# shellcheck shell=bash

# Pods' control groups lie in one that is the cluster's. Version 1 has one per resource, version 2 one for all.
make_cgroup() {
  local hierarchy group file
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*; do
    [[ -f $hierarchy/cgroup.procs ]] || continue
    group=$hierarchy/$CGROUP
    mkdir -p "$group"
    for file in cpuset.cpus cpuset.mems; do # empty in a new group of version 1, which then can hold no process
      [[ ! -f $group/cpuset.cpu_exclusive ]] || cat "$hierarchy/$file" >"$group/$file"
    done
    [[ ! -s $hierarchy/cgroup.controllers || ! -f $group/cgroup.subtree_control ]] ||
      sed 's/[^ ]*/+&/g' "$group/cgroup.controllers" >"$group/cgroup.subtree_control"
    [[ $hierarchy != /sys/fs/cgroup ]] || break
  done
}

write_node_files() {
  make_cgroup
  cert kubelet "/O=system:nodes/CN=system:node:$NODE" "IP:$GATEWAY,DNS:$NODE"
  mkdir -p "$CLUSTER_DIR/cni"
  # The bridge exists already and has its address: the plugin need not make this machine a router.
  cat >"$CLUSTER_DIR/cni/10-bridge.conflist" <<K
{"cniVersion": "0.4.0", "name": "$BRIDGE", "plugins": [
  {"type": "bridge", "bridge": "$BRIDGE", "ipam": {"type": "host-local", "routes": [{"dst": "0.0.0.0/0"}],
    "ranges": [[{"subnet": "$POD_CIDR", "rangeStart": "${GATEWAY%.*}.10", "gateway": "$GATEWAY"}]]}}]}
K
  cat >"$CLUSTER_DIR/containerd.toml" <<K
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "$STREAM_PORT"
  sandbox_image = "$PAUSE_IMAGE"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$CLUSTER_DIR/cni"
K
  cat >"$CLUSTER_DIR/kubelet.yaml" <<K
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $GATEWAY
port: $KUBELET_PORT
healthzPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $CLUSTER_DIR/certs/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $CLUSTER_DIR/certs/kubelet.crt
tlsPrivateKeyFile: $CLUSTER_DIR/certs/kubelet.key
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
enforceNodeAllocatable: []
failSwapOn: false
syncFrequency: 5s
makeIPTablesUtilChains: false
resolvConf: /etc/resolv.conf
evictionHard: {memory.available: 100Mi}
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 1s
maxPods: 110
K
  (($(kube_minor) < 31)) || echo "failCgroupV1: false" >>"$CLUSTER_DIR/kubelet.yaml"
}

# An image with busybox alone: it sleeps as the pause container, and can be more.
make_pause_image() { # tar
  local work layer config
  work=$(mktemp -d "$CLUSTER_DIR/image.XXXX")
  mkdir -m 755 "$work/root" "$work/root/bin"
  mkdir -m 1777 "$work/root/tmp"
  cp /bin/busybox "$work/root/bin/"
  local applet
  for applet in sh sleep cat echo wget nc httpd id; do ln -s busybox "$work/root/bin/$applet"; done
  tar --owner=0 --group=0 -C "$work/root" -cf "$work/layer.tar" .
  layer=$(sha256sum "$work/layer.tar")
  cat >"$work/config.json" <<K
{"architecture": "$(dpkg --print-architecture)", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:${layer%% *}"]},
 "config": {"Env": ["PATH=/bin"], "Cmd": ["/bin/busybox", "sleep", "2147483647"]}}
K
  config=$(sha256sum "$work/config.json")
  mv "$work/config.json" "$work/${config%% *}.json"
  echo "[{\"Config\": \"${config%% *}.json\", \"RepoTags\": [\"$PAUSE_IMAGE\"], \"Layers\": [\"layer.tar\"]}]" >"$work/manifest.json"
  tar -C "$work" -cf "$1" layer.tar "${config%% *}.json" manifest.json
  rm -rf "$work"
}

import_image() { # tar; containerd need not see the file
  enter ctr -n k8s.io images import - <"$1" >/dev/null || fail "$1 could not be imported"
}

run_containerd() { launch containerd containerd --config "$CLUSTER_DIR/containerd.toml"; }
ready_containerd() { enter ctr version; }

run_kubelet() {
  local flags=()
  # Without it, 1.20 wants to measure file systems that a container may hide. From 1.25 on it is a field of the configuration.
  if (($(kube_minor) < 25)); then
    flags+=(--feature-gates=LocalStorageCapacityIsolation=false)
  elif ! grep -q ^localStorage "$CLUSTER_DIR/kubelet.yaml"; then
    echo "localStorageCapacityIsolation: false" >>"$CLUSTER_DIR/kubelet.yaml"
  fi
  (($(kube_minor) >= 24)) || flags+=(--container-runtime=remote)
  launch kubelet "$ASSETS/kubelet" --config="$CLUSTER_DIR/kubelet.yaml" --kubeconfig="$KUBECONFIG_FILE" \
    --hostname-override="$NODE" --node-ip="$GATEWAY" --cert-dir="$CLUSTER_DIR/certs/kubelet-own" \
    --container-runtime-endpoint=unix:///run/containerd/containerd.sock "${flags[@]}"
}
ready_kubelet() {
  local status
  status=$(api "/api/v1/nodes/$NODE" | tr -d ' \n' | grep -o '"conditions":.*') &&
    grep -o '{"type":"Ready"[^}]*' <<<"$status" | grep '"status":"True"' >/dev/null
}

set_gpus() { # count
  local part patch=
  for part in capacity allocatable; do
    patch+="${patch:+,}{\"op\":\"add\",\"path\":\"/status/$part/nvidia.com~1gpu\",\"value\":\"$1\"}"
  done
  api "/api/v1/nodes/$NODE/status" -X PATCH -H 'Content-Type: application/json-patch+json' -d "[$patch]" >/dev/null
}
