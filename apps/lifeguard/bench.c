/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard bench MODEL: one catalogue device alone on the test bench, stimulus on stdin,
 * its changes on stdout. */
#include <stdlib.h>
#include <string.h>

#include "apps/lifeguard/verbs.h"
#include "system/device_bench.h"
#include "system/signal.h"

enum { EXIT_GOOD = 0, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3 };

#define CHOICES 64

struct arguments {
	const char *name;
	char *choices[CHOICES]; /* KEY=VALUE */
	int n_choices;
	bool json, help;
};

static void help(FILE *out)
{
	fputs("usage: lifeguard bench MODEL [--set KEY=VALUE]... [--json] < "
	      "stimulus.csv\n"
	      "       lifeguard bench MODEL --help      its inputs, outputs and "
	      "settings\n"
	      "\n"
	      "One device of the catalogue alone on the test bench. The stimulus is a "
	      "table:\n"
	      "its header is t (seconds) and any of the inputs; a row holds until the "
	      "next, an\n"
	      "empty cell is unchanged, - means that the input stops arriving. Printed "
	      "are\n"
	      "t,output,value,reason: every output at 0, then one row a change, to 1 ms, "
	      "up to\n"
	      "the last t. Exit 2: the stimulus or a setting is wrong; nothing is "
	      "printed then.\n"
	      "\n"
	      "  --set KEY=VALUE   a setting, \"90 s\" or 90\n"
	      "  --catalog DIR     catalogue files of your own besides\n"
	      "  --json            the rows as an array of objects\n"
	      "\n"
	      "example: printf 't,V\\n0,12.6\\n10,10.4\\n200,\\n' |\n"
	      "         lifeguard bench victron/smart-batteryprotect-65\n",
	      out);
}

static int usage(const char *what, const char *word)
{
	fprintf(stderr, "lifeguard bench: %s%s\n", what, word);
	fputs("usage: lifeguard bench MODEL [--set KEY=VALUE]... [--json] < "
	      "stimulus.csv\n",
	      stderr);
	return EXIT_USAGE;
}

static int add_catalog(const char *folder)
{
	struct lg_problems problems = {0};

	lg_catalog_add_folder(folder, &problems);
	if (problems.total_count == 0)
		return EXIT_GOOD;
	lg_problems_print(&problems, folder, stderr);
	return EXIT_USAGE;
}

static int add_choice(struct arguments *a, char *text)
{
	if (!strchr(text, '='))
		return usage("--set needs KEY=VALUE, not ", text);
	if (a->n_choices == CHOICES)
		return usage("too many settings", "");
	a->choices[a->n_choices++] = text;
	return EXIT_GOOD;
}

static int read_arguments(int argc, char **argv, struct arguments *a)
{
	int status = EXIT_GOOD;

	for (int i = 1; i < argc && status == EXIT_GOOD; i++) {
		bool more = i + 1 < argc;

		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			a->help = true;
		else if (!strcmp(argv[i], "--json"))
			a->json = true;
		else if (!strcmp(argv[i], "--set") && more)
			status = add_choice(a, argv[++i]);
		else if (!strncmp(argv[i], "--set=", 6))
			status = add_choice(a, argv[i] + 6);
		else if (!strcmp(argv[i], "--catalog") && more)
			status = add_catalog(argv[++i]);
		else if (argv[i][0] == '-')
			status = usage("unknown or incomplete option ", argv[i]);
		else if (a->name)
			status = usage("one model at a time, not also ", argv[i]);
		else
			a->name = argv[i];
	}
	return status;
}

/* --- what a model has -------------------------------------------------------------- */

static void print_inputs(const struct lg_model *model, const struct lg_family *family,
			 const void *config)
{
	printf("\ninputs (a column that is not in the header stands at its default; "
	       "evidence of\n"
	       "the defaults: assumed, a healthy system)\n");
	for (int i = 0; i < family->n_inputs; i++) {
		const struct lg_port *port = &family->inputs[i];
		char resting[32], range[64] = "";
		int32_t least, most;

		if (!lg_model_has_input(model, i))
			continue;
		lg_signal_text(port, lg_model_resting(model, config, i), resting,
			       sizeof resting);
		if (lg_device_bench_range(port, &least, &most))
			snprintf(range, sizeof range, "%g to %g ", least / 1000.0,
				 most / 1000.0);
		printf("  %-18s %s%-*s default %s\n", port->name, range,
		       (int)(22 - strlen(range)), lg_signal_unit(port->kind), resting);
	}
}

static void print_outputs(const struct lg_family *family)
{
	printf("\noutputs\n");
	for (int i = 0; i < family->n_outputs; i++) {
		const struct lg_port *port = &family->outputs[i];

		printf("  %-18s ", port->name);
		if (port->kind != LG_PORT_CHOICE)
			printf("%s", lg_signal_unit(port->kind));
		for (int k = 0; port->kind == LG_PORT_CHOICE && port->texts[k]; k++)
			printf("%s%s", k ? "/" : "", port->texts[k]);
		printf("\n");
	}
}

