using InferenceEndpoints.States;

namespace InferenceEndpoints.Operator.Downloads;

/// <summary>What a download container answers at <see cref="Desired.DownloadContainer.ProgressPort"/>. It is a tenant's pod: any number may be in it.</summary>
internal sealed record DownloadReport(long Done, long Total)
{
    /// <summary>Null: these numbers say nothing.</summary>
    public DownloadProgress? ToProgress() => Total > 0 ? new DownloadProgress(Math.Clamp(Done, 0, Total), Total) : null;
}
