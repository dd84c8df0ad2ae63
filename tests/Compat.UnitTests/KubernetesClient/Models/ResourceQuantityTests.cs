using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using k8s;
using k8s.Models;

namespace Compat.UnitTests.KubernetesClient.Models;

public sealed class ResourceQuantityTests
{
    private static readonly string[] Suffixes = ["", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "e3", "E-3", "e+2"];

    private static readonly Gen<string> Texts =
        from sign in Gen.Elements("", "+", "-")
        from whole in Gen.Choose(0, 2_000_000)
        from fraction in Gen.Elements("", ".", ".5", ".25", ".000000001", ".123456789123")
        from suffix in Gen.Elements(Suffixes)
        select $"{sign}{whole.ToString(CultureInfo.InvariantCulture)}{fraction}{suffix}";

    [Theory]
    [InlineData("0", "0")]
    [InlineData("500m", "0.5")]
    [InlineData("1.5Gi", "1610612736")]
    [InlineData("2e3", "2000")]
    [InlineData("2E-3", "0.002")]
    [InlineData("2E", "2000000000000000000")]
    [InlineData("1Ei", "1152921504606846976")]
    [InlineData("100E", "100000000000000000000")]
    [InlineData("-.5", "-0.5")]
    [InlineData("+5.", "5")]
    [InlineData("1u", "0.000001")]
    [InlineData("1n", "0.000000001")]
    [InlineData("0.1n", "0.000000001")]
    [InlineData("-0.1n", "-0.000000001")]
    public void A_quantity_is_read_as_Kubernetes_reads_it(string text, string amount)
    {
        var quantity = new ResourceQuantity(text);
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), quantity.ToDecimal());
        Assert.Equal(double.Parse(amount, CultureInfo.InvariantCulture), quantity.ToDouble(), tolerance: 1e-12 * Math.Abs(quantity.ToDouble()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1 Gi")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("Gi")]
    [InlineData("1gi")]
    [InlineData("1K")]
    [InlineData("1kB")]
    [InlineData("1e")]
    [InlineData("1e3k")]
    [InlineData("1e3.5")]
    [InlineData("1e3\0")]
    [InlineData("1e-2147483648")]
    [InlineData("1e2147483647")]
    [InlineData("1e99999999999")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("\u0661")]
    public void What_is_not_a_quantity_is_refused_with_the_text(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => new ResourceQuantity(text));
        Assert.Contains($"'{text}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_either_a_quantity_or_refused() => Prop.ForAll<string>(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
    {
        try
        {
            _ = new ResourceQuantity(text).ToDouble();
        }
        catch (FormatException)
        {
            // the only way to refuse
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quantity_keeps_its_text_through_JSON() => Prop.ForAll<string>(Texts.ToArbitrary(), text =>
    {
        var container = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = text } };
        var pod = new V1Pod { Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Resources = container }] } };
        var read = KubernetesJson.Deserialize<V1Pod>(KubernetesJson.Serialize(pod));
        var limit = read.Spec!.Containers![0].Resources!.Limits!["cpu"];
        Assert.Equal(text, limit.ToString());
        Assert.Equal(new ResourceQuantity(text), limit);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Quantities_compare_as_their_amounts_do() => Prop.ForAll<string, string>(Texts.ToArbitrary(), Texts.ToArbitrary(), (left, right) =>
    {
        ResourceQuantity a = left, b = right;
        var expected = Nanos(left).CompareTo(Nanos(right));
        Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
        Assert.Equal(expected < 0, a < b);
        Assert.Equal(expected > 0, a > b);
        Assert.Equal(expected <= 0, a <= b);
        Assert.Equal(expected >= 0, a >= b);
        Assert.Equal((expected == 0, expected != 0), (a == b, a != b));
        Assert.True(expected != 0 || a!.GetHashCode() == b!.GetHashCode());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("1000m", "1")]
    [InlineData("1Ki", "1024")]
    [InlineData("1e3", "1k")]
    [InlineData("0.5", "500m")]
    [InlineData("-0", "0")]
    public void Two_ways_to_write_an_amount_are_equal(string left, string right)
    {
        Assert.Equal(new ResourceQuantity(left), new ResourceQuantity(right));
        Assert.Equal(new ResourceQuantity(left).GetHashCode(), new ResourceQuantity(right).GetHashCode());
    }

    [Fact]
    public void Nothing_is_less_than_any_quantity()
    {
        var quantity = new ResourceQuantity("-1");
        Assert.Equal(1, quantity.CompareTo(null));
        Assert.False(quantity == null);
        Assert.False(quantity.Equals((object?)null));
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("0.5", "0.5")]
    [InlineData("\"1Gi\"", "1Gi")]
    public void A_manifest_may_write_a_number_or_a_text(string json, string text) =>
        Assert.Equal(text, Capacity($$$"""{"status":{"capacity":{"x":{{{json}}} } }}""").ToString());

    [Theory]
    [InlineData("\"two\"")]
    [InlineData("true")]
    [InlineData("[]")]
    public void JSON_that_is_not_a_quantity_is_an_error_of_the_JSON(string json) =>
        Assert.Throws<JsonException>(() => Capacity($$$"""{"status":{"capacity":{"x":{{{json}}} } }}"""));

    private static ResourceQuantity Capacity(string json) => KubernetesJson.Deserialize<V1Node>(json).Status!.Capacity!["x"];

    /// <summary>Another way to the amount: with fractions, rounded away from zero at the end.</summary>
    private static BigInteger Nanos(string text)
    {
        var suffix = Suffixes.Where(known => text.EndsWith(known, StringComparison.Ordinal)).MaxBy(known => known.Length)!;
        var number = text[..^suffix.Length].TrimStart('+', '-');
        var digits = number.Replace(".", "", StringComparison.Ordinal);
        var decimals = number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var (power, binary) = suffix switch
        {
            "" => (0, 0),
            "m" or "E-3" => (-3, 0),
            "e+2" => (2, 0),
            "k" or "e3" => (3, 0),
            "M" => (6, 0),
            "G" => (9, 0),
            "T" => (12, 0),
            "P" => (15, 0),
            _ => (0, 10 * ("KMGTP".IndexOf(suffix[0], StringComparison.Ordinal) + 1)),
        };
        var scaled = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * BigInteger.Pow(2, binary);
        var exponent = 9 + power - decimals;
        var divisor = BigInteger.Pow(10, Math.Max(0, -exponent));
        var nanos = ((scaled * BigInteger.Pow(10, Math.Max(0, exponent))) + divisor - 1) / divisor;
        return text.StartsWith('-') ? -nanos : nanos;
    }
}
