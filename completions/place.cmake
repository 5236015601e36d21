# SPDX-License-Identifier: Apache-2.0
# Installs the completions where the shells look for them; run by cmake --install, which knows the
# prefix. SOURCE is the folder of this file.
set(share "${CMAKE_INSTALL_PREFIX}/share")
set(zsh "${share}/zsh/site-functions")
set(fish "${share}/fish/vendor_completions.d")
# Debian's zsh looks for those of packages elsewhere.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND EXISTS /etc/debian_version)
	set(zsh "${share}/zsh/vendor-completions")
endif()
# Where XDG_DATA_DIRS is not set, as in most sessions without a desktop, fish looks for none in
# /usr/local.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr/local")
	set(fish /etc/fish/completions)
endif()
file(INSTALL DESTINATION "${share}/bash-completion/completions" TYPE FILE
	FILES "${SOURCE}/oci-mempolicy.bash" RENAME oci-mempolicy)
file(INSTALL DESTINATION "${zsh}" TYPE FILE FILES "${SOURCE}/oci-mempolicy.zsh"
	RENAME _oci-mempolicy)
file(INSTALL DESTINATION "${fish}" TYPE FILE FILES "${SOURCE}/oci-mempolicy.fish")
