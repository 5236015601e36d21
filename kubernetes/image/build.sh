#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the image of the DaemonSet, as an OCI image layout: node.sh, what it installs on nodes, the
# command, and a few of Debian's programs. Requires root, mmdebstrap and umoci; only apt uses the network.
#   build.sh BUILD-DIR OUTPUT-DIR [TAG]
# 'skopeo copy oci:OUTPUT-DIR:TAG ...' pushes it to a registry or writes it to an archive.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || {
	echo 'usage: build.sh BUILD-DIR OUTPUT-DIR [TAG]' >&2
	exit 64
}
build=$1 layout=$2
tag=${3:-$(sed -n 's/^project(oci-mempolicy VERSION \([0-9.]*\).*/\1/p' "$here/../../CMakeLists.txt")}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The programs that node.sh calls, and the libraries of the command. No maintainer script is run.
apt-config dump | grep -E '^Acquire::(https?|socks|Retries|ForceIPv)' >"$work/apt.conf" || true
# shellcheck disable=SC1091 # a file of the system
mmdebstrap --quiet --variant=extract --mode=chrootless --skip=check/chrootless --aptopt="$work/apt.conf" \
	--keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
	--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
	--include=coreutils,curl,dash,diffutils,grep,jq,libjansson4,libnuma1,libseccomp2,libsmartcols1,sed \
	"$(. /etc/os-release && echo "$VERSION_CODENAME")" "$work/root" >&2
(cd "$work/root" && rm -rf var dev etc/apt usr/share/man usr/share/locale usr/share/info)
for component in hook runtime command; do
	DESTDIR=$work/root cmake --install "$build" --prefix /usr --component "$component" >/dev/null
done
cp "$here/../node/node.sh" "$work/root/"
mkdir -p "$work/root/host"

# The same files give the same image, bit by bit, whenever it is made.
: "${SOURCE_DATE_EPOCH:=$(git -C "$here" log -1 --format=%ct)}"
tar -C "$work/root" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
	-cf "$work/layer.tar" .
made=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
umoci init --layout "$layout"
umoci new --image "$layout:$tag"
umoci raw add-layer --image "$layout:$tag" --history.created "$made" "$work/layer.tar"
umoci config --image "$layout:$tag" --created "$made" --history.created "$made" \
	--config.cmd /node.sh --config.cmd install --config.env PATH=/usr/sbin:/usr/bin \
	--config.label org.opencontainers.image.title=oci-mempolicy-node \
	--config.label org.opencontainers.image.licenses=Apache-2.0
umoci gc --layout "$layout"
