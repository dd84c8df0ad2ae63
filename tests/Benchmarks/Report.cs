using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>Measurements as a page for people, with the budgets beside them.</summary>
internal static class Report
{
    /// <summary>The size of an installation that budgets are for. The others show what grows.</summary>
    public const int BudgetedEndpoints = 1_000;

    private static readonly (string What, string Unit, double Budget, Func<Measurement, double> Value)[] Rows =
    [
        ("applied at once until all children exist and every status is written, against the bare client", "x", 1.3, measured => measured.Median.Ratio),
        ("memory", "MiB", 150, measured => measured.MemoryMiB),
        ("CPU at rest", "% of a core", 1, measured => measured.CpuPercentAtRest),
        ("reconcile that writes nothing, p99 at most", "ms", 1, measured => measured.WritelessP99Milliseconds),
        ("restart until every endpoint was looked at", "s", 5, measured => measured.Restart.TotalSeconds),
        ("writes after a restart", "", 0, measured => measured.RestartWrites),
    ];

    private static readonly (string What, Func<Measurement, double> Value)[] PerEndpoint =
    [
        ("an endpoint, operator: time, ms", measured => measured.Median.Operator.Wall.TotalMilliseconds),
        ("an endpoint, bare client: time, ms", measured => measured.Median.Bare.Wall.TotalMilliseconds),
        ("an endpoint, operator: CPU of its process, ms", measured => measured.Median.Operator.Cpu.TotalMilliseconds),
        ("an endpoint, bare client: CPU of its process, ms", measured => measured.Median.Bare.Cpu.TotalMilliseconds),
        ("an endpoint, operator: writes, where the bare client has 4", measured => measured.Writes),
    ];

    /// <param name="measurements">One for each size.</param>
    /// <param name="quietWrites">Of <see cref="QuietBenchmark"/>.</param>
    public static string Write(IReadOnlyList<Measurement> measurements, double quietWrites)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Performance

            Written by `make bench` (`tests/Benchmarks`): the operator's process and a bare client of the same library, a new process as well, write the same
            objects to the same API server, one after the other, {BareClient.Parallelism} at a time, on {Environment.ProcessorCount} cores that the API server and
            etcd share. No controller manager and no node: what is measured is the operator. All programs are compiled as they are for the image.
            With {BudgetedEndpoints} endpoints they take turns: what is shown of creating them is the round whose ratio is in the middle.

            """);
        page.AppendLine();
        page.Append(CultureInfo.InvariantCulture, $"| endpoints | budget at {BudgetedEndpoints} |");
        page.AppendJoin("", measurements.Select(measured => string.Create(CultureInfo.InvariantCulture, $" {measured.Endpoints} |"))).AppendLine();
        page.Append("| --- | --- |").Insert(page.Length, " --- |", measurements.Count).AppendLine();
        foreach (var (what, unit, budget, value) in Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {what} | {budget} {unit} |");
            page.AppendJoin("", measurements.Select(measured => $" {Cell(value(measured), measured.Endpoints == BudgetedEndpoints ? budget : double.PositiveInfinity)} |")).AppendLine();
        }

        foreach (var (what, value) in PerEndpoint)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {what} | |");
            page.AppendJoin("", measurements.Select(measured => $" {value(measured) / measured.Endpoints:0.0#} |")).AppendLine();
        }

        page.AppendLine();
        foreach (var measured in measurements.Where(measured => measured.Rounds.Count > 1))
        {
            page.Append(CultureInfo.InvariantCulture, $"Against the bare client, {measured.Endpoints} endpoints took ")
                .AppendJoin(", ", measured.Rounds.Select(round => round.Ratio.ToString("0.##", CultureInfo.InvariantCulture))).AppendLine(" x.").AppendLine();
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"{QuietBenchmark.Endpoints} endpoints that run for {QuietBenchmark.Window.TotalSeconds} s cost {Cell(quietWrites, budget: 0)} API writes by the API server's own count, ")
            .AppendLine("leases aside; the budget is 0.");
        return page.ToString();
    }

    private static string Cell(double value, double budget) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0.##}{(value <= budget ? "" : " **missed**")}");
}
