using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;
using k8s;

namespace InferenceEndpoints.UnitTests.Validation;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_instance_type_of_the_guide_to_gpus_is_valid()
    {
        EndpointsJsonContext.Register();
        var examples = File.ReadAllText(Repository.File("docs/gpu-nodes.md"))
            .Split("```yaml\n")
            .Select(text => text.Split("```")[0])
            .Where(text => text.Contains("kind: InstanceType", StringComparison.Ordinal))
            .Select(text => KubernetesYaml.Deserialize<InstanceType>(text))
            .ToList();

        Assert.True(examples.Count >= 4);
        Assert.All(examples, example => Assert.Empty(InstanceTypeValidator.Validate(example)));
    }
}
