/* SPDX-License-Identifier: Apache-2.0 */
#include "bundle.h"

#include <check.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "rootfs.h"

/* What `runc spec` writes, without the parts that depend on the machine. */
static const char base[] =
	"{"
	"'ociVersion': '1.0.2',"
	"'process': {"
	" 'terminal': false,"
	" 'user': {'uid': 0, 'gid': 0},"
	" 'args': ['/probe'],"
	" 'env': ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],"
	" 'cwd': '/',"
	" 'capabilities': {"
	"  'bounding': ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'],"
	"  'effective': ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'],"
	"  'permitted': ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE']},"
	" 'noNewPrivileges': true},"
	"'root': {'readonly': false},"
	"'hostname': 'e2e',"
	"'mounts': ["
	" {'destination': '/proc', 'type': 'proc', 'source': 'proc'},"
	" {'destination': '/dev', 'type': 'tmpfs', 'source': 'tmpfs',"
	"  'options': ['nosuid', 'strictatime', 'mode=755', 'size=65536k']},"
	" {'destination': '/dev/pts', 'type': 'devpts', 'source': 'devpts',"
	"  'options': ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620']},"
	" {'destination': '/dev/shm', 'type': 'tmpfs', 'source': 'shm',"
	"  'options': ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k']},"
	" {'destination': '/dev/mqueue', 'type': 'mqueue', 'source': 'mqueue',"
	"  'options': ['nosuid', 'noexec', 'nodev']},"
	" {'destination': '/sys', 'type': 'sysfs', 'source': 'sysfs',"
	"  'options': ['nosuid', 'noexec', 'nodev', 'ro']}],"
	"'annotations': {},"
	"'hooks': {},"
	"'linux': {"
	" 'namespaces': [{'type': 'pid'}, {'type': 'network'}, {'type': 'ipc'},"
	"  {'type': 'uts'}, {'type': 'mount'}],"
	" 'maskedPaths': ['/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/timer_list',"
	"  '/sys/firmware'],"
	" 'readonlyPaths': ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys',"
	"  '/proc/sysrq-trigger']}}";

/* Parses JSON with ' instead of ", which is easier to read in C. */
static json_t *from_text(const char *text)
{
	CLEANUP(cleanup_free) char *copy = strdup(text);
	json_error_t error;
	json_t *value;

	ck_assert_ptr_nonnull(copy);
	for (char *quote = copy; (quote = strchr(quote, '\'')); quote++)
		*quote = '"';
	value = json_loads(copy, JSON_DECODE_ANY, &error);
	ck_assert_msg(value, "%s: %s", text, error.text);
	return value;
}

static const char *const runtime_names[RUNTIMES] = {[RUNC] = "runc", [CRUN] = "crun"};

static const char *runtime_program(enum runtime runtime)
{
	const char *chosen = getenv(runtime == RUNC ? "RUNC" : "CRUN");

	return chosen ? chosen : runtime_names[runtime];
}

/* In a build with coverage, lets the hook write its counts as another user, too. */
static void open_coverage(void)
{
#ifdef COVERED
	struct command command;

	command_init(&command, "chmod", "-R", "a+rwX", COVERED "/lib", COVERED "/oci",
		     COVERED "/hook", NULL);
	command_run(&command);
	ck_assert_int_eq(command.exit_code, 0);
#endif
}

static void give_to(const struct bundle *bundle, uid_t uid)
{
	ck_assert(rootfs_give(bundle->path, uid));
	open_coverage();
}

void bundle_open(struct bundle *bundle, int index)
{
	enum runtime runtime = index % RUNTIMES == RUNC ? RUNC : CRUN;
	char rootfs[sizeof(bundle->path) + 16];

	*bundle = (struct bundle){.runtime = runtime, .config = from_text(base)};
	command_init(&bundle->command, NULL, NULL);
	snprintf(bundle->path, sizeof(bundle->path), "%s/bundle-XXXXXX", scratch.dir);
	ck_assert_ptr_nonnull(mkdtemp(bundle->path));
	ck_assert_int_eq(chmod(bundle->path, 0755), 0);
	/* As unique as the directory, since other tests may run on this machine. */
	snprintf(bundle->id, sizeof(bundle->id), "%s-%s", strrchr(scratch.dir, '/') + 1,
		 strrchr(bundle->path, '-') + 1);
	snprintf(bundle->state_root, sizeof(bundle->state_root), "%s/%s", bundle->path,
		 runtime_names[runtime]);
	snprintf(bundle->config_path, sizeof(bundle->config_path), "%s/config.json", bundle->path);
	snprintf(bundle->log, sizeof(bundle->log), "%s/log", bundle->path);
	snprintf(bundle->hook_stderr, sizeof(bundle->hook_stderr), "%s/hook.stderr", bundle->path);
	bundle_set(bundle, "annotations", "run.oci.hooks.stderr", json_string(bundle->hook_stderr));
	ck_assert(rootfs_make(bundle->path, scratch.probe));
	snprintf(rootfs, sizeof(rootfs), "%s/rootfs", bundle->path);
	bundle_set(bundle, "root", "path", json_string(rootfs));
}

void bundle_open_rootless(struct bundle *bundle, int index)
{
	bundle_open(bundle, index);
	give_to(bundle, ORDINARY_USER);
	bundle->command.uid = ORDINARY_USER;
	bundle->command.home = bundle->path;
	config_add_user_namespace(bundle->config, ORDINARY_USER, 1);
}

static void run_delete(const struct bundle *bundle, struct command *command)
{
	bundle_command(bundle, command, "delete", "--force", bundle->id, NULL);
	command_run(command);
}

