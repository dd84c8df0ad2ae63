using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace IntegrationTests.Gateway;

/// <summary>HTTP/2 by hand, for what a proper client does not send. Headers are literals, without tables and Huffman's code.</summary>
internal sealed class RawHttp2 : IDisposable
{
    private const byte Data = 0;
    private const byte HeadersFrame = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private static readonly string[] IndexedStatuses = ["200", "204", "206", "304", "400", "404", "500"];

    private readonly TcpClient client = new() { NoDelay = true };

    private RawHttp2()
    {
    }

    public static async Task<RawHttp2> ConnectAsync(Uri server, CancellationToken cancellationToken)
    {
        var connection = new RawHttp2();
        await connection.client.ConnectAsync(server.Host, server.Port, cancellationToken);
        await connection.client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellationToken);
        await connection.SendAsync(Settings, flags: 0, stream: 0, [], cancellationToken);
        return connection;
    }

    public Task SendHeadersAsync(int stream, bool isWhole, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            block.AddRange([0, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)value.Length, .. Encoding.Latin1.GetBytes(value)]);
        }

        return SendAsync(HeadersFrame, (byte)(EndHeaders | (isWhole ? EndStream : 0)), stream, [.. block], cancellationToken);
    }

    public Task SendDataAsync(int stream, byte[] data, CancellationToken cancellationToken) => SendAsync(Data, EndStream, stream, data, cancellationToken);

    /// <summary>The status of the next answer; <c>RST n</c> or <c>GOAWAY n</c> with the error's code when there is none; or <c>closed</c>.</summary>
    public async Task<string> OutcomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var (type, payload) = await ReadFrameAsync(cancellationToken);
                switch (type)
                {
                    case HeadersFrame:
                        return (payload[0] & 0x80) != 0 ? IndexedStatuses[(payload[0] & 0x7f) - 8] : Encoding.ASCII.GetString(payload, 2, 3);
                    case ResetStream:
                        return string.Create(CultureInfo.InvariantCulture, $"RST {BinaryPrimitives.ReadInt32BigEndian(payload)}");
                    case GoAway:
                        return string.Create(CultureInfo.InvariantCulture, $"GOAWAY {BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4))}");
                }
            }
        }
        catch (IOException)
        {
            return "closed";
        }
    }

    public void Dispose() => client.Dispose();

    private async Task SendAsync(byte type, byte flags, int stream, byte[] payload, CancellationToken cancellationToken)
    {
        byte[] frame = [0, 0, 0, type, flags, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        await client.GetStream().WriteAsync(frame, cancellationToken);
    }

    private async Task<(byte Type, byte[] Payload)> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var head = new byte[9];
        await client.GetStream().ReadExactlyAsync(head, cancellationToken);
        var payload = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(1))];
        await client.GetStream().ReadExactlyAsync(payload, cancellationToken);
        return (head[3], payload);
    }
}
