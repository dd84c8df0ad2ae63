#!/usr/bin/env bash
# A real one-node Kubernetes on this machine: etcd, API server, controller manager, scheduler, kubelet, containerd.
#
#   cluster.sh install           gets what a bare Debian 12 lacks, by apt
#   cluster.sh build             builds Kubernetes from Debian's source package, once
#   cluster.sh up                starts the control plane; prints the path of the kubeconfig
#   cluster.sh node              starts that too if need be, and adds a node that runs real pods
#   cluster.sh gpus N            gives the node N GPUs (nvidia.com/gpu), as far as the scheduler can tell
#   cluster.sh image TAR...      imports images (docker-archive) into the node
#   cluster.sh tag IMAGE NAME    gives an image of the node another name, too
#   cluster.sh start|stop|kill NAME   one component: etcd kube-apiserver kube-controller-manager kube-scheduler
#                                containerd kubelet (stop is SIGTERM, and SIGKILL after 8 s; kill is SIGKILL at once;
#                                start waits until it is ready)
#   cluster.sh status            says which components run
#   cluster.sh log NAME          prints a component's log
#   cluster.sh kubeconfig        prints the path of the kubeconfig
#   cluster.sh token SA NS       prints a kubeconfig that acts as the ServiceAccount SA of the namespace NS
#   cluster.sh gateway           prints the address under which pods reach servers on this machine
#   cluster.sh run COMMAND...    a cluster with a node for the time that COMMAND runs, with KUBECONFIG set
#   cluster.sh down              stops the cluster and leaves nothing behind
#
# Environment:
#   CLUSTER_DIR          where the cluster's state lives, one directory per cluster (/tmp/inference-endpoints-cluster)
#   CLUSTER_OWNER        a process id: the cluster goes when that process ends, however it ends
#   KUBE_CACHE           where 'build' puts its results (~/.cache/debian-kubernetes)
#   KUBEBUILDER_ASSETS   a directory with the binaries of any Kubernetes from 1.20 on, instead of 'build'
#   KUBECONFIG           a cluster that exists: it is used, and nothing is started
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in settings install supervisor components control-plane node verbs; do
  # shellcheck source=/dev/null
  source "$here/lib/$part.sh"
done

verb=${1:-help}
shift || true
case $verb in
  install | build | up | node | gpus | image | tag | start | stop | kill | status | log | kubeconfig | token | gateway | run | down)
    if external_cluster; then "external_$verb" "$@"; else "verb_$verb" "$@"; fi ;;
  supervise) supervise "$@" ;; # internal: the process that holds a cluster
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
