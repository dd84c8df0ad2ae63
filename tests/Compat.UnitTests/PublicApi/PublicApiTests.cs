using System.Reflection;
using System.Runtime.CompilerServices;

namespace Compat.UnitTests.PublicApi;

/// <summary>What others may call is a promise: it changes only when a diff says so.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("KubernetesClient")]
    [InlineData("KubeOps")]
    [InlineData("Prometheus.Client")]
    public async Task The_public_members_are_those_on_record(string assembly)
    {
        var file = Path.Combine(Folder(), $"{assembly}.txt");
        var actual = ApiText.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllLinesAsync(file, actual);
        }

        var recorded = File.Exists(file) ? await File.ReadAllLinesAsync(file) : [];
        string[] changes = [.. recorded.Except(actual).Select(line => $"- {line}"), .. actual.Except(recorded).Select(line => $"+ {line}")];
        Assert.True(
            changes.Length == 0,
            $"The public members of {assembly} changed:\n{string.Join('\n', changes)}\nIf that is meant, run this test with UPDATE_GOLDEN=1 and commit {file}.");
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
