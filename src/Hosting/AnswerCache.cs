using System.Collections.Concurrent;

namespace InferenceEndpoints.Hosting;

/// <summary>
/// Remembers answers for a while. However many callers want the same one at a time, it is asked for once; there are never more than
/// <paramref name="capacity"/> of them, and those that were asked for first go first.
/// </summary>
/// <param name="capacity">Answers kept.</param>
/// <param name="isGood">Whether an answer lets somebody in.</param>
/// <param name="lifetimes">How long answers hold, from the moment they were asked for.</param>
/// <param name="clock">The time.</param>
public sealed class AnswerCache<TKey, TAnswer>(int capacity, Func<TAnswer, bool> isGood, AnswerLifetimes lifetimes, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Question> questions = new();
    private readonly ConcurrentQueue<KeyValuePair<TKey, Question>> byAge = new();

    /// <summary>It would have to be asked for now, and the last answer, if there was one, was not good.</summary>
    public bool IsNew(TKey key) => !questions.TryGetValue(key, out var known) || !(known.IsGood || known.IsFresh(clock));

    /// <param name="key">What the answer is about.</param>
    /// <param name="state">For <paramref name="ask"/>.</param>
    /// <param name="ask">Is not any one caller's, so it must end by itself.</param>
    public Task<TAnswer> GetAsync<TState>(TKey key, TState state, Func<TState, Task<TAnswer>> ask)
    {
        while (true)
        {
            if (questions.TryGetValue(key, out var known) && known.IsFresh(clock))
            {
                return known.Answer;
            }

            var question = new Question(clock.GetTimestamp());
            if (known is null ? questions.TryAdd(key, question) : questions.TryUpdate(key, question, known))
            {
                byAge.Enqueue(new KeyValuePair<TKey, Question>(key, question));
                DropOldest();
                return AskAsync(question, state, ask);
            }
        }
    }

    private async Task<TAnswer> AskAsync<TState>(Question question, TState state, Func<TState, Task<TAnswer>> ask)
    {
        var asking = StartAsync(state, ask);
        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asking.IsCompletedSuccessfully)
        {
            question.IsGood = isGood(await asking);
            question.Lifetime = question.IsGood ? lifetimes.Good : lifetimes.Bad;
        }
        else
        {
            question.Lifetime = lifetimes.Failed;
        }

        question.Answered.SetFromTask(asking);
        return await question.Answer;
    }

    // What is thrown at once is an answer that failed, too: otherwise everybody would wait for it for ever.
    private static async Task<TAnswer> StartAsync<TState>(TState state, Func<TState, Task<TAnswer>> ask) => await ask(state);

    private void DropOldest()
    {
        while (byAge.Count > capacity && byAge.TryDequeue(out var oldest))
        {
            questions.TryRemove(oldest); // unless the question has been asked anew
        }
    }

    /// <remarks>What is set here is set before the answer is there, and read after.</remarks>
    private sealed class Question(long askedAt)
    {
        public TaskCompletionSource<TAnswer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TAnswer> Answer => Answered.Task;

        public bool IsGood { get; set; }

        public TimeSpan Lifetime { get; set; }

        public bool IsFresh(TimeProvider clock) => !Answer.IsCompleted || clock.GetElapsedTime(askedAt) < Lifetime;
    }
}

/// <param name="Good">Of an answer that lets somebody in.</param>
/// <param name="Bad">Of one that does not.</param>
/// <param name="Failed">Of none: whoever asks meanwhile fails, too.</param>
public sealed record AnswerLifetimes(TimeSpan Good, TimeSpan Bad, TimeSpan Failed);
