/* SPDX-License-Identifier: Apache-2.0 */
#include "bundle.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cleanup.h"
#include "machine.h"
#include "members.h"
#include "rootfs.h"
#include "temporary.h"

#define MORE_THAN_FREE_MIB 64

static _Noreturn void fail(const char *what)
{
	err(EX_OSERR, "%s", what);
}

/* ---- files ---- */

static void copy(const char *from, const char *to)
{
	if (!copy_program(from, to))
		fail(from);
}

/* The programs are copied to where every user may execute them. */
void scratch_make(const struct options *options, struct scratch *ret)
{
	umask(022);
	ret->uid = !options->rootless ? 0 : getuid() ? getuid() : ORDINARY_USER;
	ret->bundles = 0;
	if (!make_temporary("conformance", ret->dir, sizeof(ret->dir)))
		fail("cannot create a directory in TMPDIR");
	snprintf(ret->hook, sizeof(ret->hook), "%s/oci-mempolicy-hook", ret->dir);
	snprintf(ret->probe, sizeof(ret->probe), "%s/probe", ret->dir);
	copy(options->probe, ret->probe);
	if (*options->hook)
		copy(options->hook, ret->hook);
}

void scratch_remove(const struct scratch *scratch)
{
	if (!remove_tree(scratch->dir))
		warn("cannot completely remove %s", scratch->dir);
}

/* ---- config.json ---- */

/* Applies a JSON merge patch, RFC 7396. */
static void merge(json_t *target, const json_t *patch)
{
	const char *key;
	json_t *value;

	FOR_EACH_MEMBER(patch, key, value)
	{
		json_t *old = json_object_get(target, key);

		if (json_is_null(value)) {
			json_object_del(target, key);
		} else if (json_is_object(value)) {
			if (!json_is_object(old)) {
				json_object_set_new(target, key, json_object());
				old = json_object_get(target, key);
			}
			merge(old, value);
		} else {
			json_object_set(target, key, value);
		}
	}
}

/* What the case adds: its config, and memoryPolicy unchanged, even if it is null. */
static json_t *make_fragment(const json_t *resolved)
{
	json_t *fragment = json_object();
	json_t *policy = json_object_get(resolved, "memoryPolicy");
	const char *mems = json_string_value(json_object_get(resolved, "mems"));

	merge(fragment, json_object_get(resolved, "config"));
	if (mems) {
		json_t *part =
			json_pack("{s:{s:{s:{s:s}}}}", "linux", "resources", "cpu", "mems", mems);

		merge(fragment, part);
		json_decref(part);
	}
	if (policy && !json_object_get(fragment, "linux"))
		json_object_set_new(fragment, "linux", json_object());
	if (policy)
		json_object_set(json_object_get(fragment, "linux"), "memoryPolicy", policy);
	return fragment;
}

/* The hook's time limit is not what is tested here, and emulated machines are slow. */
static json_t *make_hooks(const struct options *options, const char *hook, const json_t *resolved)
{
	CLEANUP(cleanup_json)
	json_t *args = json_pack("[s, s, s]", "oci-mempolicy-hook", "--timeout", "60");
	json_t *hooks = json_object();

	json_array_extend(args, json_object_get(resolved, "hookArgs"));
	for (const char *const *stage = options->stages; *stage; stage++)
		json_object_set_new(hooks, *stage,
				    json_pack("[{s:s, s:O}]", "path", hook, "args", args));
	return hooks;
}

/* The probe's arguments: how much memory it touches, on which CPU, and whether it waits. */
static json_t *make_args(const json_t *resolved)
{
	const json_t *touch = json_object_get(resolved, "touch");
	const char *fill = json_string_value(json_object_get(touch, "fill"));
	const char *cpu_of = json_string_value(json_object_get(touch, "cpuOf"));
	unsigned long mib = (unsigned long)json_integer_value(json_object_get(touch, "mib"));
	char mib_text[32], cpu_text[32];
	int cpu = cpu_of ? machine_cpu_of((unsigned int)strtoul(cpu_of, NULL, 10)) : -1;

	if (fill)
		mib = machine_free_mib((unsigned int)strtoul(fill, NULL, 10)) + MORE_THAN_FREE_MIB;
	snprintf(mib_text, sizeof(mib_text), "%lu", mib);
	snprintf(cpu_text, sizeof(cpu_text), "%d", cpu);
	return json_pack("[s, s, s, s]", "/probe", mib_text, cpu_text,
			 json_object_get(resolved, "then") ? "wait" : "end");
}

static void write_config(struct bundle *bundle, const struct scratch *scratch,
			 const struct options *options, const json_t *resolved)
{
	CLEANUP(cleanup_json)
	json_t *config = json_load_file(options->data, 0, NULL);
	CLEANUP(cleanup_free) char *rootfs = NULL;
	CLEANUP(cleanup_free) char *path = NULL;

	if (!config)
		errx(EX_SOFTWARE, "%s is not JSON", options->data);
	if (asprintf(&rootfs, "%s/rootfs", bundle->dir) < 0 ||
	    asprintf(&path, "%s/config.json", bundle->dir) < 0)
		fail(bundle->dir);
	merge(config, bundle->fragment);
	/* Set it again, because a merge patch removes what is null. */
	if (resolved && json_object_get(resolved, "memoryPolicy"))
		json_object_set(json_object_get(config, "linux"), "memoryPolicy",
				json_object_get(resolved, "memoryPolicy"));
	json_object_set_new(json_object_get(config, "process"), "args", make_args(resolved));
	json_object_set_new(json_object_get(config, "root"), "path", json_string(rootfs));
	if (*options->hook) {
		json_object_set_new(config, "hooks", make_hooks(options, scratch->hook, resolved));
		json_object_set_new(config, "annotations",
				    json_pack("{s:s}", "run.oci.hooks.stderr",
					      bundle->hook_stderr));
	}
	if (scratch->uid)
		config_add_user_namespace(config, (int)scratch->uid, 1);
	else if (options->userns)
		config_add_user_namespace(config, NAMESPACE_ROOT, NAMESPACE_IDS);
	if (json_dump_file(config, path, JSON_INDENT(2)))
		fail(path);
}

static void make_directories(const struct bundle *bundle, const struct scratch *scratch,
			     const struct options *options)
{
	uid_t owner = scratch->uid ? scratch->uid : options->userns ? NAMESPACE_ROOT : getuid();

	if (mkdir(bundle->dir, 0755) || !rootfs_make(bundle->dir, scratch->probe) ||
	    (owner != getuid() && !rootfs_give(bundle->dir, owner)))
		fail(bundle->dir);
}

void bundle_make(struct scratch *scratch, const struct options *options, const json_t *resolved,
		 struct bundle *ret)
{
	struct bundle bundle;

	scratch->bundles++;
	snprintf(bundle.dir, sizeof(bundle.dir), "%s/%zu", scratch->dir, scratch->bundles);
	/* Unique on this machine, because the cgroup may have this name. */
	snprintf(bundle.id, sizeof(bundle.id), "%.40s-%zu", strrchr(scratch->dir, '/') + 1,
		 scratch->bundles);
	snprintf(bundle.state_root, sizeof(bundle.state_root), "%s/state", bundle.dir);
	snprintf(bundle.hook_stderr, sizeof(bundle.hook_stderr), "%s/hook.stderr", bundle.dir);
	bundle.fragment = make_fragment(resolved);
	make_directories(&bundle, scratch, options);
	write_config(&bundle, scratch, options, resolved);
	*ret = bundle;
}

void bundle_drop(struct bundle *bundle)
{
	json_decref(bundle->fragment);
}
