#!/usr/bin/env bash
# Walks through the life of endpoints on a real cluster: `make demo`. Ends with a table of the steps and their times; a step that went wrong
# stops it with a status other than 0.
#
# On the local cluster (tests/Cluster) GPUs are a number on the node's status, and images and the Hub are the stand-ins of tests/. On the
# cluster of KUBECONFIG everything is real: it needs two NVIDIA GPUs, and HF_TOKEN with access to google/gemma-1.1-2b-it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cluster=$root/tests/Cluster/cluster.sh
SYSTEM=inference-endpoints
TEAM=demo
work=$(mktemp -d)
steps=()
children=()
step=""

# --- What the steps are made of -----------------------------------------------------------------------------------------------------------

begin() { step=$1 step_start=$(date +%s%N); printf '\n\033[1m== %s\033[0m\n' "$step"; }
end() { steps+=("$(printf '%6d.%03d s  %s' $((($(date +%s%N) - step_start) / 1000000000)) $((($(date +%s%N) - step_start) / 1000000 % 1000)) "$step")"); step=""; }
wrong() { echo "demo: $*" >&2; exit 1; }
show() { printf '\033[36m$ %s\033[0m\n' "$*"; "$@"; }

finish() {
  local status=$?
  trap - EXIT
  printf '\n\033[1m== Summary\033[0m\n'
  printf '%s\n' "${steps[@]}"
  if ((status)); then
    [[ -z $step ]] || printf '    FAILED     %s\n' "$step"
    echo "The operator's last words:"
    tail -5 "$work/operator.log" 2>/dev/null | cut -c1-500
    [[ ! -s $work/gateway.log ]] || { echo "The gateway's last words:"; tail -5 "$work/gateway.log" | cut -c1-500; }
  fi
  ((${#children[@]})) && kill "${children[@]}" 2>/dev/null
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

state() { kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.state}' 2>/dev/null; }
message() { kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.message}'; }

# eventually STATE ENDPOINT...: all of them reach the state in time.
eventually() {
  local wanted=$1 name deadline=$((SECONDS + LIMIT)) next=$((SECONDS + 10)); shift
  for name; do
    until [[ $(state "$name") == "$wanted" ]]; do
      ((SECONDS < deadline)) || wrong "$name is $(state "$name"), not $wanted, after $LIMIT s: $(message "$name")"
      ((SECONDS < next)) || { echo "   $name: $(message "$name")"; next=$((SECONDS + 10)); }
      sleep 0.2
    done
  done
}

# ready ENDPOINT READY/TARGET
ready() {
  local deadline=$((SECONDS + LIMIT))
  until [[ $(kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.state} {.status.ready}') == "running $2" ]]; do
    ((SECONDS < deadline)) || wrong "$1 is not running with $2 replicas after $LIMIT s: $(message "$1")"
    sleep 0.2
  done
}

# passed ENDPOINT STATE: the endpoint was in the state at some time.
passed() { grep -q "^$1 $2\$" "$work/states" || wrong "$1 was never $2, only: $(grep "^$1 " "$work/states" | cut -d' ' -f2 | uniq | xargs)"; }

pods_gone() {
  local deadline=$((SECONDS + LIMIT))
  until [[ -z $(kubectl -n $TEAM get pods -l "app.kubernetes.io/instance=$1" -o name) ]]; do
    ((SECONDS < deadline)) || wrong "pods of $1 are still there"
    sleep 0.2
  done
}

# call ENDPOINT PATH CURL_ARGUMENT...: with its URL and the key, through the gateway; or, from outside of a cluster's network, by way of the
# API server to the endpoint's Service.
call() {
  local target url headers=(-H 'Content-Type: application/json')
  if [[ -n $gateway ]]; then
    url=$(kubectl -n $TEAM get iep "$1" -o 'jsonpath={.status.url}')
    headers+=(-H "Host: ${url#https://}" ${key:+-H "Authorization: Bearer $key"})
    target=$gateway$2
  else
    target=$proxy/api/v1/namespaces/$TEAM/services/$1:http/proxy$2
  fi
  curl -sS --noproxy '*' --max-time 60 "${headers[@]}" "${@:3}" "$target"
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

# served ENDPOINT: each pod's name, and how many requests it has answered.
served() {
  local pod
  for pod in $(kubectl -n $TEAM get pods -l "app.kubernetes.io/instance=$1" -o name); do
    echo "${pod#*/} $(curl -sS --noproxy '*' "http://$(kubectl -n $TEAM get "$pod" -o 'jsonpath={.status.podIP}'):$2/metrics" | sed -n 's/^tgi_request_success //p')"
  done
}

# serve_metrics_api HOST PORT: the API server finds the operator's external.metrics.k8s.io there, as it runs in no pod.
serve_metrics_api() {
  kubectl apply -f "$root/deploy/metrics-api"
  kubectl -n $SYSTEM patch service inference-endpoints-metrics --type=json -p '[{"op":"remove","path":"/spec/selector"}]' >/dev/null
  kubectl apply -f - <<E
apiVersion: v1
kind: Endpoints
metadata: {name: inference-endpoints-metrics, namespace: $SYSTEM}
subsets:
- addresses: [{ip: $1}]
  ports: [{name: metrics-api, port: $2}]
E
}

start_proxy() {
  kubectl proxy --port=0 >"$work/proxy" &
  children+=($!)
  until [[ -s $work/proxy ]]; do sleep 0.1; done
  proxy=http://$(grep -o '127.0.0.1:[0-9]*' "$work/proxy")
}

# --- The cluster, and the operator on it --------------------------------------------------------------------------------------------------

settings=("Operator__Port=$((20000 + RANDOM % 900))")

begin "build"
for program in Operator Gateway; do dotnet build "$root/src/$program" -c Release -nologo -v q; done
gateway="" key=""
if [[ -n ${CLUSTER_DIR:-} && $KUBECONFIG -ef $CLUSTER_DIR/kubeconfig ]]; then
  LIMIT=120
  images=()
  for image in model-server model-hub downloader; do images+=("$("$root/tests/Cluster/images.sh" $image)"); done
  end
  begin "the local cluster gets images, GPUs and a model hub"
  "$cluster" image "${images[@]}"
  "$cluster" gpus 4
  kubectl apply -f "$root/tests/Cluster/model-hub.yaml"
  kubectl wait --for=condition=Ready --timeout=60s pod/model-hub
  mapfile -t -O ${#settings[@]} settings < <(grep -v '^#' "$root/tests/Cluster/local-images.env")
  settings+=("Operator__Models__HubEndpoint=http://$(kubectl get pod model-hub -o 'jsonpath={.status.podIP}'):8080")
  HF_TOKEN=hf_demo
  gateway=http://127.0.0.1:$((21000 + RANDOM % 900)) activity_port=$((22000 + RANDOM % 900))
  # The minutes of scaleToZeroTimeout are seconds here: nobody would like to watch for a quarter of an hour.
  settings+=("Operator__Activity__Gateways__0=http://127.0.0.1:$activity_port" Operator__Activity__Interval=00:00:01 Operator__Activity__TimeoutUnit=00:00:01)
  api=$(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}') metrics_port=$((23000 + RANDOM % 900))
  settings+=("Operator__ListenAddress=${api#https://}" Operator__MetricsApi__Enabled=true "Operator__MetricsApi__Port=$metrics_port"
    Operator__Activity__PendingWindow=00:00:04)
  instance_types=$root/tests/Demo/instance-types.yaml
else
  LIMIT=1800
  settings+=(Operator__ListenAddress=127.0.0.1)
  instance_types=$root/deploy/catalogue/instance-types.yaml
fi
end

begin "install: custom resources, catalogue, the operator's own rights"
validate=()
# Before 1.25 kubectl and the API server do not know CEL rules in a schema.
(($(kubectl version -o json 2>/dev/null | tr -d ' \n' | sed 's/.*"serverVersion":{[^}]*"minor":"\([0-9]*\).*/\1/') >= 25)) || validate=(--validate=false)
kubectl apply "${validate[@]}" -f "$root/crds"
kubectl wait --for=condition=Established --timeout=30s crd/{inferenceendpoints,instancetypes,endpointkeys}.inferenceendpoints.dev >/dev/null
kubectl create namespace $SYSTEM --dry-run=client -o yaml | kubectl apply -f -
kubectl create namespace $TEAM --dry-run=client -o yaml | kubectl apply -f -
kubectl apply -f "$instance_types" -f "$root/deploy/rbac"
"$cluster" token inference-endpoints-operator $SYSTEM >"$work/operator.kubeconfig"
KUBECONFIG=$work/operator.kubeconfig env "${settings[@]}" "$root/src/Operator/bin/Release/net10.0/inference-endpoints-operator" >"$work/operator.log" 2>&1 &
children+=($!)
if [[ -n $gateway ]]; then
  serve_metrics_api "${api#https://}" $metrics_port
  "$cluster" token inference-endpoints-gateway $SYSTEM >"$work/gateway.kubeconfig"
  KUBECONFIG=$work/gateway.kubeconfig Gateway__ListenAddress=127.0.0.1 Gateway__Port=${gateway##*:} Gateway__InternalPort=0 Gateway__MetricsPort=$activity_port \
    "$root/src/Gateway/bin/Release/net10.0/inference-endpoints-gateway" >"$work/gateway.log" 2>&1 &
  children+=($!)
fi
kubectl -n $TEAM get iep --watch --output-watch-events -o 'jsonpath={.object.metadata.name} {.object.status.state}{"\n"}' >"$work/states" 2>/dev/null &
children+=($!)
end

# --- The life of endpoints ----------------------------------------------------------------------------------------------------------------

begin "three endpoints run"
kubectl -n $TEAM create secret generic hf --from-literal=token="${HF_TOKEN:?must have access to google/gemma-1.1-2b-it}" --dry-run=client -o yaml | kubectl apply -f -
show kubectl -n $TEAM apply -f "$root/deploy/samples/text-generation-tgi.yaml" -f "$root/deploy/samples/speech-recognition-custom-handler.yaml" \
  -f "$root/deploy/samples/text-generation-custom-image.yaml"
eventually running gemma-1-1-2b-it whisper-large-v3 gpt2
show kubectl -n $TEAM get iep -o wide
end

if [[ -n $gateway ]]; then
  begin "a protected endpoint refuses without a key and answers with one"
  status=$(call gemma-1-1-2b-it / -o "$work/answer" -w '%{http_code}')
  echo "without: $status $(cat "$work/answer")"
  [[ $status == 401 ]] || wrong "the endpoint answers $status without a key"
  "$root/src/Gateway/bin/Release/net10.0/inference-endpoints-gateway" create-key --name demo --expires 1d 2>"$work/key" | kubectl -n $TEAM apply -f -
  key=$(<"$work/key")
  deadline=$((SECONDS + 10))
  until [[ $(call gemma-1-1-2b-it / -o /dev/null -w '%{http_code}') == 200 ]]; do
    ((SECONDS < deadline)) || wrong "the endpoint does not answer with a key"
    sleep 0.1
  done
  echo "with: 200"
  end
else
  start_proxy
fi

begin "each answers"
ask gemma-1-1-2b-it /generate '{"inputs":"What is Deep Learning? Deep learning is","parameters":{"max_new_tokens":12}}' generated_text
ask whisper-large-v3 / '{"inputs":"a sound"}' EndpointHandler
ask gpt2 /generate '{"inputs":"To be or not to be, that is","parameters":{"max_new_tokens":8}}' generated_text
end

if [[ -n $gateway ]]; then
  begin "a streamed chat arrives token by token"
  call gemma-1-1-2b-it /v1/chat/completions -N -d '{"stream":true,"max_tokens":8,"messages":[{"role":"user","content":"What is Deep Learning?"}]}' |
    while read -r line; do [[ $line != data:* ]] || printf '%s %.110s\n' "$(date +%T.%3N)" "$line"; done | tee "$work/stream"
  (($(cut -d' ' -f1 "$work/stream" | sort -u | wc -l) >= 4)) || wrong "the tokens did not arrive one after the other"
  end

  begin "load scales it from one replica to three, which share it"
  # Windows of minutes are seconds here, as those of scaleToZeroTimeout are.
  show kubectl -n $TEAM patch iep gpt2 --type=merge -p '{"spec":{"compute":{"scaling":{"minReplica":1,"maxReplica":3,
    "measure":{"pendingRequests":1.5},"behavior":{"scaleUp":{"periodSeconds":1},"scaleDown":{"periodSeconds":1,"stabilizationWindowSeconds":5}}}}}}'
  touch "$work/loading"
  load gpt2 "$work/loading" >"$work/load" &
  callers=$!
  ready gpt2 3/3
  deadline=$((SECONDS + 20))
  until served gpt2 8080 >"$work/served" && (($(awk '$2 > 0' "$work/served" | wc -l) == 3)); do
    ((SECONDS < deadline)) || wrong "not every replica had requests: $(<"$work/served")"
    sleep 0.2
  done
  cat "$work/served"
  show kubectl -n $TEAM get hpa gpt2
  end

  begin "a pod is killed under load, and no request is lost"
  show kubectl -n $TEAM delete "$(kubectl -n $TEAM get pods -l app.kubernetes.io/instance=gpt2 -o name | head -1)"
  ready gpt2 3/3
  rm "$work/loading"
  wait $callers
  cat "$work/load"
  [[ $(awk '{print $2}' "$work/load") == 200 ]] || wrong "a request was lost"
  end

  begin "without load it goes back to one"
  ready gpt2 1/1
  end
fi

begin "pause"
show kubectl -n $TEAM patch iep gpt2 --type=merge -p '{"spec":{"paused":true}}'
eventually paused gpt2
pods_gone gpt2
end

begin "resume"
show kubectl -n $TEAM patch iep gpt2 --type=merge -p '{"spec":{"paused":false}}'
eventually running gpt2
end

if [[ -n $gateway ]]; then
  begin "an endpoint that nobody calls falls asleep"
else
  begin "sleep"
  show kubectl -n $TEAM annotate iep whisper-large-v3 "inferenceendpoints.dev/sleep=$(date -u +%FT%TZ)"
fi
eventually scaledToZero whisper-large-v3
pods_gone whisper-large-v3
end

if [[ -n $gateway ]]; then
  begin "a request wakes it, waits, and is answered"
  wake=$(call whisper-large-v3 / -o /dev/null -w '%{http_code} after %{time_total} s' -H 'X-Scale-Up-Timeout: 120' -d '{"inputs":"a sound"}')
  echo "$wake"
  [[ $wake == 200* ]] || wrong "the request was not answered"
else
  begin "wake"
  sleep 1 # the marks have whole seconds here, and the later one holds
  show kubectl -n $TEAM annotate iep whisper-large-v3 "inferenceendpoints.dev/wake=$(date -u +%FT%TZ)"
fi
eventually running whisper-large-v3
end

begin "update to another revision: updating, then running"
show kubectl -n $TEAM patch iep gemma-1-1-2b-it --type=merge -p '{"spec":{"model":{"revision":"bf16"}}}'
eventually updating gemma-1-1-2b-it
eventually running gemma-1-1-2b-it
show kubectl -n $TEAM get pods -l app.kubernetes.io/instance=gemma-1-1-2b-it \
  -o 'custom-columns=NAME:.metadata.name,REVISION:.metadata.annotations.inferenceendpoints\.dev/model-revision'
end

begin "an image that is not there: failed, with the reason"
kubectl -n $TEAM apply -f "$root/tests/Demo/bad-image.yaml"
eventually failed bad-image
message bad-image; echo
message bad-image | grep -q "registry.invalid/nothing:1" || wrong "the message does not name the image"
end

begin "99 GPUs: pending, with the scheduler's words"
kubectl -n $TEAM apply -f "$root/tests/Demo/too-many-gpus.yaml"
LIMIT=30 eventually pending too-many-gpus
deadline=$((SECONDS + 60))
until message too-many-gpus | grep -q "Insufficient nvidia.com/gpu"; do
  ((SECONDS < deadline)) || wrong "the message is: $(message too-many-gpus)"
  sleep 0.2
done
message too-many-gpus; echo
end

begin "what happened"
show kubectl -n $TEAM get events --field-selector involvedObject.kind=InferenceEndpoint --sort-by=.lastTimestamp
passed gemma-1-1-2b-it initializing
passed gemma-1-1-2b-it updating
passed too-many-gpus pending
end

begin "delete: nothing is left"
show kubectl -n $TEAM delete iep --all
for name in gemma-1-1-2b-it whisper-large-v3 gpt2 bad-image too-many-gpus; do pods_gone "$name"; done
deadline=$((SECONDS + LIMIT))
while left=$(kubectl -n $TEAM get deployments,replicasets,pods,services,horizontalpodautoscalers,persistentvolumeclaims,controllerrevisions -l app.kubernetes.io/managed-by=inference-endpoints-operator -o name) && [[ -n $left ]]; do
  ((SECONDS < deadline)) || wrong "left behind: $left"
  sleep 0.2
done
echo "nothing"
end
