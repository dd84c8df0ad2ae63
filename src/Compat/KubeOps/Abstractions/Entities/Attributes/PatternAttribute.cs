namespace KubeOps.Abstractions.Entities.Attributes;

/// <summary>A regular expression (RE2, not anchored) that the string must match.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string regexPattern) : Attribute
{
    public string RegexPattern => regexPattern;
}
