using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.UnitTests.OpenAi;

public sealed class ModelRoutingTests
{
    private readonly RoutingTable table = Sample.Table();

    [Fact]
    public void An_endpoint_is_called_by_its_full_name_its_name_and_its_repository()
    {
        Set("chat", "google/gemma");

        Assert.Equal(["team/chat"], Find("team/chat"));
        Assert.Equal(["team/chat"], Find("chat"));
        Assert.Equal(["team/chat"], Find("google/gemma"));
        Assert.Empty(Find("gemma"));
        Assert.Empty(Find("Chat"));
        Assert.Empty(Find(""));
    }

    [Fact]
    public void The_clearest_name_wins_and_of_the_same_those_that_answer_soonest_then_the_oldest()
    {
        Set("mirror", "google/gemma", ns: "z", age: 9);
        Set("asleep", "google/gemma", age: 8, state: "scaledToZero", isReady: false);
        Set("paused", "google/gemma", age: 7, isPaused: true);
        Set("young", "google/gemma");
        Set("gemma", "another/model", ns: "google", isReady: false, state: "failed");

        Assert.Equal(["google/gemma", "z/mirror", "team/young", "team/asleep", "team/paused"], Find("google/gemma"));
    }

    [Fact]
    public void A_model_that_changes_or_goes_leaves_nothing_behind()
    {
        Set("chat", "google/gemma");
        Set("chat", "google/gemma-2");

        Assert.Empty(Find("google/gemma"));
        Assert.Equal(["team/chat"], Find("google/gemma-2"));

        table.Remove(new NamespacedName("team", "chat"));
        Assert.Empty(Find("chat"));
        Assert.Empty(Find("google/gemma-2"));
    }

    private List<string> Find(string model) => [.. table.Current.FindByModel(model).Select(route => route.Key.ToString())];

    private void Set(string name, string repository, string ns = "team", int age = 0, string state = "running", bool isReady = true, bool isPaused = false)
    {
        var endpoint = Sample.Endpoint(name, ns, age: age, type: EndpointTypes.Public);
        endpoint.Spec.Model.Repository = repository;
        endpoint.Spec.Paused = isPaused;
        endpoint.Status!.State = state;
        table.Set(endpoint, [Sample.Pod("10.0.0.1", isReady)]);
    }
}
