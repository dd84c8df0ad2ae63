#!/usr/bin/env python3
"""Tests the chart: golden renders, its schema, its promises, and the word of a real API server on each render.
  test-charts.py [--write]     --write takes what is rendered as golden
KUBECONFIG, where it is set, names the API server that is asked."""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CHART = ROOT / "charts/inference-endpoints"
WRITE = "--write" in sys.argv
SETS = sorted((HERE / "values").glob("*.yaml"))
FOREIGN = {"HTTPRoute", "PodMonitor", "PrometheusRule"}  # kinds that an API server alone does not have
RENDER = Path(tempfile.mkdtemp()) / "render"
failed = 0


def check(name, problem):
    global failed
    failed += bool(problem)
    print(f"  failed {name}: {problem}" if problem else f"  passed {name}", flush=True)


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)


def build_renderer():
    go = next(path for path in [*Path("/usr/lib").glob("go-*/bin/go"), Path("go")])
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    run(go, "build", "-o", RENDER, ".", cwd=HERE / "render", env=environment, check=True)


def render(values, versions=("policy/v1",)):
    options = [f"-api={version}" for version in versions]
    result = run(RENDER, *options, CHART, "inference-endpoints", "inference-endpoints", *values)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return [document for document in yaml.safe_load_all(result.stdout) if document]


def shortened(documents):
    """Of what has its own golden files elsewhere, only the name."""
    for document in documents:
        if document["kind"] in ("CustomResourceDefinition", "InstanceType"):
            document = {"kind": document["kind"], "metadata": document["metadata"]}
        yield document


def merged(values):
    def over(base, more):
        if not (isinstance(base, dict) and isinstance(more, dict)):
            return more
        return {**base, **{key: over(base.get(key), value) for key, value in more.items()}}

    return over(yaml.safe_load((CHART / "values.yaml").read_text()), yaml.safe_load(values.read_text()) or {})


def golden(values):
    path = HERE / "golden" / values.name
    text = yaml.safe_dump_all(shortened(render([values])), sort_keys=True, width=160)
    if WRITE:
        path.write_text(text)
    return None if path.exists() and path.read_text() == text else "differs from its golden file: look at the change, then run with --write"


def schema_problem(values):
    schema = json.loads((CHART / "values.schema.json").read_text())
    return next((error.message for error in jsonschema.Draft7Validator(schema).iter_errors(merged(values))), None)


def variables(documents):
    pods = (document["spec"]["template"]["spec"] for document in documents if document["kind"] == "Deployment")
    return {variable["name"] for pod in pods for container in pod["containers"] for variable in container["env"]}


def unreachable_settings():
    """Settings of the README's tables for which no value leads to a variable."""
    known = set(re.findall(r"`((?:Operator|Gateway)__\w+)`", (ROOT / "README.md").read_text()))
    everything = yaml.safe_load((CHART / "values.yaml").read_text())

    def fill(value):
        if isinstance(value, dict):
            return {key: fill(item) for key, item in value.items()}
        return "x" if value == "" else 1 if value is None else value

    everything = fill({key: everything[key] for key in ("operator", "gateway")})
    everything["namespace"] = "x"
    everything["operator"]["settings"]["models"]["images"].update(rewrites=[{"from": "a", "to": "b"}], pullSecrets=["a"])
    everything["gateway"]["settings"]["allowedOrigins"] = ["a", "b"]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(everything, file)
        file.flush()
        missing = known - variables(render([file.name]))
    return f"no value leads to {', '.join(sorted(missing))}" if missing else None


def rights(documents, process):
    names = {f"inference-endpoints-{process}", f"inference-endpoints-{process}-endpoints"}
    roles = [item for item in documents if item["kind"] in ("Role", "ClusterRole") and item["metadata"]["name"] in names]
    return sorted(json.dumps(rule, sort_keys=True) for role in roles for rule in role["rules"])


