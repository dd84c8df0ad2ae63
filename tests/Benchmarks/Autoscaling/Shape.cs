namespace Benchmarks.Autoscaling;

/// <summary>Requests per second over time. Where a minute of an installation is <see cref="Minute"/>, all of its windows and timeouts are.</summary>
/// <param name="Name">Of the file, too.</param>
/// <param name="Title">For people.</param>
/// <param name="Minutes">How long it lasts.</param>
/// <param name="Rate">By the minute.</param>
internal sealed record Shape(string Name, string Title, double Minutes, Func<double, double> Rate)
{
    public static readonly TimeSpan Minute = TimeSpan.FromSeconds(6);

    public static readonly IReadOnlyList<Shape> All =
    [
        new("burst", "A burst", 18, minute => minute is >= 2 and < 6 ? 7 : 0.7),
        new("ramp", "A ramp", 24, minute => 0.7 + (6.3 * Math.Max(0, 1 - (Math.Abs(minute - 9) / 8)))),
        new("square", "A square wave", 28, minute => (int)minute / 7 % 2 == 1 ? 6 : 0.7),
        new("diurnal", "Two days with nights, in which it sleeps", 36, minute => Math.Max(0, (6.5 * Math.Sin(Math.PI * (minute % 18) / 9)) - 0.4)),
    ];

    public double RateAt(TimeSpan time) => time < Minute * Minutes ? Rate(time / Minute) : 0;
}
