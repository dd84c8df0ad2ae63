using System.Net;
using InferenceEndpoints.Entities;
using k8s.Autorest;
using k8s.Exceptions;

namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>What a person reads of a failure: one line, with what to do.</summary>
internal static class Failures
{
    /// <summary>Null: this is a bug and not a failure, so its stack is what helps.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        CommandException or KubeConfigException => OneLine(exception.Message),
        HttpOperationException refused => OneLine(Describe(refused)),
        HttpRequestException unreachable => OneLine(
            $"the API server cannot be reached: {Innermost(unreachable).Message.TrimEnd('.')}; check --context and --kubeconfig, and that the cluster runs"),
        IOException broken => OneLine($"the connection broke: {broken.Message.TrimEnd('.')}; try again"),
        _ => null,
    };

    public static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string Describe(HttpOperationException refused)
    {
        var words = (refused.Status?.Message is { Length: > 0 } message ? message : refused.Message).TrimEnd('.');
        return refused.Response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"the API server does not accept your credentials ({words}); log in again, or choose another --context",
            HttpStatusCode.Forbidden => $"{words}; ask for a role with this right, such as 'edit' in the namespace",
            // A missing object has a name in the answer's details, and is told apart where it is asked for.
            HttpStatusCode.NotFound when refused.Request.RequestUri.AbsolutePath.Contains($"/{ApiGroup.Name}/", StringComparison.Ordinal)
                && refused.Status?.Details?.Name is not { Length: > 0 } =>
                $"this cluster does not know {ApiGroup.ApiVersion}; install the product, or choose another --context ('kubectl iep doctor' says more)",
            HttpStatusCode.Conflict when refused.Status?.Reason == "AlreadyExists" => $"{words}; choose another name, or remove that one first",
            HttpStatusCode.Conflict => $"{words}; somebody changed it meanwhile: try again",
            _ => words,
        };
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
