using System.IO.Pipelines;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Logs;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class LogsTests
{
    private static readonly V1ContainerState Running = new() { Running = new V1ContainerStateRunning() };
    private static readonly V1ContainerState Waiting = new() { Waiting = new V1ContainerStateWaiting { Reason = "PodInitializing" } };

    [Fact]
    public void A_replica_speaks_through_the_model_server_once_that_has_started_and_through_the_download_before()
    {
        Assert.Equal(new LogSource("gemma-1", ContainerNames.Model), LogSource.Of(Pod(download: null, model: Running), container: null));
        Assert.Equal(new LogSource("gemma-1", ContainerNames.Download), LogSource.Of(Pod(download: Running, model: Waiting), container: null));
        Assert.Equal(new LogSource("gemma-1", Container: null), LogSource.Of(Pod(download: Waiting, model: Waiting), container: null));
    }

    [Fact]
    public void A_container_that_waits_for_its_next_start_still_has_what_it_said_before()
    {
        var pod = Pod(download: null, model: Waiting);
        pod.Status!.ContainerStatuses![0].LastState = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1 } };

        Assert.Equal(ContainerNames.Model, LogSource.Of(pod, container: null).Container);
    }

    [Fact]
    public void A_container_that_was_named_is_the_one() =>
        Assert.Equal(ContainerNames.Download, LogSource.Of(Pod(download: Running, model: Running), ContainerNames.Download).Container);

    [Fact]
    public async Task Lines_of_several_logs_stay_whole_and_say_whose_they_are()
    {
        await using var output = new StringWriter();
        using var merge = new LogMerge(output);
        var (first, second) = (new Pipe(), new Pipe());
        var copies = Task.WhenAll(
            merge.CopyAsync("a", first.Reader.AsStream(), CancellationToken.None), merge.CopyAsync("b", second.Reader.AsStream(), CancellationToken.None));

        await WriteAsync(first, "half a");
        await WriteAsync(second, "one\ntwo\n");
        await WriteAsync(first, " line\n");
        await first.Writer.CompleteAsync();
        await second.Writer.CompleteAsync();
        await copies;

        Assert.Equal(["[a] half a line", "[b] one", "[b] two"], output.ToString().TrimEnd().Split('\n').Order());
    }

    private static async Task WriteAsync(Pipe pipe, string text) => await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    private static V1Pod Pod(V1ContainerState? download, V1ContainerState model)
    {
        var pod = Sample.Pod("gemma-1", Sample.Container(model));
        pod.Status!.InitContainerStatuses = download is null ? [] : [new V1ContainerStatus { Name = ContainerNames.Download, State = download }];
        return pod;
    }
}
