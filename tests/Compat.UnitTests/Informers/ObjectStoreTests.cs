using InferenceEndpoints.Informers;
using InferenceEndpoints.Informers.Store;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compat.UnitTests.Informers;

public sealed class ObjectStoreTests
{
    private readonly InformerOptions<Widget> options = new();
    private readonly List<string> told = [];
    private readonly ObjectStore<Widget> store;

    public ObjectStoreTests()
    {
        options.Indexes["initial"] = widget => [widget.Metadata.Name[..1]];
        store = new ObjectStore<Widget>(options, ResourceKind.Of<Widget>(), NullLogger.Instance);
        store.Subscribe(change => told.Add($"{change.Type} {change.Object}"));
    }

    [Fact]
    public void A_new_list_is_told_as_its_difference_from_the_old_one()
    {
        store.Replace([Widget.Of("gone", 1), Widget.Of("same", 2), Widget.Of("changed", 3), Widget.Of("anew", 4)], "5");
        told.Clear();

        store.Replace([Widget.Of("same", 2), Widget.Of("changed", 6), Widget.Of("anew", 7, "second"), Widget.Of("new", 8)], "9");

        Assert.Equal(
            ["Deleted gone/first@1", "Modified changed/first@6", "Deleted anew/first@4", "Added anew/second@7", "Added new/first@8"], told);
    }

    [Fact]
    public void What_becomes_unreadable_goes_unless_a_newer_state_is_known()
    {
        store.Replace([Widget.Of("a", 1), Widget.Of("b", 9)], "2");
        told.Clear();

        store.Remove(Widget.Of("a", 5).Metadata);
        store.Remove(Widget.Of("b", 5).Metadata);
        store.Remove(Widget.Of("unknown", 6).Metadata);

        Assert.Equal(["Deleted a/first@1"], told);
    }

    [Fact]
    public void It_has_synced_with_the_first_list_even_an_empty_one()
    {
        Assert.False(store.Synced.IsCompleted);
        store.Replace([], "1");
        Assert.True(store.Synced.IsCompleted);
    }

    [Fact]
    public void A_subscriber_hears_first_of_what_is_there()
    {
        store.Replace([Widget.Of("a", 1)], "1");
        var late = new List<string>();

        using (store.Subscribe(change => late.Add($"{change.Type} {change.Object}")))
        {
            store.Apply(WatchEventType.Modified, Widget.Of("a", 2));
        }

        store.Apply(WatchEventType.Modified, Widget.Of("a", 3));
        Assert.Equal(["Added a/first@1", "Modified a/first@2"], late);
    }

    [Fact]
    public void A_failing_subscriber_does_not_keep_the_others_from_hearing()
    {
        using var failing = store.Subscribe(_ => throw new InvalidOperationException("a fault of the subscriber"));
        var heard = 0;
        using var other = store.Subscribe(_ => heard++);

        store.Replace([Widget.Of("a", 1)], "1");

        Assert.Equal(1, heard);
    }

    [Fact]
    public void A_change_carries_the_state_before_it()
    {
        var changes = new List<InformerEvent<Widget>>();
        using var subscription = store.Subscribe(changes.Add);
        store.Replace([Widget.Of("a", 1)], "1");
        store.Apply(WatchEventType.Modified, Widget.Of("a", 2));
        store.Apply(WatchEventType.Deleted, Widget.Of("a", 3));

        Assert.Equal([null, "1", "2"], changes.Select(change => change.Previous?.Metadata.ResourceVersion));
    }

    [Fact]
    public void The_same_version_is_told_once()
    {
        store.Replace([Widget.Of("a", 1)], "1");
        store.Apply(WatchEventType.Added, Widget.Of("a", 1));
        store.Apply(WatchEventType.Modified, Widget.Of("a", 1));

        Assert.Equal(["Added a/first@1"], told);
    }

    [Fact]
    public void What_the_operator_wrote_is_read_back_before_the_watch_tells_of_it()
    {
        store.Replace([Widget.Of("a", 1)], "1");

        store.Offer(Widget.Of("a", 2));
        Assert.Equal("2", Stored("a"));

        store.Apply(WatchEventType.Modified, Widget.Of("a", 2));
        Assert.Equal(["Added a/first@1", "Modified a/first@2"], told);
    }

