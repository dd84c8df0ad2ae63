using InferenceEndpoints.Gateway;
using InferenceEndpoints.Gateway.Keys;
using InferenceEndpoints.Hosting;

return args is [CreateKeyCommand.Name, .. var ofKey]
    ? CreateKeyCommand.Run(ofKey, Console.Out, Console.Error, TimeProvider.System)
    : await Startup.RunAsync(() => Task.FromResult(GatewayHost.Build(args)));
