using InferenceEndpoints.Gateway;
using InferenceEndpoints.Gateway.Keys;

if (args is [CreateKeyCommand.Name, .. var ofKey])
{
    return CreateKeyCommand.Run(ofKey, Console.Out, Console.Error, TimeProvider.System);
}

await using var app = GatewayHost.Build(args);
await app.RunAsync();
return 0;
