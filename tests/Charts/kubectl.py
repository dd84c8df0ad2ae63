"""kubectl, and waiting for what it shows."""
import time

import yaml

from chart import run

DEADLINE = 300  # seconds


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
