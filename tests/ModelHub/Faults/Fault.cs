namespace InferenceEndpoints.ModelHub.Faults;

/// <summary>What goes wrong for requests whose path contains <paramref name="Path"/>.</summary>
/// <param name="Path">Part of the request's path.</param>
/// <param name="Status">Answer this instead.</param>
/// <param name="CutAfter">End the connection after so many bytes of the body.</param>
/// <param name="Reset">End it by a reset. The client goes on after a plain end, and gives up after a reset.</param>
/// <param name="Stall">Do not end it: send no more, and say nothing.</param>
/// <param name="BytesPerSecond">Send no faster.</param>
internal sealed record Fault(string Path, int? Status, long? CutAfter, bool Reset, bool Stall, long? BytesPerSecond)
{
    /// <summary>An answer to HEAD has no body to cut.</summary>
    public bool Concerns(HttpRequest request) =>
        request.Path.Value!.Contains(Path, StringComparison.Ordinal) && (Status is not null || !HttpMethods.IsHead(request.Method));
}

/// <summary>The faults to come: each is for a number of requests, the first that matches is taken.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<(Fault Fault, int Times)> _faults = [];

    public void Add(Fault fault, int times)
    {
        lock (_lock)
        {
            _faults.Add((fault, times));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    public Fault? Take(HttpRequest request)
    {
        lock (_lock)
        {
            var index = _faults.FindIndex(planned => planned.Fault.Concerns(request));
            if (index < 0)
            {
                return null;
            }

            var (fault, times) = _faults[index];
            if (times > 1)
            {
                _faults[index] = (fault, times - 1);
            }
            else
            {
                _faults.RemoveAt(index);
            }

            return fault;
        }
    }
}
