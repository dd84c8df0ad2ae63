using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Informers.Store;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compat.UnitTests.Informers;

/// <summary>Lists, watch events and offered answers of one history, delivered in every order that networks allow.</summary>
public sealed class ObjectStorePropertyTests
{
    private enum Step
    {
        Write,
        WriteAndOffer,
        WriteAndOfferLater,
        OfferLate,
        Delete,
        WatchTells,
        Bookmark,
        TakeList,
        ListArrives,
    }

    [Fact]
    public void The_store_ends_where_the_API_server_is_never_goes_back_and_never_tells_twice()
    {
        var steps =
            from step in Gen.Elements(Enum.GetValues<Step>())
            from name in Gen.Choose(0, 2)
            select (step, name);
        Prop.ForAll<List<(Step, int)>>(steps.ListOf().ToArbitrary(), Holds)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(80));
    }

    private static void Holds(List<(Step Step, int Name)> steps)
    {
        var world = new World();
        foreach (var (step, name) in steps)
        {
            world.Make(step, $"widget-{name}");
        }

        world.CatchUp();
        Assert.Empty(world.Faults);
        Assert.Equal(Describe(world.Server.Values), Describe(world.Store.Objects.List()));
        Assert.Equal(Describe(world.Server.Values), Describe(world.Replayed.Values));
    }

    private static IEnumerable<string> Describe(IEnumerable<Widget> widgets) =>
        widgets.Select(widget => widget.ToString()).Order(StringComparer.Ordinal);

    /// <summary>An API server's history, a reader somewhere behind it, and answers still on their way to the writer.</summary>
    private sealed class World
    {
        private readonly List<(int Version, WatchEventType Type, Widget Object)> history = [];
        private readonly Queue<Widget> answers = [];
        private int version;
        private int told;
        private (int Version, Widget[] Items)? list;

        public World()
        {
            Store = new ObjectStore<Widget>(new InformerOptions<Widget>(), ResourceKind.Of<Widget>(), NullLogger.Instance);
            Store.Subscribe(Hear);
            Store.Replace([], "0");
        }

        public ObjectStore<Widget> Store { get; }

        public List<string> Faults { get; } = [];

        public Dictionary<string, Widget> Server { get; } = [];

        public Dictionary<string, Widget> Replayed { get; } = [];

        public void Make(Step step, string name)
        {
            switch (step)
            {
                case Step.Write:
                    Write(name);
                    break;
                case Step.WriteAndOffer:
                    Store.Offer(Write(name));
                    break;
                case Step.WriteAndOfferLater:
                    answers.Enqueue(Write(name));
                    break;
                case Step.OfferLate when answers.TryDequeue(out var answer):
                    Store.Offer(answer);
                    break;
                case Step.Delete when Server.Remove(name, out var gone):
                    history.Add((++version, WatchEventType.Deleted, Widget.Of(name, version, gone.Metadata.Uid!)));
                    break;
                case Step.WatchTells when list is null:
                    WatchTells();
                    break;
                case Step.Bookmark when list is null && told == history.Count:
                    Store.Observe($"{version}");
                    break;
                case Step.TakeList:
                    list = (version, [.. Server.Values]);
                    break;
                case Step.ListArrives when list is { } taken:
                    Store.Replace(taken.Items, $"{taken.Version}");
                    told = history.FindLastIndex(change => change.Version <= taken.Version) + 1;
                    list = null;
                    break;
            }
        }

        public void CatchUp()
        {
            Make(Step.ListArrives, "");
            while (told < history.Count)
            {
                WatchTells();
            }

            while (answers.TryDequeue(out var answer))
            {
                Store.Offer(answer);
            }
        }

        private Widget Write(string name)
        {
            version++;
            var uid = Server.TryGetValue(name, out var existing) ? existing.Metadata.Uid! : $"uid-{version}";
            var written = Server[name] = Widget.Of(name, version, uid);
            history.Add((version, existing is null ? WatchEventType.Added : WatchEventType.Modified, written));
            return written;
        }

        private void WatchTells()
        {
            if (told < history.Count)
            {
                var (_, type, value) = history[told++];
                Store.Apply(type, value);
            }
        }

        private void Hear(InformerEvent<Widget> change)
        {
            var name = change.Object.Metadata.Name;
            Replayed.TryGetValue(name, out var before);
            Check((change.Type == InformerEventType.Added) == (before is null) && ReferenceEquals(before, change.Previous), before, change);
            if (change.Type == InformerEventType.Deleted)
            {
                Replayed.Remove(name);
                return;
            }

            if (before is not null)
            {
                Check(ResourceVersion.Of(before) < ResourceVersion.Of(change.Object), before, change);
            }

            Replayed[name] = change.Object;
        }

        // The store logs what a subscriber throws, so it is kept for the test to see.
        private void Check(bool isRight, Widget? before, InformerEvent<Widget> change)
        {
            if (!isRight)
            {
                Faults.Add($"{change.Type} {change.Object} after {before}");
            }
        }
    }
}
