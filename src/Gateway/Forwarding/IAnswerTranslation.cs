using System.Buffers;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Makes of a replica's answer what the caller expects. One answer, one instance.</summary>
internal interface IAnswerTranslation
{
    /// <summary>Takes the next bytes of the replica's body, and writes what is clear by now.</summary>
    /// <exception cref="Upstream.MalformedResponseException">They are nothing that can be translated.</exception>
    void Write(ReadOnlySpan<byte> data, IBufferWriter<byte> to);

    /// <summary>There is no more: writes what is left.</summary>
    /// <exception cref="Upstream.MalformedResponseException">What came is not complete.</exception>
    void End(IBufferWriter<byte> to);
}
