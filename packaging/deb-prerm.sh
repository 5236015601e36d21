# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of script.in
case $1 in
remove)
	take_back
	# dpkg then removes another file in the place of this one, which does not exist: it is never gone.
	[ -z "$kept" ] || dpkg-divert --quiet --package oci-mempolicy --no-rename \
		--divert "$file.removed" --add "$file"
	;;
esac