    [Fact]
    public void A_watch_event_from_before_the_write_does_not_take_it_back()
    {
        store.Replace([Widget.Of("a", 1)], "1");
        store.Offer(Widget.Of("a", 9));

        store.Apply(WatchEventType.Modified, Widget.Of("a", 8));

        Assert.Equal("9", Stored("a"));
    }

    [Fact]
    public void Versions_are_compared_as_numbers()
    {
        store.Replace([Widget.Of("a", 9)], "9");
        store.Offer(Widget.Of("a", 10));

        Assert.Equal("10", Stored("a"));
    }

    [Fact]
    public void An_answer_that_is_older_than_what_the_watch_has_told_is_ignored()
    {
        store.Replace([], "1");
        store.Apply(WatchEventType.Added, Widget.Of("a", 2));
        store.Apply(WatchEventType.Deleted, Widget.Of("a", 3));

        store.Offer(Widget.Of("a", 2));

        Assert.Null(store.Objects.Get(new NamespacedName("ns", "a")));
    }

    [Fact]
    public void A_bookmark_moves_what_the_watch_has_told()
    {
        store.Replace([], "1");
        store.Observe("5");

        store.Offer(Widget.Of("a", 4));

        Assert.Empty(store.Objects.List());
    }

    [Fact]
    public void A_list_from_before_the_write_does_not_take_it_back_but_the_next_list_does()
    {
        store.Replace([], "1");
        store.Offer(Widget.Of("a", 5));

        store.Replace([], "3");
        Assert.Equal("5", Stored("a"));

        store.Replace([], "4");
        Assert.Empty(store.Objects.List());
    }

    [Fact]
    public void A_list_from_after_the_write_is_the_truth()
    {
        store.Replace([], "1");
        store.Offer(Widget.Of("a", 5));

        store.Replace([], "6");

        Assert.Equal(["Added a/first@5", "Deleted a/first@5"], told);
    }

    [Fact]
    public void A_list_is_believed_even_when_it_is_older_as_after_a_restore_of_etcd()
    {
        store.Replace([Widget.Of("a", 9)], "9");
        store.Replace([Widget.Of("a", 4)], "5");

        Assert.Equal("4", Stored("a"));
    }

    [Fact]
    public void A_deletion_of_the_object_that_had_the_name_before_is_ignored()
    {
        store.Replace([Widget.Of("a", 5, "second")], "5");
        store.Apply(WatchEventType.Deleted, Widget.Of("a", 4, "first"));

        Assert.Equal("5", Stored("a"));
    }

    [Fact]
    public void A_name_that_is_taken_anew_is_told_as_a_deletion_and_an_addition()
    {
        store.Replace([Widget.Of("a", 1)], "1");
        store.Apply(WatchEventType.Modified, Widget.Of("a", 5, "second"));

        Assert.Equal(["Added a/first@1", "Deleted a/first@1", "Added a/second@5"], told);
    }

    [Fact]
    public void Objects_are_found_by_index_and_leave_it_when_they_go()
    {
        store.Replace([Widget.Of("apple", 1), Widget.Of("avocado", 1), Widget.Of("banana", 1)], "1");
        Assert.Equal(["apple", "avocado"], Indexed("a"));

        store.Apply(WatchEventType.Deleted, Widget.Of("apple", 2));
        Assert.Equal(["avocado"], Indexed("a"));
        Assert.Empty(Indexed("c"));
        Assert.Throws<KeyNotFoundException>(() => store.Objects.ByIndex("none", "a"));
    }

    [Fact]
    public void A_transform_is_applied_to_all_that_comes_in()
    {
        options.Transform = widget => Widget.Of(widget.Metadata.Name, int.Parse(widget.Metadata.ResourceVersion!, null), "transformed");
        var transforming = new ObjectStore<Widget>(options, ResourceKind.Of<Widget>(), NullLogger.Instance);
        transforming.Replace([Widget.Of("listed", 1)], "1");
        transforming.Apply(WatchEventType.Added, Widget.Of("watched", 2));
        transforming.Offer(Widget.Of("offered", 3));

        Assert.All(transforming.Objects.List(), widget => Assert.Equal("transformed", widget.Metadata.Uid));
        Assert.Equal(3, transforming.Objects.List().Count);
    }

    private string? Stored(string name) => store.Objects.Get(new NamespacedName("ns", name))?.Metadata.ResourceVersion;

    private IEnumerable<string> Indexed(string key) =>
        store.Objects.ByIndex("initial", key).Select(widget => widget.Metadata.Name).Order(StringComparer.Ordinal);
}
