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

static json_t *reasons_to_json(const struct reasons *reasons)
{
	json_t *list = json_array();

	for (size_t i = 0; i < reasons->count; i++) {
		const struct reason *reason = &reasons->list[i];

		json_array_append_new(list,
				      json_pack("{s:s, s:b, s:o*, s:s}", "reason",
						reason_name(reason->kind), "certain",
						(int)reason->certain, "bytes",
						reason->has_bytes
							? json_integer((json_int_t)reason->bytes)
							: NULL,
						"text", reason->text));
	}
	return json_pack("{s:I, s:I, s:I, s:o}", "own", (json_int_t)reasons->outside, "file",
			 (json_int_t)reasons->file_outside, "shared",
			 (json_int_t)reasons->shared_outside, "reasons", list);
}

/* Policies of mappings are the kernel's texts, which it may have cut. */
static json_t *mapping_policies_to_json(const struct inspection *inspection)
{
	json_t *list = json_array();

	for (size_t i = 0; i < inspection->mapping_policies.count; i++) {
		const struct mapping_policy *policy = &inspection->mapping_policies.list[i];
		json_t *nodes = json_array();

		for (unsigned int node = 0; node < MEMPOLICY_MAX_NODES; node++)
			if (policy->all[node])
				json_array_append_new(nodes,
						      json_pack("{s:i, s:I}", "node", (int)node,
								"bytes",
								(json_int_t)policy->all[node]));
		json_array_append_new(list,
				      json_pack("{s:s, s:I, s:I, s:o}", "policy", policy->text,
						"mappings", (json_int_t)policy->mappings, "bytes",
						(json_int_t)mapping_policy_bytes(policy), "nodes",
						nodes));
	}
	return list;
}

static json_t *cgroup_to_json(const struct inspection *inspection)
{
	const struct cgroup_memory *cgroup = &inspection->cgroup;
	json_t *nodes = json_array();

	if (!cgroup->path) {
		json_decref(nodes);
		return json_null();
	}
	for (size_t i = 0; cgroup->has_nodes && i < inspection->machine.count; i++) {
		unsigned int node = inspection->machine.nodes[i].id;

		json_array_append_new(nodes,
				      json_pack("{s:i, s:I, s:I}", "node", (int)node, "anonymous",
						(json_int_t)cgroup->anonymous[node], "file",
						(json_int_t)cgroup->file[node]));
	}
	return json_pack("{s:o, s:o}", "path", json_string(cgroup->path) ?: json_null(), "nodes",
			 nodes);
}

static json_t *pages_to_json(struct moved moved)
{
	return json_pack("{s:I, s:I}", "migratedPages", (json_int_t)moved.migrated, "demotedPages",
			 (json_int_t)moved.demoted);
}

static json_t *moved_to_json(const struct inspection *inspection)
{
	const struct moved *moved = &inspection->cgroup.moved;

	if (moved->by == MOVED_UNKNOWN)
		return json_null();
	return json_pack("{s:s, s:o, s:o*}", "of", moved->by == MOVED_CGROUP ? "cgroup" : "machine",
			 "total", pages_to_json(*moved), "sinceLastLook",
			 inspection->has_before
				 ? pages_to_json(moved_since(moved, &inspection->before))
				 : NULL);
}

static json_t *judgement_to_json(const struct inspection *inspection)
{
	if (mempolicy_nodes_empty(&inspection->nodes))
		return json_null();
	return json_pack("{s:o, s:o, s:f, s:f, s:o*, s:o}", "policy",
			 oci_policy_json(&inspection->judged), "nodes",
			 nodes_to_json(&inspection->nodes), "locality", inspection->locality,
			 "sharedLocality", inspection->shared_locality, "evenness",
			 inspection->has_evenness ? json_real(inspection->evenness) : NULL,
			 "elsewhere", reasons_to_json(&inspection->reasons));
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
			 /* The name may not be UTF-8. */
			 json_string(process->name) ?: json_null(), "threads", threads, "memory",
			 memory, "locality",
			 mempolicy_nodes_empty(&inspection->nodes) ? NULL
								   : json_real(process->locality));
}

json_t *inspection_to_json(const struct inspection *inspection)
{
	json_t *processes = json_array();
	char place[PLACE_POINTER];

	for (size_t i = 0; i < inspection->count; i++)
		json_array_append_new(processes,
				      process_to_json(inspection, &inspection->processes[i]));
	return json_pack("{s:o, s:o, s:s*, s:o, s:s, s:s*, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "container", container_to_json(inspection), "requested",
			 inspection->asks ? oci_policy_json(&inspection->asked) : json_null(),
			 "requestedAt",
			 inspection->asks ? place_text(&inspection->place, place) : NULL,
			 "effective",
			 inspection->fits ? nodes_to_json(&inspection->resolution.effective)
					  : json_null(),
			 "enforcement", enforcement_name(inspection->enforcement), "why",
			 *inspection->why ? inspection->why : NULL, "cpuset",
			 inspection->has_cpuset ? nodes_to_json(&inspection->cpuset) : json_null(),
			 "memory", memory_to_json(inspection), "judgement",
			 judgement_to_json(inspection), "mappingPolicies",
			 mapping_policies_to_json(inspection), "cgroup", cgroup_to_json(inspection),
			 "moved", moved_to_json(inspection), "processes", processes);
}
