using InferenceEndpoints.ModelHub.Repositories;
using Microsoft.Net.Http.Headers;

namespace InferenceEndpoints.ModelHub.Api;

/// <summary>What <c>hf download</c> asks: who am I, which files has this revision, and the files.</summary>
internal static class HubRoutes
{
    public static void MapHub(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/whoami-v2", WhoAmIAsync);
        routes.MapGet("/api/models/{organisation}/{name}", InfoAsync);
        routes.MapGet("/api/models/{organisation}/{name}/revision/{revision}", InfoAsync);
        routes.MapGet("/api/models/{organisation}/{name}/tree/{revision}", TreeAsync);
        routes.MapMethods("/{organisation}/{name}/resolve/{revision}/{**path}", [HttpMethods.Get, HttpMethods.Head], ResolveAsync);
    }

    public static void UseHubErrors(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (HubException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
            context.Response.Headers["X-Error-Message"] = e.Message;
            if (e.ErrorCode is not null)
            {
                context.Response.Headers["X-Error-Code"] = e.ErrorCode;
            }

            await context.Response.WriteAsJsonAsync(
                new ErrorBody(e.Message), HubJson.Default.ErrorBody, cancellationToken: context.RequestAborted);
        }
    });

    private static Task WhoAmIAsync(HttpContext context)
    {
        var name = CallerOf(context).Name ?? throw HubException.InvalidToken();
        var answer = new WhoAmI("user", name, name, name, [], new Authentication("access_token", new AccessToken(name, "read")));
        return context.Response.WriteAsJsonAsync(answer, HubJson.Default.WhoAmI, cancellationToken: context.RequestAborted);
    }

    private static Task InfoAsync(HttpContext context)
    {
        var (repository, revision) = Find(context);
        var answer = new ModelInfo(
            repository.Id,
            repository.Id,
            revision.Sha,
            Private: false,
            Disabled: false,
            repository.IsGated ? "manual" : null,
            [.. revision.Files.Select(file => new Sibling(file.Path))]);
        return context.Response.WriteAsJsonAsync(answer, HubJson.Default.ModelInfo, cancellationToken: context.RequestAborted);
    }

    private static Task TreeAsync(HttpContext context)
    {
        var (_, revision) = Find(context);
        IReadOnlyList<TreeEntry> answer = [.. revision.Files.Select(Entry)];
        return context.Response.WriteAsJsonAsync(answer, HubJson.Default.IReadOnlyListTreeEntry, cancellationToken: context.RequestAborted);
    }

    private static TreeEntry Entry(HubFile file)
    {
        // The pointer file that Git holds in place of the weights is about so long.
        const int PointerSize = 134;
        return new TreeEntry("file", file.Oid, file.Size, file.Path, file.IsLfs ? new LfsPointer(file.Oid, file.Size, PointerSize) : null);
    }

    private static Task ResolveAsync(HttpContext context)
    {
        var (repository, revision) = Find(context);
        var caller = CallerOf(context);
        if (repository.IsGated && !caller.HasGatedAccess)
        {
            throw HubException.Gated(repository.Id, caller.IsAnonymous);
        }

        context.Response.Headers["X-Repo-Commit"] = revision.Sha;
        var path = (string?)context.GetRouteValue("path");
        var file = revision.Files.FirstOrDefault(file => file.Path == path) ?? throw HubException.EntryNotFound();
        if (file.IsLfs)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{file.Oid}\"";
            context.Response.Headers["X-Linked-Size"] = file.Size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return TypedResults.Stream(
            file.Open(),
            "application/octet-stream",
            entityTag: new EntityTagHeaderValue($"\"{file.Oid}\""),
            enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static (Repository Repository, Revision Revision) Find(HttpContext context)
    {
        var caller = CallerOf(context);
        string Route(string key) => (string?)context.GetRouteValue(key) ?? "main";
        var repository = context.RequestServices.GetRequiredService<RepositoryTree>().Find(Route("organisation"), Route("name"))
            ?? throw HubException.RepositoryNotFound(caller.IsAnonymous);
        return (repository, repository.Find(Route("revision")) ?? throw HubException.RevisionNotFound(Route("revision")));
    }

    private static Caller CallerOf(HttpContext context) =>
        Caller.Of(context.Request, context.RequestServices.GetRequiredService<HubOptions>());
}
