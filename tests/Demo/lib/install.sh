# Operator and gateway on the cluster, as docs/install.md says, and the way to them.
# shellcheck shell=bash disable=SC2034,SC2086,SC2154 # names are those of demo.sh, and hold no spaces

# write_overlay FOLDER: deploy/base with the image and the settings; in the words of kubectl 1.20, which all later ones understand.
write_overlay() {
  mkdir "$1"
  cat >"$1/kustomization.yaml" <<E
bases: [$(realpath --relative-to="$1" "$root/deploy/base")]
patchesStrategicMerge: [operator.yaml, gateway.yaml]
E
  write_patch operator "${operator_settings[@]}" >"$1/operator.yaml"
  write_patch gateway "${gateway_settings[@]}" >"$1/gateway.yaml"
}

write_patch() { # PROCESS NAME=VALUE...
  local process=$1 setting; shift
  cat <<E
apiVersion: apps/v1
kind: Deployment
metadata: {name: inference-endpoints-$process, namespace: $SYSTEM}
spec:
  template:
    spec:
      containers:
      - name: $process
        image: $IMAGE
E
  (($# == 0)) || echo "        env:"
  for setting; do printf "        - {name: %s, value: '%s'}\n" "${setting%%=*}" "${setting#*=}"; done
}

uninstall() {
  show kubectl delete namespace $TEAM --ignore-not-found
  show kubectl delete -k "$work/overlay" --ignore-not-found
  show kubectl delete -f "$root/crds" --ignore-not-found
}

# The pods themselves on the local cluster, which has no kube-proxy to lead there; elsewhere through a port of this machine.
find_gateways() {
  if is_local; then
    await gateway "with a pod that is ready" list_gateways
  else
    kubectl -n $SYSTEM port-forward service/inference-endpoints-gateway :80 >"$work/port" &
    children+=($!)
    await gateway "at a port of this machine" grep -q Forwarding "$work/port"
    gateways=("http://$(grep -om1 '127.0.0.1:[0-9]*' "$work/port")")
  fi
}

list_gateways() {
  mapfile -t gateways < <(kubectl -n $SYSTEM get endpoints inference-endpoints-gateway \
    -o 'jsonpath={range .subsets[*].addresses[*]}http://{.ip}:8080{"\n"}{end}')
  ((${#gateways[@]}))
}

# A key to the standard error, and its object to the standard output: by the gateway's own command, in one of its pods.
create_key() { kubectl -n $SYSTEM exec deployment/inference-endpoints-gateway -- /app/gateway/inference-endpoints-gateway create-key "$@"; }
