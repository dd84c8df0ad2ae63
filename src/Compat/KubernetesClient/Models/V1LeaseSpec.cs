using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1LeaseSpec
{
    [JsonPropertyName("acquireTime")]
    [JsonConverter(typeof(KubernetesMicroTimeConverter))]
    public DateTime? AcquireTime { get; set; }

    [JsonPropertyName("holderIdentity")]
    public string? HolderIdentity { get; set; }

    [JsonPropertyName("leaseDurationSeconds")]
    public int? LeaseDurationSeconds { get; set; }

    [JsonPropertyName("leaseTransitions")]
    public int? LeaseTransitions { get; set; }

    [JsonPropertyName("renewTime")]
    [JsonConverter(typeof(KubernetesMicroTimeConverter))]
    public DateTime? RenewTime { get; set; }
}
