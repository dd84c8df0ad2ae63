using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Cluster;

namespace Benchmarks.Gateway;

/// <summary>A server with the processes that it started.</summary>
/// <param name="Process">It runs.</param>
/// <param name="Port">Where it listens.</param>
internal sealed record Server(BackgroundProcess Process, int Port)
{
    /// <summary>What it has taken of the machine by now.</summary>
    public ServerUse Use
    {
        get
        {
            var (cpu, resident) = (TimeSpan.Zero, 0.0);
            var children = File.ReadAllText($"/proc/{Process.Id}/task/{Process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var id in children.Select(child => int.Parse(child, CultureInfo.InvariantCulture)).Append(Process.Id))
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                cpu += process.TotalProcessorTime;
                resident += process.WorkingSet64 / 1024.0;
            }

            return new ServerUse(cpu, resident);
        }
    }

    /// <summary>Waits until somebody listens.</summary>
    public static Task ListensAsync(int port, CancellationToken cancellationToken) => Eventually.TrueAsync(
        $"port {port} is open",
        async token =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port, token);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        cancellationToken);
}

/// <param name="Cpu">Since it began.</param>
/// <param name="ResidentKiB">Memory that it has now.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ServerUse(TimeSpan Cpu, double ResidentKiB);
