using InferenceEndpoints.Operator.MetricsApi;

namespace InferenceEndpoints.Operator.UnitTests.MetricsApi;

public sealed class MetricSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["endpoint"] = "gpt2" };

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("endpoint=gpt2", true)]
    [InlineData("endpoint==gpt2", true)]
    [InlineData("endpoint = gpt2", true)]
    [InlineData("endpoint=gpt", false)]
    [InlineData("endpoint=", false)]
    [InlineData("endpoint!=gpt2", false)]
    [InlineData("endpoint != other", true)]
    [InlineData("team!=a", true)]
    [InlineData("team=a", false)]
    [InlineData("endpoint=gpt2,team=a", false)]
    [InlineData("endpoint=gpt2,team!=a", true)]
    public void Labels_are_compared(string? selector, bool isMatch) => Assert.Equal(isMatch, MetricSelector.Parse(selector)!.Matches(Labels));

    [Theory]
    [InlineData("endpoint")]
    [InlineData("!endpoint")]
    [InlineData("endpoint in (a,b)")]
    [InlineData("endpoint notin (a)")]
    [InlineData("endpoint=gpt2,endpoint in (gpt2)")]
    [InlineData("=gpt2")]
    public void What_is_more_than_equality_is_no_selector_rather_than_one_for_everything(string selector) => Assert.Null(MetricSelector.Parse(selector));
}
