#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the files of a release: packages for Debian (deb) and RPM (rpm), a tarball for /usr/local (tar)
# with an SBOM, and SHA256SUMS. By default all of these, with tarballs for x86_64 and aarch64.
#
# usage: build.sh [-DPACKAGE_CONTACT=CONTACT] DIR [deb | rpm | tar[:ARCH]]...
#
# CONTACT, in the form "Name <address>", is the packages' maintainer.
# SOURCE_DATE_EPOCH is the date of all files, by default that of the last commit.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
here=$(uname -m)
contact=-UPACKAGE_CONTACT # forget what an earlier run set
case ${1:-} in
-DPACKAGE_CONTACT=*)
	contact=$1
	shift
	;;
esac
mkdir -p "$1"
into=$(cd "$1" && pwd -P)
shift
[ $# -gt 0 ] || set -- deb rpm tar:x86_64 tar:aarch64
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}"
umask 022
export LC_ALL=C

# build NAME ARCH OPTION...: sets $build to the folder of the build
build() {
	build=$root/build/packages/$1-$2
	arch=$2
	shift 2
	[ "$arch" = "$here" ] || set -- -DCMAKE_TOOLCHAIN_FILE="$root/cmake/$arch.cmake" "$@"
	cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
		-DHOOK_LIBC=musl "$contact" "$@"
	cmake --build "$build"
}

# packages DEB|RPM OPTION...
packages() {
	format=$1
	[ "$contact" != -UPACKAGE_CONTACT ] ||
		echo "The packages name no maintainer; -DPACKAGE_CONTACT sets one" >&2
	build "$@" -DPACKAGES="$format" -DCMAKE_INSTALL_PREFIX=/usr
	rm -rf "$build/made"
	(cd "$build" && cpack -G "$format" -B "$build/made")
	find "$build/made" -maxdepth 1 -type f -exec cp {} "$into/" \;
}

# tarball ARCH
tarball() {
	build TAR "$1"
	name=oci-mempolicy-$version-$1
	rm -rf "$build/stage"
	DESTDIR=$build/stage cmake --install "$build" --strip
	doc=$build/stage/usr/local/share/doc/oci-mempolicy
	mkdir -p "$doc"
	# With everything that these texts link to, except source files.
	(cd "$root" && cp -r --parents LICENSE ./*.md docs configs ./*/README.md tests/*/README.md tests/conformance/examples \
		schema/*.json kubernetes/samples "$doc/")
	tar -C "$build/stage/usr/local" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 \
		--numeric-owner --format=gnu --transform "s,^\.,$name," -c . |
		gzip -9n >"$into/$name.tar.gz"
	sh "$root/packaging/sbom.sh" "$version" "$1" "$build/stage/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook" \
		>"$into/$name.spdx.json"
}

for what; do
	case $what in
	deb) packages DEB "$here" ;;
	rpm) packages RPM "$here" -DCMAKE_INSTALL_LIBDIR=lib64 ;;
	tar) tarball "$here" ;;
	tar:*) tarball "${what#tar:}" ;;
	esac
done
cd "$into"
rm -f SHA256SUMS
sums=$(sha256sum -- *)
printf '%s\n' "$sums" >SHA256SUMS