void bundle_close(struct bundle *bundle)
{
	char state[sizeof(bundle->state_root) + sizeof(bundle->id) + 1];
	struct command command;

	snprintf(state, sizeof(state), "%s/%s", bundle->state_root, bundle->id);
	if (access(state, F_OK) == 0) {
		run_delete(bundle, &command);
		ck_assert_msg(command.exit_code == 0, "%s", command.err);
	}
	json_decref(bundle->config);
}

/* ---- config.json ---- */

void bundle_set(struct bundle *bundle, const char *object, const char *key, json_t *value)
{
	ck_assert_ptr_nonnull(value);
	ck_assert_int_eq(json_object_set_new(object ? json_object_get(bundle->config, object)
						    : bundle->config,
					     key, value),
			 0);
}

void bundle_set_text(struct bundle *bundle, const char *object, const char *key, const char *text)
{
	bundle_set(bundle, object, key, from_text(text));
}

static json_t *namespaces(const struct bundle *bundle)
{
	return json_object_get(json_object_get(bundle->config, "linux"), "namespaces");
}

void bundle_remove_namespace(struct bundle *bundle, const char *type)
{
	json_t *list = namespaces(bundle);

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);

		if (strcmp(json_string_value(json_object_get(entry, "type")), type) == 0) {
			json_array_remove(list, i);
			return;
		}
	}
	ck_abort_msg("there is no namespace %s", type);
}

void bundle_add_namespace(struct bundle *bundle, const char *type, const char *path)
{
	json_array_append_new(namespaces(bundle),
			      json_pack("{s:s, s:s*}", "type", type, "path", path));
}

void bundle_add_user_namespace(struct bundle *bundle)
{
	config_add_user_namespace(bundle->config, NAMESPACE_ROOT, NAMESPACE_IDS);
	give_to(bundle, NAMESPACE_ROOT);
}

json_t *bundle_add_hook(struct bundle *bundle, const char *stage, const char *path, json_t *args)
{
	json_t *hooks = json_object_get(bundle->config, "hooks");
	json_t *entry = json_pack("{s:s, s:o}", "path", path, "args", args);

	ck_assert_ptr_nonnull(entry);
#ifdef HOOK_ENVIRONMENT
	json_object_set_new(entry, "env", json_pack("[s]", HOOK_ENVIRONMENT));
#endif
	if (!json_object_get(hooks, stage))
		json_object_set_new(hooks, stage, json_array());
	json_array_append_new(json_object_get(hooks, stage), entry);
	return entry;
}

json_t *bundle_hook(struct bundle *bundle, const char *stage, ...)
{
	json_t *args = json_pack("[s]", HOOK_NAME);
	const char *option;
	va_list options;

	va_start(options, stage);
	while ((option = va_arg(options, const char *)))
		json_array_append_new(args, json_string(option));
	va_end(options);
	return bundle_add_hook(bundle, stage, scratch.hook, args);
}

void bundle_write(const struct bundle *bundle)
{
	ck_assert_int_eq(json_dump_file(bundle->config, bundle->config_path, JSON_INDENT(1)), 0);
}

/* ---- running ---- */

/* "runtime --root ROOT" */
static void begin_command(const struct bundle *bundle, struct command *command)
{
	/* Makes runc (1.1 to 1.5, FatalWriter in main.go) print its error as it is, not escaped for
	 * a log. */
	static const char *const runc[] = {"--log", "/dev/null", "--log-format", "json"};

	for (size_t i = 0; i < 4 && bundle->under[i]; i++)
		command_add(command, bundle->under[i]);
	command_add(command, runtime_program(bundle->runtime));
	command_add(command, "--root");
	command_add(command, bundle->state_root);
	for (size_t i = 0; bundle->runtime == RUNC && i < sizeof(runc) / sizeof(runc[0]); i++)
		command_add(command, runc[i]);
	command->v1_cgroups = bundle->runtime == CRUN;
}

void bundle_start(struct bundle *bundle)
{
	struct command *command = &bundle->command;

	bundle_write(bundle);
	begin_command(bundle, command);
	command_add(command, "run");
	command_add(command, "--bundle");
	command_add(command, bundle->path);
	command_add(command, bundle->id);
	command_start(command);
}

void bundle_finish(struct bundle *bundle)
{
	command_finish(&bundle->command);
}

void bundle_run(struct bundle *bundle)
{
	bundle_start(bundle);
	bundle_finish(bundle);
}

void bundle_command(const struct bundle *bundle, struct command *command, const char *verb, ...)
{
	const char *argument;
	va_list args;

	command_init(command, NULL, NULL);
	command->uid = bundle->command.uid;
	command->home = bundle->command.home;
	begin_command(bundle, command);
	command_add(command, verb);
	va_start(args, verb);
	while ((argument = va_arg(args, const char *)))
		command_add(command, argument);
	va_end(args);
}

size_t bundle_delete_left(void)
{
	char pattern[sizeof(scratch.dir) + 32];
	glob_t found = {.gl_pathc = 0};
	size_t count = 0;

	for (enum runtime runtime = RUNC; runtime < RUNTIMES; runtime++) {
		snprintf(pattern, sizeof(pattern), "%s/bundle-*/%s/*", scratch.dir,
			 runtime_names[runtime]);
		if (glob(pattern, 0, NULL, &found))
			continue;
		for (size_t i = 0; i < found.gl_pathc; i++, count++) {
			struct bundle left = {.runtime = runtime};
			struct command command;
			char *id = strrchr(found.gl_pathv[i], '/');

			snprintf(left.state_root, sizeof(left.state_root), "%.*s",
				 (int)(id - found.gl_pathv[i]), found.gl_pathv[i]);
			snprintf(left.id, sizeof(left.id), "%s", id + 1);
			run_delete(&left, &command);
		}
		globfree(&found);
	}
	return count;
}
