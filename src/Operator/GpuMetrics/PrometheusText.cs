using System.Globalization;
using System.Text;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>A sample of Prometheus' text format, without its time.</summary>
internal sealed record PrometheusSample(string Metric, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Reads Prometheus' text format, version 0.0.4. A line that is no sample is passed over: the others are still true.</summary>
internal static class PrometheusText
{
    private const string Blank = " \t";

    /// <param name="text">What an exporter answers.</param>
    /// <param name="metrics">The only ones that are read.</param>
    public static List<PrometheusSample> Read(ReadOnlySpan<char> text, IReadOnlyCollection<string> metrics)
    {
        var samples = new List<PrometheusSample>();
        foreach (var range in text.Split('\n'))
        {
            if (ReadLine(text[range].Trim(" \t\r"), metrics) is { } sample)
            {
                samples.Add(sample);
            }
        }

        return samples;
    }

    private static PrometheusSample? ReadLine(ReadOnlySpan<char> line, IReadOnlyCollection<string> metrics)
    {
        var end = line.IndexOfAny("{ \t");
        if (end < 0 || Named(line[..end], metrics) is not { } metric)
        {
            return null;
        }

        var rest = line[end..].TrimStart(Blank);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (rest.StartsWith('{') && !TryTakeLabels(ref rest, labels))
        {
            return null;
        }

        rest = rest.TrimStart(Blank);
        var time = rest.IndexOfAny(Blank);
        return double.TryParse(time < 0 ? rest : rest[..time], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new PrometheusSample(metric, labels, value)
            : null;
    }

    private static string? Named(ReadOnlySpan<char> name, IReadOnlyCollection<string> metrics)
    {
        foreach (var metric in metrics)
        {
            if (name.SequenceEqual(metric))
            {
                return metric;
            }
        }

        return null;
    }

    /// <summary>Takes <c>{name="value",...}</c> off the beginning.</summary>
    private static bool TryTakeLabels(ref ReadOnlySpan<char> rest, Dictionary<string, string> labels)
    {
        for (rest = rest[1..].TrimStart(Blank); !rest.IsEmpty; rest = rest.TrimStart(" \t,"))
        {
            if (rest.StartsWith('}'))
            {
                rest = rest[1..];
                return true;
            }

            var equals = rest.IndexOf('=');
            if (equals <= 0)
            {
                return false;
            }

            var name = rest[..equals].TrimEnd(Blank);
            rest = rest[(equals + 1)..].TrimStart(Blank);
            if (!rest.StartsWith('"') || TakeQuoted(ref rest) is not { } value)
            {
                return false;
            }

            labels[name.ToString()] = value;
        }

        return false;
    }

    /// <summary>Null: the closing quotation mark is missing.</summary>
    private static string? TakeQuoted(ref ReadOnlySpan<char> rest)
    {
        var value = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case '"':
                    rest = rest[(i + 1)..];
                    return value.ToString();
                case '\\' when i + 1 < rest.Length:
                    i++;
                    value.Append(rest[i] == 'n' ? '\n' : rest[i]);
                    break;
                default:
                    value.Append(rest[i]);
                    break;
            }
        }

        return null;
    }
}
