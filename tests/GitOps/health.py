"""What GitOps tools think of an object: Argo CD by a script in Lua, Flux and kubectl by the rules of kstatus."""
import json
import subprocess

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
    conditions = {condition["type"]: condition["status"] for condition in status.get("conditions", [])}
    if status.get("observedGeneration", item["metadata"]["generation"]) != item["metadata"]["generation"]:
        return "InProgress"
    if conditions.get("Reconciling") == "True":
        return "InProgress"
    if conditions.get("Stalled") == "True":
        return "Failed"
    return "InProgress" if conditions.get("Ready", "True") != "True" else "Current"
