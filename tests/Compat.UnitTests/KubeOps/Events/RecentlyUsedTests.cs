using KubeOps.Operator.Events;

namespace Compat.UnitTests.KubeOps.Events;

public sealed class RecentlyUsedTests
{
    private readonly RecentlyUsed<string, int> values = new(2);

    [Fact]
    public void The_least_recently_used_is_forgotten_when_it_is_full()
    {
        values.Set("a", 1);
        values.Set("b", 2);
        Assert.True(values.TryGet("a", out _));

        values.Set("c", 3);

        Assert.False(values.TryGet("b", out _));
        Assert.True(values.TryGet("a", out var a));
        Assert.Equal(1, a);
    }

    [Fact]
    public void A_key_has_one_value()
    {
        values.Set("a", 1);
        values.Set("a", 2);
        values.Set("b", 3);

        Assert.True(values.TryGet("a", out var a));
        Assert.Equal(2, a);
    }
}
