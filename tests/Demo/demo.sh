#!/usr/bin/env bash
# Walks through the life of endpoints on a real cluster, with operator and gateway as pods of their image: `make demo`. Ends with a table of
# the steps and their times; a step that went wrong stops it with a status other than 0.
#
# On the local cluster (tests/Cluster) the image is built here, GPUs are a number on the node's status, and model servers and the Hub are the
# stand-ins of tests/. On the cluster of KUBECONFIG everything is real, and in the end all is gone that the demo has made there. It needs
#
#   IMAGE           the image of the Dockerfile, where the nodes can pull it
#   HF_TOKEN        a token with access to google/gemma-1.1-2b-it
#   Operator__...   the images of the downloader and of the toolkit (docs/settings.md), and whatever else is to differ; Gateway__... likewise
#
# and two NVIDIA GPUs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cluster=$root/tests/Cluster/cluster.sh
SYSTEM=inference-endpoints
TEAM=demo
work=$(mktemp -d)
steps=()
children=()
step=""
installed=""
gateways=() key=""
declare -A hosts=()
# shellcheck source=tests/Demo/lib/steps.sh
source "$root/tests/Demo/lib/steps.sh"
# shellcheck source=tests/Demo/lib/install.sh
source "$root/tests/Demo/lib/install.sh"

# --- The cluster, and the product on it ---------------------------------------------------------------------------------------------------

# Over those of deploy/base.
mapfile -t operator_settings < <(env | grep '^Operator__')
mapfile -t gateway_settings < <(env | grep '^Gateway__')

