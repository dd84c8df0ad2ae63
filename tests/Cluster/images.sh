#!/usr/bin/env bash
# Container images for the local cluster, made without a registry and without a container engine. Prints the path of a docker-archive.
#
#   images.sh model-server    the stand-in for model servers (tests/ModelServer)   local/model-server:dev
#   images.sh model-hub       the stand-in for the Hub (tests/ModelHub)            local/model-hub:dev
#   images.sh downloader      the real hf command, of Debian's huggingface_hub     local/downloader:dev
#
# An image is made again only when what it is made from has changed. Environment: IMAGE_CACHE.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
CACHE=${IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inference-endpoints/images}
# shellcheck source=lib/settings.sh
source "$here/lib/settings.sh"
# shellcheck source=lib/install.sh
source "$here/lib/install.sh"

DOTNET_PACKAGES=(libc6 libgcc-s1 libstdc++6 zlib1g libssl3 ca-certificates busybox-static)
HF_PACKAGES=(python3-huggingface-hub ca-certificates)

# unpack FOLDER RELEASE PACKAGE...: packages of a Debian release with all that they depend on, whatever this machine runs and has installed.
unpack() {
  local folder=$1 release=$2 work mirror deb; shift 2
  work=$(mktemp -d)
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -1)
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial,etc/preferences.d,etc/apt.conf.d} "$folder"
  : >"$work/state/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$work/etc/sources.list"
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
  find "$folder/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$folder/etc/ssl/certs/ca-certificates.crt"
  printf 'root:x:0:0:root:/root:/bin/sh\nmodel:x:1000:1000:model:/tmp:/bin/sh\n' >"$folder/etc/passwd"
  printf 'root:x:0:\nmodel:x:1000:\n' >"$folder/etc/group"
  rm -rf "$work"
}

# layer FOLDER TAR: the same files give the same bytes.
layer() { tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu -cf "$2" -C "$1" .; }

# archive NAME TAR CONFIG LAYER...: a docker-archive. CONFIG is the image's "config" object.
archive() {
  local name=$1 out=$2 config=$3 work digest ids='' layers='' file; shift 3
  work=$(mktemp -d)
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

# once FILE COMMAND...: makes the file, unless it is there.
once() {
  local file=$1; shift
  [[ -e $file ]] || with_progress "making $(basename "$file")" "$@" "$file"
}

packages_layer() { # RELEASE PACKAGE... FILE
  local folder file=${!#}
  folder=$(mktemp -d)
  unpack "$folder" "${@:1:$#-1}"
  [[ ! -e $folder/bin/busybox ]] || ln -s busybox "$folder/bin/sh"
  [[ ! -e $folder/bin/busybox ]] || ln -s busybox "$folder/bin/sleep"
  layer "$folder" "$file.part"
  mv "$file.part" "$file"
  rm -rf "$folder"
}

runtime_layer() { # FILE
  local folder framework home=$DOTNET_HOME
  folder=$(mktemp -d)
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

dotnet_image() { # PROJECT NAME FILE
  local project=$1 name=$2 out=$3 folder
  folder=$(mktemp -d)
  dotnet publish "$root/tests/$project" -c Release -o "$folder/app" -nologo -v q
  layer "$folder" "$folder.tar"
  archive "local/$name:dev" "$out" '{"User":"1000:1000","WorkingDir":"/app","Entrypoint":["/usr/share/dotnet/dotnet","/app/'"$name"'.dll"],"Env":["PATH=/usr/share/dotnet:/usr/bin:/bin","DOTNET_RUNNING_IN_CONTAINER=true","DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1","DOTNET_EnableDiagnostics=0"]}' \
    "$CACHE/debian-dotnet.tar" "$CACHE/dotnet-$RUNTIME_VERSION.tar" "$folder.tar"
  rm -rf "$folder" "$folder.tar"
}

dotnet_server() { # PROJECT NAME
  local inputs
  DOTNET_HOME=$(dirname "$(readlink -f "$(command -v dotnet)")")
  RUNTIME_VERSION=$(dotnet --list-runtimes | awk '$1 == "Microsoft.AspNetCore.App" && $2 ~ /^10[.]/ { print $2 }' | tail -1)
  export DOTNET_HOME RUNTIME_VERSION
  inputs=$(cd "$root" && find "tests/$1" Directory.*.props -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
  once "$CACHE/debian-dotnet.tar" packages_layer "$CODENAME" "${DOTNET_PACKAGES[@]}"
  once "$CACHE/dotnet-$RUNTIME_VERSION.tar" runtime_layer
  once "$CACHE/$2-$RUNTIME_VERSION-$inputs.tar" dotnet_image "$1" "$2"
  echo "$CACHE/$2-$RUNTIME_VERSION-$inputs.tar"
}

downloader_image() { # FILE
  local folder
  folder=$(mktemp -d)
  unpack "$folder/root" sid "${HF_PACKAGES[@]}"
  # As their package's scripts would: without it, every download would begin by compiling its client.
  chroot "$folder/root" python3 -m compileall -q /usr/lib/python3 /usr/lib/python3.* || true # a few files are for other versions
  layer "$folder/root" "$folder/layer.tar"
  archive local/downloader:dev "$1" '{"User":"1000:1000","WorkingDir":"/tmp","Entrypoint":["/usr/bin/hf"],"Env":["PATH=/usr/bin:/bin","HOME=/tmp","PYTHONDONTWRITEBYTECODE=1"]}' "$folder/layer.tar"
  rm -rf "$folder"
}

mkdir -p "$CACHE"
# shellcheck disable=SC1091
CODENAME=$(source /etc/os-release && echo "$VERSION_CODENAME")
exec 9>"$CACHE/lock"
flock 9
case ${1:-} in
  model-server) dotnet_server ModelServer model-server ;;
  model-hub) dotnet_server ModelHub model-hub ;;
  downloader) once "$CACHE/downloader.tar" downloader_image && echo "$CACHE/downloader.tar" ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac
