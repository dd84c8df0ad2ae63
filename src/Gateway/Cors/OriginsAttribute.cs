using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Gateway.Cors;

/// <summary>Each is <c>*</c>, or a scheme with a host and at most a port: what browsers send as <c>Origin</c>, where a slash at the end never matches.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OriginsAttribute : ValidationAttribute
{
    public const string Any = "*";
    private const string AnyLabel = "*.";

    public override bool IsValid(object? value) => value is not IEnumerable<string> origins || origins.All(IsOrigin);

    private static bool IsOrigin(string text)
    {
        var origin = text.Replace(AnyLabel, "", StringComparison.Ordinal);
        return text == Any
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https"
                && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase));
    }
}
