using InferenceEndpoints.KubectlIep.CommandLine;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>
/// Shows an endpoint until it is in a final state. On a terminal the report is drawn over; elsewhere, in a log, each change is a line.
/// </summary>
internal static class StatusWatch
{
    private const string Home = "\e[H";
    private const string ClearScreen = "\e[2J";
    private const string ClearLine = "\e[K";
    private const string ClearBelow = "\e[J";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(Session session, string name, CancellationToken cancellationToken)
    {
        string? shown = null;
        while (true)
        {
            var view = await EndpointReader.ReadAsync(session, name, cancellationToken);
            shown = session.Terminal.IsInteractive ? await DrawAsync(session, view, shown) : await AppendAsync(session, view, shown);
            if (EndpointProgress.IsFinal(view.Endpoint))
            {
                return EndpointProgress.HasFailed(view.Endpoint) ? ExitCode.Failed : ExitCode.Ok;
            }

            await Task.Delay(Interval, session.Terminal.Clock, cancellationToken);
        }
    }

    private static async Task<string> DrawAsync(Session session, EndpointView view, string? shown)
    {
        var start = shown is null ? ClearScreen + Home : Home;
        var drawn = string.Concat(StatusReport.Render(view, session.Now).Select(line => $"{line}{ClearLine}\n"));
        await session.Terminal.Output.WriteAsync($"{start}{drawn}{ClearBelow}");
        return drawn;
    }

    private static async Task<string> AppendAsync(Session session, EndpointView view, string? shown)
    {
        var status = view.Endpoint.Status;
        var line = $"{status?.State ?? "unknown",-12}  {status?.Ready ?? "0/0"}  {status?.Message}".TrimEnd();
        if (line != shown)
        {
            await session.SayAsync(line);
        }

        return line;
    }
}
