using InferenceEndpoints.Gateway.Balancing;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class EjectionTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly ManualClock clock = new();
    private readonly Ejection ejection = new();

    [Fact]
    public void A_replica_is_left_out_from_its_third_failure_in_a_row_until_exactly_its_time_is_over()
    {
        Assert.Equal((false, false), (ejection.Fail(clock), ejection.Fail(clock)));
        Assert.False(ejection.IsInForce(clock));

        Assert.True(ejection.Fail(clock));
        Assert.True(ejection.IsInForce(clock));
        clock.Advance(Ejection.Shortest - Tick);
        Assert.True(ejection.IsInForce(clock));
        clock.Advance(Tick);
        Assert.False(ejection.IsInForce(clock));
    }

    [Fact]
    public void An_answer_between_failures_starts_the_count_anew()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal((false, false, false), (ejection.Fail(clock), ejection.Fail(clock), ejection.Succeed()));
        }

        Assert.False(ejection.IsInForce(clock));
    }

    [Fact]
    public void The_first_answer_readmits_it_and_the_next_ejection_is_a_short_one_again()
    {
        Eject();
        FailTrial();
        Assert.True(ejection.Succeed());
        Assert.False(ejection.IsInForce(clock));
        Assert.False(ejection.Succeed());

        Eject();
        clock.Advance(Ejection.Shortest);
        Assert.False(ejection.IsInForce(clock));
    }

    [Fact]
    public void Each_failure_after_the_time_doubles_it_up_to_the_longest()
    {
        Eject();
        var lengths = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            lengths.Add(FailTrial().TotalSeconds);
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], lengths);
    }

    [Fact]
    public void When_the_time_is_over_one_request_finds_out_and_the_others_stay_away()
    {
        Eject();
        clock.Advance(Ejection.Shortest);

        ejection.Use(clock);

        Assert.True(ejection.IsInForce(clock));
        clock.Advance(Ejection.Shortest); // it has told nothing, for whatever reason: the next one tries
        Assert.False(ejection.IsInForce(clock));
    }

    [Fact]
    public void Requests_that_were_under_way_and_fail_together_make_one_ejection()
    {
        var begun = 0;

        Parallel.For(0, 100, _ => Interlocked.Add(ref begun, ejection.Fail(clock) ? 1 : 0));

        Assert.Equal(1, begun);
        clock.Advance(Ejection.Shortest);
        Assert.False(ejection.IsInForce(clock));
    }

    private void Eject()
    {
        while (!ejection.Fail(clock))
        {
        }
    }

    /// <returns>How long it is left out then.</returns>
    private TimeSpan FailTrial()
    {
        WaitForEnd();
        ejection.Use(clock);
        Assert.False(ejection.Fail(clock));
        return WaitForEnd();
    }

    private TimeSpan WaitForEnd()
    {
        var begin = clock.GetTimestamp();
        while (ejection.IsInForce(clock))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        return clock.GetElapsedTime(begin);
    }
}
