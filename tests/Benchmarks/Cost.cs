using System.Globalization;

namespace Benchmarks;

/// <summary>What some work took: wall time, which others on the machine lengthen, and CPU time of the process that did it.</summary>
internal sealed record Cost(TimeSpan Wall, TimeSpan Cpu)
{
    public static Cost Parse(string text) => text.Split(' ') is [var wall, var cpu]
        ? new Cost(TimeSpan.Parse(wall, CultureInfo.InvariantCulture), TimeSpan.Parse(cpu, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is no cost.");

    public override string ToString() => $"{Wall:c} {Cpu:c}";
}