def drifted_rights(values):
    for process in ("operator", "gateway"):
        source = [item for item in yaml.safe_load_all((ROOT / f"deploy/rbac/{process}.yaml").read_text()) if item]
        if rights(render([values]), process) != rights(source, process):
            return f"the rights of the {process} are not those of deploy/rbac"
    return None


def not_restricted(documents):
    """What the restricted Pod Security Standard asks of pods such as these."""
    for document in documents:
        if document["kind"] != "Deployment":
            continue
        pod = document["spec"]["template"]["spec"]
        if not (pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"):
            return document["metadata"]["name"]
        for container in pod["containers"]:
            context = container["securityContext"]
            if context["allowPrivilegeEscalation"] or context["capabilities"]["drop"] != ["ALL"] or not context["readOnlyRootFilesystem"]:
                return container["name"]
    return None


class ApiServer:
    """The cluster of KUBECONFIG, or a control plane for the time of the tests."""

    def __enter__(self):
        self.own = None
        if "KUBECONFIG" not in os.environ:
            self.own = tempfile.mkdtemp()
            environment = {**os.environ, "CLUSTER_DIR": self.own + "/cluster", "CLUSTER_OWNER": str(os.getpid())}
            self.cluster = lambda verb: run(ROOT / "tests/Cluster/cluster.sh", verb, env=environment, check=True).stdout.strip()
            os.environ["KUBECONFIG"] = self.cluster("up")
        run("kubectl", "apply", "--validate=false", "-f", ROOT / "crds", check=True)
        run("kubectl", "wait", "--for=condition=Established", "crd", "--all", check=True)
        for namespace in ("inference-endpoints", "team-a", "team-b"):
            run("kubectl", "create", "namespace", namespace)
        self.versions = run("kubectl", "api-versions", check=True).stdout.split()
        return self

    def __exit__(self, *_):
        if self.own:
            self.cluster("down")

    def refuses(self, values):
        known = [document for document in render([values], self.versions) if document["kind"] not in FOREIGN]
        # Before 1.25 no API server knows a CRD's rules across fields, and ignores them.
        crds = [document for document in known if document["kind"] == "CustomResourceDefinition"]
        others = [document for document in known if document not in crds]
        return (crds and self.problem_of(yaml.safe_dump_all(crds), "--validate=false")) or self.problem_of(yaml.safe_dump_all(others))

    @staticmethod
    def problem_of(text, *options):
        result = run("kubectl", "apply", "--dry-run=server", *options, "-f", "-", input=text)
        return result.stderr.strip() if result.returncode else None


def main():
    build_renderer()
    for values in SETS:
        check(f"renders {values.stem} as before", golden(values))
        check(f"the schema accepts {values.stem}", schema_problem(values))
        check(f"pods of {values.stem} are restricted", not_restricted(render([values])))
    for values in sorted((HERE / "wrong").glob("*.yaml")):
        check(f"the schema rejects {values.stem}", None if schema_problem(values) else "it was accepted")
    check("every setting can be set", unreachable_settings())
    for name in ("default", "one-namespace"):
        check(f"rights of {name} are those of the code", drifted_rights(HERE / "values" / f"{name}.yaml"))
    webhooks = [path.read_text() for path in (CHART / "files/webhook.yaml", ROOT / "deploy/webhook/validating-webhook.yaml")]
    check("the chart's webhook is that of deploy", None if webhooks[0] == webhooks[1] else "files/webhook.yaml differs from deploy/webhook")
    check("the table of values is up to date", run(HERE / "document-values.py", "--check").stdout.strip())
    with ApiServer() as server:
        for values in SETS:
            check(f"the API server accepts {values.stem}", server.refuses(values))
        for sample in sorted((ROOT / "deploy/samples").glob("*.yaml")):
            check(f"the API server accepts the sample {sample.stem}", server.problem_of(sample.read_text()))
    return 1 if failed else 0


sys.exit(main())
