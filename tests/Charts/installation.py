"""The chart on a cluster with a node: the product as pods of its image, a folder of endpoints that a GitOps controller looks after, an upgrade
and a rollback under load, and what is left afterwards."""
import copy
import json
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import yaml

from chart import ROOT, run
from documentation import RUNNABLE, publish_plugin, run_page
from gitops import Folder, ignored_by_argo, ignored_by_flux
from kubectl import DEADLINE, eventually, kubectl
from releases import ADDED_FIELD, release, release_before
from traffic import BODY, Traffic

NAMESPACE, TEAM = "inference-endpoints", "team-a"
IMAGES = ("product", "model-server", "model-hub", "downloader")
PRODUCT = "docker.io/local/inference-endpoints"
DEFINITION = "CustomResourceDefinition"
GATEWAY, GATEWAY_PORT, GENERATE = "inference-endpoints-gateway", 8080, f"/endpoints/{TEAM}/gpt2/generate"
SAMPLE = yaml.safe_load((ROOT / "deploy/samples/text-generation-custom-image.yaml").read_text())
# The API server asks the pods of the Service, as there is no kube-proxy here.
PROXY = f"/api/v1/namespaces/{NAMESPACE}/services/{GATEWAY}:http/proxy"
STAYS = {DEFINITION, "InstanceType"}  # Helm keeps the first, as the chart says, and never deletes what hooks made
IN_NO_NAMESPACE = {"namespaces", "customresourcedefinitions.apiextensions.k8s.io", "instancetypes.inferenceendpoints.dev"}
LEFT = {"configmap/kube-root-ca.crt", "serviceaccount/default", "lease.coordination.k8s.io/inference-endpoints-operator-leader"}


def prepare(cluster):
    """A node with the images and the Hub's stand-in; the address of the latter."""
    cluster("node")
    cluster("gpus", "1")
    cluster("image", *(run(ROOT / f"tests/Cluster/images.sh", image, check=True).stdout.strip() for image in IMAGES))
    cluster("tag", f"{PRODUCT}:dev", f"{PRODUCT}:before")
    kubectl("apply", "-n", "default", "-f", ROOT / "tests/Cluster/model-hub.yaml")
    kubectl("wait", "-n", "default", "--for=condition=Ready", f"--timeout={DEADLINE}s", "pod/model-hub")
    return kubectl("get", "pod", "model-hub", "-n", "default", "-o", "jsonpath={.status.podIP}")


def endpoint(name, **spec):
    return {**SAMPLE, "metadata": {"name": name, "namespace": TEAM}, "spec": {**SAMPLE["spec"], **spec}}


