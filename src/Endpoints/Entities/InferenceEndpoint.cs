using k8s.Models;
using KubeOps.Abstractions.Entities;
using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>A model with an address: what Hugging Face calls an Inference Endpoint.</summary>
/// <remarks>
/// Writing the whole object back is safe only through the status subresource, which ignores everything else: fields of the spec that this
/// version does not know are not kept on a round trip. Only <see cref="InferenceEndpointSpec.Template"/> carries them through.
/// </remarks>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KubeKind, PluralName = KubePluralName)]
[KubernetesEntityShortNames("iep")]
[Description("An InferenceEndpoint runs a model server for one model and gives it a URL, authentication, autoscaling and scale-to-zero. "
    + "Its spec has the shape and the words of the Hugging Face Inference Endpoints API.")]
[ValidationRule(
    "size(self.metadata.name) >= 4 && size(self.metadata.name) <= 32 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message: "metadata.name must have 4 to 32 characters a-z, 0-9 and '-', start with a letter and not end with '-'")]
[GenericAdditionalPrinterColumn(".status.state", "STATE", "string", Description = "Where the endpoint is in its life.")]
[GenericAdditionalPrinterColumn(".status.ready", "READY", "string", Description = "Ready replicas of the replicas wanted.")]
[GenericAdditionalPrinterColumn(".spec.model.repository", "MODEL", "string", Description = "The model's repository.")]
[GenericAdditionalPrinterColumn(".status.instance", "INSTANCE", "string", Description = "The InstanceType that a replica runs on.")]
[GenericAdditionalPrinterColumn(".status.url", "URL", "string", Description = "Where to send requests.")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "AGE", "date", Description = "Time since the endpoint was created.")]
[GenericAdditionalPrinterColumn(
    ".status.message", "MESSAGE", "string", Description = "What is going on.", Priority = PrinterColumnPriority.WideView)]
public sealed class InferenceEndpoint : CustomKubernetesEntity<InferenceEndpointSpec, InferenceEndpointStatus>
{
    public const string KubeApiVersion = ApiGroup.Version;

    public const string KubeGroup = ApiGroup.Name;

    public const string KubeKind = "InferenceEndpoint";

    public const string KubePluralName = "inferenceendpoints";

    public InferenceEndpoint()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KubeKind;
    }
}
