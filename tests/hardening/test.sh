#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the hardening of a built hook, and of the project's own objects in it, and builds the hook
# twice, in different folders, to compare the results. Ends with 'N passed, N failed'.
#
# usage: test.sh BUILD-DIR...     such as build/release build/aarch64
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$root/tests/support/tap.sh"

# has PATTERN READELF-OPTION FILE, lacks ...: whether readelf prints it
has() {
	finds "$@" && return
	echo "readelf $2 ${3##*/}: expected a line like '$1', got none"
	return 1
}

lacks() {
	finds "$@" || return 0
	echo "readelf $2 ${3##*/}: expected no line like '$1', got:"
	grep -E "$1" "$work/readelf"
	return 1
}

finds() {
	readelf -W "$2" "$3" 2>/dev/null >"$work/readelf"
	grep -qE "$1" "$work/readelf"
}

# ---- the file ----

# A program linked for musl's dynamic linker has no list of libraries either.
is_static_pie() {
	has 'Type: +DYN' -h "$1" && has 'FLAGS_1.*PIE' -d "$1" && lacks INTERP -l "$1" &&
		lacks NEEDED -d "$1"
}

is_dynamic_pie() {
	has 'Type: +DYN' -h "$1" && has 'FLAGS_1.*PIE' -d "$1" && has INTERP -l "$1"
}

# RELRO is complete only if all symbols are bound at the start.
is_bound_at_start() {
	has GNU_RELRO -l "$1" && has '(FLAGS).*BIND_NOW' -d "$1"
}

has_no_writable_code() {
	has 'GNU_STACK.* RW ' -l "$1" && lacks 'LOAD.* RWE ' -l "$1" && lacks TEXTREL -d "$1"
}

# For a static program.
is_glibc() {
	grep -q GLIBC_TUNABLES "$1"
}

is_musl() {
	! is_glibc "$1"
}

# ---- the project's objects ----
# Debian's C libraries are built without CET and BTI, so the whole file cannot be marked as having them.

# objects BUILD: copies them to $work/objects
objects() {
	rm -rf "$work/objects"
	mkdir "$work/objects"
	(cd "$work/objects" && ar x "$1/hook/libhook_parts.a" && ar x "$1/runtime/libruntime_parts.a" &&
		ar x "$1/oci/liboci_parts.a" && ar x "$1/lib/libmempolicy-internal.a")
}

every_object_has() {
	for object in "$work"/objects/*.o; do
		has "$1" -n "$object" || return
	done
}

some_object_calls() {
	for object in "$work"/objects/*.o; do
		! finds " UND +$1" -s "$object" || return 0
	done
	echo "expected one that calls $1, got: $(echo "$work"/objects/*.o)"
	return 1
}

no_object_calls() {
	! some_object_calls "$@"
}

branches() {
	case $(readelf -h "$1" | sed -n 's/^ *Machine: *//p') in
	*X86-64*) echo 'x86 feature: IBT, SHSTK' ;;
	AArch64) echo 'AArch64 feature: BTI, PAC' ;;
	esac
}

# harden HOOK BUILD NAME: the checks for any C library
harden() {
	check_ok "$3: what is relocated is read-only afterwards" is_bound_at_start "$1"
	check_ok "$3: no memory that is writable and code" has_no_writable_code "$1"
	objects "$2"
	check_ok "$3: branch targets and return addresses are guarded" \
		every_object_has "$(branches "$1")"
	check_ok "$3: stacks are guarded" some_object_calls __stack_chk_fail
}

# The linker's mark is not enough: in a static program, musl leaves it writable.
makes_read_only() {
	strace -e trace=mprotect -o "$work/trace" "$1" --version &&
		grep -q ', PROT_READ) = 0$' "$work/trace"
}

harden_musl() {
	hook=$1/hook/oci-mempolicy-hook
	check_ok "$2: linked with musl" is_musl "$hook"
	check_ok "$2: position-independent, and linked statically" is_static_pie "$hook"
	harden "$hook" "$1/musl" "$2"
	# musl has no checks for _FORTIFY_SOURCE to use.
	check_ok "$2: calls of the C library are not checked" no_object_calls '__[a-z]+_chk$'
	check_ok "$2: the runtime is linked as the hook" like_the_hook "$1/runtime/oci-mempolicy-runtime"
}

like_the_hook() {
	is_musl "$1" && is_static_pie "$1" && is_bound_at_start "$1" && has_no_writable_code "$1"
}

harden_glibc() {
	hook=$1/hook/oci-mempolicy-hook
	check_ok "$2, glibc: linked with it" is_glibc "$hook-static"
	check_ok "$2, glibc: position-independent, and linked statically" is_static_pie "$hook-static"
	check_ok "$2, glibc: position-independent, and linked dynamically" \
		is_dynamic_pie "$hook-dynamic"
	harden "$hook-static" "$1" "$2, glibc"
	check_ok "$2, glibc: calls of the C library are checked" some_object_calls '__[a-z]+_chk$'
}

# ---- two builds ----

# build_in DIR: builds the present sources with debugging information, as distributions do
build_in() {
	mkdir -p "$1"
	(cd "$root" && git ls-files -z --cached --others --exclude-standard |
		tar -c --null -T - | tar -x -C "$1")
	cmake -S "$1" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
		-DCLI=OFF -DCONFORMANCE=OFF -DCMAKE_C_FLAGS=-g -DHOOK_LIBC=musl -DJANSSON_SOURCE="$jansson"
	cmake --build "$1/build" --target oci-mempolicy-hook oci-mempolicy-runtime
}

# ccache may return objects that name another folder.
build_twice() {
	export CCACHE_DISABLE=1
	jansson=$(sh "$root/cmake/jansson.sh" "$root/build/jansson")
	build_in "$work/one"
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C build_in "$work/another/folder/with a longer name")
}

are_identical() {
	for program in hook/oci-mempolicy-hook runtime/oci-mempolicy-runtime; do
		cmp "$work/one/build/$program" \
			"$work/another/folder/with a longer name/build/$program" || return
	done
}

# ---- documentation ----

# SECURITY.md's table names exactly the system calls that confine-filter.c allows: those of the
# reader in one column, and what else the tracer may do in the other.
is_documented() {
	sed -n 's/.*, SCMP_SYS(\([a-z0-9_]*\)),.*/\1/p' "$root/hook/confine-filter.c" |
		sort -u >"$work/allowed"
	# shellcheck disable=SC2016 # of Markdown
	sed -n '/^| files/,/^| itself/p' "$root/SECURITY.md" | grep -o '`[a-z0-9_]*`' | tr -d '\`' |
		sort -u >"$work/documented"
	diff "$work/allowed" "$work/documented"
}

check_ok "SECURITY.md names what the filter allows" is_documented
for directory; do
	build=$(cd "$directory" && pwd -P)
	harden_musl "$build" "$(basename "$build")"
	# Builds for another machine are not tested with glibc.
	[ -e "$build/hook/oci-mempolicy-hook-static" ] || continue
	check_ok "$(basename "$build"): makes read-only what was relocated" \
		makes_read_only "$build/hook/oci-mempolicy-hook"
	harden_glibc "$build" "$(basename "$build")"
done
check_ok "it builds in two folders" build_twice
check_ok "both builds are the same, bit by bit" are_identical
