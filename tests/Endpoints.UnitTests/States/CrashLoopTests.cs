using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

/// <summary>A crash loop as the kubelet goes through it: run, crash, wait for 10 s, 20 s, 40 s and so on to 5 minutes, run.</summary>
public sealed class CrashLoopTests
{
    private static readonly TimeSpan s_longestBackOff = TimeSpan.FromMinutes(5);

    // The model server may end without an error, too: 'command: [server, --help]'. A download that does so has succeeded.
    private static readonly Dictionary<string, int[]> s_exitCodes = new()
    {
        [ContainerNames.Model] = [0, 1, 2, 127, 137],
        [ContainerNames.Download] = [1, 137],
    };

    /// <param name="RunSeconds">No run is more than twice as long as the one before.</param>
    /// <param name="ExitCode">137: out of memory.</param>
    private sealed record Loop(string Container, int ExitCode, int[] RunSeconds);

    private sealed record Moment(DateTimeOffset Time, V1Pod Pod, string What);

    [Fact]
    public void The_state_never_flaps_between_two_crashes_of_a_loop() =>
        Prop.ForAll(Loops().ToArbitrary(), loop =>
        {
            foreach (var moment in Moments(loop))
            {
                var state = Situation.With(moment.Pod).State(moment.Time);
                Assert.True(state.State == EndpointState.Failed, $"{moment.What}: {state}");
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_message_of_a_crash_loop_stays_the_same_from_crash_to_crash() =>
        Prop.ForAll(Loops().ToArbitrary(), loop => Moments(loop).Select(moment => Situation.With(moment.Pod).State(moment.Time).Message).Distinct().Count() == 1)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_container_that_runs_clearly_longer_than_before_is_on_its_way_again()
    {
        var start = TestPod.Placed.AddMinutes(1);
        var pod = TestPod.ModelIs(TestPod.Running(start), TestPod.Ended(1, "boom", start.AddSeconds(-50), start.AddSeconds(-20)), restarts: 3);
        var clearlyLonger = new DateTimeOffset(start).AddSeconds((2 * 30) + 10);

        var before = Situation.With(pod).State(clearlyLonger.AddTicks(-1));
        Assert.Equal((EndpointState.Failed, (DateTimeOffset?)clearlyLonger), (before.State, before.RecheckAt));
        Assert.Equal(EndpointState.Initializing, Situation.With(pod).State(clearlyLonger).State);
    }

    [Fact]
    public void A_container_that_became_ready_after_crashes_is_running()
    {
        var pod = TestPod.Ready();
        pod.Status!.ContainerStatuses![0].RestartCount = 7;
        pod.Status.ContainerStatuses[0].LastState = TestPod.Ended(1, "boom", TestPod.Placed, TestPod.Placed.AddSeconds(5));

        Assert.Equal(EndpointState.Running, Situation.With(pod).State().State);
    }

    [Fact]
    public void A_download_that_succeeded_again_after_a_reboot_of_the_node_is_no_crash()
    {
        // A new sandbox runs the init containers once more.
        var pod = TestPod.DownloadIs(TestPod.Running(TestPod.Placed.AddSeconds(30)), TestPod.Ended(0, null, TestPod.Placed, TestPod.Placed.AddSeconds(20)), restarts: 4);

        Assert.Equal(EndpointState.Initializing, Situation.With(pod).State().State);
    }

    private static Gen<Loop> Loops() =>
        from container in Gen.Elements(s_exitCodes.Keys.ToArray())
        from exitCode in Gen.Elements(s_exitCodes[container])
        from shortest in Gen.Choose(0, 900)
        from runs in Gen.Choose(shortest, 2 * shortest).ArrayOf(6)
        select new Loop(container, exitCode, runs);

    /// <summary>What is to be seen from the first back-off on.</summary>
    private static IEnumerable<Moment> Moments(Loop loop)
    {
        var time = TestPod.Placed.AddSeconds(60);
        V1ContainerState? last = null;
        for (var restarts = 0; restarts < loop.RunSeconds.Length; restarts++)
        {
            var start = time;
            var end = start.AddSeconds(loop.RunSeconds[restarts]);
            if (restarts >= 2)
            {
                foreach (var seen in new[] { start, start.AddSeconds(1), end.AddMilliseconds(-1) }.Where(seen => seen >= start && seen < end))
                {
                    yield return At(seen, loop, TestPod.Running(start), last, restarts);
                }
            }

            var ended = TestPod.Ended(loop.ExitCode, "last words", start, end, loop.ExitCode == 137 ? "OOMKilled" : null);
            if (restarts >= 2)
            {
                yield return At(end, loop, ended, last, restarts);
            }

            last = ended;
            time = end;
            // The first restart is at once.
            if (restarts >= 1)
            {
                var wait = TimeSpan.FromSeconds(10 * Math.Pow(2, restarts - 1));
                time += wait < s_longestBackOff ? wait : s_longestBackOff;
                yield return At(end.AddMilliseconds(1), loop, TestPod.Waiting("CrashLoopBackOff", "back-off restarting failed container"), last, restarts);
                yield return At(time.AddMilliseconds(-1), loop, TestPod.Waiting("CrashLoopBackOff", "back-off restarting failed container"), last, restarts);
            }
        }
    }

    private static Moment At(DateTime time, Loop loop, V1ContainerState state, V1ContainerState? last, int restarts)
    {
        var pod = loop.Container == ContainerNames.Model ? TestPod.ModelIs(state, last, restarts) : TestPod.DownloadIs(state, last, restarts);
        var what = state.Running is not null ? "runs" : state.Waiting?.Reason ?? "has ended";
        return new Moment(new DateTimeOffset(time), pod, $"{loop.Container} after {restarts} restarts {what}");
    }
}