class Installation:
    """Each step needs the one before."""

    def __init__(self, cluster, versions):
        self.cluster, self.versions = cluster, versions
        self.platform, self.team = Folder("platform"), Folder("team")
        self.before, self.now, self.pages = [], [], {}
        self.folder = tempfile.TemporaryDirectory()
        self.endpoint = endpoint("gpt2", compute={**SAMPLE["spec"]["compute"], "scaling": {"minReplica": 1, "maxReplica": 2}})

    def steps(self):
        return {
            "operator and gateway run as pods": self.install,
            "the webhook refuses a mistake": self.refuse_a_mistake,
            "a folder of endpoints is applied and becomes current": self.apply_a_folder,
            "a request through the gateway's Service is answered": self.answer_a_request,
            "kubectl iep doctor finds all in order": self.ask_the_doctor,
            "bash completes the name of an endpoint": self.complete_a_name,
            "the image has the plugin": self.find_the_plugin,
            "each sample becomes a Deployment": self.apply_the_samples,
            "what has left the folder is pruned": self.prune,
            "neither defaults nor an autoscaler's replicas are drift": self.show_no_drift,
            "an autoscaler of the gateway is drift, but for the rules of Argo CD and of Flux": self.ignore_an_autoscaler,
            "a change by hand is drift and is taken back": self.take_a_change_back,
            **{f"the commands of {name} work": lambda name=name: self.pages[name].result() for name in (*RUNNABLE, "README.md")},
            "an upgrade from the release before, and a rollback, lose no request and restart no model": self.upgrade_and_roll_back,
            "probes are not logged": self.say_nothing_of_probes,
            "uninstalling leaves nothing but definitions": self.leave_nothing,
            "the commands of docs/install.md install without Helm, and an endpoint answers": self.install_by_hand,
            "those that take it away leave nothing but definitions": self.uninstall_by_hand,
        }

    def install(self):
        pool = ThreadPoolExecutor()
        plugin = pool.submit(publish_plugin, self.folder.name)  # beside the next steps, as they mostly wait
        self.hub = prepare(self.cluster)
        self.before, self.now = release_before(self.hub, self.versions), release(self.hub, self.versions)
        self.define(self.before, STAYS)
        self.bring(self.before)
        plugin.result()
        self.pages = {name: pool.submit(run_page, name, self.folder.name) for name in RUNNABLE}
        self.pages["README.md"] = pool.submit(self.read_readme)

    def read_readme(self):
        """With an endpoint of the name that it has there, and of a size that this machine has."""
        kubectl("create", "namespace", "readme")
        kubectl("apply", "-f", "-", documents=[{**SAMPLE, "metadata": {"name": "gemma-1-1-2b-it", "namespace": "readme"}}])
        run_page("README.md", self.folder.name, namespace="readme")
        kubectl("delete", "namespace", "readme", "--wait=false")

    @staticmethod
    def define(documents, kinds):
        # Before 1.25 no API server knows a definition's rules across fields: it would refuse them on the server.
        kubectl("apply", "--validate=false", "-f", "-", documents=[item for item in documents if item["kind"] in kinds])

    def bring(self, documents):
        self.platform.sync([item for item in documents if item["kind"] not in STAYS])
        self.platform.become_current()

    def refuse_a_mistake(self):
        mistake = yaml.safe_dump(endpoint("gpt2", compute={**SAMPLE["spec"]["compute"], "scaling": {"minReplica": 3, "maxReplica": 2}}))

        def refusal():
            return "spec.compute.scaling" in run("kubectl", "create", "--dry-run=server", "-f", "-", input=mistake).stderr

        eventually("the webhook refuses a mistake", refusal)

    def apply_a_folder(self):
        self.team.sync([self.endpoint, endpoint("paused", paused=True)])
        self.team.become_current()
        states = kubectl("get", "iep", "-n", TEAM, "-o", "jsonpath={.items[*].status.state}")
        expect(states, "running paused")

    def answer_a_request(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
            body.write(BODY)
            body.flush()
            answer = eventually("the gateway answers", lambda: kubectl("create", "--raw", PROXY + GENERATE, "-f", body.name))
        if not json.loads(answer).get("generated_text"):
            raise RuntimeError(f"the answer is {answer}")

    def ask_the_doctor(self):
        """What is not there, as DNS, is a warning."""
        said = run(f"{self.folder.name}/kubectl-iep", "doctor")
        missing = [subject for subject in ("operator", "gateway", "validating webhook", "defaulting webhook", "nodes") if not re.search(rf"^OK +{subject} ", said.stdout, re.MULTILINE)]
        if said.returncode or missing:
            raise RuntimeError(f"{missing} of {said.stdout} {said.stderr}")

    def complete_a_name(self):
        script = f"PATH={self.folder.name}:$PATH; source <(kubectl-iep completion bash); " \
            f"COMP_WORDS=(kubectl-iep status -n {TEAM} gp) COMP_CWORD=4; _kubectl_iep; echo ${{COMPREPLY[*]}}"
        expect(run("bash", "-c", script).stdout.strip(), "gpt2")

    @staticmethod
    def find_the_plugin():
        if "doctor" not in (said := kubectl("exec", "-n", NAMESPACE, f"deployment/{GATEWAY}", "--", "/app/kubectl-iep/kubectl-iep", "--help")):
            raise RuntimeError(said)

    @staticmethod
    def apply_the_samples():
        samples = ROOT / "deploy/samples"
        kubectl("create", "namespace", "samples")
        kubectl("apply", "-n", "samples", "-f", samples)
        names = {name.stem: yaml.safe_load(name.read_text())["metadata"]["name"] for name in samples.glob("*.yaml")}

        def is_complete():
            made = {name.rpartition("/")[2] for name in kubectl("get", "deployments", "-n", "samples", "-o", "name").split()}
            if missing := set(names.values()) - made:
                raise RuntimeError(f"none for {missing}: {kubectl('get', 'iep', '-n', 'samples', '-o', 'wide')}")
            return True

        eventually("each sample becomes a Deployment", is_complete)
        kubectl("delete", "namespace", "samples", "--wait=false")

    def prune(self):
        self.team.sync([self.endpoint])
        expect(kubectl("get", "iep", "-n", TEAM, "-o", "name"), "inferenceendpoint.inferenceendpoints.dev/gpt2")

    def show_no_drift(self):
        for replicas in (2, 1):  # as an autoscaler does it: through the scale subresource
            kubectl("scale", "-n", TEAM, "deployment/gpt2", f"--replicas={replicas}")
            expect(self.team.drift(), "")
        expect(self.platform.drift(), "")
        eventually("one replica is left", lambda: len(pods(TEAM)) == 1)

    def ignore_an_autoscaler(self):
        kubectl("scale", "-n", NAMESPACE, f"deployment/{GATEWAY}", "--replicas=3")
        if "replicas: 3" not in self.platform.drift():
            raise RuntimeError("the autoscaler is not seen")
        expect([self.platform.drift(ignored) for ignored in (ignored_by_argo(), ignored_by_flux())], ["", ""])
        kubectl("scale", "-n", NAMESPACE, f"deployment/{GATEWAY}", "--replicas=2")

    def take_a_change_back(self):
        kubectl("patch", "-n", TEAM, "iep", "gpt2", "--type=merge", "-p", '{"spec": {"compute": {"scaling": {"maxReplica": 3}}}}')
        if "maxReplica: 3" not in self.team.drift():
            raise RuntimeError("the change is not seen")
        self.team.sync(self.team.documents)
        expect(self.team.drift(), "")

    def upgrade_and_roll_back(self):
        models, gateways = pods(TEAM), ready_gateways()
        with Traffic(NAMESPACE, GATEWAY, GATEWAY_PORT, GENERATE) as traffic:
            traffic.wait_for_an_answer()
            self.define(self.now, {DEFINITION})
            self.bring(self.now)
            self.team.sync([with_added_field(self.endpoint)])
            expect(self.team.drift(), "")
            gateways = successors(gateways)
            traffic.wait_for_an_answer()
            self.bring(self.before)  # without the definitions: they go forward alone
            self.team.become_current()
            expect(self.team.drift(), "")
            successors(gateways)
            traffic.wait_for_an_answer()
        expect(traffic.lost, [])
        expect(pods(TEAM), models)

    def say_nothing_of_probes(self):
        """But for a health check that fails, as before the caches are there."""
        for pod in json.loads(kubectl("get", "pods", "-n", NAMESPACE, "-o", "json"))["items"]:
            if "deletionTimestamp" in pod["metadata"]:
                continue  # of the release before
            lines = kubectl("logs", "-n", NAMESPACE, pod["metadata"]["name"]).splitlines()
            if line := next((line for line in lines if "/readyz" in line and "HealthCheckService" not in line), None):
                raise RuntimeError(line)

    def leave_nothing(self):
        self.team.sync([])
        kubectl("delete", "-f", "-", documents=[item for item in self.before if item["kind"] not in STAYS])
        eventually("nothing is left", nothing_left)

    def install_by_hand(self):
        settings = [line for line in (ROOT / "tests/Cluster/local-images.env").read_text().splitlines() if line and not line.startswith("#")]
        run_page("docs/install.md", self.folder.name, slice(0, 1), {
            "REGISTRY/inference-endpoints:0.1.0": f"{PRODUCT}:dev",
            "-f crds": "--validate=false -f crds",  # before Kubernetes 1.25, as the page says
            "deploy/catalogue": "tests/Demo/instance-types.yaml",
            "Operator__Models__Images__Downloader=REGISTRY/model-downloader:0.1.0": " ".join([*settings, f"Operator__Models__HubEndpoint=http://{self.hub}:8080"]),
        })
        kubectl("apply", "-f", "-", documents=[self.endpoint])
        kubectl("wait", "-n", TEAM, "iep/gpt2", "--for=condition=Ready", f"--timeout={DEADLINE}s")
        self.answer_a_request()

    def uninstall_by_hand(self):
        kubectl("delete", "-n", TEAM, "iep/gpt2")
        run_page("docs/install.md", self.folder.name, slice(1, None))
        eventually("nothing is left", nothing_left)


def expect(seen, wanted):
    if seen != wanted:
        raise RuntimeError(f"it is {seen}, not {wanted}")


def pods(namespace):
    return set(kubectl("get", "pods", "-n", namespace, "-o", "name").split())


def ready_gateways():
    names = "jsonpath={.subsets[*].addresses[*].targetRef.name}"
    return set(kubectl("get", "endpoints", GATEWAY, "-n", NAMESPACE, "-o", names).split())


def successors(gateways):
    """Those that are ready once none of the former is."""
    return eventually("new gateways take over", lambda: not gateways & (ready := ready_gateways()) and ready)


def with_added_field(item):
    item = copy.deepcopy(item)
    fields = item
    for name in ADDED_FIELD[:-1]:
        fields = fields.setdefault(name, {})
    fields[ADDED_FIELD[-1]] = 15
    return item


def nothing_left():
    kinds = set(kubectl("api-resources", "--verbs=list,delete", "--namespaced", "-o", "name").split()) - {"events", "events.events.k8s.io"}
    names = set(kubectl("get", ",".join(kinds), "-n", NAMESPACE, "-o", "name").split()) - LEFT
    names = {name for name in names if not name.startswith("secret/default-token-")}
    kinds = set(kubectl("api-resources", "--verbs=list,delete", "--namespaced=false", "-o", "name").split()) - IN_NO_NAMESPACE
    names |= {name for name in kubectl("get", ",".join(kinds), "-o", "name").split() if "inference-endpoints" in name}
    if names:
        raise RuntimeError(f"{sorted(names)} are left")
    return True


def run_installation(cluster, versions, check):
    for name, step in Installation(cluster, versions).steps().items():
        started = time.monotonic()
        try:
            step()
            check(f"{name}, {time.monotonic() - started:.0f} s", None)
        except RuntimeError as error:
            return check(name, f"{error}\n{run('kubectl', 'get', 'pods', '-A', '-o', 'wide').stdout}")
