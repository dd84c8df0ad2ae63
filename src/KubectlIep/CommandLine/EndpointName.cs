using System.CommandLine;

namespace InferenceEndpoints.KubectlIep.CommandLine;

internal static class EndpointName
{
    public static Argument<string> Argument() => new("NAME") { Description = "The endpoint" };
}
