-- Argo CD's health of an Application, which it has not had of itself since 1.8: without it the waves of a root Application do not wait.
if obj.status ~= nil and obj.status.health ~= nil and obj.status.health.status ~= nil then
  return {status = obj.status.health.status, message = obj.status.health.message}
end
return {status = "Progressing", message = "Waiting for Argo CD"}
