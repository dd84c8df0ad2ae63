#!/usr/bin/env bash
# Runs each image that images.sh makes, as a pod would (its own user, nothing to write on but volumes), on a containerd of its own.
#   test-images.sh [TEST...]     all of them, without arguments, but for those that build an image once more (..._again)
# shellcheck disable=SC2317 # the tests are called by their names
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/Cluster/lib/settings.sh
source "$here/lib/settings.sh"
# shellcheck source=tests/Cluster/lib/install.sh
source "$here/lib/install.sh"
install_packages "the test needs" containerd=containerd runc=runc curl=curl
work=$(mktemp -d /tmp/test-images.XXXXXX)
chmod 755 "$work"
containerd=

c() { ctr -a "$work/containerd.sock" "$@" 2>>"$work/ctr.log"; }

# run NAME IMAGE [OPTION...] [-- COMMAND...]: on the host's network, with a root that cannot be written, in the background. PIDS knows the
# process that ends as the container does.
declare -A PIDS
run() {
  local name=$1 image=$2 options=(); shift 2
  while (($#)) && [[ $1 != -- ]]; do options+=("$1"); shift; done
  ctr -a "$work/containerd.sock" run --rm --net-host --read-only "${options[@]}" "docker.io/local/$image:dev" "$name" "${@:2}" \
    >"$work/$name.log" 2>&1 </dev/null &
  PIDS[$name]=$!
  until_true 30 started "$name" || fail "$name does not start: $(tail -5 "$work/$name.log")"
}
started() { ! kill -0 "${PIDS[$1]}" 2>/dev/null || c tasks ls | grep -q "^$1 .*RUNNING"; }

# terminate NAME: as the kubelet does. The result is the container's exit code.
terminate() { c tasks kill -s TERM "$1"; wait "${PIDS[$1]}"; }

# inside NAME USER COMMAND...
inside() { ctr -a "$work/containerd.sock" tasks exec --exec-id "e$RANDOM" --user "$2" "$1" "${@:3}" </dev/null; }

clean_up() {
  local name
  if [[ $containerd ]]; then
    for name in $(c tasks ls -q); do c tasks kill -s KILL "$name" || true; done
    until_true 20 no_tasks || say "containers remain"
    kill "$containerd"
    wait "$containerd" || true
  fi
  rm -rf "$work"
}
no_tasks() { [[ -z $(c tasks ls -q) ]]; }
trap clean_up EXIT

free_port() {
  local port
  while port=$((20000 + RANDOM % 900)); (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# healthy NAME PORT
healthy() { until_true 60 curl -sf -o /dev/null "127.0.0.1:$2/health" || fail "$1 is not healthy: $(tail -5 "$work/$1.log")"; }
is() { [[ $1 == "$2" ]] || fail "expected '$2', got '$1'"; }
has() { [[ $1 == *"$2"* ]] || fail "expected '$2' in '$1'"; }
volume() { echo --mount "type=bind,src=$work/$1,dst=$2,options=rbind:${3:-rw}"; }

# --- Tests ------------------------------------------------------------------------------------------------------------

# download NAME USER ARGUMENT...: the real client, of the hub that runs, into $work/NAME; what it says is in $work/NAME.out. HUB_TOKEN: a token.
download() {
  local name=$1 user=$2 code=0; shift 2
  mkdir "$work/$name" "$work/$name.tmp"
  chown "$user" "$work/$name" "$work/$name.tmp"
  # shellcheck disable=SC2046 # the words of an option
  run "$name.client" downloader --env "HF_ENDPOINT=http://127.0.0.1:$hub" --env HF_TOKEN="${HUB_TOKEN:-}" --env HOME=/tmp \
    $(volume "$name" /repository) $(volume "$name.tmp" /tmp) -- sleep 3600
  inside "$name.client" "$user" hf download "$@" --local-dir /repository >"$work/$name.out" 2>&1 || code=$?
  c tasks kill -s KILL "$name.client"
  wait "${PIDS[$name.client]}" || true
  return "$code"
}

test_the_client_downloads_a_revision_as_any_user() {
  HUB_TOKEN=hf_demo download gemma 4321:4321 google/gemma-1.1-2b-it --revision bf16 || fail "$(tail -5 "$work/gemma.out")"
  local file
  for file in config.json model-0000{1,2}-of-00002.safetensors; do [[ -s $work/gemma/$file ]] || fail "no $file"; done
  is "$(stat -c %u "$work/gemma/config.json")" 4321
}

test_the_client_need_not_be_compiled() {
  run compiled downloader -- python3 -c 'import huggingface_hub, importlib.util, inspect, os
raise SystemExit([each.__file__ for each in (inspect, huggingface_hub) if not os.path.exists(importlib.util.cache_from_source(each.__file__))] or 0)'
  wait "${PIDS[compiled]}" || fail "not compiled: $(<"$work/compiled.log")"
}

test_the_client_downloads_what_matches() {
  download part 1000:1000 openai-community/gpt2 --revision main --include config.json || fail "$(tail -5 "$work/part.out")"
  [[ -s $work/part/config.json && ! -e $work/part/model.safetensors ]] || fail "not just config.json: $(ls "$work/part")"
}

test_the_client_fails_without_access() {
  if download gated 1000:1000 google/gemma-1.1-2b-it --revision main; then fail "it got a gated repository without a token"; fi
  has "$(<"$work/gated.out")" "requires approval"
  [[ ! -e $work/gated/config.json ]]
}

# script NAME ARGUMENT...: a download as a pod's, in the background, into $work/script.
script() {
  local name=$1; shift
  # shellcheck disable=SC2046 # the words of an option
  run "$name" downloader --env "HF_ENDPOINT=http://127.0.0.1:$hub" --env HF_HOME=/tmp/huggingface --env HF_HUB_DISABLE_UPDATE_CHECK=1 --env HF_HUB_DOWNLOAD_TIMEOUT=600 \
    $(volume script /repository) $(volume script.tmp /tmp) -- sh -c "$(<"$here/../../src/Operator/Desired/download.sh")" download "$@" --local-dir /repository
}
kill_hard() { c tasks kill -s KILL "$1"; wait "${PIDS[$1]}" || true; }
# requests PATH: what was asked of it, the last request last: from which byte on, or 'whole'.
requests() { curl -sf "127.0.0.1:$hub/admin/requests" | grep -oP '"method":"GET","path":"[^"]*'"$1"'"(,"range":"[^"]*")?' | sed -E 's/.*bytes=([0-9]+)-".*/\1/; t; s/.*/whole/' || true; }
leftover() { find "$work/script/.cache" -name '*.incomplete' -size +10239k -print -quit | grep .; }
progress() { curl -sf -m 1 127.0.0.1:8990 >"$work/progress" && [[ -s $work/progress ]]; }

test_a_killed_download_goes_on_in_another_container_where_it_was() {
  local model=openai/whisper-large-v3 fault="127.0.0.1:$hub/admin/faults?path=/model.safetensors&stall=true"
  ranges() { curl -sf "127.0.0.1:$hub/admin/requests" | grep -oP '"method":"GET","path":"/openai/whisper-large-v3/resolve/[^"]*/model.safetensors","range":\K[^,]+' | sort | xargs; }
  before=$(requests model.safetensors | wc -l)
  mkdir -p "$work/script/.cache/huggingface/download" "$work/script.tmp"
  touch "$work/script/.cache/huggingface/download/aBc.0123abcd.01234567.incomplete" # of a file that is no more
  chown -R 1000:1000 "$work/script" "$work/script.tmp"

  curl -sf -X POST "$fault&cutAfter=12000000"
  script killed "$model" --revision main
  until_true 60 leftover >/dev/null || fail "it has nothing to go on with: $(<"$work/killed.log")"
  kill_hard killed
  find "$work/script/.cache" -name '*.incomplete' -exec touch -d '3 hours ago' {} + # a pod may wait for long

  curl -sf -X POST "$fault&cutAfter=1000"
  script again "$model" --revision main
  until_true 60 progress || fail "it does not say how far it is: $(<"$work/again.log")"
  is "$(grep -oP '"done": \K[0-9]+' "$work/progress" | awk '{ print ($1 >= 10485760 && $1 < 16777216) ? "between" : $1 }')" between
  kill_hard again

  script finished "$model" --revision main
  wait "${PIDS[finished]}" || fail "it ended with $?: $(<"$work/finished.log")"
  is "$(requests model.safetensors | tail -n +$((before + 1)) | xargs)" "whole 10485760 10485760"
  is "$(stat -c %s "$work/script/model.safetensors")" 16777216
  is "$(find "$work/script/.cache" -name '*.incomplete')" ""
}

test_a_model_is_served_as_by_tgi_until_the_pod_ends() {
  local port; port=$(free_port)
  download gpt2 1000:1000 openai-community/gpt2 --revision main || fail "$(tail -5 "$work/gpt2.out")"
  # shellcheck disable=SC2046 # the words of an option
  run tgi model-server $(volume gpt2 /repository ro) -- /usr/share/dotnet/dotnet /app/model-server.dll --model-id /repository --port "$port" --sharded false
  healthy tgi "$port"
  has "$(curl -sf "127.0.0.1:$port/generate" -d '{"inputs": "the cat sat on the mat"}')" generated_text
  is "$(inside tgi 1000:1000 sh -c 'touch /app/x 2>&1 || true')" "touch: /app/x: Read-only file system"
  grep -q '^Uid:.*1000.*1000' "/proc/$(c tasks ls | awk '$1 == "tgi" { print $2 }')/status" || fail "it does not run as 1000"
  inside tgi 1000:1000 sleep 0
  terminate tgi || fail "it ended with $?"
}

test_a_custom_handler_is_served_as_by_the_toolkit() {
  local port; port=$(free_port)
  download whisper 1000:1000 openai/whisper-large-v3 --revision main || fail "$(tail -5 "$work/whisper.out")"
  # shellcheck disable=SC2046 # the words of an option
  run toolkit model-server --env HF_MODEL_DIR=/repository --env PORT="$port" $(volume whisper /repository ro)
  healthy toolkit "$port"
  has "$(curl -sf "127.0.0.1:$port/" -H 'Content-Type: application/json' -d '{"inputs": "hello"}')" hello
  terminate toolkit || fail "it ended with $?"
}

test_an_empty_model_directory_is_refused() {
  mkdir "$work/empty"
  # shellcheck disable=SC2046 # the words of an option
  run nothing model-server --env PORT="$(free_port)" $(volume empty /repository ro)
  if wait "${PIDS[nothing]}"; then fail "it served an empty directory"; fi
  has "$(<"$work/nothing.log")" /repository
}

test_the_product_names_every_package_that_it_is_made_of() {
  local name named programs
  c images import "$("$here/images.sh" product)" >/dev/null
  mkdir "$work/product"
  c images mount docker.io/local/inference-endpoints:dev "$work/product" >/dev/null
  named=$(grep -oP '"name": "\K[^"]+' "$work/product/app/sbom.cdx.json" || true)
  programs=$(find "$work/product/app" -name '*.dll' -printf '%f\n' | sort -u)
  c images unmount "$work/product" >/dev/null
  for name in $programs; do
    case $name in
      InferenceEndpoints* | inference-endpoints-* | kubectl-iep.dll | KubeOps.dll | KubernetesClient.dll | Prometheus.Client.dll) ;; # of this repository
      *) grep -qxF "${name%.dll}" <<<"$named" || fail "$name is not in the bill of materials" ;;
    esac
  done
}

# config_of ARCHIVE: what the image says of itself, as JSON.
config_of() { tar -xOf "$1" "$(tar -xOf "$1" manifest.json | grep -o '[0-9a-f]\{64\}\.json')"; }

test_the_product_says_what_it_is_and_is_not_root() {
  local config label
  config=$(config_of "$("$here/images.sh" product)")
  has "$config" '"User":"1654:1654"'
  for label in title description licenses revision source base.name; do has "$config" "\"org.opencontainers.image.$label\":"; done
  has "$config" "\"org.opencontainers.image.version\":\"$(sed -n 's/^appVersion: //p' "$here/../../charts/inference-endpoints/Chart.yaml")\""
}

test_the_product_bears_no_time_of_its_build() {
  local archive layer times
  archive=$("$here/images.sh" product)
  for layer in $(tar -xOf "$archive" manifest.json | grep -o '[0-9a-f]\{64\}\.tar'); do
    times=$(tar -xOf "$archive" "$layer" | tar -tv --full-time --utc | awk '{ print $4, $5 }' | sort -u)
    is "$times" "1970-01-01 00:00:00"
  done
  has "$(config_of "$archive")" '"created":"1970-01-01T00:00:00Z"'
}

test_the_product_has_the_same_digest_when_it_is_built_again() {
  local archive
  archive=$("$here/images.sh" product)
  mkdir "$work/again"
  find "$(dirname "$archive")" \( -name 'debian-*.tar' -o -name 'dotnet-*.tar' \) -mmin -10 -exec cp {} "$work/again" \; # its bases, as they were just in use
  is "$(IMAGE_CACHE=$work/again "$here/images.sh" product | xargs sha256sum | cut -c1-64)" "$(sha256sum "$archive" | cut -c1-64)"
}

# --- All of them ------------------------------------------------------------------------------------------------------

archives=()
for image in model-server model-hub downloader; do archives+=("$("$here/images.sh" "$image")"); done
cat >"$work/containerd.toml" <<K
version = 2
root = "$work/root"
state = "$work/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$work/containerd.sock"
K
containerd --config "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
containerd=$!
until_true 30 c version >/dev/null || fail "containerd does not start: $(tail -5 "$work/containerd.log")"
for archive in "${archives[@]}"; do with_progress "importing $(basename "$archive")" c images import "$archive"; done
hub=$(free_port)
run hub model-hub --env PORT="$hub"
healthy hub "$hub"

tests=("$@")
((${#tests[@]})) || mapfile -t tests < <(declare -F | sed -n '/_again$/d; s/^declare -f test_//p')
failed=0
for name in "${tests[@]}"; do
  started=$SECONDS
  # A process of its own: where bash tests a command's result, it goes on after errors inside.
  set +e; (set -e; trap - EXIT; "test_$name"); code=$?; set -e
  if ((code)); then echo "  failed $name"; failed=1; else echo "  passed $name ($((SECONDS - started)) s)"; fi
done
exit $failed
