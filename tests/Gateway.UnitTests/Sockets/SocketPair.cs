using System.Net;
using System.Net.Sockets;
using InferenceEndpoints.Gateway.Sockets;

namespace InferenceEndpoints.Gateway.UnitTests.Sockets;

/// <summary>A connection over loopback: the gateway's end, and a peer's.</summary>
internal sealed record SocketPair(LoopSocket Ours, Socket Peer) : IDisposable
{
    public static Task<SocketPair> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(EventLoop.Next(), onHungUp: null, cancellationToken);

    public static async Task<SocketPair> ConnectAsync(EventLoop loop, Action? onHungUp, CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port: 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await peer.ConnectAsync(listener.LocalEndPoint!, cancellationToken);
        return new SocketPair(new LoopSocket(await listener.AcceptAsync(cancellationToken), loop, onHungUp), peer);
    }

    public async Task<byte[]> ReceiveAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var received = 0; received < count;)
        {
            var more = await Peer.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, cancellationToken);
            Assert.NotEqual(0, more);
            received += more;
        }

        return bytes;
    }

    public void Dispose()
    {
        Ours.Dispose();
        Peer.Dispose();
    }
}
