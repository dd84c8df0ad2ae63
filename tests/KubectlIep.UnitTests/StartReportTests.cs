using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Status;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class StartReportTests
{
    private static readonly DateTime Since = Sample.Now.UtcDateTime.AddSeconds(-60);

    [Fact]
    public void A_download_is_drawn_as_far_as_it_is_between_what_is_over_and_what_is_to_come() => Assert.Equal(
        """
        Starting for 60s:
          creation    [####################]  2s
          scheduling  [####################]  1s
          images      [####################]  17s
          download    [############--------]  40s, 62 %
          loading     [--------------------]
        """,
        Draw(status => status.DownloadPercent = 62, Pod(downloadFrom: 20)));

    [Fact]
    public void A_phase_that_cannot_tell_is_measured_by_the_last_start_and_never_full() => Assert.Equal(
        """
        Starting for 60s:
          creation    [####################]  2s
          scheduling  [####################]  1s
          images      [####################]  19s
          download    [####################]  10s
          loading     [###########---------]  28s, the last time 50s
        """,
        Draw(status => status.LastStart = Loading(50), Pod(downloadFrom: 20, downloadTo: 30, modelFrom: 32)));

    [Fact]
    public void What_takes_longer_than_the_last_time_is_not_over() =>
        Assert.EndsWith("loading     [###################-]  28s, the last time 5s", Draw(status => status.LastStart = Loading(5), Pod(downloadFrom: 20, downloadTo: 30, modelFrom: 32)), StringComparison.Ordinal);

    [Fact]
    public void A_model_server_that_downloads_by_itself_has_no_such_phase()
    {
        var pod = Pod(modelFrom: 10);
        pod.Spec!.InitContainers = null;

        Assert.Equal(["creation", "scheduling", "images", "loading"], Draw(_ => { }, pod).Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
    }

    [Fact]
    public void Images_of_the_model_server_are_pulled_after_the_download()
    {
        var lines = Draw(_ => { }, Pod(downloadFrom: 20, downloadTo: 30)).Split('\n');

        Assert.Equal(["  images      [--------------------]  47s", "  download    [####################]  10s"], lines[3..5]);
    }

    [Fact]
    public void Of_several_replicas_the_furthest_is_shown_and_neither_one_that_goes_nor_one_of_the_spec_before()
    {
        var (goes, former) = (Pod(modelFrom: 1), Pod(modelFrom: 1));
        goes.Metadata.DeletionTimestamp = Since;
        former.Status!.Conditions!.Add(new V1PodCondition { Type = "Ready", Status = "True", LastTransitionTime = Since.AddHours(-1) });

        Assert.Contains("loading     [--------------------]\n", Draw(_ => { }, goes, former, Pod(), Pod(downloadFrom: 20)) + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_pod_it_is_being_created() => Assert.Contains("creation    [--------------------]  60s\n", Draw(_ => { }), StringComparison.Ordinal);

    [Fact]
    public void An_endpoint_that_does_not_start_shows_how_long_its_last_start_took()
    {
        var endpoint = Sample.Endpoint(change: sample => sample.Status!.LastStart = Loading(50));

        Assert.Empty(StartReport.Render(new EndpointView(endpoint, [Pod()], []), Sample.Now));
        Assert.Contains("Last start: ready after 60 s: loading 50 s", StatusReport.Render(new EndpointView(endpoint, [], []), Sample.Now));
    }

    private static string Draw(Action<InferenceEndpointStatus> change, params V1Pod[] pods)
    {
        var endpoint = Sample.Endpoint("initializing", sample => sample.Status!.StartingSince = Since);
        change(endpoint.Status!);
        return string.Join('\n', StartReport.Render(new EndpointView(endpoint, pods, []), Sample.Now).Skip(1));
    }

    private static EndpointStart Loading(int seconds) =>
        new() { StartedAt = Since, ReadyAt = Since.AddSeconds(60), Phases = [new StartPhase { Name = StartPhases.Loading, Seconds = seconds }] };

    /// <summary>Created after 2 seconds and on a node after 3; containers began and ended at these seconds.</summary>
    private static V1Pod Pod(int? downloadFrom = null, int? downloadTo = null, int? modelFrom = null)
    {
        var pod = Sample.Pod("gemma-1", Sample.Container(Running(modelFrom)));
        pod.Metadata.CreationTimestamp = Since.AddSeconds(2);
        pod.Spec!.InitContainers = [new V1Container { Name = ContainerNames.Download }];
        pod.Status!.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = Since.AddSeconds(3) }];
        var download = downloadTo is { } end
            ? new V1ContainerState { Terminated = new V1ContainerStateTerminated { StartedAt = Since.AddSeconds(downloadFrom!.Value), FinishedAt = Since.AddSeconds(end) } }
            : Running(downloadFrom);
        pod.Status.InitContainerStatuses = [new V1ContainerStatus { Name = ContainerNames.Download, State = download }];
        return pod;
    }

    private static V1ContainerState Running(int? from) =>
        from is { } seconds ? new() { Running = new V1ContainerStateRunning { StartedAt = Since.AddSeconds(seconds) } } : new();
}
