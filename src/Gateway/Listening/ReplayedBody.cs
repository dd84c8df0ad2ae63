using System.Buffers;
using System.IO.Pipelines;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>A body whose beginning has been read already, from its beginning.</summary>
/// <param name="beginning">What has been read.</param>
/// <param name="isWhole">There is no more.</param>
/// <param name="rest">Has what follows.</param>
internal sealed class ReplayedBody(ReadOnlyMemory<byte> beginning, bool isWhole, PipeReader rest) : PipeReader
{
    private ReadOnlySequence<byte> ahead = new(beginning);

    private bool IsAhead => isWhole || !ahead.IsEmpty;

    public override bool TryRead(out ReadResult result)
    {
        if (IsAhead)
        {
            result = new ReadResult(ahead, isCanceled: false, isCompleted: isWhole);
            return true;
        }

        return rest.TryRead(out result);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        IsAhead && TryRead(out var result) ? new ValueTask<ReadResult>(result) : rest.ReadAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (IsAhead)
        {
            ahead = ahead.Slice(consumed);
        }
        else
        {
            rest.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead() => rest.CancelPendingRead();

    public override void Complete(Exception? exception = null) => rest.Complete(exception);
}
