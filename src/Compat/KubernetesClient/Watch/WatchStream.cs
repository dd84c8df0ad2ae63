using System.Buffers;
using System.IO.Pipelines;

namespace k8s.Watch;

/// <summary>An open watch: its messages in order, until the API server ends it or the connection breaks.</summary>
/// <remarks>
/// A line that was cut off is not reported: <see cref="IOException"/> or the plain end of the stream comes instead, and whoever watches
/// resumes from the last version that he saw.
/// </remarks>
public sealed class WatchStream<T> : IAsyncEnumerable<WatchMessage<T>>, IAsyncDisposable
{
    private readonly PipeReader reader;

    /// <param name="body">Disposed with the watch.</param>
    internal WatchStream(Stream body) => reader = PipeReader.Create(body);

    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="System.Text.Json.JsonException">A line is not what a watch sends.</exception>
    public async IAsyncEnumerator<WatchMessage<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TakeLine(ref buffer) is { } line)
            {
                if (!line.IsEmpty)
                {
                    yield return WatchLine.Parse<T>(line);
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }

    public ValueTask DisposeAsync() => reader.CompleteAsync();

    private static ReadOnlySequence<byte>? TakeLine(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            return null;
        }

        var line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return line;
    }
}
