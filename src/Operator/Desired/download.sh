command -v python3 >/dev/null || exec hf download "$@"
# Tells at port 8990 how far the download is. What takes less than three seconds needs no word.
python3 - "$@" >/dev/null 2>&1 <<'END' &
import glob, http.server, json, os, socket, sys, time
time.sleep(3)
from huggingface_hub import HfApi
from huggingface_hub.utils import filter_repo_objects
repository, revision, folder, patterns = sys.argv[1], sys.argv[3], sys.argv[5], sys.argv[7::2]
tree = [file for file in HfApi().list_repo_tree(repository, revision=revision, recursive=True) if hasattr(file, "size")]
files = list(filter_repo_objects(tree, allow_patterns=patterns or None, key=lambda file: file.path))
def size(path):
    try:
        stat = os.stat(path)
        return min(stat.st_size, stat.st_blocks * 512)
    except OSError:
        return 0
class Progress(http.server.BaseHTTPRequestHandler):
    timeout = 5
    def do_GET(self):
        parts = {}
        for part in glob.glob(f"{folder}/.cache/huggingface/download/**/*.incomplete", recursive=True):
            content = os.path.basename(part).split(".")[1]
            parts[content] = max(parts.get(content, 0), size(part))
        done = sum(min(file.size, max(size(f"{folder}/{file.path}"), parts.get(file.lfs.sha256 if file.lfs else file.blob_id, 0))) for file in files)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"done": done, "total": sum(file.size for file in files)}).encode())
class Server(http.server.HTTPServer):
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET
Server(("", 8990), Progress).serve_forever()
END
# One at a time where pods share the folder: the client takes a file away that another one has just put there. It also calls a folder with
# anything in it a success when the Hub lets nobody in: only one that was complete before is, and only while the Hub is away. And it leaves
# what it had of a file when it was killed, under a name that it will not use again: that is gone on with here, and the client checks the hash
# of a file that it does not know. Written is by position, so that two who do it at once write the same.
exec python3 -c '
import concurrent.futures, fcntl, glob, hashlib, os, signal, subprocess, sys, tempfile
signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
folder = sys.argv[5]
complete = f"{folder}/.cache/complete-{hashlib.sha256(repr(sys.argv[1:]).encode()).hexdigest()[:16]}"
parts = []
lock = os.open(f"{folder}/.download.lock", os.O_RDWR | os.O_CREAT)
try:
    fcntl.flock(lock, fcntl.LOCK_EX)
    parts = glob.glob(f"{folder}/.cache/huggingface/download/**/*.incomplete", recursive=True)
except OSError as error:
    print(f"The folder cannot be locked: {error}", file=sys.stderr)
def finish(part, file):
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers
    with open(part, "r+b") as data:
        there = lambda: os.lseek(data.fileno(), 0, os.SEEK_HOLE)
        while True:
            start = data.seek(there())
            print(f"Going on with {file.path} at byte {start} of {file.size}", file=sys.stderr, flush=True)
            try:
                http_get(hf_hub_url(sys.argv[1], file.path, revision=sys.argv[3]), data, resume_size=start, headers=build_hf_headers(), expected_size=file.size)
                break
            except Exception:
                data.flush()
                if there() <= start:
                    raise
    metadata = f"{folder}/.cache/huggingface/download/{file.path}.metadata"
    if os.path.exists(metadata):
        os.unlink(metadata)
    os.makedirs(os.path.dirname(f"{folder}/{file.path}"), exist_ok=True)
    os.replace(part, f"{folder}/{file.path}")
def resume(parts):
    from huggingface_hub import HfApi
    from huggingface_hub.utils import filter_repo_objects
    tree = [file for file in HfApi().list_repo_tree(sys.argv[1], revision=sys.argv[3], recursive=True) if getattr(file, "lfs", None)]
    files = {file.lfs.sha256: file for file in filter_repo_objects(tree, allow_patterns=sys.argv[7::2] or None, key=lambda file: file.path)}
    useful = {}
    for part in sorted(parts, key=os.path.getsize, reverse=True):
        file = files.pop(os.path.basename(part).split(".")[1], None)
        if file and 0 < os.path.getsize(part) <= file.size and not os.path.exists(f"{folder}/{file.path}"):
            useful[part] = file
        else:
            os.unlink(part)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(finish, useful.keys(), useful.values()))
if parts:
    try:
        resume(parts)
    except Exception as error:
        print(f"What was there cannot be gone on with ({type(error).__name__}): beginning again", file=sys.stderr, flush=True)
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
