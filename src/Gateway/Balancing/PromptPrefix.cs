using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>
/// Hashes how a prompt begins, which all turns of a conversation have in common: <c>messages</c> up to the first of the user, or
/// <c>prompt</c> or <c>inputs</c>; of each text its first KiB.
/// </summary>
internal static class PromptPrefix
{
    private const int MaxText = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 }; // schemas of tools nest deep

    /// <param name="body">A request's body, from its beginning, as far as it has come.</param>
    /// <param name="isEnough">No more will be looked at.</param>
    public static PromptKey Read(ReadOnlySequence<byte> body, bool isEnough)
    {
        var scan = new Scan(new Utf8JsonReader(body, isFinalBlock: false, new JsonReaderState(Options)));
        try
        {
            while (scan.Next())
            {
            }
        }
        catch (JsonException)
        {
            return new PromptKey(Value: null, IsKnown: true);
        }

        if (isEnough && !scan.IsDone)
        {
            scan.AddUnfinished(body);
        }

        return new PromptKey(scan.Key, scan.IsDone || isEnough);
    }

    [StructLayout(LayoutKind.Auto)]
    private ref struct Scan(Utf8JsonReader json)
    {
        private Utf8JsonReader json = json;
        private StableHash hash = new();
        private bool isInPrompt;
        private bool isEmpty = true;
        private bool isRole;
        private bool isUser;

        /// <summary>What comes next belongs to later turns, or to something else.</summary>
        public bool IsDone { get; private set; }

        public readonly ulong? Key => isEmpty ? null : hash.Value;

        public bool Next()
        {
            if (IsDone || !json.Read())
            {
                return false;
            }

            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName when json.CurrentDepth == 1:
                    isInPrompt = json.ValueTextEquals("messages"u8) || json.ValueTextEquals("prompt"u8) || json.ValueTextEquals("inputs"u8);
                    return true;
                case JsonTokenType.PropertyName:
                    isRole = json.CurrentDepth == 3 && json.ValueTextEquals("role"u8);
                    return true;
                case JsonTokenType.String or JsonTokenType.Number when isInPrompt:
                    isUser |= isRole && json.ValueTextEquals("user"u8);
                    AddValue();
                    break;
            }

            isRole = false;
            IsDone = json.CurrentDepth == 0
                ? json.TokenType != JsonTokenType.StartObject
                : isInPrompt && !isEmpty && (IsEndOfPrompt() || IsEndOfUser());
            return true;
        }

        /// <summary>A text that is longer than what is looked at counts like one that is not.</summary>
        public void AddUnfinished(ReadOnlySequence<byte> body)
        {
            var rest = body.Slice(json.BytesConsumed);
            if (isInPrompt && rest.PositionOf((byte)'"') is { } quote)
            {
                Add(rest.Slice(rest.GetPosition(1, quote)));
            }
        }

        private readonly bool IsEndOfPrompt() =>
            json.CurrentDepth == 1 && json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject);

        private readonly bool IsEndOfUser() => json is { CurrentDepth: 2, TokenType: JsonTokenType.EndObject } && isUser;

        private void AddValue()
        {
            if (json.HasValueSequence)
            {
                Add(json.ValueSequence);
            }
            else
            {
                Add(json.ValueSpan);
            }
        }

        private void Add(ReadOnlySequence<byte> text)
        {
            foreach (var piece in text.Slice(0, Math.Min(text.Length, MaxText)))
            {
                hash.Add(piece.Span);
            }

            End();
        }

        private void Add(ReadOnlySpan<byte> text)
        {
            hash.Add(text[..Math.Min(text.Length, MaxText)]);
            End();
        }

        private void End()
        {
            hash.Add("\0"u8); // so that "a", "bc" is not "ab", "c"
            isEmpty = false;
        }
    }
}

/// <param name="Value">Null: nothing says which requests this one is like.</param>
/// <param name="IsKnown">More of the body would not change it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PromptKey(ulong? Value, bool IsKnown);
