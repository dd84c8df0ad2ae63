"""The chart on a cluster with a node: the product as pods of its image, an endpoint, a request, and what is left afterwards."""
import json
import tempfile
import time

import yaml

from chart import HERE, ROOT, render, run

NAMESPACE, TEAM = "inference-endpoints", "team-a"
IMAGES = ("product", "model-server", "model-hub", "downloader")
DEPLOYMENTS = ("deployment/inference-endpoints-operator", "deployment/inference-endpoints-gateway")
SAMPLE = yaml.safe_load((ROOT / "deploy/samples/text-generation-custom-image.yaml").read_text())
# The API server asks the pods of the Service, as there is no kube-proxy here.
GENERATE = f"/api/v1/namespaces/{NAMESPACE}/services/inference-endpoints-gateway:http/proxy/endpoints/{TEAM}/gpt2/generate"
STAYS = {"CustomResourceDefinition", "InstanceType"}  # Helm keeps the first, as the chart says, and never deletes what hooks made
LEFT = {"configmap/kube-root-ca.crt", "serviceaccount/default", "lease.coordination.k8s.io/inference-endpoints-operator-leader"}
DEADLINE = 120  # seconds


def kubectl(*arguments, documents=None):
    result = run("kubectl", *arguments, input=None if documents is None else yaml.safe_dump_all(documents))
    if result.returncode:
        raise RuntimeError(result.stderr.strip())
    return result.stdout.strip()


def eventually(what, probe):
    """What the probe returns, as soon as that is something. Its errors count as nothing, and the last is told in the end."""
    end, seen = time.monotonic() + DEADLINE, "nothing"
    while time.monotonic() < end:
        try:
            if answer := probe():
                return answer
        except RuntimeError as error:
            seen = error
        time.sleep(0.5)
    raise RuntimeError(f"{what}: not within {DEADLINE} s. Last seen: {seen}")


def prepare(cluster):
    """A node with the images and the Hub's stand-in; the address of the latter."""
    cluster("node")
    cluster("image", *(run(ROOT / f"tests/Cluster/images.sh", image, check=True).stdout.strip() for image in IMAGES))
    kubectl("apply", "-n", "default", "-f", ROOT / "tests/Cluster/model-hub.yaml")
    kubectl("wait", "-n", "default", "--for=condition=Ready", f"--timeout={DEADLINE}s", "pod/model-hub")
    return kubectl("get", "pod", "model-hub", "-n", "default", "-o", "jsonpath={.status.podIP}")


def rendered(hub, versions):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump({"operator": {"settings": {"models": {"hubEndpoint": f"http://{hub}:8080"}}}}, file)
        file.flush()
        return render([HERE / "installation.yaml", file.name], versions)


def become_available():
    kubectl("wait", "-n", NAMESPACE, "--for=condition=Available", f"--timeout={DEADLINE}s", *DEPLOYMENTS)


def refuse_a_mistake():
    compute = {**SAMPLE["spec"]["compute"], "scaling": {"minReplica": 3, "maxReplica": 2}}
    mistake = {**SAMPLE, "spec": {**SAMPLE["spec"], "compute": compute}}

    def refusal():
        result = run("kubectl", "create", "--dry-run=server", "-n", TEAM, "-f", "-", input=yaml.safe_dump(mistake))
        return "spec.compute.scaling" in result.stderr

    eventually("the webhook refuses a mistake", refusal)


def answer_a_request():
    kubectl("apply", "-n", TEAM, "-f", "-", documents=[SAMPLE])
    eventually("the endpoint runs", lambda: kubectl("get", "-n", TEAM, "iep", "gpt2", "-o", "jsonpath={.status.state}") == "running")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        json.dump({"inputs": "to be or not", "parameters": {"max_new_tokens": 4}}, body)
        body.flush()
        answer = eventually("the gateway answers", lambda: kubectl("create", "--raw", GENERATE, "-f", body.name))
    if not json.loads(answer).get("generated_text"):
        raise RuntimeError(f"the answer is {answer}")


def say_nothing_of_probes():
    for deployment in DEPLOYMENTS:
        if "/readyz" in (log := kubectl("logs", "-n", NAMESPACE, deployment)):
            raise RuntimeError(next(line for line in log.splitlines() if "/readyz" in line))


def leave_nothing(documents):
    kubectl("delete", "-n", TEAM, "iep", "gpt2")
    kubectl("delete", "-f", "-", documents=[document for document in documents if document["kind"] not in STAYS])
    kinds = set(kubectl("api-resources", "--verbs=list,delete", "--namespaced", "-o", "name").split()) - {"events", "events.events.k8s.io"}

    def nothing_left():
        names = set(kubectl("get", ",".join(kinds), "-n", NAMESPACE, "-o", "name").split()) - LEFT
        names = {name for name in names if not name.startswith("secret/default-token-")}
        if names:
            raise RuntimeError(f"{sorted(names)} are left")
        return True

    eventually("nothing is left", nothing_left)


def run_installation(cluster, versions, check):
    """Each step needs the one before."""
    documents = []

    def install():
        documents.extend(rendered(prepare(cluster), versions))
        kubectl("apply", "--validate=false", "-f", "-", documents=documents)
        become_available()

    steps = {
        "operator and gateway run as pods": install,
        "the webhook refuses a mistake": refuse_a_mistake,
        "a request through the gateway's Service is answered": answer_a_request,
        "probes are not logged": say_nothing_of_probes,
        "uninstalling leaves nothing but definitions": lambda: leave_nothing(documents),
    }
    for name, step in steps.items():
        try:
            step()
            check(name, None)
        except RuntimeError as error:
            pods = run("kubectl", "get", "pods", "-A", "-o", "wide").stdout
            return check(name, f"{error}\n{pods}")
