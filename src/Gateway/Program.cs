using InferenceEndpoints.Gateway;
using InferenceEndpoints.Gateway.Keys;
using InferenceEndpoints.Hosting;

if (args is [CreateKeyCommand.Name, .. var ofKey])
{
    return CreateKeyCommand.Run(ofKey, Console.Out, Console.Error, TimeProvider.System);
}

return await Startup.RunAsync(() => Task.FromResult(GatewayHost.Build(args)));
