using k8s.Http;
using k8s.Models;

namespace k8s;

internal sealed class AuthenticationV1Operations(ApiTransport transport) : IAuthenticationV1Operations
{
    public Task<V1TokenReview> CreateTokenReviewAsync(V1TokenReview body, CancellationToken cancellationToken) =>
        transport.SendAsync<V1TokenReview>(
            HttpMethod.Post, ResourcePath.Of("authentication.k8s.io", "v1", @namespace: null, "tokenreviews"), body, cancellationToken);
}
