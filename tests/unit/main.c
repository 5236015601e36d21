/* SPDX-License-Identifier: Apache-2.0 */
/* Runs every unit test in its own process, because they set memory policies, file descriptors and
 * seccomp filters. Some need root, to invent machines and containers with namespaces. */
#include "unit.h"

int main(void)
{
	static const struct tests suites[] = {{"error", add_error},
					      {"nodes", add_nodes},
					      {"policy", add_policy},
					      {"notation", add_notation},
					      {"words", add_words},
					      {"rules", add_rules},
					      {"cpuset", add_cpuset},
					      {"cpuset as the kernel has it", add_cpuset_model},
					      {"kernel", add_kernel},
					      {"features", add_features},
					      {"scan", add_scan},
					      {"scan parts", add_scan_parts},
					      {"state", add_state},
					      {"config", add_config},
					      {"config file", add_config_file},
					      {"numa_maps", add_numa_maps},
					      {"policies of filtered processes", add_filtered},
					      {"set", add_set},
					      {"numa_maps line", add_numa_maps_line},
					      {"placement", add_placement},
					      {"procfs", add_procfs},
					      {"target", add_target},
					      {"target, once more", add_target_prove},
					      {"asking", add_asking},
					      {"hook entries", add_hook_entries},
					      {"record", add_record},
					      {"options", add_options},
					      {"input", add_input},
					      {"remedy", add_remedy},
					      {"report", add_report},
					      {"log", add_log},
					      {"log file", add_log_file}};

	return run_suites(suites, LENGTH(suites));
}
