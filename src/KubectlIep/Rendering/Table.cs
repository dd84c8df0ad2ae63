namespace InferenceEndpoints.KubectlIep.Rendering;

/// <summary>Columns as kubectl writes them: three spaces apart, nothing after the last.</summary>
internal static class Table
{
    private const int Gap = 3;

    public static IEnumerable<string> Render(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        IReadOnlyList<string?>[] lines = [header, .. rows];
        var widths = header.Select((_, column) => lines.Max(line => Text(line[column]).Length)).ToArray();
        return lines.Select(line => string.Concat(line.Select((cell, column) => Text(cell).PadRight(widths[column] + Gap))).TrimEnd());
    }

    private static string Text(string? cell) => string.IsNullOrEmpty(cell) ? "-" : cell.ReplaceLineEndings(" ");
}
