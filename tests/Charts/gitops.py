"""What Argo CD and Flux do with a folder: they apply it on the server, prune what has left it, tell drift by a dry run, and wait for health."""
import json
import os
import sys

import yaml

from chart import HERE, ROOT, run
from kubectl import eventually, kubectl

sys.path.append(str(ROOT / "tests/GitOps"))
from health import flux, kstatus  # noqa: E402 the other folder is on the path only now

GITOPS = ROOT / "deploy/gitops"
EXPRESSIONS = yaml.safe_load((GITOPS / "flux/team.yaml").read_text())["spec"]["healthCheckExprs"][0]
LABEL = "gitops.example.com/folder"


def ignored_by_argo():
    """Pointers by kind and name, of the rules that name an object."""
    rules = yaml.safe_load((GITOPS / "argocd/apps/1-operator.yaml").read_text())["spec"]["ignoreDifferences"]
    return {f"{rule['kind']}/{rule['name']}": rule["jsonPointers"] for rule in rules if "name" in rule}


def ignored_by_flux():
    release = next(item for item in yaml.safe_load_all((GITOPS / "flux/helm/release.yaml").read_text()) if item["kind"] == "HelmRelease")
    rules = release["spec"]["driftDetection"]["ignore"]
    return {f"{rule['target']['kind']}/{rule['target']['name']}": rule["paths"] for rule in rules if "name" in rule["target"]}


def identity(item):
    return item["kind"], item["metadata"].get("namespace", ""), item["metadata"]["name"]


def health(item):
    return flux(EXPRESSIONS, item) if item["kind"] == EXPRESSIONS["kind"] else kstatus(item)


def kind_of(item):
    group, _, version = item["apiVersion"].rpartition("/")
    return f"{item['kind']}.{version}.{group}"


class Folder:
    def __init__(self, name):
        self.name, self.documents, self.kinds = name, [], set()
        self.apply = ["--server-side", "--force-conflicts", f"--field-manager={name}", "-f", "-"]

    def sync(self, documents):
        self.documents = [self.labelled(document) for document in documents]
        self.kinds |= {kind_of(document) for document in documents}
        if documents:
            kubectl("apply", *self.apply, documents=self.documents)
        self.prune()

    def labelled(self, document):
        metadata = document["metadata"]
        return {**document, "metadata": {**metadata, "labels": {**metadata.get("labels", {}), LABEL: self.name}}}

    def live(self):
        items = json.loads(kubectl("get", ",".join(sorted(self.kinds)), "-A", "-l", f"{LABEL}={self.name}", "-o", "json"))["items"]
        return [item for item in items if not item["metadata"].get("ownerReferences")]

    def prune(self):
        wanted = set(map(identity, self.documents))
        gone = [item for item in self.live() if identity(item) not in wanted]
        if gone:
            kubectl("delete", "-f", "-", documents=gone)

    def drift(self, ignored=None):
        """The difference between the folder and the cluster, without what is ignored; empty: none."""
        environment = {**os.environ, "KUBECTL_EXTERNAL_DIFF": str(HERE / "diff-without-status.py"), "DIFF_IGNORED": json.dumps(ignored or {})}
        result = run("kubectl", "diff", *self.apply, input=yaml.safe_dump_all(self.documents), env=environment)
        if result.returncode > 1:
            raise RuntimeError(result.stderr.strip())
        return result.stdout.strip()

    def become_current(self):
        def is_current():
            others = {identity(item): status for item in self.live() if (status := health(item)) != "Current"}
            if others:
                raise RuntimeError(f"{others}")
            return True

        eventually(f"{self.name} is as its folder says", is_current)
