using InferenceEndpoints.KubectlIep.Status;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class PodStatusTests
{
    [Fact]
    public void A_pod_is_called_by_what_its_containers_wait_for_or_ended_with()
    {
        Assert.Equal("Running", Word(new V1ContainerState { Running = new V1ContainerStateRunning() }));
        Assert.Equal("CrashLoopBackOff", Word(new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } }));
        Assert.Equal("OOMKilled", Word(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, Reason = "OOMKilled" } }));
    }

    [Fact]
    public void What_happens_before_the_model_server_starts_is_said_first()
    {
        var pod = Sample.Pod("gemma-1", Sample.Container(new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "PodInitializing" } }));
        pod.Status!.InitContainerStatuses = [new V1ContainerStatus { Name = "download", State = new V1ContainerState { Running = new V1ContainerStateRunning() } }];
        Assert.Equal("Init:download", PodStatus.Of(pod));

        pod.Status.InitContainerStatuses[0].State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error" } };
        Assert.Equal("Init:Error", PodStatus.Of(pod));

        pod.Status.InitContainerStatuses[0].State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0, Reason = "Completed" } };
        Assert.Equal("PodInitializing", PodStatus.Of(pod));
    }

    [Fact]
    public void A_pod_on_its_way_out_says_so()
    {
        var pod = Sample.Pod("gemma-1", Sample.Container(new V1ContainerState { Running = new V1ContainerStateRunning() }));
        pod.Metadata.DeletionTimestamp = Sample.Now.UtcDateTime;

        Assert.Equal("Terminating", PodStatus.Of(pod));
    }

    private static string Word(V1ContainerState state) => PodStatus.Of(Sample.Pod("gemma-1", Sample.Container(state)));
}
