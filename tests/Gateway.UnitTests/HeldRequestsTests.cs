using InferenceEndpoints.Gateway.Waking;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class HeldRequestsTests
{
    private const int Attempts = 200_000;

    [Theory]
    [InlineData(1, 100, 100, 0)]
    [InlineData(1, 100, 101, 1)]
    [InlineData(2, 100, 100, 1)]
    public void A_request_is_refused_past_either_limit_and_takes_nothing_then(int requests, int bytes, int ofBody, int refused)
    {
        var held = new HeldRequests(limit: 2, byteLimit: 200);
        for (var i = 0; i < requests; i++)
        {
            Assert.True(held.TryAdd(bytes));
        }

        Assert.Equal(refused == 0, held.TryAdd(ofBody));
        Assert.Equal((requests + 1 - refused, (requests * bytes) + (refused == 0 ? ofBody : 0)), (held.Count, held.Bytes));
    }

    [Fact]
    public async Task One_that_fits_is_let_in_whatever_is_refused_at_the_same_time()
    {
        var held = new HeldRequests(limit: 2, byteLimit: 100);
        var (begun, isOver) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), false);
        var tooLarge = Task.Run(() =>
        {
            var admitted = false;
            for (begun.SetResult(); !Volatile.Read(ref isOver);)
            {
                admitted |= held.TryAdd(101);
            }

            return admitted;
        });
        await begun.Task;
        var refused = 0;
        for (var i = 0; i < Attempts; i++)
        {
            if (held.TryAdd(100))
            {
                held.Remove(100);
            }
            else
            {
                refused++;
            }
        }

        Volatile.Write(ref isOver, true);
        Assert.Equal((0, false), (refused, await tooLarge));
    }
}
