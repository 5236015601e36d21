# SPDX-License-Identifier: Apache-2.0
# Targets oci-mempolicy::shared and oci-mempolicy::static.
include(${CMAKE_CURRENT_LIST_DIR}/oci-mempolicy-targets.cmake)
