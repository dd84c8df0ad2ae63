namespace KubeOps.Operator.Finalizers;

/// <summary>A finalizer of <typeparamref name="TEntity"/>; the implementation is the keyed service of the same identifier.</summary>
internal sealed record FinalizerRegistration<TEntity>(string Identifier);
