using k8s.Http;
using k8s.Models;

namespace k8s;

internal sealed class AuthorizationV1Operations(ApiTransport transport) : IAuthorizationV1Operations
{
    public Task<V1SelfSubjectAccessReview> CreateSelfSubjectAccessReviewAsync(V1SelfSubjectAccessReview body, CancellationToken cancellationToken) =>
        transport.SendAsync<V1SelfSubjectAccessReview>(
            HttpMethod.Post, ResourcePath.Of("authorization.k8s.io", "v1", @namespace: null, "selfsubjectaccessreviews"), body, cancellationToken);

    public Task<V1SubjectAccessReview> CreateSubjectAccessReviewAsync(V1SubjectAccessReview body, CancellationToken cancellationToken) =>
        transport.SendAsync<V1SubjectAccessReview>(
            HttpMethod.Post, ResourcePath.Of("authorization.k8s.io", "v1", @namespace: null, "subjectaccessreviews"), body, cancellationToken);
}
