/* SPDX-License-Identifier: Apache-2.0 */
#include "container.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bundle.h"
#include "cleanup.h"
#include "enter.h"
#include "error.h"
#include "facts.h"
#include "mark.h"
#include "oci.h"
#include "reading_config.h"

/* How many times config.json may be replaced by another process before that is an error. */
#define TRIES 5

/* ---- the policy, and which nodes that means ---- */

/* proc_pid is the process whose cpuset and CPUs count. mems are those that the container's cpuset
 * will have, or NULL. */
static int resolve(const struct config_record *config, pid_t proc_pid, const char *mems,
		   bool allow_degraded, struct mempolicy_machine *ret_machine,
		   struct mempolicy_resolution *ret, struct mempolicy_error *err)
{
	struct mempolicy policy = config->asked.notation.policy;
	const struct mempolicy_word *word = &config->asked.notation.word;
	struct facts_of of = {.machine = ret_machine,
			      .cpus = config->has_cpus ? &config->cpus : NULL,
			      .proc_pid = proc_pid};
	struct mempolicy_nodes allowed;

	if (config->defect.kind)
		return reading_config_error(config, err);
	if (mempolicy_notation_check(&config->asked.notation, err) ||
	    mempolicy_machine_read(ret_machine, err) || mempolicy_allowed(proc_pid, &allowed, err))
		return -1;
	of.usable = mempolicy_nodes_and(&allowed, &ret_machine->with_memory);
	if (mems && config->has_mems)
		of.usable = mempolicy_nodes_and(&of.usable, &config->mems);
	if (word->kind && facts_resolve(word, &of, &policy.nodes, err))
		return -1;
	return mempolicy_resolve(&policy, ret_machine, &allowed, mems, allow_degraded, ret, err);
}

/* ---- create ---- */

/* Returns the hook's entry, to be freed; NULL if out of memory. */
static char *entry_of(const struct settings *settings)
{
	CLEANUP(cleanup_json) json_t *args = json_array();
	CLEANUP(cleanup_json) json_t *entry = NULL;

	for (size_t i = 0; settings->hook_args[i]; i++)
		json_array_append_new(args, json_string(settings->hook_args[i]));
	entry = json_pack("{s:s, s:O, s:[]}", "path", settings->hook, "args", args, "env");
	return entry ? json_dumps(entry, JSON_COMPACT) : NULL;
}

static int write_hook(const struct bundle *bundle, const struct edit *edit, enum edit_stage stage,
		      const struct settings *settings, bool *ret_changed,
		      struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = entry_of(settings);

	if (!text)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM,
					  "the hook's path or options");
	return bundle_replace(bundle, edit, &(struct edit_entry){stage, text}, ret_changed, err);
}

static int no_place(const struct bundle *bundle, unsigned int outcome, struct mempolicy_error *err)
{
	if (outcome == EDIT_MEMORY)
		return mp_error_set_errno(err, MEMPOLICY_ERROR_SYSTEM, ENOMEM, "reading %s",
					  bundle->path);
	mp_error_set(
		err, MEMPOLICY_ERROR_INVALID, "/hooks",
		"cannot write the hook into %s: runtimes disagree about which hooks it has: a key "
		"is there twice, has other capital letters, or has a value of the wrong type",
		bundle->path);
	return mp_error_remedy(err,
			       "write hooks, createRuntime and createContainer once each, as an "
			       "object and two arrays");
}

static int put_hook(const struct bundle *bundle, const struct config_answer *answer,
		    enum edit_stage stage, const struct settings *settings, bool *ret_changed,
		    struct mempolicy_error *err)
{
	*ret_changed = false;
	if (answer->edit.outcome == EDIT_THERE)
		return 0;
	if (answer->edit.outcome != EDIT_PLACE)
		return no_place(bundle, answer->edit.outcome, err);
	if (access(settings->hook, X_OK)) {
		mp_error_set_errno(err, MEMPOLICY_ERROR_NO_INPUT, errno,
				   "the container requests a memory policy, but the hook cannot be "
				   "executed: %s",
				   settings->hook);
		return mp_error_remedy(err, "install it, or name it in " SETTINGS_FILE);
	}
	return write_hook(bundle, &answer->edit, stage, settings, ret_changed, err);
}

/* The hook then finds that init inherited it, or refuses the container. */
static int take_for_init(const struct config_record *config, const struct settings *settings,
			 struct mempolicy_error *err)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_machine machine;
	char mems[MEMPOLICY_NODES_TEXT];

	mempolicy_nodes_format(&config->mems, mems, sizeof(mems));
	if (resolve(config, getpid(), config->has_mems ? mems : NULL,
		    settings->hook_options.allow_degraded, &machine, &resolution, err))
		return place_error(&config->asked.place, err);
	return enter_set_policy(&resolution.request, err);
}

/* crun's --config: the hook learns only the bundle's path. */
static int refuse_config(const struct arguments *arguments, const struct settings *settings,
			 struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct config_answer answer;
	size_t length;

	if (oci_config_read_file(arguments->config, &text, &length, err))
		return err->sys_errno == ENOENT || err->sys_errno == ENOTDIR ? 0 : -1;
	if (reading_config_text(text, length, settings, EDIT_CREATE_RUNTIME, &answer, err))
		return -1;
	if (!answer.config.asked.asks)
		return 0;
	mp_error_set(err, MEMPOLICY_ERROR_USAGE, "",
		     "%s requests a memory policy, but is named by --config, and hooks read only "
		     "the bundle's config.json",
		     arguments->config);
	return mp_error_remedy(err, "rename it to config.json");
}

