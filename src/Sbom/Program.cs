using InferenceEndpoints.Sbom;

// Usage: dotnet run --project src/Sbom -- <folder of published programs> <version> <file to write>
if (args is not [var folder, var version, var file])
{
    Console.Error.WriteLine("usage: sbom FOLDER VERSION FILE");
    return 2;
}

await File.WriteAllTextAsync(file, BillOfMaterials.Of(folder, version));
return 0;
