using FsCheck;
using FsCheck.Fluent;

namespace InferenceEndpoints.UnitTests.Schedules;

/// <summary>Cron expressions that come round at least once in eight years.</summary>
internal static class AnyCron
{
    public static Gen<string> Texts() =>
        from minute in Field(0, 59)
        from hour in Field(0, 23)
        from day in Field(1, 28)
        from month in Gen.Frequency((3, Gen.Constant("*")), (1, Field(1, 12)))
        from weekday in Gen.Frequency((2, Gen.Constant("*")), (1, Field(0, 7)), (1, Gen.Elements("MON-FRI", "sun", "SAT,7")))
        select $"{minute} {hour} {day} {month} {weekday}";

    private static Gen<string> Field(int min, int max) => Gen.Frequency(
        (3, Gen.Constant("*")),
        (2, Gen.Choose(min, max).Select(value => $"{value}")),
        (1, Gen.Choose(1, 20).Select(step => $"*/{step}")),
        (1, Gen.Choose(min, max).Two().Select(ends => $"{Math.Min(ends.Item1, ends.Item2)}-{Math.Max(ends.Item1, ends.Item2)}")),
        (1, Gen.Choose(min, max).Two().Select(both => $"{both.Item1},{both.Item2}/7")));
}
