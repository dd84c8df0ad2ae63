# etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and the certificates among them.
# shellcheck shell=bash

cert() { # name subject [subjectAltName]
  local certs=$CLUSTER_DIR/certs
  openssl req -newkey rsa:2048 -nodes -keyout "$certs/$1.key" -out "$certs/$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "$certs/$1.csr" -CA "$certs/ca.crt" -CAkey "$certs/ca.key" -CAcreateserial -days 365 \
    -out "$certs/$1.crt" -extfile <(echo "subjectAltName=${3:-DNS:$1}") 2>/dev/null
}

authority() { # name
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$CLUSTER_DIR/certs/$1.key" -out "$CLUSTER_DIR/certs/$1.crt" -days 365 \
    -subj "/CN=$1" 2>/dev/null
}

make_certificates() {
  authority ca
  authority front-proxy
  openssl genrsa -out "$CLUSTER_DIR/certs/sa.key" 2048 2>/dev/null
  cert apiserver /CN=kube-apiserver "IP:127.0.0.1,IP:$API_ADDRESS,DNS:localhost,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  cert admin /O=system:masters/CN=admin
}

base64_of() { base64 -w0 "$CLUSTER_DIR/certs/$1"; }

write_kubeconfig() {
  (
    umask 077
    cat >"$KUBECONFIG_FILE" <<K
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://$API_ADDRESS", certificate-authority-data: $(base64_of ca.crt)}}]
users: [{name: admin, user: {client-certificate-data: $(base64_of admin.crt), client-key-data: $(base64_of admin.key)}}]
contexts: [{name: local, context: {cluster: local, user: admin}}]
current-context: local
K
  )
}

# api PATH [CURL OPTION...]: a request as admin.
api() {
  local certs=$CLUSTER_DIR/certs path=$1; shift
  curl -sf --noproxy '*' --max-time 10 --cacert "$certs/ca.crt" --cert "$certs/admin.crt" --key "$certs/admin.key" "$@" \
    "https://$API_ADDRESS$path"
}

# The minor version of the binaries: 20 for 1.20.2.
kube_minor() { "$ASSETS/kube-apiserver" --version | sed 's/.*v1\.\([0-9]*\).*/\1/'; }

run_etcd() {
  local etcd=$ASSETS/etcd
  [[ -x $etcd ]] || etcd=etcd
  echo "http://127.0.0.1:$ETCD_PORT" >"$CLUSTER_DIR/etcd-endpoint"
  launch etcd "$etcd" --data-dir "$CLUSTER_DIR/etcd" --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:$ETCD_PORT" --advertise-client-urls "http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-cluster "default=http://127.0.0.1:$ETCD_PEER_PORT"
}
ready_etcd() { curl -sf --noproxy '*' --max-time 2 "http://127.0.0.1:$ETCD_PORT/health"; }

run_kube-apiserver() {
  local certs=$CLUSTER_DIR/certs
  # It collects its garbage half as often as by itself, which takes memory for time.
  launch kube-apiserver env GOGC=200 "$ASSETS/kube-apiserver" --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
    --bind-address="$API_ADDRESS" --advertise-address="$API_ADDRESS" --secure-port=443 --cert-dir="$certs" \
    --tls-cert-file="$certs/apiserver.crt" --tls-private-key-file="$certs/apiserver.key" --client-ca-file="$certs/ca.crt" \
    --service-account-key-file="$certs/sa.key" --service-account-signing-key-file="$certs/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range="$SERVICE_CIDR" \
    --authorization-mode=RBAC --allow-privileged \
    --requestheader-client-ca-file="$certs/front-proxy.crt" --requestheader-allowed-names=front-proxy \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --enable-aggregator-routing=true \
    --proxy-client-cert-file="$certs/front-proxy.crt" --proxy-client-key-file="$certs/front-proxy.key" \
    --kubelet-client-certificate="$certs/admin.crt" --kubelet-client-key="$certs/admin.key" \
    --kubelet-certificate-authority="$certs/ca.crt" --kubelet-preferred-address-types=InternalIP
}
ready_kube-apiserver() { api /readyz; }

# Until 1.23 there was an unencrypted port as well, the same for every cluster.
no_insecure_port() { (($(kube_minor) > 23)) || echo --port=0; }

run_kube-controller-manager() {
  # shellcheck disable=SC2046 # a flag or nothing
  launch kube-controller-manager "$ASSETS/kube-controller-manager" --kubeconfig="$KUBECONFIG_FILE" \
    --bind-address=127.0.0.1 --secure-port="$CONTROLLER_MANAGER_PORT" --cert-dir="$CLUSTER_DIR/certs/controller-manager" \
    --service-account-private-key-file="$CLUSTER_DIR/certs/sa.key" --root-ca-file="$CLUSTER_DIR/certs/ca.crt" \
    --use-service-account-credentials --leader-elect=false --horizontal-pod-autoscaler-sync-period=2s $(no_insecure_port)
}
ready_kube-controller-manager() { api /api/v1/namespaces/default/serviceaccounts/default; }

run_kube-scheduler() {
  # shellcheck disable=SC2046 # a flag or nothing
  launch kube-scheduler "$ASSETS/kube-scheduler" --kubeconfig="$KUBECONFIG_FILE" --leader-elect=false \
    --bind-address=127.0.0.1 --secure-port="$SCHEDULER_PORT" --cert-dir="$CLUSTER_DIR/certs/scheduler" $(no_insecure_port)
}
ready_kube-scheduler() { curl -skf --noproxy '*' --max-time 2 "https://127.0.0.1:$SCHEDULER_PORT/healthz"; }
