using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using k8s;
using k8s.Models;

namespace Compat.UnitTests.KubernetesClient.Serialization;

public sealed class TimeTests
{
    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z")]
    [InlineData("2024-02-29T23:59:59.987654321Z", "2024-02-29T23:59:59Z")]
    [InlineData("2024-03-01T01:59:59+02:00", "2024-02-29T23:59:59Z")]
    public void A_time_is_read_in_any_zone_and_written_in_UTC_with_whole_seconds(string read, string written)
    {
        var metadata = KubernetesJson.Deserialize<V1ConfigMap>($$$"""{"metadata":{"creationTimestamp":"{{{read}}}"}}""").Metadata;
        Assert.Equal(DateTimeKind.Utc, metadata.CreationTimestamp!.Value.Kind);
        Assert.Contains($"\"creationTimestamp\":\"{written}\"", KubernetesJson.Serialize(new V1ConfigMap { Metadata = metadata }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000000Z")]
    [InlineData("2024-02-29T23:59:59.1Z", "2024-02-29T23:59:59.100000Z")]
    [InlineData("2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.123456Z")]
    [InlineData("2024-03-01T01:59:59.000001+02:00", "2024-02-29T23:59:59.000001Z")]
    public void A_micro_time_has_exactly_six_digits(string read, string written)
    {
        var spec = KubernetesJson.Deserialize<V1Lease>($$$"""{"spec":{"renewTime":"{{{read}}}"}}""").Spec;
        Assert.Contains($"\"renewTime\":\"{written}\"", KubernetesJson.Serialize(new V1Lease { Spec = spec }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_micro_time_survives_to_the_microsecond() => Prop.ForAll<int, int>(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 999_999).ToArbitrary(), (seconds, microseconds) =>
        {
            var time = DateTime.UnixEpoch.AddSeconds(seconds).AddMicroseconds(microseconds);
            var read = KubernetesJson.Deserialize<V1Lease>(KubernetesJson.Serialize(new V1Lease { Spec = new V1LeaseSpec { RenewTime = time } }));
            Assert.Equal(time, read.Spec!.RenewTime);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_event_has_micro_times_and_times()
    {
        var time = new DateTime(2024, 2, 29, 23, 59, 59, 123, 456, DateTimeKind.Utc);
        var json = KubernetesJson.Serialize(new Corev1Event
        {
            EventTime = time,
            FirstTimestamp = time,
            Series = new V1EventSeries { LastObservedTime = time },
        });
        Assert.Contains("\"eventTime\":\"2024-02-29T23:59:59.123456Z\"", json, StringComparison.Ordinal);
        Assert.Contains("\"lastObservedTime\":\"2024-02-29T23:59:59.123456Z\"", json, StringComparison.Ordinal);
        Assert.Contains("\"firstTimestamp\":\"2024-02-29T23:59:59Z\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2024-02-30T00:00:00Z")]
    [InlineData("")]
    public void What_is_not_a_time_is_an_error_of_the_JSON(string text) =>
        Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<V1Lease>($$$"""{"spec":{"renewTime":"{{{text}}}"}}"""));
}