/* A hook that has its entry already does not know of the configuration file's --policy. */
static bool differs_from_file(const struct config_record *config)
{
	return config->defect.kind == DEFECT_POLICIES_DIFFER &&
	       config->asked.other_place.kind == PLACE_OPTION;
}

/* Reads config.json, and makes sure that it has the hook if it needs it. */
static int prepare_bundle(const struct arguments *arguments, const struct settings *settings,
			  enum edit_stage stage, struct config_answer *ret, bool *ret_changed,
			  struct mempolicy_error *err)
{
	CLEANUP(bundle_drop) struct bundle bundle;

	*ret = (struct config_answer){.config.asked.asks = false};
	*ret_changed = false;
	if (bundle_read(arguments->bundle, &bundle, err))
		/* The runtime reports this itself. */
		return err->sys_errno == ENOENT || err->sys_errno == ENOTDIR ? 0 : -1;
	if (reading_config_text(bundle.text, bundle.length, settings, stage, ret, err))
		return -1;
	if (!ret->config.asked.asks)
		return 0;
	if (differs_from_file(&ret->config)) {
		reading_config_error(&ret->config, err);
		return mp_error_remedy_add(err, "; --policy is a hook-option in " SETTINGS_FILE);
	}
	return put_hook(&bundle, ret, stage, settings, ret_changed, err);
}

int container_create(const struct arguments *arguments, const struct settings *settings,
		     const struct wrapped *wrapped, struct mempolicy_error *err)
{
	bool by_inheritance = wrapped->is_crun && geteuid() != 0, changed = true;
	/* createRuntime works with and without a user namespace. An inherited policy is verified by
	 * a child of init. */
	enum edit_stage stage = by_inheritance ? EDIT_CREATE_CONTAINER : EDIT_CREATE_RUNTIME;
	struct config_answer answer;

	/* The runtime reports that the name is missing. */
	if (!arguments->id)
		return 0;
	/* crun looks for a file of this name, and of no other, in the bundle. */
	if (arguments->config && strcmp(arguments->config, "config.json") != 0)
		return refuse_config(arguments, settings, err);
	for (int i = 0; changed && i < TRIES; i++)
		if (prepare_bundle(arguments, settings, stage, &answer, &changed, err))
			return -1;
	if (changed)
		return mp_error_set(
			err, MEMPOLICY_ERROR_SYSTEM, "",
			"config.json is being replaced by another process again and again");
	if (!answer.config.asked.asks) {
		if (!arguments->unknown)
			mark_clear_unused(arguments);
		return 0;
	}
	if (arguments->unknown)
		return arguments_unclear(arguments, err);
	if (mark_set(arguments, err))
		return -1;
	return by_inheritance ? take_for_init(&answer.config, settings, err) : 0;
}

/* ---- exec ---- */

static int not_possible(const char *why, struct mempolicy_error *err)
{
	return mp_error_set(err, MEMPOLICY_ERROR_SYSTEM, "", "%s", why);
}

/* Reads what its config.json requests. */
static int read_policy(const struct state_record *state, const struct settings *settings,
		       struct config_answer *ret, struct mempolicy_error *err)
{
	CLEANUP(bundle_drop) struct bundle bundle;

	return bundle_read(state->bundle, &bundle, err) ||
			       reading_config_text(bundle.text, bundle.length, settings,
						   EDIT_STAGES, ret, err)
		       ? -1
		       : 0;
}

static int take_for_process(const struct state_record *state, const struct config_record *config,
			    struct mempolicy_error *err)
{
	struct mempolicy_resolution resolution;
	struct mempolicy_machine machine;
	struct mempolicy_error ignored;
	struct mempolicy_nodes here;
	CLEANUP(cpuset_close) struct cpuset cpuset = {.folder = -1};

	/* Degraded: nodes that left the container's cpuset are no longer used by its other
	 * processes either. */
	if (resolve(config, state->pid, NULL, true, &machine, &resolution, err) ||
	    mempolicy_allowed(getpid(), &here, err))
		return -1;
	/* A cpuset that is not found cannot be entered, but that may not be necessary. */
	cpuset_open(state->pid, &cpuset, &ignored);
	if (cpuset_is_frozen(&cpuset))
		return not_possible("the container is frozen", err);
	return enter_prepare(&resolution, &machine, &here, &cpuset, err);
}

int container_delete(const struct arguments *arguments, const struct wrapped *wrapped,
		     struct mempolicy_error *err)
{
	int status;

	if (!arguments->id || arguments->unknown || !mark_is_there(arguments))
		return 0;
	/* The container is deleted anyway, and the mark is left behind. */
	if (wrapped_supervise(wrapped, arguments, &status, err))
		return 0;
	if (status == 0)
		mark_clear(arguments);
	wrapped_end_as(status);
}

int container_exec(const struct arguments *arguments, const struct settings *settings,
		   const struct wrapped *wrapped, struct mempolicy_error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct config_answer answer;
	struct state_record state;
	size_t length;

	if (!arguments->id || !mark_may_be_set(arguments))
		return 0;
	if (arguments->unknown)
		return arguments_unclear(arguments, err);
	if (wrapped_state(wrapped, arguments, &text, &length, err))
		return -1;
	/* There is no such container; the runtime will report that. */
	if (!text)
		return 0;
	if (reading_config_state(text, length, &state, err) ||
	    read_policy(&state, settings, &answer, err))
		return -1;
	if (!answer.config.asked.asks)
		return 0;
	if (strcmp(state.status, "paused") == 0)
		return not_possible("the container is paused", err);
	if (arguments->cgroup)
		return not_possible("--cgroup puts the process into another cgroup", err);
	if (state.pid == 0)
		return 0;
	return take_for_process(&state, &answer.config, err);
}
