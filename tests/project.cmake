# SPDX-License-Identifier: Apache-2.0
# Tests of the project as a whole: linters, other builds, installed files, machines of the lab.
# Their scripts expect this build in build/release.

foreach(preset asan clang aarch64)
	build_fixture(build-${preset} ${preset} sh -c
		"cmake --preset ${preset} && cmake --build build/${preset}")
endforeach()

# ---- linters ----

suite(lint-format COMMAND sh tests/lint.sh format LABELS lint TIMEOUT 300)
suite(lint-shell COMMAND sh tests/lint.sh shell LABELS lint TIMEOUT 300)
suite(lint-words COMMAND sh tests/lint.sh words LABELS lint TIMEOUT 300)
suite(lint-tidy COMMAND sh tests/lint.sh tidy LABELS lint TIMEOUT 1200 COST 100 PROCESSORS 2
	NEEDS clang)
suite(lint-cppcheck COMMAND sh tests/lint.sh cppcheck LABELS lint TIMEOUT 1200 COST 60
	PROCESSORS 2)

# ---- documentation ----

suite(docs-links COMMAND python3 tests/docs/links.py LABELS docs TIMEOUT 60)
suite(docs-options COMMAND python3 tests/docs/options.py @BUILD@ LABELS docs TIMEOUT 60)
suite(docs-shown COMMAND sh tests/docs/shown.sh @BUILD@ LABELS docs root TIMEOUT 120)

# ---- built and installed files ----

suite(aarch64-runs COMMAND qemu-aarch64-static build/aarch64/hook/oci-mempolicy-hook --version
	LABELS hardening
	TIMEOUT 60
	NEEDS aarch64)
suite(hardening COMMAND sh tests/hardening/test.sh build/release build/aarch64
	LABELS hardening
	TIMEOUT 600
	NEEDS aarch64)
suite(library COMMAND sh tests/library/run.sh LABELS library root TIMEOUT 600)
suite(library-bare COMMAND sh tests/library/bare.sh LABELS library root full TIMEOUT 1800 COST 120)
build_fixture(build-packages packages
	sh -c "rm -rf build/packages/deb && sh packaging/build.sh build/packages/deb deb")
build_fixture(build-all-packages all-packages
	sh -c "rm -rf build/packages/all && sh packaging/build.sh build/packages/all")
# They use the same folders for building.
set_tests_properties(build-packages build-all-packages PROPERTIES RESOURCE_LOCK packages)
suite(packages COMMAND sh tests/packages/test.sh build/packages/deb LABELS packages TIMEOUT 600
	NEEDS packages)
suite(packages-installed COMMAND sh tests/packages/test.sh build/packages/all full
	LABELS packages root full
	TIMEOUT 3600
	COST 300
	NEEDS all-packages)
suite(demo COMMAND sh demo/demo.sh LABELS demo root TIMEOUT 600)
suite(bench COMMAND sh tests/bench/run.sh LABELS bench root TIMEOUT 1200 ENVIRONMENT BENCH_SAMPLES=10)

# ---- schema, CDI, fuzzing ----

suite(schema COMMAND sh tests/schema/run.sh LABELS schema root TIMEOUT 1200 COST 60 PROCESSORS 2)
suite(cdi COMMAND sh tests/cli/cdi.sh build/release/cli/oci-mempolicy LABELS cli TIMEOUT 1200 COST 30)
suite(fuzz COMMAND sh tests/fuzz/run.sh 10 LABELS fuzz TIMEOUT 1200 COST 80 PROCESSORS 2)
suite(fuzz-longer COMMAND sh tests/fuzz/run.sh 120 LABELS fuzz full TIMEOUT 3600 COST 480 PROCESSORS 2)
set_tests_properties(fuzz fuzz-longer PROPERTIES RESOURCE_LOCK fuzz)

# ---- all runtimes, here and in the lab ----

foreach(runtime runc crun)
	suite(conformance-${runtime} COMMAND sh tests/conformance/here.sh build/release ${runtime}
		LABELS conformance root
		TIMEOUT 600)
endforeach()
suite(conformance-itself COMMAND sh tests/conformance/test.sh
		build/release/tests/conformance/oci-mempolicy-conformance
		build/release/hook/oci-mempolicy-hook
	LABELS conformance root
	TIMEOUT 300)
suite(lab-core COMMAND sh tests/conformance/lab/run.sh --core
	LABELS lab conformance
	TIMEOUT 1800
	COST 120
	PROCESSORS 2
	NEEDS aarch64)
suite(lab-every-combination COMMAND sh tests/conformance/lab/run.sh --full
	LABELS lab conformance full
	TIMEOUT 14400
	COST 3600
	PROCESSORS 2
	NEEDS aarch64)
suite(lab-cli COMMAND sh tests/cli/lab.sh build/release/cli/oci-mempolicy
	LABELS lab cli
	TIMEOUT 600
	COST 30)
suite(lab-moved COMMAND sh tests/cli/lab-moved.sh build/release
	LABELS lab cli
	TIMEOUT 900
	COST 60)
suite(lab-words COMMAND sh tests/e2e/lab.sh build/release/hook/oci-mempolicy-hook --kernel newest
	LABELS lab e2e
	TIMEOUT 900
	COST 40)
suite(lab-inspect COMMAND sh tests/cli/lab-inspect.sh build/release --kernel 6.12
	LABELS lab cli
	TIMEOUT 600
	COST 30)
suite(lab-cpusets COMMAND sh tests/tracee/lab.sh build/release --kernel newest
	LABELS lab tracee
	TIMEOUT 600
	COST 30)
suite(lab-runtime COMMAND sh tests/runtime/lab.sh build/release crun quick --kernel 6.12
	LABELS lab runtime
	TIMEOUT 900
	COST 40)
foreach(kernel IN ITEMS 6.1 newest)
	suite(lab-runtime-${kernel}
		COMMAND sh tests/runtime/lab.sh build/release runc,crun all --kernel ${kernel}
		LABELS lab runtime full
		TIMEOUT 1800
		COST 120)
endforeach()
suite(lab-runtime-v1
	COMMAND sh tests/runtime/lab.sh build/release runc,crun all --kernel 6.1 --cgroup 1
	LABELS lab runtime full
	TIMEOUT 1800
	COST 120)
suite(lab-runtime-clone
	COMMAND sh tests/runtime/lab.sh build/release runc-1.5 all --kernel 6.12 --runtime runc-1.5
	LABELS lab runtime full
	TIMEOUT 1800
	COST 120)
suite(lab-itself COMMAND sh tests/lab/test.sh
	LABELS lab full
	TIMEOUT 3600
	COST 300
	PROCESSORS 2)

# ---- container engines ----

suite(engines-podman COMMAND sh tests/engines/run.sh build/packages/deb podman trixie quick
	LABELS engines lab root
	TIMEOUT 1800
	COST 120
	NEEDS packages)
foreach(suite IN ITEMS bookworm trixie sid)
	foreach(engine IN ITEMS podman containerd docker bundle runtime)
		suite(engines-${engine}-${suite}
			COMMAND sh tests/engines/run.sh build/packages/deb ${engine} ${suite}
			LABELS engines lab root full
			TIMEOUT 5400
			COST 300
			NEEDS packages)
	endforeach()
endforeach()
suite(engines-kubernetes COMMAND sh tests/engines/kubernetes/test.sh build/release sid
	LABELS engines lab root full
	TIMEOUT 5400
	COST 600)
