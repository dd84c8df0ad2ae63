"""Two releases of the chart with the images of the local cluster: this one, and one before it."""
import json
import shutil
import tempfile
from pathlib import Path

import yaml

from chart import CHART, HERE, ROOT, render

ADDED_FIELD = ("spec", "coldStart", "heartbeatSeconds")  # of InferenceEndpoint, which the release before did not have

# The catalogue's names with the size of a small machine.
SMALL = {item["metadata"]["name"]: item for item in yaml.safe_load_all((ROOT / "tests/Demo/instance-types.yaml").read_text())}


def release(hub, versions, chart=CHART, models=None, **values):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump({"operator": {"settings": {"models": {"hubEndpoint": f"http://{hub}:8080", **(models or {})}}}, **values}, file)
        file.flush()
        return [SMALL.get(item["metadata"]["name"], item) for item in render([HERE / "installation.yaml", file.name], versions, chart)]


def release_before(hub, versions):
    """Another version of the chart, another tag of the image, other values, one of which shapes the pods of models, and one field less."""
    with tempfile.TemporaryDirectory() as folder:
        chart = Path(shutil.copytree(CHART, Path(folder) / CHART.name))
        change(chart / "Chart.yaml", lambda it: it.update(version="0.0.9", appVersion="0.0.9"))
        change(chart / "files/crds/inferenceendpoints.yaml", without_added_field)
        models = {"terminationGracePeriodSeconds": 90}
        return release(hub, versions, chart, models, image={"tag": "before"}, gateway={"settings": {"maxAttempts": 2}})


def without_added_field(definition):
    fields = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    for name in ADDED_FIELD[:-1]:
        fields = fields["properties"][name]
    del fields["properties"][ADDED_FIELD[-1]]


def change(path, how):
    content = yaml.safe_load(path.read_text())
    how(content)
    path.write_text(yaml.safe_dump(content))
