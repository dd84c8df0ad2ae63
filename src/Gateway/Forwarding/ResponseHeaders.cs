using InferenceEndpoints.Gateway.Upstream;

using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>The status and the headers that a caller sees of a replica's answer.</summary>
internal static class ResponseHeaders
{
    public static void Copy(ResponseHead head, HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = head.Status;
        if (head.Reason != ReasonPhrases.GetReasonPhrase(head.Status))
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = head.Reason;
        }

        RequestId.Set(context);
        Copy(head, response.Headers, head["Connection"]);
        if (head.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent)
        {
            response.Headers.ContentLength = null; // there is none to have a length, whatever the replica says
        }
    }

    private static void Copy(ResponseHead head, IHeaderDictionary to, string? connection)
    {
        var fields = head.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            var (name, value) = fields[i];
            if (HopByHop.Contains(name, connection))
            {
                continue;
            }

            // The replica's word replaces ours; its second of a name, such as Set-Cookie, adds to its first.
            if (IsNamed(fields[..i], name))
            {
                to.Append(name, value);
            }
            else
            {
                to[name] = value;
            }
        }
    }

    private static bool IsNamed(ReadOnlySpan<HeaderField> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.IsNamed(name))
            {
                return true;
            }
        }

        return false;
    }
}
