namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// What a socket has is read where it is heard of: on the thread that waits for sockets, as in nginx. Handing it to another thread first costs more
/// than what the gateway does with it. Kestrel still hands a request to the thread pool, so that a body goes on in large pieces. In return, nothing
/// on that way may block, and what computes for long goes to the thread pool first.
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
}
