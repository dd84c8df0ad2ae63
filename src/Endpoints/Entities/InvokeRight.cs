namespace InferenceEndpoints.Entities;

/// <summary>
/// What a Kubernetes user needs to call an endpoint. The subresource exists in RBAC alone; its verb is that of a POST, as for <c>pods/exec</c>.
/// </summary>
public static class InvokeRight
{
    public const string Verb = "create";
    public const string Subresource = "invoke";
    public const string Resource = InferenceEndpoint.KubePluralName + "/" + Subresource;
}
