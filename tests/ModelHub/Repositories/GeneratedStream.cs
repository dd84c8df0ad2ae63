using System.Buffers.Binary;

namespace InferenceEndpoints.ModelHub.Repositories;

/// <summary>
/// Bytes that look random, do not compress, are always the same for the same name, and need no disk. Every position can be read on its own,
/// which a resumed download does.
/// </summary>
internal sealed class GeneratedStream(string name, long length) : Stream
{
    private readonly ulong _seed = Hash(name);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(length - Position, 0, buffer.Length);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (var done = 0; done < count;)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Word(Position / sizeof(ulong)));
            var part = word[(int)(Position % sizeof(ulong))..];
            part = part[..Math.Min(part.Length, count - done)];
            part.CopyTo(buffer[done..]);
            done += part.Length;
            Position += part.Length;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>SplitMix64, as a function of the position instead of the step before.</summary>
    private ulong Word(long index)
    {
        var z = _seed + ((ulong)index * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Hash(string name)
    {
        var hash = 14695981039346656037;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
