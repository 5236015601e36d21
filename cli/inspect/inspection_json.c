/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "inspection.h"
#include "oci_policy.h"

static json_t *nodes_to_json(const struct mempolicy_nodes *nodes)
{
	char text[MEMPOLICY_NODES_TEXT];

	mempolicy_nodes_format(nodes, text, sizeof(text));
	return json_string(text);
}

static json_t *container_to_json(const struct inspection *inspection)
{
	const struct container *container = inspection->container;

	return json_pack("{s:s*, s:i, s:s*, s:s*, s:s}", "id", container->state.id, "pid",
			 (int)container->init, "status", container->state.status, "bundle",
			 container->state.bundle, "processesBy", members_by_name(inspection->by));
}

static json_t *node_to_json(const struct inspection *inspection, unsigned int node)
{
	json_t *object = json_pack("{s:i}", "node", (int)node);

	for (int kind = 0; kind < PAGES_KINDS; kind++)
		json_object_set_new(object, inspection_kind((enum page_kind)kind),
				    json_integer(
					    (json_int_t)inspection->placement.bytes[kind][node]));
	return object;
}

static json_t *memory_to_json(const struct inspection *inspection)
{
	json_t *nodes = json_array();

	for (size_t i = 0; i < inspection->machine.count; i++)
		json_array_append_new(nodes,
				      node_to_json(inspection, inspection->machine.nodes[i].id));
	return json_pack("{s:o, s:I, s:I}", "nodes", nodes, "estimated",
			 (json_int_t)inspection->placement.estimated, "mappings",
			 (json_int_t)inspection->placement.mappings);
}

static json_t *judgement_to_json(const struct inspection *inspection)
{
	if (mempolicy_nodes_empty(&inspection->nodes))
		return json_null();
	return json_pack("{s:o, s:o, s:f, s:o*}", "policy", oci_policy_json(&inspection->judged),
			 "nodes", nodes_to_json(&inspection->nodes), "locality",
			 inspection->locality, "evenness",
			 inspection->has_evenness ? json_real(inspection->evenness) : NULL);
}

static json_t *thread_to_json(const struct inspected_process *process, size_t index)
{
	const struct inspected_thread *thread = &process->threads[index];

	if (thread->by == BY_NOTHING)
		return json_pack("{s:i, s:n, s:s}", "tid", (int)thread->tid, "policy", "why",
				 process->why.message);
	return json_pack("{s:i, s:o, s:s}", "tid", (int)thread->tid, "policy",
			 oci_policy_json(&thread->policy), "by",
			 thread->by == BY_PTRACE ? "ptrace" : "numa_maps");
}

static json_t *process_to_json(const struct inspection *inspection,
			       const struct inspected_process *process)
{
	json_t *threads = json_array(), *memory = json_object();

	for (size_t i = 0; i < process->count; i++)
		json_array_append_new(threads, thread_to_json(process, i));
	for (int kind = 0; kind < PAGES_KINDS; kind++)
		json_object_set_new(memory, inspection_kind((enum page_kind)kind),
				    json_integer((json_int_t)process->bytes[kind]));
	return json_pack("{s:i, s:o, s:o, s:o, s:o*}", "pid", (int)process->pid, "name",
			 /* It need not be UTF-8. */
			 json_string(process->name) ?: json_null(), "threads", threads, "memory",
			 memory, "locality",
			 mempolicy_nodes_empty(&inspection->nodes) ? NULL
								   : json_real(process->locality));
}

json_t *inspection_to_json(const struct inspection *inspection)
{
	json_t *processes = json_array();

	for (size_t i = 0; i < inspection->count; i++)
		json_array_append_new(processes,
				      process_to_json(inspection, &inspection->processes[i]));
	return json_pack("{s:o, s:o, s:o, s:s, s:s*, s:o, s:o, s:o, s:o}", "container",
			 container_to_json(inspection), "asked",
			 inspection->asks ? oci_policy_json(&inspection->asked) : json_null(),
			 "effective",
			 inspection->fits ? nodes_to_json(&inspection->resolution.effective)
					  : json_null(),
			 "enforcement", enforcement_name(inspection->enforcement), "why",
			 *inspection->why ? inspection->why : NULL, "cpuset",
			 inspection->has_cpuset ? nodes_to_json(&inspection->cpuset) : json_null(),
			 "memory", memory_to_json(inspection), "judgement",
			 judgement_to_json(inspection), "processes", processes);
}
