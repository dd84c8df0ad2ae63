command -v python3 >/dev/null || exec hf download "$@"
# Tells at port 8990 how far the download is. What takes less than three seconds needs no word.
python3 - "$@" >/dev/null 2>&1 <<'END' &
import glob, http.server, json, os, socket, sys, time
start = time.time()
time.sleep(3)
from huggingface_hub import HfApi
from huggingface_hub.utils import filter_repo_objects
repository, revision, folder, patterns = sys.argv[1], sys.argv[3], sys.argv[5], sys.argv[7::2]
tree = [file for file in HfApi().list_repo_tree(repository, revision=revision, recursive=True) if hasattr(file, "size")]
files = list(filter_repo_objects(tree, allow_patterns=patterns or None, key=lambda file: file.path))
def size(path, since=0):
    try:
        stat = os.stat(path)
        return min(stat.st_size, stat.st_blocks * 512) if stat.st_mtime >= since else 0
    except OSError:
        return 0
class Progress(http.server.BaseHTTPRequestHandler):
    timeout = 5
    def do_GET(self):
        parts = glob.glob(f"{folder}/.cache/huggingface/download/**/*.incomplete", recursive=True)
        done = sum(size(part, start) for part in parts) + sum(min(file.size, size(f"{folder}/{file.path}")) for file in files)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"done": done, "total": sum(file.size for file in files)}).encode())
class Server(http.server.HTTPServer):
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET
Server(("", 8990), Progress).serve_forever()
END
# One at a time where pods share the folder: the client takes a file away that another one has just put there. It also calls a folder with
# anything in it a success when the Hub lets nobody in: only one that was complete before is, and only while the Hub is away.
exec python3 -c '
import fcntl, glob, hashlib, os, signal, subprocess, sys, tempfile, time
signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
folder = sys.argv[5]
complete = f"{folder}/.cache/complete-{hashlib.sha256(repr(sys.argv[1:]).encode()).hexdigest()[:16]}"
lock = os.open(f"{folder}/.download.lock", os.O_RDWR | os.O_CREAT)
try:
    fcntl.flock(lock, fcntl.LOCK_EX)
except OSError as error:
    print(f"The folder cannot be locked: {error}", file=sys.stderr)
for part in glob.glob(f"{folder}/.cache/huggingface/download/**/*.incomplete", recursive=True):
    if os.stat(part).st_mtime < time.time() - 3600:
        os.unlink(part)
words = ""
with tempfile.TemporaryFile("w+") as result:
    client = subprocess.Popen(["hf", "download", *sys.argv[1:]], stdout=result, stderr=subprocess.PIPE, text=True)
    for line in client.stderr:
        words += line
        print(line, end="", file=sys.stderr, flush=True)
    code = client.wait()
    result.seek(0)
    if code == 0 and "Returning existing local_dir" in words and ("client error" in words.lower() or not os.path.exists(complete)):
        cause = words.split("`snapshot_download` (", 1)[-1]
        sys.exit("The Hub does not give the model: " + " ".join(cause.split())[:300])
    print(result.read(), end="")
if code == 0:
    open(complete, "w").close()
sys.exit(code)' "$@"
