"""The documentation's commands: blocks marked 'sh run' are run, every other command is held against the tools' own help, and examples in YAML
against the API server."""
import os
import random
import re
import shlex
import socket
from pathlib import Path

import jsonschema
import yaml

from chart import ROOT, kubectl_minor, run

RUNNABLE = ("docs/first-endpoint.md", "docs/private-models.md", "docs/custom-handler.md")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(sh run|sh|yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLUGIN = ROOT / "src/KubectlIep/bin/Debug/net10.0"
NESTED = {("create",), ("create", "secret"), ("rollout",), ("config",), ("keys",)}  # verbs that are followed by another
LATER = {("create", "token"): 24}  # the minor version of kubectl that brought them
GLOBAL = {"-n", "--namespace", "--context", "--kubeconfig", "-A"}


def blocks(page, *kinds):
    return [text for kind, text in BLOCK.findall(page.read_text()) if kind in kinds]


def publish_plugin(folder):
    """The one file of docs/kubectl-iep.md, of what is built already."""
    command = next(line for text in blocks(ROOT / "docs/kubectl-iep.md", "sh") for line in text.splitlines() if line.startswith("dotnet publish"))
    words = shlex.split(command.replace("-c Release", "-c Debug"))[:-1]
    result = run(*words, folder, "-p:RunAnalyzers=false", "-nologo", "-v", "q", cwd=ROOT)
    if result.returncode or (files := os.listdir(folder)) != ["kubectl-iep"]:
        raise RuntimeError(f"{command}: {result.stdout[-1000:] if result.returncode else files}")


def run_page(name, folder, part=slice(None), changes=None, namespace=None):
    """As somebody would who reads from top to bottom in one shell, but for the port, as 8080 may be taken here, with less patience, and with
    what a reader is to replace replaced."""
    script = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + "".join(blocks(ROOT / name, "sh run")[part])
    for written, meant in (changes or {}).items():
        if written not in script:
            raise RuntimeError(f"{name} does not say {written}")
        script = script.replace(written, meant)
    port = free_port()
    script = re.sub(r"(localhost:| )8080\b", rf"\g<1>{port}", script)
    script = re.sub(r"--timeout=\d+m\b", "--timeout=5m", script)
    if namespace:  # the reader's own
        script = f"kubectl config view --raw > {folder}/{namespace}\nexport KUBECONFIG={folder}/{namespace}\nkubectl config set-context --current --namespace={namespace}\n{script}"
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HF_TOKEN": "hf_demo"}
    result = run("bash", "-c", script, cwd=ROOT, env=environment)
    if result.returncode:
        raise RuntimeError(f"{result.stdout[-500:]} {result.stderr[:1000]} ... {result.stderr[-500:]}")


def free_port():
    """None of those that the kernel gives to connections: it is taken a minute later."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as free:
            if free.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port")


def examples(page):
    documents = (document for text in blocks(page, "yaml") for document in yaml.safe_load_all(text))
    return [item for item in documents if isinstance(item, dict) and str(item.get("apiVersion")).startswith("inferenceendpoints.dev/")]


def commands(page):
    """Of kubectl and its plugin, as lists of words."""
    for text in blocks(page, "sh", "sh run"):
        text = re.sub(r"<<'EOF'\n.*?^EOF$", "", text.replace("\\\n", " "), flags=re.MULTILINE | re.DOTALL)
        for line in re.split(r"\n|&&|\||\$\(|;", text):
            try:
                words = shlex.split(line.rstrip(")").rstrip('"') if line.count('"') % 2 else line, comments=True)
            except ValueError:
                continue  # a part of a longer one
            if words[:1] == ["kubectl"]:
                yield words


def helm_values(page):
    """What commands of Helm set, as lists of words for '--set'."""
    for text in blocks(page, "sh"):
        for line in text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["helm"]:
                yield from (value for option, value in zip(words, words[1:]) if option == "--set")


def mistaken_values(page, schema):
    """Of Helm's commands, by the chart's schema."""
    wrong = []
    for setting in helm_values(page):
        path, _, text = setting.partition("=")
        value = yaml.safe_load(text)
        for key in reversed(path.split(".")):
            value = {key: value}
        wrong += [f"{setting}: {error.message}" for error in jsonschema.Draft7Validator(schema).iter_errors(value)]
    return "; ".join(wrong) or None


def unknown_words(command, seen):
    """Verbs and options that the tool's help does not have."""
    words = command[1:]
    while words and words[0] in GLOBAL:
        words = words[1 if words[0] == "-A" else 2:]
    tool = ["kubectl"]
    if words[:1] == ["iep"]:
        tool, words = [PLUGIN / "kubectl-iep"], words[1:]
        while words and words[0] in GLOBAL:
            words = words[2:]
    if not words or words[0].startswith("-"):
        return []
    verbs = [words[0]]
    while tuple(verbs) in NESTED and len(words) > len(verbs) and not words[len(verbs)].startswith("-"):
        verbs.append(words[len(verbs)])
    if LATER.get(tuple(verbs), 0) > kubectl_minor():
        return []
    for count, verb in enumerate(verbs):
        if not re.search(rf"^\s+{re.escape(verb)}\b", help_of(tool, verbs[:count], seen), re.MULTILINE):
            return [" ".join(verbs)]
    text = help_of(tool, verbs, seen) + help_of(tool, ["options"], seen)
    options = {word.split("=")[0] for word in words if word.startswith("--")}
    return sorted(option for option in options if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text))


def help_of(tool, verbs, seen):
    key = (str(tool[0]), *verbs)
    if key not in seen:
        result = run(*tool, *verbs, *([] if verbs == ["options"] else ["--help"]))
        seen[key] = result.stdout + result.stderr
    return seen[key]


def mistaken_commands(page, seen):
    wrong = [f"{' '.join(command)}: {unknown}" for command in commands(page) if (unknown := unknown_words(command, seen))]
    return "; ".join(wrong) or None
