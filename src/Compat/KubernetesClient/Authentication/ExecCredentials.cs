using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace k8s.Authentication;

/// <summary>
/// A command that prints an <c>ExecCredential</c> (client.authentication.k8s.io). Its token is kept until it expires or is refused.
/// Client certificates from commands are not supported.
/// </summary>
internal sealed class ExecCredentials(ExternalExecution exec, TimeProvider time) : ITokenSource, IDisposable
{
    // A token is renewed a little before its end, so that it does not expire on the way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Cached? cached;

    public async ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken)
    {
        if (Valid() is { } known)
        {
            return known.Header;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            var credential = Valid() ?? Parse(await RunAsync(cancellationToken));
            cached = credential;
            return credential.Header;
        }
        finally
        {
            gate.Release();
        }
    }

    public bool Refresh(AuthenticationHeaderValue? refused)
    {
        if (cached is { } known && ReferenceEquals(known.Header, refused))
        {
            Interlocked.CompareExchange(ref cached, null, known);
        }

        return true;
    }

    public void Dispose() => gate.Dispose();

    private Cached? Valid() => cached is { } known && (known.ExpiresAt is not { } end || time.GetUtcNow() + Margin < end) ? known : null;

    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(exec.Command, exec.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in exec.EnvironmentVariables)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] =
            $$$"""{"apiVersion":"{{{exec.ApiVersion}}}","kind":"ExecCredential","spec":{"interactive":false}}""";

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? await output
            : throw new KubeConfigException($"exec plugin '{exec.Command}' exited with {process.ExitCode}: {(await errors).Trim()}");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new KubeConfigException($"exec plugin '{exec.Command}' cannot be started: {e.Message}. {exec.InstallHint}".TrimEnd(), e);
        }
    }

    private Cached Parse(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var status = document.RootElement.GetProperty("status");
            var expires = status.TryGetProperty("expirationTimestamp", out var end) ? end.GetDateTimeOffset() : (DateTimeOffset?)null;
            return status.TryGetProperty("token", out var token) && token.GetString() is { Length: > 0 } value
                ? new Cached(new AuthenticationHeaderValue("Bearer", value), expires)
                : throw new KubeConfigException($"exec plugin '{exec.Command}' printed no status.token");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new KubeConfigException($"exec plugin '{exec.Command}' did not print an ExecCredential: {e.Message}", e);
        }
    }

    private sealed record Cached(AuthenticationHeaderValue Header, DateTimeOffset? ExpiresAt);
}
