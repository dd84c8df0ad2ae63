using System.Text.Json;

namespace InferenceEndpoints.KubectlIep.Invoking;

/// <summary>Reads what model servers and the gateway answer.</summary>
internal static class ModelAnswer
{
    private const int MaxError = 400;

    /// <summary>The text of OpenAI's answer, or of one event of its stream; empty where there is none.</summary>
    public static string Text(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return answer.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            ? TextOf(choices[0])
            : "";
    }

    /// <summary>What went wrong, in the words of gateway, TGI or an OpenAI server.</summary>
    public static string Error(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return Words(answer.RootElement) ?? Shortened(body);
        }
        catch (JsonException)
        {
            return Shortened(body); // a proxy's page
        }
    }

    private static string TextOf(JsonElement choice)
    {
        foreach (var holder in (ReadOnlySpan<string>)["delta", "message"])
        {
            if (choice.TryGetProperty(holder, out var message) && message.TryGetProperty("content", out var content))
            {
                return content.GetString() ?? "";
            }
        }

        return choice.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "";
    }

    private static string? Words(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString();
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return element.TryGetProperty("error", out var error) ? Words(error)
            : element.TryGetProperty("message", out var message) ? Words(message)
            : null;
    }

    private static string Shortened(string text) => text.Length <= MaxError ? text : text[..MaxError] + "...";
}
