# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of script.in
case $1 in
remove)
	take_back
	# dpkg then removes the diverted path, which does not exist; this file stays in place all the time.
	[ -z "$kept" ] || dpkg-divert --quiet --package oci-mempolicy --no-rename \
		--divert "$file.removed" --add "$file"
	;;
esac
