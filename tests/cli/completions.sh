#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What bash, zsh and fish complete, typed on a terminal, with the completions where cmake --install
# puts them: below /usr/local and /usr, each in a mount namespace that keeps the machine's folders
# unchanged. Requires root.
#   completions.sh BUILD
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
if [ -z "${COMPLETIONS_APART:-}" ]; then
	COMPLETIONS_APART=1 exec unshare --mount sh "$here/../support/without-unified.sh" sh "$0" "$@"
fi
# shellcheck disable=SC2034 # for container.sh
resident=$build/tests/cli/resident hook=$build/hook/oci-mempolicy-hook
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$here/../support/tap.sh"
# shellcheck source=SCRIPTDIR/container.sh
. "$here/container.sh"

# Hides this machine's files in these folders, so that the shells find only those of the prefix.
cover() {
	mount -t tmpfs tmpfs "$work/layers"
	for folder in /usr /etc; do
		mkdir -p "$work/layers$folder/upper" "$work/layers$folder/work"
		must mount -t overlay -o "lowerdir=$folder,upperdir=$work/layers$folder/upper,workdir=$work/layers$folder/work" \
			overlay "$folder"
	done
}

uncover() {
	umount --lazy /etc /usr "$work/layers"
}

# A user with the settings of Debian's skeleton, as far as they concern completion.
make_user() {
	# Otherwise fish would generate completions from man pages in the background.
	mkdir -p "$work/home/.local/share/fish/generated_completions"
	mkdir -p "$work/home/.config/fish" "$work/bin" "$work/here" "$work/layers"
	touch "$work/here/bundle.json"
	echo '. /usr/share/bash-completion/bash_completion; PS1=READY' >"$work/home/.bashrc"
	printf 'autoload -U compinit\ncompinit -u\nPS1=READY\n' >"$work/home/.zshrc"
	printf 'function fish_prompt\necho -n READY\nend\nset -U fish_greeting\n' >"$work/home/.config/fish/config.fish"
	printf '#!/bin/sh\nprintf RAN; printf "<%%s>" "$@"; echo END\n' >"$work/bin/oci-mempolicy"
	chmod +x "$work/bin/oci-mempolicy"
}

# completes ARGUMENTS TYPED: the same in each shell
completes() {
	for shell in bash zsh fish; do
		check_same "$shell completes '$2'" "$1" "$(cd "$work/here" &&
			env -i HOME="$work/home" PATH="$work/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
				LC_ALL=C.UTF-8 TERM=xterm python3 "$here/typed.py" "$shell" "oci-mempolicy $2" 2>&1)"
	done
}

complete_words() {
	completes '<help><inspect>' 'help ins'
	completes '<advise><--strict>' 'advise --str'
	completes '<topology><--color=always>' 'topology --color=al'
	completes '<inspect><--fail-on><degraded>' 'inspect --fail-on deg'
	completes '<validate><--policy><weighted-interleave:>' 'validate --policy wei'
	completes '<validate><--policy><bind:memory-only>' 'validate --policy bind:mem'
	completes '<explain><--policy=bind=static:>' 'explain --policy=bind=sta'
	completes '<cdi><--device><db=bind:>' 'cdi --device db=bi'
	completes '<validate><bundle.json>' 'validate bun'
	completes '<topology><--svg><bundle.json>' 'topology --svg bun'
	completes '<inspect><bun>' 'inspect bun'
	completes '<features><bun>' 'features bun'
}

complete_containers() {
	for runtime in runc crun; do
		about=$runtime
		begin complete .
		completes "<inspect><--runtime><$runtime><--root><$folder/state><test>" \
			"inspect --runtime $runtime --root $folder/state te"
		end
		# In the default folder, which needs no option.
		must "$runtime" --root "$folder/state" delete --force test
		found=found-$runtime-$$-test
		"$runtime" run --detach --bundle "$folder" "$found" >"$work/out" 2>&1 </dev/null
		completes "<inspect><$found>" "inspect ${found%test}"
		must "$runtime" delete --force "$found"
		completes "<inspect><--runtime=$runtime><--root=$work/nowhere><te>" \
			"inspect --runtime=$runtime --root=$work/nowhere te"
	done
}

make_user
for prefix in /usr/local /usr; do
	about=$prefix
	cover
	must cmake --install "$build" --component command --prefix "$prefix"
	completes '<validate>' 'val'
	if [ "$prefix" = /usr/local ]; then
		complete_words
		complete_containers
	fi
	uncover
done
