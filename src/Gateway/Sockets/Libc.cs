using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>The calls of Linux that <see cref="Socket"/> has no way to without an engine of its own: <c>epoll(7)</c>, and a socket's calls that never wait.</summary>
internal static partial class Libc
{
    public const int EpollIn = 0x001;
    public const int EpollOut = 0x004;
    public const int EpollError = 0x008;
    public const int EpollHangUp = 0x010;
    public const int EpollPeerHangUp = 0x2000;
    public const int EpollEdgeTriggered = 1 << 31;
    public const int EpollAdd = 1;
    public const int EpollRemove = 2;

    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int InProgress = 115;

    private const int EpollCloseOnExec = 0x80000;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;

    /// <summary>The size of <c>struct epoll_event</c>, which is packed where 32-bit x86 had it before.</summary>
    public static readonly int EpollEventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Where the event's own data begins.</summary>
    public static readonly int EpollDataOffset = EpollEventSize - sizeof(long);

    /// <returns>Its descriptor; -1: <see cref="LastError"/>.</returns>
    public static int EpollCreate() => EpollCreate1(EpollCloseOnExec);

    /// <returns>How much came; 0: the end; -1: <see cref="LastError"/>.</returns>
    public static int Receive(SafeSocketHandle socket, Span<byte> into) => (int)Receive(socket, into, (nuint)into.Length, DoNotWait);

    /// <returns>How much was taken; -1: <see cref="LastError"/>.</returns>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes) => (int)Send(socket, bytes, (nuint)bytes.Length, DoNotWait | NoSignal);

    public static int LastError() => Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, SafeSocketHandle socket, ReadOnlySpan<byte> interest);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, Span<byte> events, int maxEvents, int timeout);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(SafeSocketHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate1(int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeSocketHandle socket, Span<byte> into, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, nuint length, int flags);
}
