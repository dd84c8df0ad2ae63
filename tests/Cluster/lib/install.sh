# What a cluster is made of: Debian's packages, and Kubernetes itself.
# shellcheck shell=bash

# with_progress WHAT COMMAND...: the command's output only if it fails; a line every 10 seconds.
with_progress() {
  local what=$1 log start=$SECONDS pid next=10; shift
  log=$(mktemp)
  ("$@") >"$log" 2>&1 </dev/null &
  pid=$!
  while kill -0 $pid 2>/dev/null; do
    if ((SECONDS - start >= next)); then say "$what: $((SECONDS - start)) s"; next=$((next + 10)); fi
    sleep 0.2
  done
  if ! wait $pid; then tail -30 "$log" >&2; rm -f "$log"; fail "$what failed"; fi
  rm -f "$log"
}

# install_packages WHAT COMMAND=PACKAGE...: those packages whose command (a path or a name) is missing.
install_packages() {
  local what=$1 pair missing=(); shift
  for pair; do type -P "${pair%%=*}" >/dev/null || missing+=("${pair#*=}"); done
  ((${#missing[@]})) || return 0
  type -P apt-get >/dev/null || fail "$what ${missing[*]}, packages of Debian 12, which this is not: use a container or a machine with it"
  ((EUID == 0)) || fail "$what ${missing[*]}, which only root can install: run this as root"
  say "$what: apt-get install ${missing[*]}"
  with_progress "apt-get update" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive with_progress "apt-get install" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

verb_install() {
  export PATH=$PATH:/usr/sbin:/sbin
  local packages=(ip=iproute2 openssl=openssl curl=curl kubectl=kubernetes-client containerd=containerd runc=runc
    /usr/lib/cni/bridge=containernetworking-plugins)
  [[ -x $ASSETS/etcd ]] || packages+=(etcd=etcd-server)
  [[ -x $ASSETS/kubectl ]] || packages+=(kubectl=kubernetes-client)
  dpkg-query -W busybox-static >/dev/null 2>&1 || packages+=(busybox-static-is-missing=busybox-static)
  install_packages "the cluster needs" "${packages[@]}"
}

KUBE_COMPONENTS=(kube-apiserver kube-controller-manager kube-scheduler kubelet)

missing_binaries() {
  local name
  for name in "${KUBE_COMPONENTS[@]}"; do [[ -x $ASSETS/$name ]] || echo "$name"; done
}

verb_build() {
  local missing
  missing=$(missing_binaries | xargs)
  [[ -n $missing ]] || return 0
  [[ -z ${KUBEBUILDER_ASSETS:-} ]] || fail "KUBEBUILDER_ASSETS: $ASSETS lacks $missing"
  mkdir -p "$KUBE_CACHE"
  (
    exec 8>"$KUBE_CACHE/lock"
    flock -n 8 || { say "another process builds Kubernetes: waiting"; with_progress "waiting" flock 8; }
    [[ -n $(missing_binaries) ]] || exit 0
    install_packages "the build needs" /usr/lib/go-1.19/bin/go=golang-1.19-go reflect2=golang-github-modern-go-reflect2-dev jq=jq rsync=rsync make=make dpkg-source=dpkg-dev
    with_progress "building Kubernetes (takes about 5 minutes)" build_kubernetes
  )
}

build_kubernetes() {
  set -e
  local work=$KUBE_CACHE/build.$$ sources
  # shellcheck disable=SC2064 # the path of now: at the end of the process this function's variables are gone
  trap "chmod -R u+w '$work'; rm -rf '$work'" EXIT
  mkdir -p "$work/apt/lists/partial" "$work/bin"
  # Debian's source packages, without a change to the machine's own list of sources.
  sources=$work/apt/debian.sources
  sed 's/^Types:.*/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"$sources" 2>/dev/null ||
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"${sources%.sources}.list"
  local apt=(apt-get -qq -o "Dir::Etc::SourceList=$(echo "$work"/apt/*.list)" -o "Dir::Etc::SourceParts=$work/apt"
    -o "Dir::State::Lists=$work/apt/lists")
  "${apt[@]}" update
  cd "$work"
  "${apt[@]}" source --download-only kubernetes
  tar xzf kubernetes_*.orig.tar.gz
  cd kubernetes-*/
  local version=${PWD##*-}
  # The bundled reflect2 iterates over maps as Go did before 1.18: with a later Go the API server crashes now and then. Debian has the fixed one.
  rm vendor/github.com/modern-go/reflect2/*.{go,s}
  cp /usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} vendor/github.com/modern-go/reflect2/
  mkdir -p .go/src/k8s.io
  ln -sfn ../../.. .go/src/k8s.io/kubernetes
  PATH=/usr/lib/go-1.19/bin:$PATH GOPATH=$PWD/.go GOFLAGS="" CGO_ENABLED=0 KUBE_GIT_TREE_STATE=clean KUBE_GIT_COMMIT=debian \
    KUBE_GIT_VERSION=v$version KUBE_GIT_MAJOR=${version%%.*} KUBE_GIT_MINOR=$(cut -d. -f2 <<<"$version") \
    make WHAT="${KUBE_COMPONENTS[*]/#/cmd/}"
  cp _output/local/bin/linux/*/kube* "$work/bin/"
  rm -rf "${KUBE_CACHE:?}/bin"
  mv "$work/bin" "$KUBE_CACHE/bin"
}