if is_local; then
  LIMIT=120
  begin "images: the product's by the Dockerfile, and stand-ins for model servers and the Hub"
  IMAGE=local/inference-endpoints:dev
  images=()
  for image in product model-server model-hub downloader; do images+=("$("$root/tests/Cluster/images.sh" $image)"); done
  end
  begin "the local cluster gets images, GPUs and a model hub"
  for image in "${images[@]}"; do show "$cluster" image "$image"; done
  "$cluster" gpus 4
  kubectl apply -f "$root/tests/Cluster/model-hub.yaml"
  kubectl wait --for=condition=Ready --timeout=60s pod/model-hub
  end
  mapfile -t -O ${#operator_settings[@]} operator_settings < <(grep -v '^#' "$root/tests/Cluster/local-images.env")
  operator_settings+=("Operator__Models__HubEndpoint=http://$(kubectl get pod model-hub -o 'jsonpath={.status.podIP}'):8080")
  # The minutes of scaleToZeroTimeout are seconds here: nobody would like to watch for a quarter of an hour.
  operator_settings+=(Operator__Activity__Interval=00:00:01 Operator__Activity__TimeoutUnit=00:00:01 Operator__Activity__PendingWindow=00:00:04)
  operator_settings+=(Operator__MetricsApi__Enabled=true Operator__Admission__Enabled=true)
  HF_TOKEN=hf_demo
  instance_types=$root/tests/Demo/instance-types.yaml
else
  LIMIT=1800
  : "${IMAGE:?is the image of the Dockerfile, where the nodes of the cluster of KUBECONFIG can pull it}"
  : "${HF_TOKEN:?must have access to google/gemma-1.1-2b-it}"
  for object in crd/inferenceendpoints.inferenceendpoints.dev namespace/$SYSTEM namespace/$TEAM; do
    [[ -z $(kubectl get "$object" --ignore-not-found -o name) ]] || wrong "there is a $object on the cluster of KUBECONFIG: the demo makes its own, and takes it away in the end"
  done
  instance_types=$root/deploy/catalogue/instance-types.yaml
fi

begin "install: custom resources, catalogue, operator and gateway"
validate=()
# Before 1.25 kubectl and the API server do not know CEL rules in a schema.
(($(kubectl version -o json 2>/dev/null | tr -d ' \n' | sed 's/.*"serverVersion":{[^}]*"minor":"\([0-9]*\).*/\1/') >= 25)) || validate=(--validate=false)
write_overlay "$work/overlay"
installed=yes
show kubectl apply "${validate[@]}" -f "$root/crds"
kubectl wait --for=condition=Established --timeout=30s crd/{inferenceendpoints,instancetypes,endpointkeys}.inferenceendpoints.dev >/dev/null
show kubectl apply -k "$work/overlay"
show kubectl apply -f "$instance_types"
# A cluster has one API of external metrics, and the one of KUBECONFIG may have its own.
! is_local || show kubectl apply -f "$root/deploy/metrics-api" -f "$root/deploy/webhook"
for process in operator gateway; do show kubectl -n $SYSTEM rollout status deployment/inference-endpoints-$process --timeout=300s; done
show kubectl -n $SYSTEM get pods -o wide
find_gateways
kubectl create namespace $TEAM
kubectl -n $TEAM get iep --watch --output-watch-events -o 'jsonpath={.object.metadata.name} {.object.status.state}{"\n"}' >"$work/states" 2>/dev/null &
children+=($!)
end

# --- The life of endpoints ----------------------------------------------------------------------------------------------------------------

begin "three endpoints run"
kubectl -n $TEAM create secret generic hf --from-literal=token="$HF_TOKEN"
show kubectl -n $TEAM apply -f "$root/deploy/samples/text-generation-tgi.yaml" -f "$root/deploy/samples/speech-recognition-custom-handler.yaml" \
  -f "$root/deploy/samples/text-generation-custom-image.yaml"
eventually running gemma-1-1-2b-it whisper-large-v3 gpt2
show kubectl -n $TEAM get iep -o wide
while read -r name url; do hosts[$name]=${url#https://}; done < <(kubectl -n $TEAM get iep -o 'jsonpath={range .items[*]}{.metadata.name} {.status.url}{"\n"}{end}')
end

if is_local; then
  begin "a mistake is refused at once, by the webhook"
  await gpt2 "refusing 3 to 2 replicas" refuses gpt2 '{"spec":{"compute":{"scaling":{"minReplica":3,"maxReplica":2}}}}'
  cat "$work/refusal"
  end
fi

begin "a protected endpoint refuses without a key and answers with one"
status=$(call gemma-1-1-2b-it / -o "$work/answer" -w '%{http_code}')
echo "without: $status $(cat "$work/answer")"
[[ $status == 401 ]] || wrong "the endpoint answers $status without a key"
create_key --name demo --expires 1d >"$work/key.yaml" 2>"$work/key"
kubectl -n $TEAM apply -f "$work/key.yaml"
key=$(<"$work/key")
await gemma-1-1-2b-it "answering with a key" answers gemma-1-1-2b-it 200
echo "with: 200"
end

begin "each answers"
ask gemma-1-1-2b-it /generate '{"inputs":"What is Deep Learning? Deep learning is","parameters":{"max_new_tokens":12}}' generated_text
ask whisper-large-v3 / '{"inputs":"a sound"}' EndpointHandler
ask gpt2 /generate '{"inputs":"To be or not to be, that is","parameters":{"max_new_tokens":8}}' generated_text
end

begin "a streamed chat arrives token by token"
call gemma-1-1-2b-it /v1/chat/completions -N -d '{"stream":true,"max_tokens":8,"messages":[{"role":"user","content":"What is Deep Learning?"}]}' |
  while read -r line; do [[ $line != data:* ]] || printf '%s %.110s\n' "$(date +%T.%3N)" "$line"; done | tee "$work/stream"
(($(cut -d' ' -f1 "$work/stream" | sort -u | wc -l) >= 4)) || wrong "the tokens did not arrive one after the other"
end

if is_local; then
  begin "load scales it from one replica to three, which share it"
  # Windows of minutes are seconds here, as those of scaleToZeroTimeout are.
  show kubectl -n $TEAM patch iep gpt2 --type=merge -p '{"spec":{"compute":{"scaling":{"minReplica":1,"maxReplica":3,
    "measure":{"pendingRequests":1.5},"behavior":{"scaleUp":{"periodSeconds":1},"scaleDown":{"periodSeconds":1,"stabilizationWindowSeconds":5}}}}}}'
  touch "$work/loading"
  load gpt2 "$work/loading" >"$work/load" &
  callers=$!
  ready gpt2 3/3
  await gpt2 "with requests at each of its 3 pods" each_served gpt2 3
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

if is_local; then
  begin "an endpoint that nobody calls falls asleep"
else
  begin "sleep"
  show kubectl -n $TEAM annotate iep whisper-large-v3 "inferenceendpoints.dev/sleep=$(date -u +%FT%TZ)"
fi
eventually scaledToZero whisper-large-v3
pods_gone whisper-large-v3
end

if is_local; then
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
says bad-image "registry.invalid/nothing:1" || wrong "the message does not name the image"
end

begin "99 GPUs: pending, with the scheduler's words"
kubectl -n $TEAM apply -f "$root/tests/Demo/too-many-gpus.yaml"
LIMIT=30 eventually pending too-many-gpus
await too-many-gpus "waiting for GPUs in the scheduler's words" says too-many-gpus "Insufficient nvidia.com/gpu"
message too-many-gpus; echo
end

begin "what happened"
show kubectl -n $TEAM get events --field-selector involvedObject.kind=InferenceEndpoint --sort-by=.lastTimestamp
passed gemma-1-1-2b-it initializing
passed gemma-1-1-2b-it updating
passed too-many-gpus pending
end

begin "delete: nothing is left"
show kubectl -n $TEAM delete iep --all --wait=false
for name in gemma-1-1-2b-it whisper-large-v3 gpt2 bad-image too-many-gpus; do pods_gone "$name"; done
await "their children" "gone" has_no_children
echo "nothing"
end
