using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// What a socket has is read where it is heard of: on the thread that waits for sockets, as in nginx. Handing it to another thread first costs more
/// than what the gateway does with it. In return, nothing on a request's way may block, and what takes long goes to the thread pool first
/// (<see cref="ThreadPoolHop"/>).
/// </summary>
internal static class InlineCompletions
{
    /// <summary>The runtime's switch, which it reads with the first socket. It has no other.</summary>
    private const string Runtime = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Of all sockets of this process, unless its environment says otherwise. To be called before there is one.</summary>
    public static void Prefer()
    {
        if (Environment.GetEnvironmentVariable(Runtime) is null)
        {
            Environment.SetEnvironmentVariable(Runtime, "1");
        }
    }

    /// <summary>The same of Kestrel: it would hand a request to the thread pool, and the answer to another thread.</summary>
    public static void Prefer(SocketTransportOptions transport) => transport.UnsafePreferInlineScheduling = true;
}
