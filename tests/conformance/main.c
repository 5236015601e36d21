/* SPDX-License-Identifier: Apache-2.0 */
/* oci-mempolicy-conformance: judges whether linux.memoryPolicy is in force under an OCI runtime. */
#include <err.h>
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
};

/* Set by a signal: the case that runs is the last, and ends in order. */
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
		judge_failed(&outcome->verdict, "cannot set weights of nodes");
	else
		run_container(session, resolved, outcome);
	weights_restore();
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
	outcome.seconds = seconds_now() - start;
	if (outcome.verdict.result == NOT_APPLICABLE && session->options.must_run) {
		char text[sizeof(outcome.verdict.reason)];

		memcpy(text, outcome.verdict.reason, sizeof(text));
		judge_failed(&outcome.verdict, "not applicable here: %.1900s", text);
	}
	report_add(&session->report, &outcome);
}

static int run_all(struct session *session, const struct cases *cases)
{
	char text[DIALOGUE_ERROR];

	if (!runner_works(&session->options, &session->scratch, text, sizeof(text))) {
		printf("TAP version 14\n1..%zu\nBail out! %s cannot run a container here, even "
		       "without a policy\n# %s\n",
		       cases->count, session->options.runtime, text);
		return EXIT_FAILURE;
	}
	session->options.runtime_knows =
		*session->options.hook && runner_knows(&session->options, &session->scratch);
	runner_version(&session->options, text, sizeof(text));
	report_begin(&session->report, &session->options, &session->machine, text, cases->count);
	if (session->options.keep)
		printf("# bundles stay in %s\n", session->scratch.dir);
	for (size_t i = 0; i < cases->count && !interrupted; i++)
		run_case(session, &cases->list[i]);
	return report_end(&session->report);
}

int main(int argc, char **argv)
{
	const struct sigaction act = {.sa_handler = interrupt, .sa_flags = SA_RESTART};
	static struct session session;
	struct mempolicy_error error;
	struct cases cases;
	int exit_code;

	options_read(argc, argv, &session.options);
	cases_load(session.options.cases, session.options.wanted, &cases);
	if (session.options.list) {
		cases_print(&cases);
		cases_drop(&cases);
		return EX_OK;
	}
	if (machine_read(&session.machine, &error))
		errx(error.kind == MEMPOLICY_ERROR_UNSUPPORTED ? EX_UNAVAILABLE : EX_OSERR, "%s",
		     error.message);
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
