using k8s.Models;

namespace k8s;

public interface IAuthenticationV1Operations
{
    Task<V1TokenReview> CreateTokenReviewAsync(V1TokenReview body, CancellationToken cancellationToken = default);
}
