using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace IntegrationTests.ApiClient;

[Collection(UsesApiServer.Name)]
public sealed class AccessAndDiscoveryTests(ApiServer server)
{
    private IKubernetes Api => server.Client.ApiClient;

    [Fact]
    public async Task The_API_server_tells_its_version()
    {
        var version = await Api.Version.GetCodeAsync();
        Assert.Equal("1", version.Major);
        Assert.StartsWith($"v1.{version.Minor.TrimEnd('+')}", version.GitVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_server_tells_which_groups_it_serves()
    {
        var groups = await Api.Apis.GetAPIVersionsAsync();
        var apps = Assert.Single(groups.Groups!, group => group.Name == "apps");
        Assert.Equal("apps/v1", apps.PreferredVersion!.GroupVersion);
        Assert.Contains(apps.Versions!, version => version.Version == "v1");
    }

    [Fact]
    public async Task A_token_is_reviewed()
    {
        using var http = server.CreateHttpClient();
        var good = await Api.AuthenticationV1.CreateTokenReviewAsync(Review(http.DefaultRequestHeaders.Authorization!.Parameter!));
        Assert.Equal((true, "admin"), (good.Status!.Authenticated, good.Status.User!.Username));
        Assert.Contains("system:masters", good.Status.User.Groups!);
        var bad = await Api.AuthenticationV1.CreateTokenReviewAsync(Review("nonsense"));
        Assert.NotEqual(true, bad.Status!.Authenticated);
    }

    [Theory]
    [InlineData("system:masters", true)]
    [InlineData("strangers", false)]
    public async Task What_a_user_may_do_is_reviewed(string group, bool isAllowed)
    {
        var review = await Api.AuthorizationV1.CreateSubjectAccessReviewAsync(new V1SubjectAccessReview
        {
            Spec = new V1SubjectAccessReviewSpec
            {
                User = "somebody",
                Groups = [group],
                ResourceAttributes = new V1ResourceAttributes { NamespaceProperty = "default", Verb = "get", Resource = "secrets" },
            },
        });
        Assert.Equal(isAllowed, review.Status!.Allowed);
    }

    [Fact]
    public async Task Who_shows_a_wrong_token_is_unauthorized_and_who_may_not_is_forbidden()
    {
        using var wrong = new Kubernetes(Configuration("nonsense"));
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => wrong.Version.GetCodeAsync());
        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized"), (refusal.Response.StatusCode, refusal.Status!.Reason));

        using var nobody = new Kubernetes(Configuration(token: null));
        var forbidden = await Assert.ThrowsAsync<HttpOperationException>(
            () => nobody.CustomObjects.GetNamespacedCustomObjectAsync<V1Secret>("", "v1", "default", "secrets", "s"));
        Assert.Equal((HttpStatusCode.Forbidden, "Forbidden"), (forbidden.Response.StatusCode, forbidden.Status!.Reason));
    }

    private static V1TokenReview Review(string token) => new() { Spec = new V1TokenReviewSpec { Token = token } };

    private KubernetesClientConfiguration Configuration(string? token) =>
        new() { Host = Api.BaseUri.ToString(), AccessToken = token, SkipTlsVerify = true };
}
