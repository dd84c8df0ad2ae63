namespace InferenceEndpoints.Entities;

/// <summary>
/// Regular expressions that the CRDs and the validator share. They stay within what RE2 and .NET read alike: no look-around, no classes
/// such as <c>\d</c> (which is Unicode in .NET), and both anchors.
/// </summary>
public static class Patterns
{
    /// <summary>An endpoint's name: it becomes a label, a Service and the first part of a host name.</summary>
    public const string EndpointName = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>RFC 1123 subdomain: names of most Kubernetes objects.</summary>
    public const string DnsName = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>A name that DNS can resolve: other than in names of objects, 63 characters between two dots are the most.</summary>
    public const string HostName = @"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

    /// <summary>A path of a URL without query and fragment.</summary>
    public const string UrlPath = "^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$";

    /// <summary><c>name</c> or <c>owner/name</c>, as the Hugging Face Hub allows.</summary>
    public const string Repository = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(/[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$";

    /// <summary>A branch, tag or commit. No shell or URL metacharacters, and no leading dash.</summary>
    public const string Revision = "^[A-Za-z0-9_][A-Za-z0-9._/-]*$";

    /// <summary>A container image: anything without white space; the container runtime judges the rest.</summary>
    public const string ImageReference = "^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$";

    /// <summary>
    /// A positive quantity in the form of Kubernetes: <c>50Gi</c>, <c>500m</c>, <c>1.5</c>, <c>1e9</c>. One digit at least is not 0, and an
    /// exponent has two digits at most: the API server would refuse a claim of size 0, and 1e1000 is no number at all.
    /// </summary>
    public const string Quantity =
        @"^([0-9]*[1-9][0-9]*(\.[0-9]*)?|[0-9]*\.[0-9]*[1-9][0-9]*)([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]{1,2})?$";

    /// <summary>A word in lower case with dashes: a task, a framework, an instance type.</summary>
    public const string Word = "^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$";

    /// <summary>An absolute path in a file system, below the root.</summary>
    public const string AbsolutePath = "^/[^:]+$";

    /// <summary>A path below a directory; the validator also refuses "..".</summary>
    public const string RelativePath = "^[^/].*$";

    /// <summary>A key in a Secret.</summary>
    public const string SecretKey = "^[-._a-zA-Z0-9]+$";

    /// <summary>A name of an environment variable, as Kubernetes allows.</summary>
    public const string EnvironmentName = "^[-._a-zA-Z][-._a-zA-Z0-9]*$";

    /// <summary>The value of a label.</summary>
    public const string LabelValue = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";

    /// <summary>A key of labels, and a name of a resource: a name that may have a DNS name and a slash before it.</summary>
    public const string QualifiedName =
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";

    /// <summary>
    /// A time of this millennium. The format date-time alone lets years and offsets through that .NET has not, and who cannot read an object
    /// cannot follow its kind.
    /// </summary>
    public const string Time = @"^2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[-+](0[0-9]|1[0-3]):[0-5][0-9])$";

    /// <summary>Five fields of a cron expression, or one word for them; the validator reads the fields.</summary>
    public const string Cron = "^(@[a-z]+|[0-9A-Za-z*?,/-]+( +[0-9A-Za-z*?,/-]+){4})$";

    /// <summary>The name of a time zone in the tz database: a path without dots.</summary>
    public const string TimeZone = "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$";

    /// <summary>A SHA-256 in lower-case hexadecimal.</summary>
    public const string Sha256 = "^[a-f0-9]{64}$";

    /// <summary>An alias of an instance: <c>instanceType/instanceSize</c>.</summary>
    public const string InstanceAlias = "^[a-z0-9]([a-z0-9._-]*[a-z0-9])?/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$";
}
