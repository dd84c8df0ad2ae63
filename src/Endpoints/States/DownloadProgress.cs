using System.Globalization;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.States;

/// <summary>How much of a model is there.</summary>
/// <param name="Done">Bytes; at most <paramref name="Total"/>.</param>
/// <param name="Total">Bytes of all files that are wanted; more than none.</param>
public sealed record DownloadProgress(long Done, long Total)
{
    private const double Kibi = 1024;

    public int Percent => (int)((decimal)Done * 100 / Total);

    /// <summary>The init container that brings the model runs.</summary>
    public static bool IsUnderWay(V1Pod pod) => pod.Status?.InitContainerStatuses?.Any(
        status => status is { Name: ContainerNames.Download, State.Running: not null }) is true;

    /// <summary>Such as <c>3.2 of 5.1 GiB (62 %)</c>.</summary>
    public override string ToString()
    {
        var (unit, size) = Total switch
        {
            >= 1L << 30 => ("GiB", Kibi * Kibi * Kibi),
            >= 1L << 20 => ("MiB", Kibi * Kibi),
            _ => ("KiB", Kibi),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Done / size:0.0} of {Total / size:0.0} {unit} ({Percent} %)");
    }
}
