using System.Runtime.InteropServices;
using System.Text.Json;

using InferenceEndpoints.Validation;

using k8s;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>An object of a review, or why it cannot be read.</summary>
internal sealed record AdmittedObject<T>(T? Object, ValidationError? Unreadable)
    where T : class
{
    public static AdmittedObject<T> Read(JsonElement? element)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } json)
        {
            return new AdmittedObject<T>(null, null);
        }

        try
        {
            return new AdmittedObject<T>(KubernetesJson.Deserialize<T>(JsonMarshal.GetRawUtf8Value(json)), null);
        }
        catch (JsonException exception)
        {
            var field = (exception.Path ?? "").TrimStart('$').TrimStart('.');
            return new AdmittedObject<T>(null, new ValidationError(field, null, "cannot be read", "look up its type with 'kubectl explain'"));
        }
    }

    public IReadOnlyList<ValidationError> Errors(Func<T, IReadOnlyList<ValidationError>> validate) => this switch
    {
        { Unreadable: { } error } => [error],
        { Object: { } entity } => validate(entity),
        _ => [],
    };
}
