#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches the source of jansson from this machine's package sources, unless it is already there, unpacks
# it as DIR/jansson-VERSION, and prints that path. Debian has no jansson for musl.
#
# usage: jansson.sh DIR
#
# apt uses separate lists and a separate cache here, so nothing on the machine changes.
set -eu
version=2.14
sha256=c739578bf6b764aa0752db9a2fdadcfe921c78f1228c7ec0bb47fa804c55d17b
tarball=jansson_$version.orig.tar.gz

if [ $# != 1 ]; then
	echo "usage: jansson.sh DIR" >&2
	exit 64
fi
mkdir -p "$1"
cd "$1"
source=$(pwd -P)/jansson-$version
exec 9>lock
flock 9
if [ -e "$source" ]; then
	echo "$source"
	exit
fi

fail() {
	echo "jansson.sh: $1; or unpack jansson $version yourself, and build with" \
		"-DJANSSON_SOURCE=DIR" >&2
	exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Turns the machine's package sources into sources of source packages, for both formats: one-line and
# deb822.
source_packages() {
	mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial"
	list='' parts=''
	eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
	for file in "$list" "$parts"/*.list; do
		[ ! -f "$file" ] ||
			sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" \
				>"$work/sources/$(basename "$file" .list).list"
	done
	for file in "$parts"/*.sources; do
		[ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" \
			>"$work/sources/$(basename "$file")"
	done
	cat >"$work/apt.conf" <<-END
		APT::Sandbox::User "root";
		Dir::Cache "$work";
		Dir::Etc::sourcelist "/dev/null";
		Dir::Etc::sourceparts "$work/sources";
		Dir::State::lists "$work/lists";
	END
	export APT_CONFIG="$work/apt.conf"
}

# Some sources may be unreachable without being needed.
fetch() {
	apt-get -qq update || true
	apt-get -qq --download-only --only-source source jansson
}

source_packages
(cd "$work" && fetch >"$work/log" 2>&1) || {
	cat "$work/log" >&2
	fail "apt-get cannot fetch the source package jansson"
}
[ -e "$work/$tarball" ] || fail "this release of Debian does not have version $version"
[ "$(sha256sum <"$work/$tarball")" = "$sha256  -" ] ||
	fail "$tarball is not the expected file: its SHA-256 is not $sha256"
# Unpack under another name first: an interrupted run must not look complete.
rm -rf "$source.part"
mkdir "$source.part"
tar -x --no-same-owner -C "$source.part" -f "$work/$tarball"
mv "$source.part/jansson-$version" "$source"
rmdir "$source.part"
echo "$source"
