using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Validation;

internal static class ImageChecks
{
    private const string Path = "spec.model.image";

    private static readonly string[] s_quantizations =
        ["awq", "compressed-tensors", "eetq", "exl2", "gptq", "marlin", "bitsandbytes", "bitsandbytes-nf4", "bitsandbytes-fp4", "fp8"];

    public static void Check(ModelSpec model, Findings findings)
    {
        var image = model.Image;
        findings.ExactlyOne(
            Path,
            "engine",
            ("tgi", image.Tgi is not null),
            ("huggingface", image.Huggingface is not null),
            ("vllm", image.Vllm is not null),
            ("sglang", image.Sglang is not null),
            ("tei", image.Tei is not null),
            ("llamacpp", image.Llamacpp is not null),
            ("custom", image.Custom is not null));
        CheckServer("tgi", image.Tgi, findings);
        CheckServer("vllm", image.Vllm, findings);
        CheckServer("sglang", image.Sglang, findings);
        CheckServer("tei", image.Tei, findings);
        CheckServer("llamacpp", image.Llamacpp, findings);
        CheckServer("custom", image.Custom, findings);
        CheckCustom(model, image.Custom, findings);
        CheckTgi(image.Tgi, findings);
        CheckVllm(image.Vllm, findings);
        findings.Range($"{Path}.sglang.tensorParallelSize", image.Sglang?.TensorParallelSize, 1);
        CheckTei(image.Tei, findings);
        CheckLlamacpp(image.Llamacpp, findings);
    }

    private static void CheckCustom(ModelSpec model, CustomImage? custom, Findings findings)
    {
        if (custom is null)
        {
            return;
        }

        if (custom.Credentials is { } credentials)
        {
            findings.RequiredText($"{Path}.custom.credentials.secretName", credentials.SecretName, 253, Syntaxes.ObjectName);
        }

        findings.Texts($"{Path}.custom.command", custom.Command, 1, 64);
        findings.Texts($"{Path}.custom.args", custom.Args, 0, 256);
        Twin("command", model.Command, custom.Command);
        Twin("args", model.Args, custom.Args);

        void Twin(string name, IList<string>? ofModel, IList<string>? ofImage)
        {
            if (ofModel is not null && ofImage is not null)
            {
                findings.Add($"spec.model.{name}", null, $"is also set in model.image.custom.{name}", "leave it out in one of the two");
            }
        }
    }

    private static void CheckServer(string engine, EngineImage? image, Findings findings)
    {
        if (image is null)
        {
            return;
        }

        if (image is CustomImage)
        {
            findings.RequiredText($"{Path}.{engine}.url", image.Url, 512, Syntaxes.ImageReference);
        }
        else
        {
            findings.Text($"{Path}.{engine}.url", image.Url, 512, Syntaxes.ImageReference);
        }

        findings.Range($"{Path}.{engine}.port", image.Port, 1, 65_535);
        findings.Text($"{Path}.{engine}.healthRoute", image.HealthRoute, 1024, Syntaxes.UrlPath);
    }

    private static void CheckTgi(TgiImage? tgi, Findings findings)
    {
        const string Field = $"{Path}.tgi";
        if (tgi is null)
        {
            return;
        }

        findings.Range($"{Field}.maxInputTokens", tgi.MaxInputTokens, 1);
        findings.Range($"{Field}.maxTotalTokens", tgi.MaxTotalTokens, 1);
        findings.Range($"{Field}.maxBatchPrefillTokens", tgi.MaxBatchPrefillTokens, 1);
        findings.Range($"{Field}.maxBatchTotalTokens", tgi.MaxBatchTotalTokens, 1);
        findings.Word($"{Field}.quantize", tgi.Quantize, s_quantizations);
        if (tgi.MaxInputTokens >= tgi.MaxTotalTokens)
        {
            findings.Add(
                $"{Field}.maxInputTokens",
                $"{tgi.MaxInputTokens}",
                $"leaves no room for an answer within maxTotalTokens, which is {tgi.MaxTotalTokens}",
                "lower it or raise maxTotalTokens");
        }
    }

    private static void CheckVllm(VllmImage? vllm, Findings findings)
    {
        const string Field = $"{Path}.vllm";
        findings.Range($"{Field}.tensorParallelSize", vllm?.TensorParallelSize, 1);
        findings.Range($"{Field}.dataParallelSize", vllm?.DataParallelSize, 1);
        findings.Text($"{Field}.kvCacheDtype", vllm?.KvCacheDtype, 63, Syntaxes.Word);
        findings.Range($"{Field}.maxNumBatchedTokens", vllm?.MaxNumBatchedTokens, 1);
        findings.Range($"{Field}.maxNumSeqs", vllm?.MaxNumSeqs, 1);
    }

    private static void CheckTei(TeiImage? tei, Findings findings)
    {
        const string Field = $"{Path}.tei";
        findings.Range($"{Field}.maxBatchTokens", tei?.MaxBatchTokens, 1);
        findings.Range($"{Field}.maxConcurrentRequests", tei?.MaxConcurrentRequests, 1);
        findings.Word($"{Field}.pooling", tei?.Pooling, "cls", "mean", "splade", "last-token");
    }

    private static void CheckLlamacpp(LlamacppImage? llamacpp, Findings findings)
    {
        const string Field = $"{Path}.llamacpp";
        if (llamacpp is null)
        {
            return;
        }

        findings.RequiredText($"{Field}.modelPath", llamacpp.ModelPath, 512, Syntaxes.RelativePath);
        findings.Text($"{Field}.mmprojModelPath", llamacpp.MmprojModelPath, 512, Syntaxes.RelativePath);
        CheckInside($"{Field}.modelPath", llamacpp.ModelPath);
        CheckInside($"{Field}.mmprojModelPath", llamacpp.MmprojModelPath);
        findings.Range($"{Field}.ctxSize", llamacpp.CtxSize, 0);
        findings.Range($"{Field}.nParallel", llamacpp.NParallel, 1);
        findings.Range($"{Field}.threadsHttp", llamacpp.ThreadsHttp, 1);
        findings.Range($"{Field}.nGpuLayers", llamacpp.NGpuLayers, 0);
        findings.Word($"{Field}.mode", llamacpp.Mode, LlamacppModes.Embeddings, LlamacppModes.Reranking);
        findings.Word($"{Field}.pooling", llamacpp.Pooling, "none", "mean", "cls", "last", "rank");

        void CheckInside(string field, string? path)
        {
            if (path is not null && path.Split('/').Contains(".."))
            {
                findings.Add(field, path, "leaves the repository", Syntaxes.RelativePath.Remedy);
            }
        }
    }
}
