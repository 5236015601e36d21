# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of script.in
# The next installation then replaces the file that was kept.
case $1 in
remove)
	dpkg-divert --quiet --package oci-mempolicy --no-rename \
		--divert "$file.removed" --remove "$file"
	;;
esac
