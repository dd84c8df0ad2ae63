using InferenceEndpoints.KubectlIep.CommandLine;

return await IepCommand.RunAsync(args, Terminal.OfProcess(), CancellationToken.None);
