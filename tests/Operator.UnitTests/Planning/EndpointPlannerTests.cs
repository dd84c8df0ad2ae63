using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Planning;

public sealed class EndpointPlannerTests
{
    private readonly Scenario scenario = new();

    [Fact]
    public void A_new_endpoint_gets_its_service_its_revision_and_its_deployment_in_this_order()
    {
        var plan = scenario.Plan();

        Assert.Equal(["Service gemma", "ControllerRevision", "Deployment gemma"], plan.Changes.Select(Describe));
        Assert.Equal("pending", plan.Status.State);
        Assert.Equal("0/1", plan.Status.Ready);
        Assert.Equal("nvidia-a10g-x1", plan.Status.Instance);
    }

    [Fact]
    public void Nothing_is_written_twice()
    {
        scenario.Scaling.MaxReplica = 3;
        scenario.Spec.Model.Storage = new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { Size = "20Gi" } };
        scenario.Settle();

        Assert.Empty(scenario.Plan().Changes);
    }

    [Fact]
    public void A_paused_endpoint_that_never_ran_has_no_deployment()
    {
        scenario.Spec.Paused = true;

        var plan = scenario.Settle();

        Assert.Null(scenario.Children.Deployment);
        Assert.Empty(scenario.Children.Revisions);
        Assert.Equal("paused", plan.Status.State);
    }

    [Fact]
    public void Only_an_endpoint_that_may_have_several_replicas_keeps_nodes_from_taking_them_together()
    {
        scenario.Settle();
        Assert.Null(scenario.Children.DisruptionBudget);

        scenario.Scaling.MaxReplica = 2;
        scenario.Settle();
        Assert.Equal("1", scenario.Children.DisruptionBudget!.Spec!.MaxUnavailable!.Value);

        scenario.Scaling.MaxReplica = 1;
        Assert.Contains("delete PodDisruptionBudget gemma", scenario.Plan().Changes.Select(Describe));
    }

    [Fact]
    public void The_replicas_are_guarded_before_there_are_any_and_for_as_long_as_the_setting_says()
    {
        scenario.Options.NetworkPolicy.Enabled = true;
        Assert.Equal(["Service gemma", "NetworkPolicy gemma", "ControllerRevision", "Deployment gemma"], scenario.Run().Changes.Select(Describe));

        scenario.Options.NetworkPolicy.Enabled = false;
        Assert.Equal(["delete NetworkPolicy gemma"], scenario.Plan().Changes.Select(Describe));
    }

    [Fact]
    public void What_runs_is_guarded_although_its_new_spec_cannot_be_rolled_out()
    {
        scenario.Settle();
        scenario.Options.NetworkPolicy.Enabled = true;
        scenario.Spec.Compute.InstanceType = "unheard-of";

        Assert.Equal(["NetworkPolicy gemma"], scenario.Run().Changes.Select(Describe));
        Assert.Empty(scenario.Plan().Changes);
    }

    [Fact]
    public void An_endpoint_beyond_a_limit_waits_without_replicas()
    {
        var plan = scenario.Plan("two are enough");

        Assert.Equal(["Service gemma"], plan.Changes.Select(Describe));
        Assert.Equal(("pending", "Endpoint waiting to be scheduled: two are enough"), (plan.Status.State, plan.Status.Message));
        Assert.All(plan.Status.Conditions!, condition => Assert.Equal("LimitReached", condition.Reason));
    }

    [Fact]
    public void What_runs_stays_as_it_is_when_it_grows_beyond_a_limit()
    {
        scenario.Settle();
        scenario.Scaling.MaxReplica = 9;

        var plan = scenario.Plan("two are enough");

        Assert.Empty(plan.Changes);
        Assert.Contains("two are enough", plan.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_in_an_image_fails_on_a_cluster_that_cannot_mount_it()
    {
        scenario.Cluster = scenario.Cluster with { Version = new Version(1, 30) };
        scenario.Spec.Model.Storage = new StorageSpec { ImageVolume = new ImageVolumeStorage { Reference = "registry.example.com/gemma:1" } };

        var plan = scenario.Plan();

        Assert.Empty(plan.Changes);
        Assert.Equal(
            ("failed", "Endpoint failed: spec.model.storage.imageVolume: needs Kubernetes 1.31 or later, and this cluster has 1.30; use persistentVolumeClaim, hostPath or emptyDir"),
            (plan.Status.State, plan.Status.Message));
    }

    [Fact]
    public void Pausing_removes_the_autoscaler_before_the_pods()
    {
        scenario.Scaling.MaxReplica = 3;
        scenario.Settle();
        scenario.Spec.Paused = true;

        Assert.Equal(["delete HorizontalPodAutoscaler gemma", "scale 1 -> 0"], scenario.Plan().Changes.Select(Describe));
    }

    [Fact]
    public void Resuming_starts_the_fewest_replicas_and_then_lets_the_autoscaler_in()
    {
        scenario.Scaling.MinReplica = 2;
        scenario.Scaling.MaxReplica = 3;
        scenario.Settle();
        scenario.Spec.Paused = true;
        scenario.Settle();
        scenario.Spec.Paused = false;

        Assert.Equal(["scale 0 -> 2", "HorizontalPodAutoscaler gemma"], scenario.Plan().Changes.Select(Describe));
    }

    [Fact]
    public void An_endpoint_sleeps_from_its_mark_until_it_is_woken_and_keeps_its_url()
    {
        scenario.Scaling.MinReplica = 0;
        var url = scenario.Settle().Status.Url;
        scenario.Endpoint.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Sleep] = SleepMarks.Format(Scenario.Now) };
        var asleep = scenario.Settle();
        Assert.Equal(("scaledToZero", 0), (asleep.Status.State, scenario.Children.Deployment!.Spec!.Replicas));

        scenario.Endpoint.Metadata.Annotations[Annotations.Wake] = SleepMarks.Format(Scenario.Now.AddSeconds(1));
        var awake = scenario.Settle();

        Assert.Equal(("pending", 1), (awake.Status.State, scenario.Children.Deployment!.Spec!.Replicas));
        Assert.Equal((url, url), (asleep.Status.Url, awake.Status.Url));
    }

    [Fact]
    public void The_schedule_is_in_the_status_and_looked_at_again_at_its_next_boundary()
    {
        var midnight = Scenario.Now.UtcDateTime;
        scenario.Spec.ColdStart = new ColdStartSpec { Schedule = [new ScheduleWindow { Cron = "30 23,0 * * *", DurationMinutes = 20 }] };
        AssertSchedule(awakeUntil: null, midnight.AddMinutes(30), TimeSpan.FromMinutes(30));

        scenario.Spec.ColdStart.Schedule[0].DurationMinutes = 90;
        AssertSchedule(midnight.AddHours(2), midnight.AddHours(23.5), TimeSpan.FromHours(2));

        scenario.Spec.Paused = true;
        var paused = scenario.Plan();
        Assert.Null(paused.Status.Schedule);
        Assert.Null(paused.RecheckAfter);

        void AssertSchedule(DateTime? awakeUntil, DateTime? nextWakeTime, TimeSpan recheckAfter)
        {
            var plan = scenario.Plan();
            Assert.Equal((awakeUntil, nextWakeTime), (plan.Status.Schedule!.AwakeUntil, plan.Status.Schedule.NextWakeTime));
            Assert.Equal(recheckAfter, plan.RecheckAfter);
        }
    }

    [Fact]
    public void A_start_is_in_the_status_from_its_beginning_and_once_a_replica_is_ready_with_what_it_took()
    {
        scenario.Endpoint.Metadata.CreationTimestamp = Scenario.Now.UtcDateTime.AddSeconds(-60);
        Assert.Equal(Scenario.Now.UtcDateTime.AddSeconds(-60), scenario.Settle().Status.StartingSince);

        scenario.PlacePod();
        scenario.Children.Pods[0].Status = new V1PodStatus
        {
            Conditions = [new V1PodCondition { Type = "Ready", Status = "True", LastTransitionTime = Scenario.Now.UtcDateTime.AddSeconds(-18) }],
        };
        var ready = scenario.Settle().Status;

        Assert.Equal((null, 42), (ready.StartingSince, ready.LastStart!.Phases!.Sum(phase => phase.Seconds)));
        Assert.Same(ready.LastStart, scenario.Plan().Status.LastStart);
    }

    [Fact]
    public void How_far_a_download_is_is_in_the_status_until_it_ends()
    {
        scenario.Settle();
        scenario.PlacePod();
        var running = new V1ContainerState { Running = new V1ContainerStateRunning() };
        scenario.Children.Pods[0].Status = new V1PodStatus { InitContainerStatuses = [new V1ContainerStatus { Name = ContainerNames.Download, State = running }] };
        Assert.Equal(62, scenario.Plan(download: new DownloadProgress(629, 1000)).Status.DownloadPercent);
        Assert.Null(scenario.Plan().Status.DownloadPercent);

        scenario.Children.Pods[0].Status!.ContainerStatuses = [new V1ContainerStatus { Name = ContainerNames.Model, State = running }];
        Assert.Null(scenario.Plan(download: new DownloadProgress(1000, 1000)).Status.DownloadPercent);
    }

    [Fact]
    public void A_mark_that_is_no_time_is_ignored_and_said_so()
    {
        scenario.Endpoint.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Sleep] = "yes" };

        var plan = scenario.Settle();

        Assert.Equal(1, scenario.Children.Deployment!.Spec!.Replicas);
        Assert.Contains("metadata.annotations[inferenceendpoints.dev/sleep]", plan.Status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void What_the_autoscaler_decides_within_its_bounds_stands(int replicas)
    {
        scenario.Scaling.MaxReplica = 5;
        scenario.Settle();
        scenario.SetReplicas(replicas);

        Assert.Empty(scenario.Plan().Changes);
    }

    [Fact]
    public void Where_something_else_scales_there_is_no_autoscaler_and_the_number_of_replicas_is_left_alone()
    {
        scenario.Scaling.MaxReplica = 5;
        scenario.Settle();
        scenario.Options.Autoscaling.Enabled = false;
        scenario.SetReplicas(3);

        Assert.Equal(["delete HorizontalPodAutoscaler gemma"], scenario.Run().Changes.Select(Describe));
        Assert.Equal(3, scenario.Children.Deployment!.Spec!.Replicas);
        Assert.Empty(scenario.Plan().Changes);
    }

    [Fact]
    public void Replicas_beyond_new_bounds_are_brought_back()
    {
        scenario.Scaling.MaxReplica = 5;
        scenario.Settle();
        scenario.SetReplicas(5);
        scenario.Scaling.MaxReplica = 2;

        Assert.Equal(["scale 5 -> 2", "HorizontalPodAutoscaler gemma"], scenario.Plan().Changes.Select(Describe));
    }

    [Fact]
    public void An_operator_with_other_defaults_restarts_nothing_until_the_spec_changes()
    {
        scenario.Settle();
        scenario.Options.Models.Images.Tgi = "registry.example.com/tgi:next";
        scenario.Options.Models.TerminationGracePeriodSeconds = 30;
        scenario.Cluster = new ClusterCapabilities(new Version(1, 29), "v2", "v1");
        Assert.Empty(scenario.Plan().Changes);

        scenario.Spec.Model.Env = new Dictionary<string, string> { ["LOG_LEVEL"] = "debug" };
        scenario.Settle();

        var pod = scenario.Children.Deployment!.Spec!.Template!.Spec!;
        Assert.Equal("registry.example.com/tgi:next", pod.Containers!.Single().Image);
        Assert.Equal(30, pod.TerminationGracePeriodSeconds);
    }

    [Fact]
    public void Scaling_pausing_and_routes_change_no_pod()
    {
        scenario.Settle();
        var revision = scenario.Children.Revisions.Single().Metadata.Name;
        scenario.Scaling.MaxReplica = 4;
        scenario.Spec.Route = new RouteSpec { Host = "gemma.example.com" };
        scenario.Spec.Type = EndpointTypes.Public;

        var plan = scenario.Settle();

        Assert.Equal(revision, scenario.Children.Revisions.Single().Metadata.Name);
        Assert.Equal("https://gemma.example.com", plan.Status.Url);
    }

    [Fact]
    public void Going_back_to_an_earlier_spec_makes_its_revision_the_newest_again()
    {
        scenario.Settle();
        var first = scenario.Children.Deployment!.Metadata.Annotations!["inferenceendpoints.dev/revision"];
        scenario.Spec.Model.Revision = "v2";
        scenario.Settle();
        scenario.Spec.Model.Revision = "main";
        scenario.Settle();

        Assert.Equal(first, scenario.Children.Deployment!.Metadata.Annotations!["inferenceendpoints.dev/revision"]);
        Assert.Equal(2, scenario.Children.Revisions.Count);
        Assert.Equal(first, scenario.Children.Revisions.MaxBy(revision => revision.Revision)!.Metadata.Name);
    }

    [Fact]
    public void Five_revisions_are_kept()
    {
        for (var version = 1; version <= 8; version++)
        {
            scenario.Spec.Model.Revision = $"v{version}";
            scenario.Settle();
        }

        Assert.Equal([4, 5, 6, 7, 8], scenario.Children.Revisions.Select(revision => (int)revision.Revision!).Order());
    }

    [Fact]
    public void An_instance_type_that_appears_lets_the_endpoint_proceed()
    {
        scenario.Spec.Compute.InstanceType = "our-gpu";
        var failed = scenario.Plan();
        Assert.Empty(failed.Changes);
        Assert.Equal("failed", failed.Status.State);
        Assert.Contains("'our-gpu' 'x1' is not in the catalogue", failed.Status.Message, StringComparison.Ordinal);

        var spec = scenario.Instances[0].Spec;
        scenario.Instances.Add(new InstanceType
        {
            Metadata = new V1ObjectMeta { Name = "our-gpu-x1" },
            Spec = new InstanceTypeSpec { InstanceType = "our-gpu", InstanceSize = "x1", Accelerator = "gpu", NumAccelerators = 1, Resources = spec.Resources },
        });

        Assert.Equal("pending", scenario.Settle().Status.State);
    }

    [Fact]
    public void An_endpoint_whose_instance_type_goes_keeps_running()
    {
        scenario.Settle();
        scenario.Instances.Clear();

        var plan = scenario.Plan();

        Assert.Empty(plan.Changes);
        Assert.Equal(("pending", "nvidia-a10g-x1"), (plan.Status.State, plan.Status.Instance));
    }

    [Fact]
    public void A_spec_that_is_wrong_stops_nothing_but_can_be_paused()
    {
        scenario.Settle();
        scenario.Scaling.MinReplica = 9;
        var failed = scenario.Plan();
        Assert.Empty(failed.Changes);
        Assert.Contains("spec.compute.scaling.minReplica", failed.Status.Message, StringComparison.Ordinal);

        scenario.Spec.Paused = true;

        Assert.Equal(["scale 1 -> 0"], scenario.Plan().Changes.Select(Describe));
    }

    [Fact]
    public void Clusters_before_1_23_get_the_older_autoscaler()
    {
        scenario.Cluster = new ClusterCapabilities(new Version(1, 20), "v2beta2", "v1beta1");
        scenario.Scaling.MaxReplica = 2;

        var autoscaler = scenario.Plan().Changes.OfType<PlannedChange.Apply>().Select(apply => apply.Desired).OfType<V2HorizontalPodAutoscaler>().Single();

        Assert.Equal("autoscaling/v2beta2", autoscaler.ApiVersion);
    }

    [Fact]
    public void A_child_that_somebody_edited_is_put_right()
    {
        scenario.Settle();
        scenario.Children = scenario.Children with
        {
            Service = scenario.Children.Service! with { Spec = scenario.Children.Service.Spec! with { Type = "NodePort" } },
        };

        var change = Assert.IsType<PlannedChange.Apply>(Assert.Single(scenario.Plan().Changes));

        Assert.Equal("spec.type had drifted", change.Reason);
    }

    [Fact]
    public void A_pass_over_an_endpoint_that_is_as_it_should_be_builds_none_of_its_children()
    {
        scenario.Settle();
        var planner = new EndpointPlanner(scenario.Options, scenario.Cluster, new DesiredObjects());
        var catalogue = new InstanceCatalogue(scenario.Instances);
        var first = Allocated();

        Assert.InRange(Allocated(), 1, first / 3);

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Empty(planner.Plan(new EndpointSnapshot(scenario.Endpoint, scenario.Children, catalogue, Scenario.Now)).Changes);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(true, "0")]
    [InlineData(false, "1")]
    public void A_model_in_a_claim_of_others_that_one_node_can_use_is_replaced_in_place(bool isOnOneNode, string surge)
    {
        scenario.Spec.Model.Storage = new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { ExistingClaim = "models" } };
        var seen = new EndpointSnapshot(scenario.Endpoint, scenario.Children, new InstanceCatalogue(scenario.Instances), Scenario.Now) { IsOnOneNode = isOnOneNode };

        var plan = new EndpointPlanner(scenario.Options, scenario.Cluster, new DesiredObjects()).Plan(seen);

        var deployment = plan.Changes.OfType<PlannedChange.Apply>().Select(change => change.Desired).OfType<V1Deployment>().Single();
        Assert.Equal(surge, deployment.Spec!.Strategy!.RollingUpdate!.MaxSurge!.Value);
    }

    private static string Describe(PlannedChange change) => change switch
    {
        PlannedChange.Apply { Desired: V1ControllerRevision } => "ControllerRevision",
        PlannedChange.Apply apply => $"{apply.Desired.Kind} {apply.Desired.Metadata.Name}",
        PlannedChange.Delete delete => $"delete {delete.Live.Kind} {delete.Live.Metadata.Name}",
        PlannedChange.Scale scale => $"scale {scale.Live.Spec!.Replicas} -> {scale.Replicas}",
        _ => throw new InvalidOperationException($"{change}"),
    };
}
