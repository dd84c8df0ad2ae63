using InferenceEndpoints.Capacity;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Starts;
using InferenceEndpoints.States;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

public sealed class SettledEndpointsTests
{
    private readonly Scenario scenario = new();
    private readonly SettledEndpoints settled = new();
    private readonly EndpointSnapshot seen;

    public SettledEndpointsTests()
    {
        scenario.Settle();
        scenario.PlacePod();
        seen = new EndpointSnapshot(scenario.Endpoint, scenario.Children, new InstanceCatalogue(scenario.Instances), Scenario.Now);
    }

    public static TheoryData<string> Changes => [.. AllChanges.Keys];

    private static Dictionary<string, Func<EndpointSnapshot, EndpointSnapshot>> AllChanges { get; } = new()
    {
        ["uid"] = seen => Changed(seen, endpoint => endpoint.Metadata.Uid = "other"),
        ["generation"] = seen => Changed(seen, endpoint => endpoint.Metadata.Generation++),
        ["sleep"] = seen => Changed(seen, endpoint => endpoint.Metadata.Annotations = Mark(Annotations.Sleep)),
        ["wake"] = seen => Changed(seen, endpoint => endpoint.Metadata.Annotations = Mark(Annotations.Wake)),
        ["status"] = seen => Changed(seen, endpoint => endpoint.Status!.Message = "edited"),
        ["no status"] = seen => Changed(seen, endpoint => endpoint.Status = null!),
        ["Deployment"] = seen => seen with { Children = seen.Children with { Deployment = seen.Children.Deployment! with { } } },
        ["no Deployment"] = seen => seen with { Children = seen.Children with { Deployment = null } },
        ["Service"] = seen => seen with { Children = seen.Children with { Service = seen.Children.Service! with { } } },
        ["NetworkPolicy"] = seen => seen with { Children = seen.Children with { NetworkPolicy = new V1NetworkPolicy() } },
        ["HorizontalPodAutoscaler"] = seen => seen with { Children = seen.Children with { Autoscaler = new V2HorizontalPodAutoscaler() } },
        ["PodDisruptionBudget"] = seen => seen with { Children = seen.Children with { DisruptionBudget = new V1PodDisruptionBudget() } },
        ["PersistentVolumeClaim"] = seen => seen with { Children = seen.Children with { ModelClaim = new V1PersistentVolumeClaim() } },
        ["ReplicaSet"] = seen => seen with { Children = seen.Children with { ReplicaSets = [seen.Children.ReplicaSets[0] with { }] } },
        ["pod"] = seen => seen with { Children = seen.Children with { Pods = [seen.Children.Pods[0] with { }] } },
        ["further pod"] = seen => seen with { Children = seen.Children with { Pods = [.. seen.Children.Pods, new V1Pod()] } },
        ["revision"] = seen => seen with { Children = seen.Children with { Revisions = [seen.Children.Revisions[0] with { }] } },
        ["catalogue"] = seen => seen with { Catalogue = new InstanceCatalogue([]) },
        ["download"] = seen => seen with { Download = new DownloadProgress(1, 2) },
        ["accelerators"] = seen => seen with { Accelerators = ClusterAccelerators.Of([], []) },
        ["refusal"] = seen => seen with { Refusal = "two are enough" },
        ["waiting requests"] = seen => seen with { WaitingRequests = 1 },
        ["claim of others"] = seen => seen with { IsOnOneNode = true },
        ["first wait"] = seen => seen with { FirstWait = new FirstWait(Scenario.Now, Scenario.Now) },
        ["last activity"] = seen => seen with { LastActivity = Scenario.Now.UtcDateTime },
    };

    [Fact]
    public void What_leads_to_the_same_plan_needs_none()
    {
        settled.Add(seen, Nothing());

        Assert.True(settled.TryRenew(seen));
        Assert.True(settled.TryRenew(Changed(seen, endpoint => endpoint.Metadata.Annotations = Mark("somebody.example.com/else"))));
        Assert.True(settled.TryRenew(seen with { Now = Scenario.Now.AddYears(1), Children = seen.Children with { Pods = [.. seen.Children.Pods] } }));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_may_lead_to_another_plan_needs_one(string change)
    {
        settled.Add(seen, Nothing());

        Assert.False(settled.TryRenew(AllChanges[change](seen)));
    }

    [Fact]
    public void An_endpoint_is_not_settled_while_there_is_something_to_do_or_will_be()
    {
        settled.Add(seen, Nothing() with { Changes = [new PlannedChange.Delete(seen.Children.Service!, "too many")] });
        settled.Add(seen, Nothing() with { RecheckAfter = TimeSpan.FromHours(1) });

        Assert.False(settled.TryRenew(seen));
    }

    private EndpointPlan Nothing() => new([], scenario.Endpoint.Status!, RecheckAfter: null);

    // As a watch brings it: another object, whatever changed.
    private static EndpointSnapshot Changed(EndpointSnapshot seen, Action<InferenceEndpoint> change)
    {
        var endpoint = KubernetesJson.Deserialize<InferenceEndpoint>(KubernetesJson.Serialize(seen.Endpoint));
        change(endpoint);
        return seen with { Endpoint = endpoint };
    }

    private static Dictionary<string, string> Mark(string name) => new() { [name] = "2030-01-01T00:00:00Z" };
}
