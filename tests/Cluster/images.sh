#!/usr/bin/env bash
# Container images for the local cluster, made without a registry and without a container engine. Prints the path of a docker-archive.
#
#   images.sh model-server    the stand-in for model servers (tests/ModelServer)   local/model-server:dev
#   images.sh model-hub       the stand-in for the Hub (tests/ModelHub)            local/model-hub:dev
#   images.sh product         operator and gateway, by the Dockerfile, with buildah  local/inference-endpoints:dev
#   images.sh downloader      the real hf command, of Debian's huggingface_hub     local/downloader:dev
#
# An image is made again only when what it is made from has changed, its recipe here among that; the same inputs give the same bytes. What
# Debian has newer is taken when the recipe changes or the cache is emptied. Environment: IMAGE_CACHE.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
CACHE=${IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inference-endpoints/images}
# shellcheck source=lib/settings.sh
source "$here/lib/settings.sh"
# shellcheck source=lib/install.sh
source "$here/lib/install.sh"

DOTNET_PACKAGES=(libc6 libgcc-s1 libstdc++6 zlib1g libssl3 ca-certificates tzdata busybox-static)
HF_PACKAGES=(python3-huggingface-hub ca-certificates busybox-static)

# unpack FOLDER RELEASE PACKAGE...: packages of a Debian release with all that they depend on, whatever this machine runs and has installed.
unpack() {
  local folder=$1 release=$2 work mirror deb command; shift 2
  work=$(mktemp -d -p "$WORK")
  # This machine's mirror of Debian, which need not be its first source.
  # shellcheck disable=SC2016 # apt-get's own variables
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk -v release="$CODENAME" '$2 == release && !found { print $1; found = 1 }')
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial,etc/preferences.d,etc/apt.conf.d} "$folder"
  : >"$work/state/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} $release main" >"$work/etc/sources.list"
  local apt=(apt-get -qq -o "Dir::Etc=$work/etc" -o "Dir::State=$work/state" -o "Dir::State::status=$work/state/status"
    -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none)
  "${apt[@]}" update
  "${apt[@]}" install -y --download-only --no-install-recommends "$@"
  mkdir -p "$folder"/usr/{bin,sbin,lib,lib64}
  ln -s usr/{bin,sbin,lib,lib64} "$folder"
  for deb in "$work"/cache/archives/*.deb; do
    case $(basename "$deb") in
      git[-_]* | perl* | libperl* | liberror-perl* | debconf_* | dpkg_*) ;; # dependencies that nothing here runs
      *) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$folder" --keep-directory-symlink --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' ;;
    esac
  done
  # What the packages' scripts would have done.
  mkdir -p "$folder"/{etc/ssl/certs,tmp,proc,sys,dev}
  chmod 1777 "$folder/tmp"
  find "$folder/usr/share/ca-certificates" -name '*.crt' -print0 | sort -z | xargs -0 cat >"$folder/etc/ssl/certs/ca-certificates.crt"
  printf 'root:x:0:0:root:/root:/bin/sh\nmodel:x:1000:1000:model:/tmp:/bin/sh\n' >"$folder/etc/passwd"
  printf 'root:x:0:\nmodel:x:1000:\n' >"$folder/etc/group"
  [[ ! -e $folder/bin/busybox ]] || for command in sh sleep; do ln -sf busybox "$folder/bin/$command"; done
  rm -rf "$work"
}

# layer FOLDER TAR: the same files give the same bytes.
layer() { chmod 755 "$1" && tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu -cf "$2" -C "$1" .; }

# archive NAME TAR CONFIG LAYER...: a docker-archive. CONFIG is the image's "config" object.
archive() {
  local name=$1 out=$2 config=$3 work digest ids='' layers='' file; shift 3
  work=$(mktemp -d -p "$WORK")
  for file; do
    digest=$(sha256sum <"$file" | cut -d' ' -f1)
    ln "$file" "$work/$digest.tar" 2>/dev/null || cp "$file" "$work/$digest.tar"
    ids+="${ids:+,}\"sha256:$digest\"" layers+="${layers:+,}\"$digest.tar\""
  done
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]}}' "$(dpkg --print-architecture)" "$config" "$ids" >"$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]' "$name" "$layers" >"$work/manifest.json"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$out.part" -C "$work" .
  mv "$out.part" "$out"
  rm -rf "$work"
}

# once FILE COMMAND...: makes the file, unless it is there or another process makes it. Never in a condition or before '&&', where bash would
# go on after an error. The lock is not for children: a compiler server would hold it long after.
once() {
  local file=$1; shift
  exec 9>"$file.lock"
  flock -n 9 || with_progress "waiting for $(basename "$file"), which another process makes" flock 9
  if [[ -e $file ]]; then touch "$file"; else with_progress "making $(basename "$file")" "$@" "$file" 9>&-; fi
  exec 9>&-
}

# hash FILE_OR_FOLDER...: of what is in the repository there, and of the recipe.
hash() {
  (cd "$root" && { printf '%s\0' "$@" tests/Cluster/images.sh | xargs -0 -I{} find {} -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0; } |
    sort -zu | xargs -0 sha256sum | sha256sum | cut -c1-12)
}

# projects FOLDER: the project there and those that it refers to.
projects() {
  local reference
  echo "$1"
  grep -oP 'ProjectReference Include="\K[^"]+' "$root/$1"/*.csproj | while read -r reference; do
    projects "$(realpath --relative-to "$root" "$root/$1/$(dirname "$reference")")"
  done
}

packages_layer() { # RELEASE PACKAGE... FILE
  local folder file=${!#}
  folder=$(mktemp -d -p "$WORK")
  unpack "$folder" "${@:1:$#-1}"
  layer "$folder" "$file.part"
  mv "$file.part" "$file"
  rm -rf "$folder"
}

runtime_layer() { # FILE
  local folder framework home=$DOTNET_HOME
  folder=$(mktemp -d -p "$WORK")
  mkdir -p "$folder/usr/share/dotnet"
  cp -r "$home/dotnet" "$home/host" "$folder/usr/share/dotnet/"
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    mkdir -p "$folder/usr/share/dotnet/shared/$framework"
    cp -r "$home/shared/$framework/$RUNTIME_VERSION" "$folder/usr/share/dotnet/shared/$framework/"
  done
  layer "$folder" "$1.part"
  mv "$1.part" "$1"
  rm -rf "$folder"
}

dotnet_image() { # PROJECT NAME BASE RUNTIME FILE
  local project=$1 name=$2 out=$5 folder
  folder=$(mktemp -d -p "$WORK")
  # Nothing of this checkout, neither its place nor its commit, gets into the program.
  dotnet publish "$root/tests/$project" -c Release --artifacts-path "$folder/build" -o "$folder/image/app" -nologo -v q \
    -p:DebugType=none -p:PublishDocumentationFiles=false -p:PathMap="$root=/src%2C$folder=/build" \
    -p:IncludeSourceRevisionInInformationalVersion=false -p:EnableSourceControlManagerQueries=false
  layer "$folder/image" "$folder/layer.tar"
  archive "local/$name:dev" "$out" '{"User":"1000:1000","WorkingDir":"/app","Entrypoint":["/usr/share/dotnet/dotnet","/app/'"$name"'.dll"],"Env":["PATH=/usr/share/dotnet:/usr/bin:/bin","DOTNET_RUNNING_IN_CONTAINER=true","DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1","DOTNET_EnableDiagnostics=0"]}' \
    "$3" "$4" "$folder/layer.tar"
}

# Where .NET is, which need not be beside the command, and the newest version of its runtime.
find_runtime() {
  local line
  line=$(dotnet --list-runtimes | grep '^Microsoft.AspNetCore.App 10[.]' | tail -1)
  RUNTIME_VERSION=$(cut -d' ' -f2 <<<"$line")
  DOTNET_HOME=$(sed -E 's|.*\[(.*)/shared/.*|\1|' <<<"$line")
}

dotnet_server() { # PROJECT NAME
  local inputs recipe base runtime image folders
  command -v dotnet >/dev/null || fail "no dotnet: tests/install.sh installs it"
  find_runtime
  mapfile -t folders < <(projects "tests/$1")
  inputs=$(hash "${folders[@]}" Directory.Build.props Directory.Packages.props global.json)
  recipe=$(hash)
  base=$CACHE/debian-$CODENAME-$recipe.tar runtime=$CACHE/dotnet-$RUNTIME_VERSION-$recipe.tar image=$CACHE/$2-$RUNTIME_VERSION-$inputs.tar
  once "$base" packages_layer "$CODENAME" "${DOTNET_PACKAGES[@]}"
  once "$runtime" runtime_layer
  once "$image" dotnet_image "$1" "$2" "$base" "$runtime"
  echo "$image"
}

downloader() {
  local image
  image=$CACHE/downloader-$(hash).tar
  once "$image" downloader_image
  echo "$image"
}

downloader_image() { # FILE
  local folder
  folder=$(mktemp -d -p "$WORK")
  unpack "$folder/root" sid "${HF_PACKAGES[@]}"
  # As their packages' scripts would: without it, every download would begin by compiling its client. Compiled for good, as the layer
  # does not keep the times that Python would compare.
  # Which version it is need not be this machine's.
  (cd "$folder/root" && chroot . python3 -m compileall -q --invalidation-mode unchecked-hash usr/lib/python3*) || true # a few files are for other versions
  layer "$folder/root" "$folder/layer.tar"
  archive local/downloader:dev "$1" '{"User":"1000:1000","WorkingDir":"/tmp","Entrypoint":["/usr/bin/hf"],"Env":["PATH=/usr/bin:/bin","HOME=/tmp","PYTHONDONTWRITEBYTECODE=1"]}' "$folder/layer.tar"
}

# The Dockerfile as it is. Its base images have their own names and are made here: Debian's packages instead of Ubuntu's, and this machine's
# SDK, which is mounted rather than copied.
product() {
  local base runtime image recipe
  install_packages "the build needs" buildah=buildah
  find_runtime
  recipe=$(hash)
  base=$CACHE/debian-$CODENAME-$recipe.tar runtime=$CACHE/dotnet-$RUNTIME_VERSION-$recipe.tar
  image=$CACHE/product-$RUNTIME_VERSION-$(hash src Dockerfile .dockerignore .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json).tar
  once "$base" packages_layer "$CODENAME" "${DOTNET_PACKAGES[@]}"
  once "$runtime" runtime_layer
  once "$image" product_image "$base" "$runtime"
  echo "$image"
}

product_image() { # BASE RUNTIME FILE
  local store=$WORK/store link mounts=() builder="mcr.microsoft.com/dotnet/sdk:10.0-noble" aspnet="mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"
  local buildah=(buildah --root "$store/root" --runroot "$store/run" --storage-driver vfs)
  mkdir -p "$HOME/.nuget/packages" "$store/tmp"
  export TMPDIR=$store/tmp BUILDAH_ISOLATION=chroot
  archive "$builder" "$WORK/sdk.tar" '{"Env":["PATH=/usr/share/dotnet:/usr/bin:/bin","DOTNET_CLI_TELEMETRY_OPTOUT=1","DOTNET_NOLOGO=1","NUGET_CERT_REVOCATION_MODE=offline","DOTNET_GENERATE_ASPNET_CERTIFICATE=false","DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1"]}' "$1"
  archive "$aspnet" "$WORK/aspnet.tar" '{"User":"1654","Env":["PATH=/usr/share/dotnet:/usr/bin:/bin","DOTNET_ROOT=/usr/share/dotnet"]}' "$1" "$2"
  "${buildah[@]}" pull -q "docker-archive:$WORK/sdk.tar"
  "${buildah[@]}" pull -q "docker-archive:$WORK/aspnet.tar"
  mounts=(-v "$DOTNET_HOME:/usr/share/dotnet:ro" -v "$HOME/.nuget/packages:/root/.nuget/packages:rw")
  # Whatever authorities this machine trusts, the build does.
  link=$(readlink -f "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}")
  [[ ! -e $link ]] || mounts+=(-v "$link:/etc/ssl/certs/ca-certificates.crt:ro")
  "${buildah[@]}" build --pull-never --network host --timestamp 0 --build-arg "TARGETARCH=$(dpkg --print-architecture)" "${mounts[@]}" -f "$root/Dockerfile" -t local/inference-endpoints:dev "$root"
  "${buildah[@]}" push -q local/inference-endpoints:dev "docker-archive:$3.part:local/inference-endpoints:dev"
  mv "$3.part" "$3"
}

mkdir -p "$CACHE"
# shellcheck disable=SC1091
CODENAME=$(source /etc/os-release && echo "$VERSION_CODENAME")
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
find "$CACHE" -name '*.tar*' -mtime +7 -delete
case ${1:-} in
  model-server) dotnet_server ModelServer model-server ;;
  model-hub) dotnet_server ModelHub model-hub ;;
  downloader) downloader ;;
  product) product ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac
