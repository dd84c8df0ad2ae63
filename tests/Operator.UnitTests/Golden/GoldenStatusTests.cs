using System.Runtime.CompilerServices;

using InferenceEndpoints.Crds;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.UnitTests.Planning;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Golden;

/// <summary>
/// An endpoint in each state, as <c>kubectl get -o yaml</c> would show it, in <c>statuses/STATE.yaml</c>. tests/GitOps shows them to the health
/// checks of GitOps tools.
/// </summary>
public sealed class GoldenStatusTests
{
    public static TheoryData<EndpointState> States() => [.. Enum.GetValues<EndpointState>()];

    [Theory]
    [MemberData(nameof(States))]
    public async Task An_endpoint_in_a_state_has_the_status_that_its_golden_file_shows(EndpointState state)
    {
        var scenario = In(state);
        Assert.Equal(state.ToWord(), scenario.Endpoint.Status?.State);

        var actual = ManifestYaml.Write($"An endpoint that is {state.ToWord()}: written by GoldenStatusTests.", scenario.Endpoint);
        var golden = Path.Combine(Folder(), $"{state.ToWord()}.yaml");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(golden, actual);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden), actual);
    }

    private static Scenario In(EndpointState state) => state switch
    {
        EndpointState.Pending => Settled(),
        EndpointState.Initializing => OnANode(),
        EndpointState.Running => Serving(),
        EndpointState.Updating => Changed(spec => spec.Model.Revision = "v2"),
        EndpointState.UpdateFailed => Changed(spec => spec.Compute.InstanceType = "nvidia-a10"),
        EndpointState.Paused => Settled(scenario => scenario.Spec.Paused = true),
        EndpointState.ScaledToZero => Settled(scenario =>
            scenario.Endpoint.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Sleep] = SleepMarks.Format(Scenario.Now) }),
        EndpointState.Failed => Settled(scenario => scenario.Spec.Compute.InstanceType = "nvidia-a10"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state"),
    };

    private static Scenario Settled(Action<Scenario>? prepare = null)
    {
        var scenario = new Scenario();
        prepare?.Invoke(scenario);
        scenario.Settle();
        return scenario;
    }

    private static Scenario OnANode()
    {
        var scenario = Settled();
        scenario.PlacePod();
        scenario.Run();
        return scenario;
    }

    private static Scenario Serving()
    {
        var scenario = OnANode();
        var ready = new V1PodCondition { Type = "Ready", Status = "True", LastTransitionTime = Scenario.Now.UtcDateTime };
        scenario.Children.Pods[0].Status = new V1PodStatus { Conditions = [ready] };
        scenario.Run();
        return scenario;
    }

    private static Scenario Changed(Action<InferenceEndpointSpec> change)
    {
        var scenario = Serving();
        change(scenario.Spec);
        scenario.Endpoint.Metadata.Generation = 2;
        scenario.Run();
        return scenario;
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "statuses");
}
