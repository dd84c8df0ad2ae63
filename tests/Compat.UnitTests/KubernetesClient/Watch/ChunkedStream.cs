namespace Compat.UnitTests.KubernetesClient.Watch;

/// <summary>Gives its bytes in reads of the given sizes, over and over.</summary>
internal sealed class ChunkedStream(byte[] content, IReadOnlyList<int> sizes) : MemoryStream(content, writable: false)
{
    private int reads;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[reads++ % sizes.Count])], cancellationToken);
}
