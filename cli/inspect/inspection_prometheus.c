/* SPDX-License-Identifier: Apache-2.0 */
/* Inspect's output in the text format of Prometheus, as node_exporter's textfile collector reads
 * it. */
#include "inspection.h"

#define PREFIX "oci_mempolicy_"

struct metrics {
	FILE *out;
	const struct inspection *inspection;
	const char *name; /* of the metric whose samples follow */
};

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
}

static void put_label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	put_escaped(out, value);
	fputc('"', out);
}

/* Begins a metric with its HELP and TYPE. */
static void begin(struct metrics *metrics, const char *name, const char *type, const char *help)
{
	metrics->name = name;
	fprintf(metrics->out, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name,
		type);
}

struct label {
	const char *name, *value;
};

/* Writes the label of the container and these labels, which end with one without a name. The value
 * follows. */
static void put_labels(const struct metrics *metrics, const struct label labels[])
{
	const struct container *container = metrics->inspection->container;

	fprintf(metrics->out, PREFIX "%s{", metrics->name);
	if (container->state.id)
		put_label(metrics->out, "container", container->state.id);
	else
		fprintf(metrics->out, "pid=\"%d\"", container->init);
	for (; labels->name; labels++) {
		fputc(',', metrics->out);
		put_label(metrics->out, labels->name, labels->value);
	}
	fputs("} ", metrics->out);
}

static void put_integer(const struct metrics *metrics, unsigned long long value)
{
	fprintf(metrics->out, "%llu\n", value);
}

static void put_ratio(const struct metrics *metrics, double value)
{
	fprintf(metrics->out, "%.6f\n", value);
}

static void put_enforcement(struct metrics *metrics)
{
	static const enum enforcement states[] = {ENFORCEMENT_STRICT, ENFORCEMENT_DEGRADED,
						  ENFORCEMENT_NONE};

	begin(metrics, "enforcement", "gauge",
	      "How far the requested policy is in effect: 1 for this state, 0 for the others.");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		put_labels(metrics, (const struct label[]){{"state", enforcement_name(states[i])},
							   {NULL, NULL}});
		put_integer(metrics, metrics->inspection->enforcement == states[i]);
	}
}

static void put_info(struct metrics *metrics)
{
	const struct inspection *inspection = metrics->inspection;
	char asked[MEMPOLICY_TEXT] = "", cpuset[MEMPOLICY_NODES_TEXT] = "";

	if (inspection->asks)
		mempolicy_format(&inspection->asked, asked, sizeof(asked));
	if (inspection->has_cpuset)
		mempolicy_nodes_format(&inspection->cpuset, cpuset, sizeof(cpuset));
	begin(metrics, "container_info", "gauge",
	      "Always 1; its labels are the requested policy and the nodes of the cpuset.");
	put_labels(metrics,
		   (const struct label[]){{"requested", asked}, {"cpuset", cpuset}, {NULL, NULL}});
	put_integer(metrics, 1);
}

static void put_memory(struct metrics *metrics)
{
	const struct inspection *inspection = metrics->inspection;

	begin(metrics, "memory_bytes", "gauge",
	      "Memory that the container's processes have mapped, by node and kind.");
	for (size_t i = 0; i < inspection->machine.count; i++)
		for (int kind = 0; kind < PAGES_KINDS; kind++) {
			unsigned int id = inspection->machine.nodes[i].id;
			char node[16];

			snprintf(node, sizeof(node), "%u", id);
			put_labels(metrics,
				   (const struct label[]){{"node", node},
							  {"kind",
							   inspection_kind((enum page_kind)kind)},
							  {NULL, NULL}});
			put_integer(metrics, inspection->placement.bytes[kind][id]);
		}
}

static void put_judgement(struct metrics *metrics)
{
	const struct inspection *inspection = metrics->inspection;

	if (mempolicy_nodes_empty(&inspection->nodes))
		return;
	begin(metrics, "locality_ratio", "gauge",
	      "The share of the processes' own memory that is on the policy's nodes.");
	put_labels(metrics, (const struct label[]){{NULL, NULL}});
	put_ratio(metrics, inspection->locality);
	if (!inspection->has_evenness)
		return;
	begin(metrics, "evenness_ratio", "gauge",
	      "The share of that memory that is where exact interleaving would put it.");
	put_labels(metrics, (const struct label[]){{NULL, NULL}});
	put_ratio(metrics, inspection->evenness);
}

static void put_mapping_policies(struct metrics *metrics)
{
	const struct mapping_policies *policies = &metrics->inspection->mapping_policies;

	if (policies->count)
		begin(metrics, "mapping_policy_bytes", "gauge",
		      "Memory under policies of mappings (mbind), by policy and node.");
	for (size_t i = 0; i < policies->count; i++)
		for (unsigned int id = 0; id < MEMPOLICY_MAX_NODES; id++) {
			char node[16];

			if (!policies->list[i].all[id])
				continue;
			snprintf(node, sizeof(node), "%u", id);
			put_labels(metrics,
				   (const struct label[]){{"policy", policies->list[i].text},
							  {"node", node},
							  {NULL, NULL}});
			put_integer(metrics, policies->list[i].all[id]);
		}
}

static void put_moved(struct metrics *metrics)
{
	const struct moved *moved = &metrics->inspection->cgroup.moved;
	const char *of = moved->by == MOVED_CGROUP ? "cgroup" : "machine";

	if (moved->by == MOVED_UNKNOWN)
		return;
	begin(metrics, "migrated_pages_total", "counter",
	      "Pages that NUMA balancing moved between nodes, of the cgroup or of the machine.");
	put_labels(metrics, (const struct label[]){{"of", of}, {NULL, NULL}});
	put_integer(metrics, moved->migrated);
	begin(metrics, "demoted_pages_total", "counter",
	      "Pages that were demoted to slower nodes, of the cgroup or of the machine.");
	put_labels(metrics, (const struct label[]){{"of", of}, {NULL, NULL}});
	put_integer(metrics, moved->demoted);
}

static void put_counts(struct metrics *metrics)
{
	begin(metrics, "processes", "gauge", "Processes of the container.");
	put_labels(metrics, (const struct label[]){{NULL, NULL}});
	put_integer(metrics, metrics->inspection->count);
	begin(metrics, "threads", "gauge", "Threads of the container.");
	put_labels(metrics, (const struct label[]){{NULL, NULL}});
	put_integer(metrics, inspection_threads(metrics->inspection));
}

void inspection_to_prometheus(const struct inspection *inspection, FILE *out)
{
	struct metrics metrics = {.out = out, .inspection = inspection};

	put_info(&metrics);
	put_enforcement(&metrics);
	put_judgement(&metrics);
	put_memory(&metrics);
	put_mapping_policies(&metrics);
	put_moved(&metrics);
	put_counts(&metrics);
}
