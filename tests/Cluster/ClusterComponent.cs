namespace Cluster;

/// <summary>The processes of a local cluster that can stop and start alone.</summary>
public static class ClusterComponent
{
    public const string Etcd = "etcd";
    public const string ApiServer = "kube-apiserver";
    public const string ControllerManager = "kube-controller-manager";
    public const string Scheduler = "kube-scheduler";
    public const string Containerd = "containerd";
    public const string Kubelet = "kubelet";
}
