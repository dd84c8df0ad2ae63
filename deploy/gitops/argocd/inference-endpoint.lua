-- Argo CD's health of an InferenceEndpoint, from the conditions that kstatus reads, too. A state that this script does not know is judged by
-- its conditions all the same.
local status = obj.status
if status == nil or status.conditions == nil or status.observedGeneration ~= obj.metadata.generation then
  return {status = "Progressing", message = "Waiting for the operator"}
end

local is = {}
for _, condition in ipairs(status.conditions) do
  is[condition.type] = condition.status == "True"
end

local health = "Progressing"
if status.state == "paused" then
  health = "Suspended"
elseif is.Reconciling then
  health = "Progressing"
elseif is.Stalled then
  health = "Degraded"
elseif is.Ready then
  health = "Healthy"
end
return {status = health, message = status.message}
