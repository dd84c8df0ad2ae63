using System.ComponentModel.DataAnnotations;

namespace InferenceEndpoints.Gateway.Settings;

/// <summary>Answers of the serverless API that are given again for the same request, as Hugging Face does.</summary>
public sealed class CacheOptions
{
    /// <summary>Bytes of the answers kept; one may take an eighth of them. Default 0: none is.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "Gateway:Cache:MaxBytes must be 0 (no cache) or more")]
    public long MaxBytes { get; set; }

    /// <summary>Answers kept. Default 10,000.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Gateway:Cache:MaxResponses must be between 1 and 10000000")]
    public int MaxResponses { get; set; } = 10_000;

    /// <summary>How long one is given. Default 1 hour, as Hugging Face's.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "24:00:00", ErrorMessage = "Gateway:Cache:Lifetime must be between 100 ms and 24 hours")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);
}
