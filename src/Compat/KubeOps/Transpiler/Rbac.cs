using System.Reflection;
using k8s.Models;
using KubeOps.Abstractions.Entities;
using KubeOps.Abstractions.Rbac;

namespace KubeOps.Transpiler;

/// <summary>Makes policy rules of RBAC attributes.</summary>
/// <remarks>
/// Upstream takes the attributes as metadata and grants the status subresource of every entity that has a status; here only custom resources
/// get it, for nobody but its kubelet or controller writes the status of a pod or a Deployment.
/// </remarks>
public static class Rbac
{
    private static readonly RbacVerb[] s_verbs =
        [RbacVerb.Get, RbacVerb.List, RbacVerb.Watch, RbacVerb.Create, RbacVerb.Update, RbacVerb.Patch, RbacVerb.Delete];

    /// <summary>The rules, merged by entity and verbs, sorted by group and resource.</summary>
    public static IEnumerable<V1PolicyRule> Transpile(IEnumerable<RbacAttribute> attributes)
    {
        var all = attributes.ToList();
        var verbsByEntity = all.OfType<EntityRbacAttribute>()
            .SelectMany(attribute => attribute.Entities.Select(type => (Type: type, attribute.Verbs)))
            .GroupBy(grant => grant.Type)
            .Select(grants => (
                grants.Key,
                Entity: grants.Key.GetCustomAttribute<KubernetesEntityAttribute>()
                    ?? throw new ArgumentException($"{grants.Key} has no [KubernetesEntity].", nameof(attributes)),
                Verbs: grants.Aggregate(RbacVerb.None, (verbs, grant) => verbs | grant.Verbs)))
            .ToList();
        var entities = verbsByEntity
            .GroupBy(grant => (grant.Entity.Group, grant.Verbs))
            .Select(grants => Rule(grants.Key.Group, grants.Select(grant => grant.Entity.PluralName), grants.Key.Verbs));
        var statuses = verbsByEntity
            .Where(grant => typeof(CustomKubernetesEntity).IsAssignableFrom(grant.Key) && grant.Key.GetProperty("Status") is not null)
            .Select(grant => Rule(
                grant.Entity.Group, [grant.Entity.PluralName + "/status"], RbacVerb.Get | RbacVerb.Patch | RbacVerb.Update));
        var generic = all.OfType<GenericRbacAttribute>().Select(attribute => new V1PolicyRule
        {
            ApiGroups = attribute.Urls.Length > 0 ? null : attribute.Groups,
            Resources = attribute.Urls.Length > 0 ? null : attribute.Resources,
            NonResourceURLs = attribute.Urls.Length > 0 ? attribute.Urls : null,
            Verbs = Words(attribute.Verbs),
        });
        return entities.Concat(statuses).Concat(generic)
            .OrderBy(rule => rule.ApiGroups?.FirstOrDefault() ?? "", StringComparer.Ordinal)
            .ThenBy(rule => rule.Resources?.FirstOrDefault() ?? rule.NonResourceURLs?.FirstOrDefault() ?? "", StringComparer.Ordinal);
    }

    private static V1PolicyRule Rule(string group, IEnumerable<string> resources, RbacVerb verbs) => new()
    {
        ApiGroups = [group],
        Resources = [.. resources.Distinct().Order(StringComparer.Ordinal)],
        Verbs = Words(verbs),
    };

    private static string[] Words(RbacVerb verbs) => verbs switch
    {
        _ when verbs.HasFlag(RbacVerb.All) => ["*"],
        _ when verbs.HasFlag(RbacVerb.AllExplicit) => [.. s_verbs.Select(Word)],
        _ => [.. s_verbs.Where(verb => verbs.HasFlag(verb)).Select(Word)],
    };

    private static string Word(RbacVerb verb) => verb.ToString().ToLowerInvariant();
}
