using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>A token in a file that is replaced before it expires. It is read again every minute, as client-go does, and after a 401.</summary>
internal sealed class TokenFileCredentials(string path, TimeProvider time) : ITokenSource
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);
    private volatile Cached? cached;

    public async ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken)
    {
        if (cached is { } known && time.GetElapsedTime(known.ReadAt) < ReadEvery)
        {
            return known.Header;
        }

        var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        var read = new Cached(new AuthenticationHeaderValue("Bearer", token), time.GetTimestamp());
        cached = read;
        return read.Header;
    }

    public bool Refresh(AuthenticationHeaderValue? refused)
    {
        if (cached is { } known && ReferenceEquals(known.Header, refused))
        {
            Interlocked.CompareExchange(ref cached, null, known);
        }

        return true;
    }

    private sealed record Cached(AuthenticationHeaderValue Header, long ReadAt);
}
