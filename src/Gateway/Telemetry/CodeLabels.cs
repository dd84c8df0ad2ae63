using System.Globalization;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>Status codes as label values, of which there are never more than the codes that exist.</summary>
internal static class CodeLabels
{
    public const int First = 100;
    public const int Count = 500;

    private static readonly string[] Texts = [.. Enumerable.Range(First, Count).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static string Text(int code) => code - First is >= 0 and < Count and var index ? Texts[index] : "other";
}
