using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>How an endpoint's URL is formed: <c>{scheme}://{name}-{8 hex digits}.{domain}</c>.</summary>
public sealed class UrlOptions
{
    /// <summary><c>https</c> (default) or <c>http</c>.</summary>
    [RegularExpression("^https?$", ErrorMessage = "Operator:Url:Scheme must be http or https")]
    public string Scheme { get; set; } = "https";

    /// <summary>The wildcard domain that leads to the gateway. Default <c>endpoints.example.com</c>.</summary>
    [RegularExpression(@"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$", ErrorMessage = "Operator:Url:Domain must be a DNS name, with an optional port")]
    public string Domain { get; set; } = "endpoints.example.com";
}