static void print_settings(const struct lg_model *model)
{
	printf("\nsettings (--set KEY=VALUE)\n");
	for (const struct lg_setting *s = lg_model_settings(model); s->key; s++) {
		char range[80] = "", value[64] = "none", least[32], most[32];
		enum lg_evidence evidence = LG_EVIDENCE_ASSUMED;
		const char *source = "";

		lg_setting_default(model, s->key, value, sizeof value, &evidence,
				   &source);
		for (int k = 0; s->words && s->words[k]; k++)
			snprintf(range + strlen(range), sizeof range - strlen(range),
				 "%s%s", k ? "/" : "", s->words[k]);
		if (!s->words) {
			lg_quantity_text(s->least, s->unit, least, sizeof least);
			lg_quantity_text(s->most, s->unit, most, sizeof most);
			snprintf(range, sizeof range, "%s to %s", least, most);
		}
		printf("  %-18s %-22s default %s (%s: %s)\n  %-18s %s\n", s->key, range,
		       value, lg_evidence_name(evidence), source, "", s->what);
	}
}

static void help_for(const struct lg_model *model, const struct lg_family *family,
		     const void *config)
{
	printf("usage: lifeguard bench %s [--set KEY=VALUE]... [--json] < "
	       "stimulus.csv\n\n"
	       "%s, a device of the family '%s'\n",
	       model->name, model->title, family->name);
	print_inputs(model, family, config);
	print_outputs(family);
	print_settings(model);
}

/* --- running ----------------------------------------------------------------------- */

static int finish(FILE *out)
{
	if (fflush(out) == 0 && !ferror(out))
		return EXIT_GOOD;
	perror("lifeguard bench: stdout");
	return EXIT_ENVIRONMENT;
}

static int run(const struct lg_model *model, const struct lg_family *family,
	       const void *config, bool json)
{
	struct lg_device_bench_rows rows = {0};
	struct lg_problems problems = {0};
	int status = EXIT_GOOD;

	switch (lg_device_bench(model, config, stdin, &rows, &problems)) {
	case LG_DEVICE_BENCH_GOOD:
		if (json)
			lg_device_bench_json(family, &rows, stdout);
		else
			lg_device_bench_csv(family, &rows, stdout);
		status = finish(stdout);
		break;
	case LG_DEVICE_BENCH_REFUSED:
		lg_problems_print(&problems, "stdin", stderr);
		status = EXIT_USAGE;
		break;
	case LG_DEVICE_BENCH_FAILED:
		fputs("lifeguard bench: stdin cannot be read, or memory ran out\n",
		      stderr);
		status = EXIT_ENVIRONMENT;
		break;
	}
	lg_device_bench_free(&rows);
	return status;
}

static bool configure(const struct lg_model *model, struct arguments *a, void *config)
{
	struct lg_choice choices[CHOICES] = {0};
	struct lg_problems problems = {0};

	for (int i = 0; i < a->n_choices; i++) {
		char *equals = strchr(a->choices[i], '=');

		*equals = 0;
		choices[i] = (struct lg_choice){.key = a->choices[i], .text = equals + 1};
	}
	if (lg_configure(model, choices, a->n_choices, true, config, &problems))
		return true;
	lg_problems_print(&problems, "--set", stderr);
	return false;
}

static int unknown_model(const char *name)
{
	const char *nearest = lg_catalog_nearest(name);

	fprintf(stderr, "lifeguard bench: unknown model '%s'; ", name);
	if (nearest)
		fprintf(stderr, "did you mean '%s'?\n", nearest);
	else
		fputs("'lifeguard catalog' lists them\n", stderr);
	return EXIT_USAGE;
}

int lg_verb_bench(int argc, char **argv)
{
	struct arguments a = {0};
	int status = read_arguments(argc, argv, &a);
	const struct lg_family *family;
	const struct lg_model *model;
	void *config;

	if (status != EXIT_GOOD)
		return status;
	if (!a.name) {
		if (!a.help)
			return usage("which model?", "");
		help(stdout);
		return EXIT_GOOD;
	}
	model = lg_catalog_find(a.name);
	if (!model)
		return unknown_model(a.name);
	family = lg_model_family(model);
	if (!family) {
		fprintf(stderr,
			"lifeguard bench: %s: no device for this family yet (%s)\n",
			model->name, model->family);
		return EXIT_USAGE;
	}
	config = calloc(1, family->config_size);
	if (!config)
		return EXIT_ENVIRONMENT;
	if (!configure(model, &a, config))
		status = EXIT_USAGE;
	else if (a.help)
		help_for(model, family, config);
	else
		status = run(model, family, config, a.json);
	free(config);
	return status;
}
