namespace InferenceEndpoints.Entities;

/// <summary>The API group that all custom resources of this project live in.</summary>
public static class ApiGroup
{
    public const string Name = "inferenceendpoints.dev";

    public const string Version = "v1alpha1";

    public const string ApiVersion = Name + "/" + Version;
}
