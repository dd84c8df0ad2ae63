using k8s.Models;

namespace k8s;

public interface IAuthorizationV1Operations
{
    /// <summary>May the user of this client?</summary>
    Task<V1SelfSubjectAccessReview> CreateSelfSubjectAccessReviewAsync(V1SelfSubjectAccessReview body, CancellationToken cancellationToken = default);

    Task<V1SubjectAccessReview> CreateSubjectAccessReviewAsync(V1SubjectAccessReview body, CancellationToken cancellationToken = default);
}
