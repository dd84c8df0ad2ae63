"""The chart as Helm renders it."""
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CHART = ROOT / "charts/inference-endpoints"
RENDER = Path(tempfile.mkdtemp()) / "render"


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)


def build_renderer():
    go = next(path for path in [*Path("/usr/lib").glob("go-*/bin/go"), Path("go")])
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    run(go, "build", "-o", RENDER, ".", cwd=HERE / "render", env=environment, check=True)


def render(values, versions=("policy/v1",), chart=CHART, objects=()):
    """As it is rendered on a cluster with these API versions and objects."""
    options = [f"-api={version}" for version in versions] + [f"-object={name}" for name in objects]
    return [document for document in yaml.load_all(rendered(values, *options, chart=chart), Loader=yaml.CSafeLoader) if document]


def rendered(values, *options, chart=CHART):
    result = run(RENDER, *options, chart, "inference-endpoints", "inference-endpoints", *values)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return result.stdout


def kubectl_minor():
    version = json.loads(run("kubectl", "version", "--client", "-o", "json", check=True).stdout)["clientVersion"]
    return int(re.match(r"\d+", version["minor"]).group())
