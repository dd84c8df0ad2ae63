using k8s.Models;

namespace k8s;

public interface IAuthorizationV1Operations
{
    Task<V1SubjectAccessReview> CreateSubjectAccessReviewAsync(V1SubjectAccessReview body, CancellationToken cancellationToken = default);
}
