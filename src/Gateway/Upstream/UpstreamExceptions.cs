namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>A replica has sent what is not HTTP/1.1, or ended where its answer does not.</summary>
internal sealed class MalformedResponseException(string what) : IOException($"The replica sent {what}");

/// <summary>No connection: the replica has seen nothing.</summary>
internal sealed class ConnectException(string message, Exception cause) : IOException(message, cause);
