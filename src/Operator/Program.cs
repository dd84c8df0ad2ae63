using InferenceEndpoints.Operator;

await using var app = await OperatorHost.BuildAsync(args, CancellationToken.None);
await app.RunAsync();
