using System.Globalization;
using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

/// <summary>Says everything that is wrong with a key, as <see cref="EndpointValidator"/> does with an endpoint.</summary>
public static class EndpointKeyValidator
{
    private const int MaxScopes = 8;
    private const int MaxWords = 256;

    /// <param name="key">What somebody wants.</param>
    /// <param name="before">What it was; null: the key is new.</param>
    public static IReadOnlyList<ValidationError> Validate(EndpointKey key, EndpointKey? before)
    {
        var findings = new Findings();
        if (key.Spec is not { } spec)
        {
            findings.Missing("spec", "give the hash of the key and its scopes");
            return findings.All;
        }

        findings.RequiredText("spec.sha256", spec.Sha256, 64, Syntaxes.Sha256);
        if (before?.Spec is { } old && old.Sha256 != spec.Sha256)
        {
            findings.Add("spec.sha256", null, "cannot be changed", "create another EndpointKey");
        }

        CheckScopes(spec.Scopes, findings);
        findings.RateLimit("spec.rateLimit", spec.RateLimit);
        findings.Length("spec.owner", spec.Owner, MaxWords);
        findings.Length("spec.description", spec.Description, MaxWords);

        return findings.All;
    }

    private static void CheckScopes(IList<string>? scopes, Findings findings)
    {
        findings.Count("spec.scopes", scopes?.Count ?? 0, 1, MaxScopes);
        for (var i = 0; i < scopes?.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"spec.scopes[{i}]");
            findings.Word(field, scopes[i] ?? "", EndpointKeyScopes.Infer, EndpointKeyScopes.Read, EndpointKeyScopes.Write);
        }

        findings.Distinct("spec.scopes", scopes);
    }
}
