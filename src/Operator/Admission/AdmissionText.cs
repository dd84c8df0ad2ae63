using InferenceEndpoints.Validation;

using k8s.Models;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>Puts findings into the words and fields that <c>kubectl</c> and other clients show.</summary>
internal static class AdmissionText
{
    private const int MaxWarning = 256;

    /// <summary>As the API server itself says that an object does not fit its schema.</summary>
    public static AdmissionStatus Refusal(AdmissionRequest request, IReadOnlyList<ValidationError> errors)
    {
        var list = errors.Count == 1 ? $"{errors[0]}" : $"[{string.Join(", ", errors)}]";
        return new AdmissionStatus(
            StatusCodes.Status422UnprocessableEntity,
            "Invalid",
            $"{request.Kind.Kind} \"{request.Name}\" is invalid: {list}",
            new V1StatusDetails
            {
                Group = request.Kind.Group,
                Kind = request.Kind.Kind,
                Name = request.Name,
                Causes = [.. errors.Select(error => new V1StatusCause { Field = error.Field, Message = error.Message, Reason = "FieldValueInvalid" })],
            });
    }

    /// <summary>Longer ones are cut by the API server, or dropped with all others.</summary>
    public static string Warning(ValidationError doubt) => $"{doubt}" is { Length: > MaxWarning } text ? $"{text[..(MaxWarning - 3)]}..." : $"{doubt}";
}
