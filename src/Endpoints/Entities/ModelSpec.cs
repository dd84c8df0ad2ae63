using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

[ValidationRule(
    "!has(self.env) || !has(self.secrets) || !self.env.exists(name, name in self.secrets)",
    message: "a name may be in model.env or in model.secrets, not in both")]
[ValidationRule(
    "!has(self.command) || !has(self.image.custom) || !has(self.image.custom.command)",
    message: "set model.command or model.image.custom.command, not both")]
[ValidationRule(
    "!has(self.args) || !has(self.image.custom) || !has(self.image.custom.args)",
    message: "set model.args or model.image.custom.args, not both")]
public sealed class ModelSpec
{
    public const string DefaultRevision = "main";
    public const int DefaultStartupTimeoutSeconds = 3600;
    public const int MinStartupTimeoutSeconds = 10;
    public const int MaxStartupTimeoutSeconds = 86_400;

    [Description("The model's repository on the Hugging Face Hub or its mirror, such as google/gemma-1.1-2b-it.")]
    [Required]
    [Length(1, 128)]
    [Pattern(Patterns.Repository)]
    public string Repository { get; set; } = "";

    [Description("The branch, tag or commit of the repository.")]
    [Length(1, 128)]
    [Pattern(Patterns.Revision)]
    [DefaultValue(DefaultRevision)]
    public string Revision { get; set; } = DefaultRevision;

    [Description("The model's framework: pytorch, custom, llamacpp and others. Informative.")]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    public string? Framework { get; set; }

    [Description("What the model does, in the Hub's words: text-generation, feature-extraction, automatic-speech-recognition, custom and "
        + "others. The platform chooses the server by it when model.image is huggingface.")]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    public string? Task { get; set; }

    [Description("Which files of the repository are downloaded, as glob patterns such as *.safetensors. Absent: all of them.")]
    [Items(1, 64)]
    [XListType(XListType.Atomic)]
    public IList<string>? DownloadPattern { get; set; }

    [Description("The model server: exactly one engine. huggingface: {} lets the platform choose.")]
    [Required]
    [PropertyLimits(1, 1)]
    public ImageSpec Image { get; set => field = value ?? new(); } = new();

    [Description("Environment variables of the model server. Anyone who may read the endpoint sees them: use secrets for what is secret.")]
    [PropertyLimits(maxProperties: 128)]
    public IDictionary<string, string>? Env { get; set; }

    [Description("Environment variables whose values come from Secrets in the endpoint's namespace. HF_TOKEN is used for the download, too.")]
    [PropertyLimits(maxProperties: 64)]
    public IDictionary<string, SecretKeyReference>? Secrets { get; set; }

    [Description("Where the model's files are kept. Absent: on the node's disk (emptyDir), downloaded by each replica.")]
    [PropertyLimits(1, 1)]
    public StorageSpec? Storage { get; set; }

    [Description("Replaces the image's entrypoint.")]
    [Items(1, 64)]
    [XListType(XListType.Atomic)]
    public IList<string>? Command { get; set; }

    [Description("Arguments for the model server, after the ones that the platform sets.")]
    [Items(0, 256)]
    [XListType(XListType.Atomic)]
    public IList<string>? Args { get; set; }

    [Description("Seconds that a replica may take from its placement on a node until it is ready: pulling images, downloading and loading the "
        + "model. Waiting for a free node does not count. After it the rollout has failed.")]
    [RangeMinimum(MinStartupTimeoutSeconds)]
    [RangeMaximum(MaxStartupTimeoutSeconds)]
    [DefaultValue((long)DefaultStartupTimeoutSeconds)]
    public int StartupTimeoutSeconds { get; set; } = DefaultStartupTimeoutSeconds;

    /// <summary>The replacement of the image's entrypoint, from whichever of the two fields has it.</summary>
    public IList<string>? ContainerCommand() => Command ?? Image.Custom?.Command;

    /// <summary>The arguments for the container, from whichever of the two fields has them.</summary>
    public IList<string>? ContainerArgs() => Args ?? Image.Custom?.Args;
}

[Description("A reference to one key of a Secret in the endpoint's namespace. The operator never reads the value.")]
public sealed class SecretKeyReference
{
    [Description("The Secret's name.")]
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.DnsName)]
    public string SecretName { get; set; } = "";

    [Description("The key within the Secret.")]
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.SecretKey)]
    public string Key { get; set; } = "";
}
