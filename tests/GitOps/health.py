"""What GitOps tools think of an object: Argo CD by a script in Lua, Flux by its expressions, and kubectl by the rules of kstatus."""
import json
import subprocess
from types import SimpleNamespace

PRINT = 'local result = check()\nio.write(result.status, "\\n", result.message or "", "\\n")\n'


def lua(value):
    """A value as a literal of Lua."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{lua(key)}] = {lua(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(map(lua, value)) + "}"
    return "nil" if value is None else json.dumps(value)


def argo(script, item):
    """Health and message."""
    program = f"obj = {lua(item)}\nlocal function check()\n{script}\nend\n{PRINT}"
    result = subprocess.run(["lua5.1", "-"], input=program, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(result.stderr.strip())
    return result.stdout.splitlines()


def kstatus(item):
    status = item.get("status", {})
    if status.get("observedGeneration", item["metadata"].get("generation")) != item["metadata"].get("generation"):
        return "InProgress"
    if item["kind"] == "Deployment":
        numbers = {status.get(name) for name in ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas")}
        return "Current" if numbers == {item["spec"]["replicas"]} else "InProgress"
    conditions = {condition["type"]: condition["status"] for condition in status.get("conditions", [])}
    if conditions.get("Reconciling") == "True":
        return "InProgress"
    if conditions.get("Stalled") == "True":
        return "Failed"
    return "InProgress" if conditions.get("Ready", "True") != "True" else "Current"


def flux(expressions, item):
    """Expressions of CEL that Python reads alike, but for one operator. One that fails, as without a status, is no answer: Flux goes on waiting."""
    names = {"status": SimpleNamespace(**item.get("status", {})), "metadata": SimpleNamespace(**item["metadata"])}
    try:
        for name in ("inProgress", "failed", "current"):
            if eval(expressions[name].replace("||", "or"), {"__builtins__": {}}, names):
                return name[0].upper() + name[1:]
    except AttributeError:
        pass
    return "InProgress"
