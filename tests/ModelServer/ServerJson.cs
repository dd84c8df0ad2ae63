using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceEndpoints.ModelServer.OpenAi;
using InferenceEndpoints.ModelServer.Serving;
using InferenceEndpoints.ModelServer.Tgi;
using InferenceEndpoints.ModelServer.Toolkit;

namespace InferenceEndpoints.ModelServer;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(GenerateRequest))]
[JsonSerializable(typeof(GenerateResponse))]
[JsonSerializable(typeof(GenerateResponse[]))]
[JsonSerializable(typeof(StreamResponse))]
[JsonSerializable(typeof(TokenizeResponse[]))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(Completion))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(HandlerAnswer))]
[JsonSerializable(typeof(TextAnswer))]
[JsonSerializable(typeof(ClassAnswer[]))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(BinaryInput))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class ServerJson : JsonSerializerContext;
