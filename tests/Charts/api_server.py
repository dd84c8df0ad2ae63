"""What a real API server says of manifests."""
import os
import tempfile

import jsonschema
import yaml

from chart import HERE, ROOT, render, run

FOREIGN = yaml.safe_load((HERE / "foreign.yaml").read_text())  # kinds that an API server alone does not have
NEWER = ("policy/v1", "PodDisruptionBudget")  # than the oldest Kubernetes: the chart asks for what there is, the overlay high-availability does not


class ApiServer:
    """The cluster of KUBECONFIG, or a control plane for the time of the tests."""

    def __enter__(self):
        self.own = None
        if "KUBECONFIG" not in os.environ:
            self.own = tempfile.mkdtemp()
            environment = {**os.environ, "CLUSTER_DIR": self.own + "/cluster", "CLUSTER_OWNER": str(os.getpid())}
            self.cluster = lambda *verb: run(ROOT / "tests/Cluster/cluster.sh", *verb, env={**environment, "KUBECONFIG": ""}, check=True).stdout.strip()
            os.environ["KUBECONFIG"] = self.cluster("up")
        run("kubectl", "apply", "--validate=false", "-f", ROOT / "crds", check=True)
        run("kubectl", "wait", "--for=condition=Established", "crd", "--all", check=True)
        for namespace in ("inference-endpoints", "team-a", "team-b", "gpu-operator"):
            run("kubectl", "create", "namespace", namespace)
        self.versions = run("kubectl", "api-versions", check=True).stdout.split()
        return self

    def __exit__(self, *_):
        if self.own:
            self.cluster("down")

    def refuses(self, values):
        return self.problem_of_all(render([values], self.versions))

    def refuses_folder(self, folder):
        """A kustomization, as kubectl apply -k takes it."""
        built = run("kubectl", "kustomize", folder)
        return built.stderr.strip() if built.returncode else self.problem_of_all(yaml.safe_load_all(built.stdout))

    def problem_of_all(self, documents):
        documents = list(documents)
        if problem := next(filter(None, map(self.problem_elsewhere, documents)), None):
            return problem
        known = [document for document in documents if document["apiVersion"] in self.versions]
        # Before 1.25 no API server knows a CRD's rules across fields, and ignores them.
        crds = [document for document in known if document["kind"] == "CustomResourceDefinition"]
        others = [document for document in known if document not in crds]
        problem = crds and self.problem_of(yaml.safe_dump_all(crds), "--validate=false")
        return problem or (others and self.problem_of(yaml.safe_dump_all(others))) or None

    def problem_elsewhere(self, document):
        """Of what the API server does not see."""
        version, kind = document["apiVersion"], document["kind"]
        if kind in FOREIGN:
            schema = {**FOREIGN[kind], "definitions": FOREIGN["definitions"]}
            return next((f"{kind} {'.'.join(map(str, error.path))}: {error.message}" for error in jsonschema.Draft7Validator(schema).iter_errors(document)), None)
        return None if version in self.versions or (version, kind) == NEWER else f"there is no {kind} of {version}"

    @staticmethod
    def problem_of(text, *options):
        result = run("kubectl", "apply", "--dry-run=server", *options, "-f", "-", input=text)
        return result.stderr.strip() if result.returncode else None
