using FsCheck;
using FsCheck.Fluent;
using KubeOps.Operator.Queue;

namespace Compat.UnitTests.KubeOps.Queue;

public sealed class KeyScheduleTests
{
    private readonly KeySchedule<string> schedule = new();

    [Fact]
    public void Ready_keys_run_first_come_first_served()
    {
        foreach (var key in (string[])["b", "a", "c"])
        {
            schedule.Add(key, At(0), At(0));
        }

        Assert.Equal(["b", "a", "c"], TakeAll());
    }

    [Fact]
    public void A_key_that_waits_already_is_not_queued_again()
    {
        schedule.Add("a", At(0), At(0));
        schedule.Add("a", At(0), At(1));

        Assert.Equal(["a"], TakeAll());
    }

    [Fact]
    public void The_earliest_wish_wins()
    {
        schedule.Add("a", At(9), At(0));
        schedule.Add("a", At(5), At(0));
        schedule.Add("a", At(7), At(0));

        Assert.Equal(At(5), schedule.NextDue);
        schedule.Promote(At(5));
        Assert.Equal(["a"], TakeAll());
        Assert.Null(schedule.NextDue);
    }

    [Fact]
    public void A_wish_for_now_overtakes_a_delay_and_the_key_runs_once()
    {
        schedule.Add("a", At(9), At(0));
        schedule.Add("a", At(0), At(0));
        Assert.Equal(["a"], TakeAll());

        schedule.Done("a", At(1));
        schedule.Promote(At(100));
        Assert.Empty(TakeAll());
    }

    [Fact]
    public void A_key_that_runs_waits_for_its_end_to_run_again()
    {
        schedule.Add("a", At(0), At(0));
        Assert.Equal(["a"], TakeAll());

        schedule.Add("a", At(0), At(1));
        Assert.Empty(TakeAll());

        schedule.Done("a", At(2));
        Assert.Equal(["a"], TakeAll());
    }

    [Fact]
    public void An_urgent_key_runs_before_those_that_were_ready()
    {
        schedule.Add("a", At(0), At(0));
        schedule.Add("b", At(0), At(0));
        schedule.Add("c", At(0), At(0), isUrgent: true);
        schedule.Add("d", At(0), At(0), isUrgent: true);
        schedule.Add("b", At(0), At(1), isUrgent: true);

        Assert.Equal(["c", "d", "b", "a"], TakeAll());
    }

    [Fact]
    public void A_key_that_becomes_urgent_while_it_runs_is_the_next()
    {
        schedule.Add("a", At(0), At(0));
        Assert.Equal(["a"], TakeAll());
        schedule.Add("b", At(0), At(0));
        schedule.Add("a", At(0), At(0), isUrgent: true);

        schedule.Done("a", At(1));

        Assert.Equal(["a", "b"], TakeAll());
    }

    [Fact]
    public void A_delayed_key_that_becomes_urgent_is_the_next()
    {
        schedule.Add("a", At(9), At(0));
        schedule.Add("b", At(0), At(0));
        schedule.Add("a", At(0), At(0), isUrgent: true);

        Assert.Equal(["a", "b"], TakeAll());
    }

    [Fact]
    public void A_key_is_urgent_for_one_run()
    {
        schedule.Add("a", At(0), At(0), isUrgent: true);
        Assert.Equal(["a"], TakeAll());
        schedule.Add("b", At(0), At(0));
        schedule.Add("a", At(0), At(0));

        schedule.Done("a", At(1));

        Assert.Equal(["b", "a"], TakeAll());
    }

    [Fact]
    public void Nothing_is_lost_or_doubled_under_random_interleavings()
    {
        var steps =
            from action in Gen.Choose(0, 99)
            from key in Gen.Choose(0, 4)
            from delay in Gen.Choose(0, 50)
            select (action, key, delay);
        Prop.ForAll<List<(int, int, int)>>(steps.ListOf().ToArbitrary(), Holds)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300));
    }

    /// <summary>Runs the steps against the schedule and against the simplest model that could be right: the earliest wish of each key.</summary>
    private static void Holds(IEnumerable<(int Action, int Key, int Delay)> steps)
    {
        var tested = new KeySchedule<int>();
        var wishes = new Dictionary<int, TimeSpan>();
        var urgent = new HashSet<int>();
        var running = new HashSet<int>();
        var now = TimeSpan.Zero;
        foreach (var (action, key, delay) in steps)
        {
            switch (action)
            {
                case < 10:
                    tested.Add(key, now, now, isUrgent: true);
                    wishes[key] = wishes.TryGetValue(key, out var first) && first < now ? first : now;
                    urgent.Add(key);
                    break;
                case < 40:
                    var due = now + TimeSpan.FromSeconds(delay < 20 ? 0 : delay);
                    tested.Add(key, due, now);
                    wishes[key] = wishes.TryGetValue(key, out var earlier) && earlier < due ? earlier : due;
                    break;
                case < 60:
                    now += TimeSpan.FromSeconds(delay);
                    break;
                case < 80 when running.Remove(key):
                    tested.Done(key, now);
                    break;
                default:
                    TakeOne(tested, wishes, urgent, running, now);
                    break;
            }
        }

        // The end: all that runs is done, all delays pass, and every wish that is left runs.
        now += TimeSpan.FromHours(1);
        foreach (var key in running.ToArray())
        {
            running.Remove(key);
            tested.Done(key, now);
        }

        while (wishes.Count > 0)
        {
            TakeOne(tested, wishes, urgent, running, now);
        }

        tested.Promote(now);
        Assert.Equal(0, tested.Ready);
        Assert.Null(tested.NextDue);
    }

    private static void TakeOne(KeySchedule<int> tested, Dictionary<int, TimeSpan> wishes, HashSet<int> urgent, HashSet<int> running, TimeSpan now)
    {
        tested.Promote(now);
        var candidates = wishes.Where(wish => wish.Value <= now && !running.Contains(wish.Key)).Select(wish => wish.Key).ToArray();
        Assert.Equal(candidates.Length, tested.Ready);
        if (tested.TryTake(out var taken))
        {
            Assert.Contains(taken, candidates);
            Assert.True(urgent.Remove(taken) || !urgent.Overlaps(candidates), $"Key {taken} runs before one that is urgent.");
            Assert.True(running.Add(taken), $"Key {taken} runs twice at once.");
            wishes.Remove(taken);
        }
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private List<string> TakeAll()
    {
        var taken = new List<string>();
        while (schedule.TryTake(out var key))
        {
            taken.Add(key);
        }

        return taken;
    }
}
