using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>Measurements as a page for people, with the budgets beside them.</summary>
internal static class Report
{
    private static readonly (string What, string Unit, double Budget, Func<Measurement, double> Value)[] Rows =
    [
        ("applied at once until all children exist and every status is written, against the bare client", "x", 1.3, measured => measured.Ratio),
        ("memory", "MiB", 150, measured => measured.MemoryMiB),
        ("CPU at rest", "% of a core", 1, measured => measured.CpuPercent),
        ("reconcile that writes nothing, p99 at most", "ms", 1, measured => measured.WritelessP99Milliseconds),
        ("restart until every endpoint was looked at", "s", 5, measured => measured.Restart.TotalSeconds),
        ("writes after a restart", "", 0, measured => measured.RestartWrites),
    ];

    public static string Write(IReadOnlyList<Measurement> measurements)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Performance

            Written by `make bench` (`tests/Benchmarks`): the operator's process and a bare client of the same library write the same objects to the same
            API server, one after the other, {BareClient.Parallelism} at a time, on {Environment.ProcessorCount} cores that the API server and etcd share. No
            controller manager and no node: what is measured is the operator.

            """);
        page.AppendLine();
        page.Append("| endpoints | budget |");
        page.AppendJoin("", measurements.Select(measured => string.Create(CultureInfo.InvariantCulture, $" {measured.Endpoints} |"))).AppendLine();
        page.Append("| --- | --- |").Insert(page.Length, " --- |", measurements.Count).AppendLine();
        foreach (var (what, unit, budget, value) in Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {what} | {budget} {unit} |");
            page.AppendJoin("", measurements.Select(measured => $" {Cell(value(measured), budget)} |")).AppendLine();
        }

        page.Append("| time per endpoint, operator | |");
        page.AppendJoin("", measurements.Select(measured => string.Create(CultureInfo.InvariantCulture, $" {measured.Operator.TotalMilliseconds / measured.Endpoints:F1} ms |"))).AppendLine();
        page.Append("| time per endpoint, bare client | |");
        page.AppendJoin("", measurements.Select(measured => string.Create(CultureInfo.InvariantCulture, $" {measured.Bare.TotalMilliseconds / measured.Endpoints:F1} ms |"))).AppendLine();
        return page.ToString();
    }

    private static string Cell(double value, double budget) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0.##}{(value <= budget ? "" : " **missed**")}");
}
