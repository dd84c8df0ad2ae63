using System.ComponentModel.DataAnnotations;

using InferenceEndpoints.Hosting;

namespace InferenceEndpoints.Operator.Settings;

/// <summary>What the endpoints of a namespace may take together. Endpoints that are paused take nothing.</summary>
public sealed class LimitOptions
{
    /// <summary>For each of these, such as <c>team-a,team-b</c>; empty: for each that no other limit names.</summary>
    [RegularExpression(NamespaceList.Pattern, ErrorMessage = "Operator:Limits: Namespaces must be names of namespaces, with commas in between")]
    public string Namespaces { get; set; } = "";

    /// <summary>Null: as many as you like.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "Operator:Limits: Endpoints must be 0 or more")]
    public int? Endpoints { get; set; }

    /// <summary>Accelerators of all replicas that there may ever be: of each endpoint, as many as its maxReplica takes. Null: as many as you like.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "Operator:Limits: Accelerators must be 0 or more")]
    public int? Accelerators { get; set; }

    /// <summary>The only ones that may be used, such as <c>nvidia-l4,intel-spr</c>; empty: all of the catalogue.</summary>
    public string InstanceTypes { get; set; } = "";
}
