"""Callers of an endpoint, led to the ready pods of a Service as kube-proxy would lead them, of which the local cluster has none: a bit late, as
every node and load balancer hears of a change after the pod that goes has heard of it."""
import http.client
import json
import subprocess
import threading
import time

from kubectl import eventually

ADDRESSES = 'jsonpath={.subsets[*].addresses[*].ip}{"\\n"}'
LAG = 1  # seconds; the product is to wait for longer before a gateway that goes takes no more requests
PAUSE = 0.05  # seconds between a caller's requests: they are to be on their way all the time, and to leave the machine to the rollout
BODY = json.dumps({"inputs": "to be or not", "parameters": {"max_new_tokens": 4}})


class Traffic:
    def __init__(self, namespace, service, port, path, callers=2):
        self.watch = ["kubectl", "get", "endpoints", service, "-n", namespace, "--watch", "-o", ADDRESSES]
        self.port, self.path, self.callers = port, path, callers
        self.changes, self.ready, self.over = [], threading.Event(), threading.Event()
        self.answered, self.lost = {}, []

    def __enter__(self):
        self.process = subprocess.Popen(self.watch, stdout=subprocess.PIPE, text=True)
        self.threads = [threading.Thread(target=self.follow), *(threading.Thread(target=self.call, args=(number,)) for number in range(self.callers))]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.process.terminate()
        for thread in self.threads:
            thread.join()
        self.process.wait()
        self.process.stdout.close()

    def wait_for_an_answer(self):
        """Of a request that began after this."""
        before = sum(self.answered.values())
        eventually("callers are answered", lambda: self.lost or sum(self.answered.values()) > before + self.callers)

    def follow(self):
        for line in self.process.stdout:
            self.changes.append((time.monotonic() + LAG if self.changes else 0, line.split()))
            self.ready.set()
        self.ready.set()

    def addresses(self):
        return next((addresses for known, addresses in reversed(self.changes) if known <= time.monotonic()), [])

    def call(self, number):
        self.ready.wait()
        while not self.over.wait(PAUSE):
            addresses, number = self.addresses(), number + 1
            if not addresses:
                self.lost.append("no gateway is ready")
                return
            self.ask(addresses[number % len(addresses)])

    def ask(self, address):
        connection = http.client.HTTPConnection(address, self.port, timeout=60)
        try:
            connection.request("POST", self.path, BODY, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200 or "generated_text" not in text:
                self.lost.append(f"{address}: {answer.status} {text}")
            else:
                self.answered[address] = self.answered.get(address, 0) + 1
        except (OSError, http.client.HTTPException) as error:
            self.lost.append(f"{address}: {error!r}")
        finally:
            connection.close()
