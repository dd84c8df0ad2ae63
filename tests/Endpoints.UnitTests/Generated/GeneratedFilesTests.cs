using InferenceEndpoints.Crds;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.Generated;

public sealed class GeneratedFilesTests
{
    public static TheoryData<string> Paths() => [.. GeneratedFiles.All().Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_is_checked_in_is_what_the_code_says(string path)
    {
        var expected = GeneratedFiles.All().Single(file => file.Path == path).Content;
        var actual = await File.ReadAllTextAsync(Repository.File(path));

        Assert.True(expected == actual, $"{path} is not what the code says: run 'make crds'.");
    }

    [Fact]
    public void Every_field_that_a_user_writes_is_described()
    {
        var silent = CustomResources.Definitions()
            .SelectMany(crd => Undescribed(crd.Spec!.Versions!.Single().Schema!.OpenAPIV3Schema!, crd.Spec.Names!.Kind!))
            .ToList();

        Assert.Empty(silent);
    }

    [Theory]
    [InlineData("InferenceEndpoint", "iep", "Namespaced", "all,inference")]
    [InlineData("InstanceType", "iet", "Cluster", "inference")]
    [InlineData("EndpointKey", "iek", "Namespaced", "inference")]
    public void Custom_resources_have_short_names_categories_and_a_scope(string kind, string shortName, string scope, string categories)
    {
        var crd = CustomResources.Definitions().Single(crd => crd.Spec!.Names!.Kind == kind);

        Assert.Equal([shortName], crd.Spec!.Names!.ShortNames!);
        Assert.Equal(scope, crd.Spec.Scope);
        Assert.Equal(categories.Split(','), crd.Spec.Names.Categories!);
        Assert.Equal(kind == "InferenceEndpoint", crd.Spec.Versions!.Single().Subresources?.Status is not null);
    }

    [Theory]
    [InlineData(ProcessRbac.Operator)]
    [InlineData(ProcessRbac.Gateway)]
    public void No_process_may_read_secrets_nor_do_everything_with_anything(string process)
    {
        var rules = ProcessRbac.Objects(process).OfType<V1ClusterRole>().Single().Rules!;

        Assert.DoesNotContain(rules, rule => rule.Verbs!.Contains("*") || rule.Resources?.Contains("*") is true || rule.ApiGroups?.Contains("*") is true);
        Assert.DoesNotContain(rules, rule => rule.Resources?.Contains("secrets") is true);
    }

    [Theory]
    [InlineData("admissionregistration.k8s.io", "inference-endpoints")]
    [InlineData("apiregistration.k8s.io", "v1beta1.external.metrics.k8s.io")]
    public void The_operator_may_change_the_two_objects_that_hold_its_certificates_and_no_others(string group, string name)
    {
        var rules = ProcessRbac.Objects(ProcessRbac.Operator).OfType<V1ClusterRole>().Single().Rules!;

        var rule = rules.Single(rule => rule.ApiGroups!.Contains(group));
        Assert.Equal([name], rule.ResourceNames);
        Assert.Equal(["get", "patch"], rule.Verbs);
    }

    [Fact]
    public void The_gateway_reads_wakes_and_asks_who_a_caller_is()
    {
        var rules = ProcessRbac.Objects(ProcessRbac.Gateway).OfType<V1ClusterRole>().Single().Rules!;

        Assert.Equal(
            ["create tokenreviews", "create subjectaccessreviews", "patch inferenceendpoints"],
            rules.SelectMany(rule => rule.Verbs!.Except(["list", "watch"]), (rule, verb) => $"{verb} {string.Join(' ', rule.Resources!)}"));
    }

    private static IEnumerable<string> Undescribed(V1JSONSchemaProps schema, string path)
    {
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
        {
            var field = $"{path}.{name}";
            if (string.IsNullOrWhiteSpace(property.Description) && !(path.IndexOf('.', StringComparison.Ordinal) < 0 && name is "apiVersion" or "kind" or "metadata"))
            {
                yield return field;
            }

            // Conditions and tolerations are Kubernetes' own types.
            if (name is "conditions" or "tolerations")
            {
                continue;
            }

            foreach (var inner in Undescribed(property, field))
            {
                yield return inner;
            }
        }
    }
}
