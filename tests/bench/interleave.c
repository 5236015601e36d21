/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times commands in turn, so that whatever slows the machine down for a while slows all of them,
 * and prints a line of JSON: medians, and ratios to the first command. A ratio is the median of the
 * ratios of all rounds, with the bounds of its 95 % confidence interval.
 */
#include <err.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "init.h"
#include "sample.h"

#define COMMANDS_MAX 8
#define STDIN_MAX    65536
#define WARM_UPS     5
#define PEAK_SAMPLES 5

struct command {
	const char *label;
	char **arguments;
	double *times; /* microseconds */
	long peak;     /* KiB */
};

struct bench {
	const char *name;
	size_t samples;
	struct input input;
	bool as_init;
	bool drop_policy;
	bool peak;
	unsigned int threads;
	struct command commands[COMMANDS_MAX];
	size_t count;
};

/* ---- command line ---- */

static const struct option known[] = {
	{"name", required_argument, NULL, 'n'},	   {"samples", required_argument, NULL, 's'},
	{"stdin", required_argument, NULL, 'i'},   {"init", no_argument, NULL, 'I'},
	{"threads", required_argument, NULL, 't'}, {"drop-policy", no_argument, NULL, 'd'},
	{"peak", no_argument, NULL, 'p'},	   {NULL, 0, NULL, 0},
};

static _Noreturn void usage(void)
{
	fputs("Usage: bench-interleave [OPTION]... -- LABEL COMMAND... [-- LABEL COMMAND...]...\n"
	      "  --name TEXT      to stand in the output\n"
	      "  --samples N      for each command (default 100)\n"
	      "  --stdin FILE     the commands' standard input (default: none)\n"
	      "  --init           start them from pid 1 of new namespaces\n"
	      "  --threads N      which has so many threads (default 1)\n"
	      "  --drop-policy    and drops its memory policy before each of them\n"
	      "  --peak           measure their peak memory, too (with --init)\n",
	      stderr);
	exit(64);
}

static void read_input(const char *path, struct input *input)
{
	static char text[STDIN_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text));

	if (length < 0)
		err(1, "%s", path);
	close(fd);
	*input = (struct input){text, (size_t)length};
}

/* What follows the options: each "--" begins a command. */
static void take_commands(struct bench *bench, char **arguments)
{
	bool begins = true;

	for (; *arguments; arguments++) {
		struct command *command = &bench->commands[bench->count];

		if (strcmp(*arguments, "--") == 0) {
			*arguments = NULL;
			begins = true;
		} else if (begins) {
			if (bench->count == COMMANDS_MAX || !arguments[1])
				usage();
			*command =
				(struct command){.label = *arguments, .arguments = arguments + 1};
			bench->count++;
			begins = false;
		}
	}
	if (!bench->count)
		usage();
}

static void take_options(struct bench *bench, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		if (option == 'n')
			bench->name = optarg;
		else if (option == 's')
			bench->samples = strtoul(optarg, NULL, 10);
		else if (option == 'i')
			read_input(optarg, &bench->input);
		else if (option == 'I')
			bench->as_init = true;
		else if (option == 't')
			bench->threads = (unsigned int)strtoul(optarg, NULL, 10);
		else if (option == 'd')
			bench->drop_policy = true;
		else if (option == 'p')
			bench->peak = true;
		else
			usage();
	}
	if (!bench->samples || (bench->peak && !bench->as_init))
		usage();
	take_commands(bench, argv + optind);
}

/* ---- sampling ---- */

static double run_once(const struct bench *bench, const struct command *command)
{
	if (bench->drop_policy)
		init_drop_policy();
	return sample_time(command->arguments, &bench->input);
}

/* In another order each time, so that what ran before a command does not favor or harm it. */
static void sample_round(struct bench *bench, size_t round)
{
	size_t order[COMMANDS_MAX] = {0};

	for (size_t i = 0; i < bench->count; i++) {
		size_t j = (size_t)rand() % (i + 1); /* NOLINT(cert-msc30-c, cert-msc50-cpp) */

		order[i] = order[j];
		order[j] = i;
	}
	for (size_t i = 0; i < bench->count; i++) {
		struct command *command = &bench->commands[order[i]];

		command->times[round] = run_once(bench, command);
	}
}

static void sample_all(struct bench *bench)
{
	for (size_t i = 0; i < bench->count; i++) {
		struct command *command = &bench->commands[i];

		command->times = calloc(bench->samples, sizeof(double));
		if (!command->times)
			err(1, "calloc");
		for (int warm_up = 0; warm_up < WARM_UPS; warm_up++)
			run_once(bench, command);
	}
	for (size_t round = 0; round < bench->samples; round++)
		sample_round(bench, round);
}

static void measure_peaks(struct bench *bench)
{
	int proc_fd = init_open_proc();

	for (size_t i = 0; i < bench->count; i++) {
		struct command *command = &bench->commands[i];

		for (int sample = 0; sample < PEAK_SAMPLES; sample++) {
			long peak;

			if (bench->drop_policy)
				init_drop_policy();
			peak = sample_peak(command->arguments, &bench->input, proc_fd);
			if (peak > command->peak)
				command->peak = peak;
		}
	}
}

/* ---- statistics ---- */

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

struct median {
	double value, low, high;
};

/* Sorts the values. low and high are the order statistics that enclose the median at 95 %. */
static struct median median_of(double *values, size_t count)
{
	size_t half = count / 2;
	size_t reach = (size_t)ceil(0.98 * sqrt((double)count));

	qsort(values, count, sizeof(*values), compare);
	return (struct median){
		.value = count % 2 ? values[half] : (values[half - 1] + values[half]) / 2,
		.low = values[half > reach ? half - reach : 0],
		.high = values[half + reach < count ? half + reach : count - 1],
	};
}

static void print_command(struct bench *bench, size_t index, struct median ratio)
{
	struct command *command = &bench->commands[index];

	printf("%s{\"label\":\"%s\",\"median_us\":%.1f", index ? "," : "", command->label,
	       median_of(command->times, bench->samples).value);
	if (index > 0)
		printf(",\"ratio\":%.3f,\"ratio_low\":%.3f,\"ratio_high\":%.3f", ratio.value,
		       ratio.low, ratio.high);
	if (bench->peak)
		printf(",\"peak_kib\":%ld", command->peak);
	putchar('}');
}

static void print_results(struct bench *bench)
{
	struct median ratios[COMMANDS_MAX] = {{0}};
	double *rounds = calloc(bench->samples, sizeof(*rounds));

	if (!rounds)
		err(1, "calloc");
	/* Before the times of each command are sorted. */
	for (size_t i = 1; i < bench->count; i++) {
		for (size_t round = 0; round < bench->samples; round++)
			rounds[round] =
				bench->commands[i].times[round] / bench->commands[0].times[round];
		ratios[i] = median_of(rounds, bench->samples);
	}
	printf("{\"name\":\"%s\",\"samples\":%zu,\"commands\":[", bench->name, bench->samples);
	for (size_t i = 0; i < bench->count; i++)
		print_command(bench, i, ratios[i]);
	puts("]}");
	free(rounds);
}

int main(int argc, char **argv)
{
	struct bench bench = {.name = "", .samples = 100, .threads = 1};

	take_options(&bench, argc, argv);
	if (bench.as_init)
		init_become();
	init_have_threads(bench.threads);
	sample_all(&bench);
	if (bench.peak)
		measure_peaks(&bench);
	print_results(&bench);
	for (size_t i = 0; i < bench.count; i++)
		free(bench.commands[i].times);
	return fflush(stdout) ? 1 : 0;
}
