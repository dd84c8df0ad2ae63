using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;

using k8s.Models;

namespace InferenceEndpoints.Operator.Observed;

/// <summary>The informers that a reconcile reads. Beside <see cref="ExistingClaims"/> nothing is read from the API server to make a decision.</summary>
internal sealed class ChildCaches(
    IInformer<V1Deployment> deployments,
    IInformer<V1ReplicaSet> replicaSets,
    IInformer<V1Pod> pods,
    IInformer<V1Service> services,
    IInformer<V1NetworkPolicy> networkPolicies,
    IInformer<V2HorizontalPodAutoscaler> autoscalers,
    IInformer<V1PodDisruptionBudget> disruptionBudgets,
    IInformer<V1PersistentVolumeClaim> claims,
    IInformer<V1ControllerRevision> revisions,
    IInformer<InstanceType> instanceTypes)
{
    public IInformer<V1Deployment> Deployments => deployments;

    public IInformer<V1ReplicaSet> ReplicaSets => replicaSets;

    public IInformer<V1Pod> Pods => pods;

    public IInformer<V1Service> Services => services;

    public IInformer<V1NetworkPolicy> NetworkPolicies => networkPolicies;

    public IInformer<V2HorizontalPodAutoscaler> Autoscalers => autoscalers;

    public IInformer<V1PodDisruptionBudget> DisruptionBudgets => disruptionBudgets;

    public IInformer<V1PersistentVolumeClaim> Claims => claims;

    public IInformer<V1ControllerRevision> Revisions => revisions;

    public IInformer<InstanceType> InstanceTypes => instanceTypes;
}
