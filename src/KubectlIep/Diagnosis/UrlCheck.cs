using System.Net;
using System.Net.Security;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Do the URLs of endpoints lead somewhere from here: is there an address for any name of their domain, and a certificate?</summary>
internal static class UrlCheck
{
    private const string Dns = "DNS of URLs";
    private const string Certificate = "certificate of URLs";
    private const string AnyName = "doctor.";

    /// <summary>Nobody has set another.</summary>
    private const string DefaultDomain = "endpoints.example.com";

    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(14);

    /// <summary>What an endpoint's URL could be, by the settings of the operator; null: there is no operator.</summary>
    public static Uri? AnyUrl(IEnumerable<V1Deployment> processes)
    {
        var settings = processes
            .Where(process => process.Metadata.Labels?.TryGetValue(ProcessCheck.Component, out var component) == true && component == ProcessCheck.Operator)
            .Select(process => process.Spec?.Template?.Spec?.Containers?.SelectMany(container => container.Env ?? []).ToArray())
            .FirstOrDefault();
        return settings is null ? null : new Uri($"{Value("Operator__Url__Scheme") ?? "https"}://{AnyName}{Value("Operator__Url__Domain") ?? DefaultDomain}");

        string? Value(string name) => settings.LastOrDefault(variable => variable.Name == name)?.Value;
    }

    /// <param name="url">By <see cref="AnyUrl"/>.</param>
    /// <param name="addresses">Of its host.</param>
    /// <param name="presented">What is presented there; null: nobody was asked.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<Finding> Judge(Uri url, IReadOnlyCollection<IPAddress> addresses, PresentedCertificate? presented, DateTimeOffset now)
    {
        var domain = url.Host[AnyName.Length..];
        yield return (domain, addresses.Count) switch
        {
            (DefaultDomain, _) => Finding.Warn(
                Dns, $"*.{domain} is an example", "set operator.settings.url.domain to a domain of yours; until then '--gateway' leads 'kubectl iep invoke' there"),
            (_, 0) => Finding.Warn(
                Dns, $"*.{domain} has no address here", "lead the wildcard to the gateway: 'kubectl get service,ingress -A -l app.kubernetes.io/component=gateway' shows its addresses"),
            _ => Finding.Ok(Dns, $"*.{domain} is {string.Join(", ", addresses)}"),
        };
        if (presented is not null)
        {
            yield return Judge(domain, presented, now);
        }
    }

    private static Finding Judge(string domain, PresentedCertificate presented, DateTimeOffset now) => presented switch
    {
        { Problem: { } problem } => Finding.Warn(
            Certificate, $"none: {problem}", "give the gateway one (gateway.tls.secretName), or what is in front of it (ingress.tlsSecretName)"),
        { End: var end } when end <= now => Finding.Fail(Certificate, $"expired {end:yyyy-MM-dd}", "renew it in its Secret; the gateway reads it again by itself"),
        { Errors: var errors } when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => Finding.Fail(
            Certificate, $"not for *.{domain}", "take one with this wildcard name"),
        { Errors: not SslPolicyErrors.None } => Finding.Warn(Certificate, "of an authority that is not known here", "give callers the authority's certificate, or take one of a public authority"),
        { End: var end } when end - now < RenewedBefore => Finding.Warn(Certificate, $"expires {end:yyyy-MM-dd}", "renew it in its Secret"),
        { End: var end } => Finding.Ok(Certificate, $"good until {end:yyyy-MM-dd}"),
    };
}
