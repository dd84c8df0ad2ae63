using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace InferenceEndpoints.Gateway.Sockets;

/// <summary>What Linux calls an error, in .NET's terms.</summary>
internal static class SocketErrors
{
    public static SocketException ToException(int error) => new((int)Of(error), Marshal.GetPInvokeErrorMessage(error));

    private static SocketError Of(int error) => error switch
    {
        32 => SocketError.Shutdown,
        101 => SocketError.NetworkUnreachable,
        104 => SocketError.ConnectionReset,
        105 => SocketError.NoBufferSpaceAvailable,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
