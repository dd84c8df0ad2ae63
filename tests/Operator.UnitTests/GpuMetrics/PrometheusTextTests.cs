using FsCheck;
using FsCheck.Fluent;

using InferenceEndpoints.Operator.GpuMetrics;

namespace InferenceEndpoints.Operator.UnitTests.GpuMetrics;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("up 1", "", 1)]
    [InlineData("up{} 1", "", 1)]
    [InlineData("  up\t { a = \"b\" , }  0.5  1700000000000 \r", "a=b", 0.5)]
    [InlineData("up{a=\"b\",c=\"d\"} 1e2", "a=b,c=d", 100)]
    [InlineData("up{a=\"x } 3, y=\\\"z\\\" \\\\ \\n\",b=\"\"} -1", "a=x } 3, y=\"z\" \\ \n,b=", -1)]
    public void A_sample_has_its_labels_and_its_value(string line, string labels, double value)
    {
        var sample = Assert.Single(PrometheusText.Read(line, ["up"]));

        Assert.Equal(labels, string.Join(',', sample.Labels.Select(label => $"{label.Key}={label.Value}")));
        Assert.Equal(value, sample.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# TYPE up gauge")]
    [InlineData("up")]
    [InlineData("up{")]
    [InlineData("up{a} 1")]
    [InlineData("up{a=} 1")]
    [InlineData("up{a=b} 1")]
    [InlineData("up{a=\"b} 1")]
    [InlineData("up{a=\"b\\")]
    [InlineData("up{a=\"b\"")]
    [InlineData("up{=\"b\"} 1")]
    [InlineData("up{a=\"b\"}")]
    [InlineData("up one")]
    [InlineData("upper 1")]
    [InlineData("<html>up 1</html>")]
    public void A_line_that_is_no_such_sample_is_passed_over_and_the_others_count(string line) =>
        Assert.Equal([2, 3], PrometheusText.Read($"up 2\n{line}\nup 3", ["up"]).Select(sample => sample.Value));

    [Fact]
    public void No_text_makes_it_fail() =>
        Prop.ForAll<string[]>(parts => PrometheusText.Read("up{" + string.Concat(parts.Select(part => $"{part}=\"")) + "} 1", ["up"]).Count <= 1 + parts.Length)
            .QuickCheckThrowOnFailure();
}
