namespace InferenceEndpoints.ModelServer.Serving;

/// <summary>TGI's <c>/info</c>, and what tells one stand-in from another.</summary>
internal sealed record ServerInfo(
    string ModelId,
    string? ModelSha,
    string? ModelPipelineTag,
    int MaxConcurrentRequests,
    int MaxInputTokens,
    int MaxTotalTokens,
    string Router,
    string Version,
    string Engine,
    string Pod,
    double LoadSeconds,
    int FileCount,
    long TotalBytes,
    string? CustomHandler)
{
    public static ServerInfo Of(ServerOptions options, ModelRepository repository) => new(
        options.ModelId,
        repository.Sha ?? options.Revision,
        options.Task,
        options.MaxConcurrentRequests,
        options.MaxInputTokens,
        options.MaxTotalTokens,
        Router: "model-server",
        typeof(ServerInfo).Assembly.GetName().Version!.ToString(3),
        (options.Engine, repository.HandlerClass) switch
        {
            (EngineKind.Tgi, _) => "text-generation-inference",
            (_, null) => "inference-toolkit",
            _ => "custom handler",
        },
        options.PodName,
        options.LoadTime.TotalSeconds,
        repository.FileCount,
        repository.TotalBytes,
        repository.HandlerClass);
}
