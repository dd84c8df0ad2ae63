using System.Collections.Concurrent;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>
/// Remembers answers for a while. However many callers want the same one at a time, it is asked for once; there are never more than
/// <paramref name="capacity"/> of them, and the oldest go first. A question that failed is asked again.
/// </summary>
/// <param name="capacity">Answers kept.</param>
/// <param name="lifetime">How long an answer holds, from the moment it was asked for.</param>
/// <param name="clock">The time.</param>
internal sealed class AnswerCache<TKey, TAnswer>(int capacity, Func<TAnswer, TimeSpan> lifetime, TimeProvider clock)
    where TKey : struct
{
    private readonly ConcurrentDictionary<TKey, Question> questions = new();
    private readonly ConcurrentQueue<KeyValuePair<TKey, Question>> byAge = new();

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
                return question.AskAsync(state, ask, lifetime);
            }
        }
    }

    private void DropOldest()
    {
        while (byAge.Count > capacity && byAge.TryDequeue(out var oldest))
        {
            questions.TryRemove(oldest); // unless the question has been asked anew
        }
    }

    private sealed class Question(long askedAt)
    {
        private readonly TaskCompletionSource<TAnswer> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Written before the answer is there, and read after.</summary>
        private TimeSpan lifetime;

        public Task<TAnswer> Answer => answered.Task;

        public bool IsFresh(TimeProvider clock) =>
            !Answer.IsCompleted || (Answer.IsCompletedSuccessfully && clock.GetElapsedTime(askedAt) < lifetime);

        public async Task<TAnswer> AskAsync<TState>(TState state, Func<TState, Task<TAnswer>> ask, Func<TAnswer, TimeSpan> lifetimeOf)
        {
            var asking = ask(state);
            await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lifetime = asking.IsCompletedSuccessfully ? lifetimeOf(await asking) : TimeSpan.Zero;
            answered.SetFromTask(asking);
            return await answered.Task;
        }
    }
}
