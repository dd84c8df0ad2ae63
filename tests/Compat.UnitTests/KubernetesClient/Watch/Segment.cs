using System.Buffers;

namespace Compat.UnitTests.KubernetesClient.Watch;

/// <summary>A piece of a sequence, as a pipe hands them out.</summary>
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    private Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    /// <summary>The content in segments of the given sizes, over and over.</summary>
    public static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> content, IReadOnlyList<int> sizes)
    {
        var first = new Segment(default, 0);
        var last = first;
        for (var (start, i) = (0, 0); start < content.Length; i++)
        {
            var next = new Segment(content.Slice(start, Math.Min(sizes[i % sizes.Count], content.Length - start)), start);
            last.Next = next;
            last = next;
            start += next.Memory.Length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
