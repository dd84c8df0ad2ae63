using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>A caller's connection, as Kestrel wants it.</summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe,
    IConnectionIdFeature, IConnectionItemsFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IMemoryPoolFeature
{
    /// <summary>How long a caller may go on to send what nobody wants: a connection that is closed over it would take the answer with it.</summary>
    private static readonly TimeSpan MaxLinger = TimeSpan.FromSeconds(5);

    private static long lastId;

    private readonly CancellationTokenSource closed = new();
    private readonly LoopSocket socket;
    private readonly SocketReader reader;
    private readonly TimeProvider clock;
    private IDictionary<object, object?>? items;

    public SocketConnection(Socket accepted, MemoryPool<byte> memory, TimeProvider clock)
    {
        this.clock = clock;
        ConnectionId = Interlocked.Increment(ref lastId).ToString("X8", CultureInfo.InvariantCulture);
        MemoryPool = memory;
        LocalEndPoint = accepted.LocalEndPoint;
        RemoteEndPoint = accepted.RemoteEndPoint;
        ConnectionClosed = closed.Token;
        socket = new LoopSocket(accepted, EventLoop.Next(), TellClosed);
        Input = reader = new SocketReader(socket);
        Output = new SocketWriter(socket);
        Transport = this;
        var features = new FeatureCollection(initialCapacity: 11); // and those of Kestrel
        features.Set<IConnectionIdFeature>(this);
        features.Set<IConnectionItemsFeature>(this);
        features.Set<IConnectionTransportFeature>(this);
        features.Set<IConnectionLifetimeFeature>(this);
        features.Set<IConnectionEndPointFeature>(this);
        features.Set<IMemoryPoolFeature>(this);
        Features = features;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public MemoryPool<byte> MemoryPool { get; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => items ??= new ConnectionItems();
        set => items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        socket.Abort();
        TellClosed();
    }

    public override async ValueTask DisposeAsync()
    {
        var isUnread = reader.HasUnread;
        await Input.CompleteAsync();
        await Output.CompleteAsync();
        await LingerAsync(isUnread);
        socket.Dispose();
        closed.Dispose();
        await base.DisposeAsync();
    }

    private void TellClosed() => ThreadPool.UnsafeQueueUserWorkItem(
        static closed =>
        {
            try
            {
                closed.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Nobody is interested any more.
            }
        },
        closed,
        preferLocal: false);

    /// <summary>When there is something to read: takes what the caller still sends until it has heard the end, or for long enough.</summary>
    private async Task LingerAsync(bool isUnread)
    {
        var waste = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            if (!isUnread && socket.TryReceive(waste) is null or 0)
            {
                return;
            }

            socket.ShutdownSend();
            using var timer = new CancellationTokenSource(MaxLinger, clock);
            await using var wake = timer.Token.UnsafeRegister(static waiting => ((LoopSocket)waiting!).WakeReader(), socket);
            while (!timer.IsCancellationRequested && socket.TryReceive(waste) is not 0)
            {
                await socket.WaitReadableAsync();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended, if not well.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(waste);
        }
    }
}
