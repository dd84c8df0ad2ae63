namespace k8s.Exceptions;

/// <summary>A kubeconfig cannot be used. The message names the file, the entry and the remedy.</summary>
public class KubeConfigException : Exception
{
    public KubeConfigException(string message)
        : base(message)
    {
    }

    public KubeConfigException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
