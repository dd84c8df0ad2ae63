using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Settings;

namespace InferenceEndpoints.Gateway.OpenAi;

/// <summary>Reads of a body as much as it takes to know its model.</summary>
internal sealed class ModelPeek(Authorizer authorizer, GatewayOptions options, TimeProvider clock)
{
    public async ValueTask<PeekedModel> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return new PeekedModel(Answer.NoModel);
        }

        var field = new ModelField();
        var reader = context.Request.BodyReader;
        var (read, refusal) = await CallerBody.ReadAsync(context, options.ActivityTimeout, clock);
        if (refusal is not null)
        {
            return new PeekedModel(refusal);
        }

        var scanned = (int)field.Read(read.Buffer, read.IsCompleted);
        reader.AdvanceTo(read.Buffer.Start);
        if (field is { Value: null, IsMissing: false } && await authorizer.KnowsAsync(context.Request.Headers.Authorization, context.RequestAborted))
        {
            return await ReadOnAsync(context, field, scanned);
        }

        // As nearly always: the model is in what came first, and nothing has to be kept. Nor is anything for strangers.
        return field.Value is null
            ? new PeekedModel(field.IsMissing ? Answer.NoModel : Answer.ModelTooFar)
            : new PeekedModel(field.Value, reader, KeptBytes: 0, Refusal: null);
    }

    private async ValueTask<PeekedModel> ReadOnAsync(HttpContext context, ModelField field, int scanned)
    {
        var kept = new ArrayBufferWriter<byte>();
        while (true)
        {
            var (isWhole, refusal) = await CallerBody.KeepAsync(context.Request.BodyReader, context, kept, options.ActivityTimeout, clock);
            if (refusal is not null)
            {
                return new PeekedModel(refusal);
            }

            scanned += (int)field.Read(new ReadOnlySequence<byte>(kept.WrittenMemory[scanned..]), isWhole);
            if (field.Value is not null)
            {
                return new PeekedModel(field.Value, new ReplayedBody(kept.WrittenMemory, isWhole, context.Request.BodyReader), kept.WrittenCount, Refusal: null);
            }

            if (field.IsMissing || kept.WrittenCount > options.MaxPeekedBytes)
            {
                return new PeekedModel(field.IsMissing ? Answer.NoModel : Answer.ModelTooFar);
            }
        }
    }
}

/// <param name="Model">What the body says; null: see the refusal.</param>
/// <param name="Body">The body from its beginning.</param>
/// <param name="KeptBytes">Bytes of it that were read ahead.</param>
/// <param name="Refusal">Why there is no model; null: there is one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PeekedModel(string? Model, PipeReader? Body, int KeptBytes, Answer? Refusal)
{
    public PeekedModel(Answer refusal)
        : this(Model: null, Body: null, KeptBytes: 0, refusal)
    {
    }
}
