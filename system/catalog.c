/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: see catalog.h. The files inside the binary are read on first use, then a
 * person's own folder. */
#include "system/catalog.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "system/catalog_read.h"
#include "system/embedded.h"
#include "system/yaml.h"

static struct {
	struct lg_model **models; /* ordered by name; they never move */
	int count;
	bool loaded;
} store;

static const struct lg_model *find(const char *name)
{
	int low = 0, high = store.count;

	while (low < high) {
		int middle = (low + high) / 2,
		    order = strcmp(name, store.models[middle]->name);

		if (order == 0)
			return store.models[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct lg_model *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

/* All of a file or nothing: half a file would be half a truth. */
static int add_text(const char *text, size_t length, struct lg_problems *problems)
{
	struct lg_model **made, **grown;
	int before = problems->total_count, count;

	count = lg_catalog_read(text, length, find, &made, problems);
	for (int i = 0; i < count; i++)
		if (find(made[i]->name))
			lg_problem_add(problems, (struct lg_place){0},
				       "give it a name of its own",
				       "%.60s is in the catalogue already",
				       made[i]->name);
	for (; problems->total_count > before && count > 0; count--)
		free((void *)made[count - 1]->numbers);
	grown = realloc(store.models, (size_t)(store.count + count + 1) * sizeof *grown);
	if (grown) {
		store.models = grown;
		for (int i = 0; i < count; i++)
			store.models[store.count++] = made[i];
		qsort(store.models, (size_t)store.count, sizeof *store.models, by_name);
	}
	free(made);
	return grown ? count : 0;
}

static void load(void)
{
	const char *folder = getenv("LIFEGUARD_CATALOG");
	struct lg_problems problems = {0};

	if (store.loaded)
		return;
	store.loaded = true;
	for (const struct lg_embedded *file = lg_catalog_files; file->path; file++) {
		add_text(file->begin, (size_t)(file->end - file->begin), &problems);
		if (problems.total_count > 0) {
			lg_problems_print(&problems, file->path, stderr);
			exit(3);
		}
	}
	if (folder && folder[0])
		lg_catalog_add_folder(folder, &problems);
	if (problems.total_count > 0) {
		lg_problems_print(&problems, folder, stderr);
		exit(2);
	}
}

static int yaml_files(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name &&
	       (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static int add_file(const char *folder, const char *name, struct lg_problems *problems)
{
	struct lg_problems own = {0};
	char path[1024];
	size_t length;
	char *text;
	int added = 0;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	text = lg_yaml_read(path, &length, &own);
	if (text)
		added = add_text(text, length, &own);
	free(text);
	for (int i = 0; i < own.count; i++)
		lg_problem_add(problems, (struct lg_place){0}, own.at[i].hint,
			       "%s:%d:%d: %s", name, own.at[i].place.line,
			       own.at[i].place.column, own.at[i].text);
	return added;
}

int lg_catalog_add_folder(const char *folder, struct lg_problems *problems)
{
	struct dirent **names;
	int count, added = 0;

	load();
	count = scandir(folder, &names, yaml_files, alphasort);
	if (count < 0) {
		lg_problem_add(problems, (struct lg_place){0}, NULL,
			       "cannot open the catalogue folder");
		return 0;
	}
	for (int i = 0; i < count; i++) {
		added += add_file(folder, names[i]->d_name, problems);
		free(names[i]);
	}
	free(names);
	return added;
}

const struct lg_model *lg_catalog_find(const char *name)
{
	load();
	return find(name);
}

int lg_catalog_count(void)
{
	load();
	return store.count;
}

const struct lg_model *lg_catalog_at(int index)
{
	load();
	return index >= 0 && index < store.count ? store.models[index] : NULL;
}

static int common_beginning(const char *a, const char *b)
{
	int same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	return same;
}

/* The nearest by letters; failing that, the one with the longest common beginning beyond
 * the maker. */
const char *lg_catalog_nearest(const char *name)
{
	const char **names = calloc((size_t)lg_catalog_count() + 1, sizeof *names);
	const char *nearest = NULL, *beginning = NULL, *slash = strchr(name, '/');
	int longest = slash ? (int)(slash - name) + 2 : (int)strlen(name);

	if (!names)
		return NULL;
	for (int i = 0; i < store.count; i++)
		names[i] = store.models[i]->name;
	for (int i = 0; i < store.count && slash && slash[1] && !nearest;
	     i++) /* an end is missing */
		if (strncmp(names[i], name, strlen(name)) == 0)
			nearest = names[i];
	if (!nearest)
		nearest = lg_nearest(name, names);
	for (int i = 0; i < store.count && !nearest; i++) /* forgot the maker */
		if (strcmp(strchr(names[i], '/') + 1, name) == 0)
			nearest = names[i];
	for (int i = 0; i < store.count && slash && !nearest; i++) {
		int same = common_beginning(name, names[i]);

		if (same > longest) {
			longest = same;
			beginning = names[i];
		}
	}
	free(names);
	return nearest ? nearest : beginning;
}

const char *lg_evidence_name(enum lg_evidence evidence)
{
	static const char *const names[] = {
		[LG_EVIDENCE_MANUAL] = "manual",
		[LG_EVIDENCE_DATASHEET] = "datasheet",
		[LG_EVIDENCE_CODE] = "code",
		[LG_EVIDENCE_FORUM] = "forum",
		[LG_EVIDENCE_INFERRED] = "inferred",
		[LG_EVIDENCE_ASSUMED] = "assumed",
	};

	return names[evidence];
}

const struct lg_number *lg_model_number(const struct lg_model *model, const char *key)
{
	for (int i = 0; model && i < model->n_numbers; i++)
		if (strcmp(model->numbers[i].key, key) == 0)
			return &model->numbers[i];
	return NULL;
}

double lg_model_value(const struct lg_model *model, const char *key, double otherwise)
{
	const struct lg_number *number = lg_model_number(model, key);

	return number && !number->text ? number->value : otherwise;
}

const char *lg_model_text(const struct lg_model *model, const char *key,
			  const char *otherwise)
{
	const struct lg_number *number = lg_model_number(model, key);

	return number && number->text ? number->text : otherwise;
}
