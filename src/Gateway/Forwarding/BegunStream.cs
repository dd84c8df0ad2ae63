using System.Buffers;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Upstream;
using InferenceEndpoints.Gateway.Waking;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>
/// A replica's answer to a caller who already has a status line and heartbeats: its events go on in the same stream; anything else is told
/// as one event, with the replica's own words where they are JSON.
/// </summary>
internal static class BegunStream
{
    /// <returns>False: the caller went away.</returns>
    public static async Task<bool> ContinueAsync(Attempt attempt, Heartbeat heartbeat, BodyFraming framing)
    {
        var (exchange, head) = (attempt.Exchange, attempt.Connection.Head);
        var isStream = head.Status == StatusCodes.Status200OK && Is(head, EventStream.ContentType);
        var isError = head.Status >= StatusCodes.Status400BadRequest && Is(head, "application/json");
        if (framing.End == BodyEnd.None || !(isStream || isError))
        {
            await exchange.AnswerAsync(Answer.NoEvents);
            return true;
        }

        heartbeat.HandOver();
        exchange.Status = head.Status;
        return await new ResponseBody(attempt, framing, isStream ? exchange.Translation : new ErrorEvent()).CopyAsync();
    }

    private static bool Is(ResponseHead head, string type) =>
        head["Content-Encoding"] is null && head["Content-Type"]?.StartsWith(type, StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>JSON as the data of an event. A line's end would end the data, and is in JSON the same as a space.</summary>
    private sealed class ErrorEvent : IAnswerTranslation
    {
        private bool hasBegun;

        public void Write(ReadOnlySpan<byte> data, IBufferWriter<byte> to)
        {
            if (!hasBegun)
            {
                to.Write(EventStream.ErrorStart);
                hasBegun = true;
            }

            var line = to.GetSpan(data.Length)[..data.Length];
            data.CopyTo(line);
            line.Replace((byte)'\n', (byte)' ');
            line.Replace((byte)'\r', (byte)' ');
            to.Advance(data.Length);
        }

        public void End(IBufferWriter<byte> to) => to.Write(EventStream.EventEnd);
    }
}
