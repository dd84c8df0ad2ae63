using System.Text;

namespace IntegrationTests.KubectlIep;

/// <summary>What is written can be read at any time, by any thread.</summary>
internal sealed class SharedWriter : TextWriter
{
    private readonly Lock gate = new();
    private readonly StringBuilder written = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (gate)
        {
            written.Append(value);
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return written.ToString();
        }
    }
}
