using System.Buffers;
using System.Text.Json;

namespace InferenceEndpoints.Gateway.OpenAi;

/// <summary>Finds <c>model</c> in a JSON object that comes in pieces.</summary>
internal sealed class ModelField
{
    /// <summary>Schemas of tools nest deeper than the 64 levels that are the default.</summary>
    private const int MaxDepth = 512;

    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = MaxDepth });
    private bool isNext;

    /// <summary>The model's name. Null: it has not come yet, or never will.</summary>
    public string? Value { get; private set; }

    /// <summary>This is no JSON object with such a name.</summary>
    public bool IsMissing { get; private set; }

    /// <param name="bytes">What follows on that which was returned as read.</param>
    /// <param name="isLast">Nothing comes after it.</param>
    /// <returns>How many of them have been read, and need not be given again.</returns>
    public long Read(ReadOnlySequence<byte> bytes, bool isLast)
    {
        var reader = new Utf8JsonReader(bytes, isLast, state);
        try
        {
            while (Value is null && !IsMissing && reader.Read())
            {
                Take(ref reader);
            }
        }
        catch (JsonException)
        {
            IsMissing = true;
        }

        IsMissing |= isLast && Value is null;
        state = reader.CurrentState;
        return reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        if (isNext && reader.TokenType == JsonTokenType.String)
        {
            Value = reader.GetString();
        }

        IsMissing = Value is null && (isNext || (reader.CurrentDepth == 0 && reader.TokenType != JsonTokenType.StartObject));
        isNext = reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("model"u8);
    }
}
