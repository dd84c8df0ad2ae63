using InferenceEndpoints.KubectlIep.Rendering;

namespace InferenceEndpoints.KubectlIep.UnitTests;

public sealed class RenderingTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_what_is_missing_is_a_dash() =>
        Assert.Equal(
            ["NAME    STATE", "gemma   running", "a       -"],
            Table.Render(["NAME", "STATE"], [["gemma", "running"], ["a", null]]));

    [Fact]
    public void A_cell_stays_on_its_line() =>
        Assert.Equal(["MESSAGE", "two lines"], Table.Render(["MESSAGE"], [["two\nlines"]]));

    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m0s")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((48 * 3600) - 1, "47h")]
    [InlineData(48 * 3600, "2d")]
    public void Ages_are_coarser_the_longer_they_are(int seconds, string text) => Assert.Equal(text, Age.Of(TimeSpan.FromSeconds(seconds)));
}
