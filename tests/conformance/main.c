/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy-conformance: judges whether linux.memoryPolicy is in effect under an OCI runtime.
 */
#include <err.h>
#include <numaif.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cleanup.h"
#include "clock.h"
#include "report.h"
#include "require.h"
#include "weights.h"

struct session {
	struct options options;
	struct machine machine;
	struct scratch scratch;
	struct report report;
	bool unknown; /* the runtime ignores linux.memoryPolicy, and no hook applies it */
};

/* Set by a signal: the current case is finished properly, and is the last. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static void run_container(struct session *session, const json_t *resolved, struct outcome *outcome)
{
	struct observed observed;
	struct bundle bundle;

	bundle_make(&session->scratch, &session->options, resolved, &bundle);
	runner_run(&session->options, &session->scratch, &bundle, resolved, &observed);
	judge(&session->options, &bundle, resolved, &observed, &outcome->verdict);
	outcome->fragment = json_dumps(bundle.fragment, JSON_COMPACT);
	outcome->err = strdup(observed.err);
	snprintf(outcome->note, sizeof(outcome->note), "%s",
		 *observed.note ? observed.note : outcome->verdict.note);
	observed_drop(&observed);
	bundle_drop(&bundle);
}

static void run_with_weights(struct session *session, const json_t *resolved,
			     struct outcome *outcome)
{
	const json_t *weights = json_object_get(resolved, "weights");

	if (weights && !weights_set(weights))
		judge_failed(&outcome->verdict, "cannot set the weights of nodes");
	else
		run_container(session, resolved, outcome);
	weights_restore();
}

/* A known failure that passes has failed, so that the list stays true. */
static void judge_known(const struct session *session, const struct conformance_case *this,
			struct verdict *verdict)
{
	if (!this->known_failure)
		return;
	if (verdict->result == FAILED)
		verdict->result = KNOWN_FAILURE;
	else if (verdict->result == PASSED)
		judge_failed(
			verdict,
			"it passes, but is a known failure in %.200s (%.500s): remove it there",
			session->options.known_failures, this->known_failure);
}

static void run_case(struct session *session, const struct conformance_case *this)
{
	struct outcome outcome = {.about = this, .verdict.result = NOT_APPLICABLE};
	char reason[SYMBOLS_REASON] = "";
	double start = seconds_now();
	CLEANUP(cleanup_json)
	json_t *resolved = symbols_resolve(&session->machine, this->json, reason);

	if (resolved && require_met(&session->machine, &session->options, resolved, reason))
		run_with_weights(session, resolved, &outcome);
	else
		snprintf(outcome.verdict.reason, sizeof(outcome.verdict.reason), "%s", reason);
	if (session->unknown)
		judge_failed(&outcome.verdict,
			     "the runtime ignores linux.memoryPolicy: a container that requests a "
			     "policy runs without one; the other cases are not run");
	judge_known(session, this, &outcome.verdict);
	outcome.seconds = seconds_now() - start;
	if (outcome.verdict.result == NOT_APPLICABLE && session->options.must_run) {
		char text[sizeof(outcome.verdict.reason)];

		memcpy(text, outcome.verdict.reason, sizeof(text));
		judge_failed(&outcome.verdict, "not applicable here: %.1900s", text);
	}
	report_add(&session->report, &outcome);
}

/* Without the hook, the first case decides whether the others are run. */
static size_t plan(struct session *session, const struct cases *cases)
{
	bool knows = runner_knows(&session->options, &session->scratch);

	session->options.runtime_knows = *session->options.hook && knows;
	session->unknown = !*session->options.hook && !knows && case_decides(&cases->list[0]);
	return session->unknown ? 1 : cases->count;
}

static int run_all(struct session *session, const struct cases *cases)
{
	char text[DIALOGUE_ERROR];
	size_t planned;

	if (!runner_works(&session->options, &session->scratch, text, sizeof(text)))
		return report_bail_out(&session->options, text, cases->count);
	planned = plan(session, cases);
	runner_version(&session->options, text, sizeof(text));
	report_begin(&session->report, &session->options, &session->machine, text, planned);
	if (session->options.keep)
		printf("# bundles are kept in %s\n", session->scratch.dir);
	for (size_t i = 0; i < planned && !interrupted; i++)
		run_case(session, &cases->list[i]);
	if (session->unknown)
		printf("# %zu cases were not run: they request policies that the runtime ignores\n",
		       cases->count - planned);
	return report_end(&session->report);
}

static void read_cases(const struct options *options, struct cases *cases)
{
	cases_load(options->cases, cases);
	if (options->known_failures)
		cases_know_failures(cases, options->known_failures);
	cases_choose(cases, options);
}

static int print_list(const struct options *options, struct cases *cases)
{
	if (options->json)
		cases_print_json(cases);
	else
		cases_print(cases);
	cases_drop(cases);
	if (fflush(stdout))
		err(EX_IOERR, "standard output");
	return EX_OK;
}

static _Noreturn void fail(const struct mempolicy_error *error)
{
	int exit_code = error->kind == MEMPOLICY_ERROR_UNSUPPORTED  ? EX_UNAVAILABLE
			: error->kind == MEMPOLICY_ERROR_PERMISSION ? EX_NOPERM
								    : EX_OSERR;

	errx(exit_code, "%s%s%s", error->message, *error->remedy ? "; " : "", error->remedy);
}

int main(int argc, char **argv)
{
	const struct sigaction act = {.sa_handler = interrupt, .sa_flags = SA_RESTART};
	static struct session session;
	struct mempolicy_error error;
	struct cases cases;
	int exit_code;

	options_read(argc, argv, &session.options);
	read_cases(&session.options, &cases);
	if (session.options.list)
		return print_list(&session.options, &cases);
	if (machine_read(&session.machine, &error))
		fail(&error);
	/* Containers would inherit the policy that this process was started under. */
	if (set_mempolicy(MPOL_DEFAULT, NULL, 0))
		err(EX_OSERR, "set_mempolicy");
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	scratch_make(&session.options, &session.scratch);
	exit_code = run_all(&session, &cases);
	if (!session.options.keep)
		scratch_remove(&session.scratch);
	cases_drop(&cases);
	return exit_code;
}
