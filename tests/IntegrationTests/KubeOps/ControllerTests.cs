using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using k8s.Models;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests.KubeOps;

[Collection(UsesApiServer.Name)]
public sealed class ControllerTests(ApiServer server) : IAsyncLifetime
{
    private const string Finalizer = "tests.dev/cleanup";

    private readonly string ns = $"controller-{Guid.NewGuid():N}";
    private readonly Script script = new();
    private FaultProxy proxy = null!; // set in InitializeAsync, which xunit calls first

    public async Task InitializeAsync()
    {
        await server.CreateNamespaceAsync(ns);
        proxy = await FaultProxy.StartAsync(server.CreateHttpClient());
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    [Fact]
    public async Task What_exists_what_changes_and_what_goes_reaches_the_controller()
    {
        var existing = await server.Client.CreateAsync(Map("existing"));
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(1, () => script.Count($"reconcile existing@{existing.Metadata.ResourceVersion}"));

        var changed = await LabelAsync("existing");
        await Eventually.EqualAsync(1, () => script.Count($"reconcile existing@{changed.Metadata.ResourceVersion}"));

        await server.Client.DeleteAsync(changed);
        await Eventually.EqualAsync(1, () => script.Count("delete existing"));
    }

    [Fact]
    public async Task A_reconcile_that_changes_nothing_writes_nothing()
    {
        await server.Client.CreateAsync(Map("steady"));
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(1, () => script.Count("reconcile steady"));

        Assert.DoesNotContain(proxy.Requests, request => !request.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_reconcile_is_tried_again_until_it_succeeds()
    {
        script.Reconcile = (map, _) => script.Count("reconcile failing") < 4
            ? throw new InvalidOperationException("not yet")
            : Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(map));
        await server.Client.CreateAsync(Map("failing"));

        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);

        await Eventually.EqualAsync(4, () => script.Count("reconcile failing"));
    }

    [Fact]
    public async Task Pauses_grow_with_each_failure_and_are_short_again_after_a_success()
    {
        const int Failures = 9;
        var attempts = new ConcurrentQueue<long>();
        script.Reconcile = (map, _) =>
        {
            attempts.Enqueue(Stopwatch.GetTimestamp());
            return Task.FromResult(attempts.Count is Failures + 1 or Failures + 3
                ? ReconciliationResult<V1ConfigMap>.Success(map)
                : ReconciliationResult<V1ConfigMap>.Failure(map, "not yet"));
        };
        await server.Client.CreateAsync(Map("failing"));
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(Failures + 1, () => attempts.Count);
        await LabelAsync("failing");
        await Eventually.EqualAsync(Failures + 3, () => attempts.Count);

        var times = attempts.ToArray();
        TimeSpan[] pauses = [.. times.Zip(times.Skip(1), Stopwatch.GetElapsedTime)];
        for (var failure = 0; failure < Failures; failure++)
        {
            // 5 ms doubled each time, give or take a fifth.
            var shortest = TimeSpan.FromMilliseconds(4 * Math.Pow(2, failure));
            Assert.True(pauses[failure] >= shortest, $"{pauses[failure]} after failure {failure}");
        }

        // The tenth pause in a row would have lasted two seconds at least.
        Assert.InRange(pauses[^1], TimeSpan.FromMilliseconds(4), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task No_more_keys_run_at_once_than_there_are_workers()
    {
        const int Keys = 12;
        var running = 0;
        var peaks = new ConcurrentBag<int>();
        var release = new TaskCompletionSource();
        script.Reconcile = async (map, _) =>
        {
            peaks.Add(Interlocked.Increment(ref running));
            await release.Task;
            Interlocked.Decrement(ref running);
            return ReconciliationResult<V1ConfigMap>.Success(map);
        };
        for (var i = 0; i < Keys; i++)
        {
            await server.Client.CreateAsync(Map($"map-{i}"));
        }

        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(TestOperator.Workers, () => Volatile.Read(ref running));

        release.SetResult();
        await Eventually.EqualAsync(Keys, () => script.Calls.Distinct().Count());
        Assert.Equal(TestOperator.Workers, peaks.Max());
    }

    [Fact]
    public async Task An_entity_that_goes_while_it_is_reconciled_is_told_as_deleted_afterwards()
    {
        var release = new TaskCompletionSource();
        script.Reconcile = async (map, _) =>
        {
            await release.Task;
            throw new InvalidOperationException("the entity is gone");
        };
        var map = await server.Client.CreateAsync(Map("going"));
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(1, () => script.Count("reconcile going"));

        await server.Client.DeleteAsync(map);
        await Eventually.TrueAsync(() => started.Cache.List().Count == 0);
        Assert.Equal(0, script.Count("delete"));
        release.SetResult();

        await Eventually.EqualAsync(1, () => script.Count("delete going"));
        await started.StopAsync();
        Assert.Equal([$"reconcile going@{map.Metadata.ResourceVersion}", "delete going"], script.Calls);
    }

    [Fact]
    public async Task A_reconcile_comes_back_after_the_time_that_it_asked_for()
    {
        script.Reconcile = (map, _) => Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(
            map, script.Count("reconcile again") < 3 ? TimeSpan.FromMilliseconds(100) : null));
        await server.Client.CreateAsync(Map("again"));

        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);

        await Eventually.EqualAsync(3, () => script.Count("reconcile again"));
    }

    [Fact]
    public async Task The_entity_queue_brings_a_key_to_the_controller()
    {
        var map = await server.Client.CreateAsync(Map("queued"));
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(1, () => script.Count("reconcile queued"));

        var queue = started.Services.GetRequiredService<EntityQueue<V1ConfigMap>>();
        Assert.True(await queue(
            map,
            ReconciliationType.Modified,
            ReconciliationTriggerSource.Operator,
            TimeSpan.FromMilliseconds(10),
            0,
            CancellationToken.None));

        await Eventually.EqualAsync(2, () => script.Count("reconcile queued"));
    }

    [Fact]
    public async Task A_finalizer_is_attached_before_the_first_reconcile_and_holds_the_entity_until_it_succeeds()
    {
        script.Finalize = map => script.Count("finalize held") < 3
            ? ReconciliationResult<V1ConfigMap>.Failure(map, "not cleaned up yet")
            : ReconciliationResult<V1ConfigMap>.Success(map);
        IList<string>? seen = null;
        script.Reconcile = (map, _) =>
        {
            seen ??= map.Metadata.Finalizers;
            return Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(map));
        };
        await using var started = await TestOperator.StartAsync(
            proxy.Address, ns, script, builder => builder.AddFinalizer<ScriptedFinalizer, V1ConfigMap>(Finalizer));

        await server.Client.CreateAsync(Map("held"));
        await Eventually.TrueAsync(() => seen is not null);
        Assert.Equal([Finalizer], seen!);

        await server.Client.DeleteAsync<V1ConfigMap>("held", ns);
        await Eventually.EqualAsync(1, () => script.Count("delete held"));
        Assert.Equal(3, script.Count("finalize held"));
        Assert.Null(await server.Client.GetAsync<V1ConfigMap>("held", ns));
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_finalizer_whose_removal_is_refused_runs_again(HttpStatusCode refusal)
    {
        await using var started = await TestOperator.StartAsync(
            proxy.Address, ns, script, builder => builder.AddFinalizer<ScriptedFinalizer, V1ConfigMap>(Finalizer));
        await server.Client.CreateAsync(Map("held"));
        await Eventually.TrueAsync(() => script.Count("reconcile held") > 0); // it comes after the finalizer is on

        proxy.Spoil(request => HttpMethods.IsPatch(request.Method), new Fault.Answer(refusal, "Refused"), times: 2);
        await server.Client.DeleteAsync<V1ConfigMap>("held", ns);

        await Eventually.EqualAsync(1, () => script.Count("delete held"));
        Assert.Equal(3, script.Count("finalize held"));
    }

    [Fact]
    public async Task Finalizers_of_others_are_left_alone()
    {
        const string Other = "others.dev/cleanup";
        await using var started = await TestOperator.StartAsync(
            proxy.Address, ns, script, builder => builder.AddFinalizer<ScriptedFinalizer, V1ConfigMap>(Finalizer));
        var map = Map("shared");
        map.Metadata.Finalizers = [Other];
        await server.Client.CreateAsync(map);
        await Eventually.EqualAsync(2, async () => (await server.Client.GetAsync<V1ConfigMap>("shared", ns))!.Metadata.Finalizers!.Count);

        await server.Client.DeleteAsync<V1ConfigMap>("shared", ns);

        await Eventually.EqualAsync(1, async () => (await server.Client.GetAsync<V1ConfigMap>("shared", ns))!.Metadata.Finalizers!.Count);
        Assert.Equal([Other], (await server.Client.GetAsync<V1ConfigMap>("shared", ns))!.Metadata.Finalizers!);
        await started.StopAsync();
        Assert.Equal(1, script.Count("finalize shared"));
    }

    [Fact]
    public async Task One_key_is_never_reconciled_twice_at_once_and_other_keys_do_not_wait_for_it()
    {
        var running = 0;
        var overlaps = 0;
        var release = new TaskCompletionSource();
        script.Reconcile = async (map, _) =>
        {
            if (map.Metadata.Name == "slow")
            {
                overlaps += Interlocked.Increment(ref running) > 1 ? 1 : 0;
                await release.Task;
                Interlocked.Decrement(ref running);
            }

            return ReconciliationResult<V1ConfigMap>.Success(map);
        };
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await server.Client.CreateAsync(Map("slow"));
        await Eventually.EqualAsync(1, () => script.Count("reconcile slow"));

        await LabelAsync("slow");
        await LabelAsync("slow");
        var last = await LabelAsync("slow");
        await server.Client.CreateAsync(Map("quick"));
        await Eventually.EqualAsync(1, () => script.Count("reconcile quick"));
        Assert.Equal(1, script.Count("reconcile slow"));

        release.SetResult();
        await Eventually.EqualAsync(1, () => script.Count($"reconcile slow@{last.Metadata.ResourceVersion}"));
        await started.StopAsync();
        Assert.Equal(0, overlaps);
        Assert.Equal(2, script.Count("reconcile slow")); // one for all three changes
    }

    [Fact]
    public async Task Stopping_lets_a_running_reconcile_end_and_starts_no_other()
    {
        var finished = false;
        var release = new TaskCompletionSource();
        script.Reconcile = async (map, cancellationToken) =>
        {
            await release.Task.WaitAsync(cancellationToken);
            finished = true;
            return ReconciliationResult<V1ConfigMap>.Success(map);
        };
        await server.Client.CreateAsync(Map("running"));
        await using var started = await TestOperator.StartAsync(proxy.Address, ns, script);
        await Eventually.EqualAsync(1, () => script.Count("reconcile running"));

        var stopping = started.StopAsync();
        await LabelAsync("running");
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping;

        Assert.True(finished);
        Assert.Equal(1, script.Count("reconcile running"));
    }

    private V1ConfigMap Map(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
    };

    private Task<V1ConfigMap> LabelAsync(string name) => server.Client.PatchAsync<V1ConfigMap>(
        new V1Patch($"{{\"metadata\":{{\"labels\":{{\"changed\":\"{Guid.NewGuid()}\"}}}}}}", V1Patch.PatchType.MergePatch), name, ns);
}
