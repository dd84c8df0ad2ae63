using k8s.Watch;

namespace k8s;

/// <summary>A client of the API server: operations by group. Thread-safe.</summary>
public interface IKubernetes : IDisposable
{
    Uri BaseUri { get; }

    IApisOperations Apis { get; }

    IAppsV1Operations AppsV1 { get; }

    IAuthenticationV1Operations AuthenticationV1 { get; }

    IAuthorizationV1Operations AuthorizationV1 { get; }

    ICoordinationV1Operations CoordinationV1 { get; }

    ICoreV1Operations CoreV1 { get; }

    ICustomObjectsOperations CustomObjects { get; }

    IVersionOperations Version { get; }

    /// <summary>
    /// Opens a watch whose lines are parsed once, from UTF-8. (Ours: upstream's watch deserialises each line twice and hides bookmarks.)
    /// </summary>
    /// <exception cref="Autorest.HttpOperationException">The API server refused; 410 when the version is too old.</exception>
    Task<WatchStream<T>> OpenWatchAsync<T>(WatchRequest request, CancellationToken cancellationToken);
}
