using System.Collections.Immutable;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>What a reconcile decided, as a value: nothing has been written yet.</summary>
/// <param name="Changes">Writes, in order.</param>
/// <param name="Status">The whole status; equal to the stored one when nothing changed.</param>
/// <param name="RecheckAfter">When to look again although nothing changes; null: not needed.</param>
internal sealed record EndpointPlan(ImmutableArray<PlannedChange> Changes, InferenceEndpointStatus Status, TimeSpan? RecheckAfter);
