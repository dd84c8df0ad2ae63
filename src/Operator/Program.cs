using InferenceEndpoints.Hosting;
using InferenceEndpoints.Operator;

return await Startup.RunAsync(() => OperatorHost.BuildAsync(args, CancellationToken.None));
