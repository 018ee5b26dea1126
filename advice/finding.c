/*
 * finding.c: findings as records.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "advice/finding.h"
#include "base/fold.h"

static const struct {
	const char *slug;
	enum severity severity;
	enum fault fault;
} table[FINDINGS] = {
#define FINDING(id, slug, severity, fault, text, fix) \
	[FINDING_##id] = { slug, severity, fault },
#include "advice/findings.def"
#undef FINDING
};

const char *
finding_slug(enum finding_id id)
{
	return table[id].slug;
}

enum finding_id
finding_by_slug(const char *slug)
{
	enum finding_id id;

	for (id = 0; id < FINDINGS; id++)
		if (strcmp(table[id].slug, slug) == 0)
			break;
	return id;
}

enum severity
finding_severity(enum finding_id id)
{
	return table[id].severity;
}

enum fault
finding_fault(enum finding_id id)
{
	return table[id].fault;
}

const char *
severity_name(enum severity severity)
{
	static const char *const names[] = { "error", "warning", "info" };

	return names[severity];
}

const char *
finding_file(const struct finding *f)
{
	return f->at.file != CONTROL_FILES ? control_name(f->at.file) : NULL;
}

/* its hash, and so what may be equal: id, line and first argument */
static uint32_t
finding_hash(const struct finding *f)
{
	uint32_t hash = FOLD_START ^ (uint32_t)f->id ^
	    (uint32_t)(f->at.line * 2654435761u);

	if (f->argument[0] == NULL)
		return hash;
	return fold_hash(hash, f->argument[0], strlen(f->argument[0]));
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_same(const void *list, size_t number, const void *key)
{
	const struct findings *findings = list;
	const struct finding *a = &findings->finding[number], *b = key;

	return a->id == b->id && a->at.file == b->at.file &&
	    a->at.line == b->at.line &&
	    is_same_text(a->argument[0], b->argument[0]);
}

/* What was there before a sort has other numbers now. */
static int
index_make(struct findings *findings)
{
	size_t i;

	if (findings->index.n == findings->n)
		return 0;
	table_free(&findings->index);
	if (table_reserve(&findings->index, findings->n) == -1)
		return -1;
	for (i = 0; i < findings->n; i++)
		table_add(&findings->index,	/* there is room */
		    finding_hash(&findings->finding[i]), i);
	return 0;
}

static int
room_make(struct findings *findings)
{
	struct finding *grown;
	size_t room;

	if (findings->n < findings->room)
		return 0;
	room = findings->room > 0 ? findings->room * 2 : 8;
	grown = realloc(findings->finding, room * sizeof *grown);
	if (grown == NULL)
		return -1;
	findings->finding = grown;
	findings->room = room;
	return 0;
}

static void
finding_clear(struct finding *f)
{
	size_t i;

	for (i = 0; i < FINDING_ARGUMENTS; i++)
		free(f->argument[i]);
}

static int
take_arguments(struct finding *f, va_list ap)
{
	const char *argument;
	size_t i;

	for (i = 0; i < FINDING_ARGUMENTS; i++) {
		argument = va_arg(ap, const char *);
		if (argument == NULL)
			break;
		f->argument[i] = strdup(argument);
		if (f->argument[i] == NULL)
			return -1;
	}
	return 0;
}

/* 1: entered, 0: there is one already, -1: no memory */
static int
enter(struct findings *findings, const struct finding *f)
{
	uint32_t hash = finding_hash(f);

	if (index_make(findings) == -1)
		return -1;
	if (table_find(&findings->index, hash, is_same, findings, f) !=
	    TABLE_NONE)
		return 0;
	if (room_make(findings) == -1 ||
	    table_add(&findings->index, hash, findings->n) == -1)
		return -1;
	findings->finding[findings->n++] = *f;
	return 1;
}

static struct finding *
add(struct findings *findings, enum finding_id id, struct place at,
    va_list ap)
{
	struct finding f = { .id = id, .severity = table[id].severity,
	    .at = at, .other = { .file = CONTROL_FILES } };
	int entered = -1;

	if (take_arguments(&f, ap) == 0)
		entered = enter(findings, &f);
	if (entered == 1)
		return &findings->finding[findings->n - 1];
	findings->no_memory |= entered == -1;
	finding_clear(&f);
	return &findings->spare;
}

struct finding *
findings_add(struct findings *findings, enum finding_id id, ...)
{
	struct place nowhere = { .file = CONTROL_FILES };
	struct finding *added;
	va_list ap;

	va_start(ap, id);
	added = add(findings, id, nowhere, ap);
	va_end(ap);
	return added;
}

struct finding *
findings_add_at(struct findings *findings, enum finding_id id,
    enum control_file file, size_t line, ...)
{
	struct place at = { .file = file, .line = line };
	struct finding *added;
	va_list ap;

	va_start(ap, line);
	added = add(findings, id, at, ap);
	va_end(ap);
	return added;
}

void
findings_sort(struct findings *findings)
{
	struct finding *sorted;
	size_t i, n = 0;
	int severity;

	if (findings->n < 2)
		return;
	sorted = malloc(findings->n * sizeof *sorted);
	if (sorted == NULL) {
		findings->no_memory = true;
		return;
	}
	for (severity = SEVERITY_ERROR; severity <= SEVERITY_INFO; severity++)
		for (i = 0; i < findings->n; i++)
			if ((int)findings->finding[i].severity == severity)
				sorted[n++] = findings->finding[i];
	free(findings->finding);
	findings->finding = sorted;
	findings->room = findings->n;
	table_free(&findings->index);	/* the numbers have changed */
}

/* by place, then as they stand */
static int
place_compare(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a;
	const struct finding *y = *(const struct finding *const *)b;

	if (x->at.file != y->at.file)
		return x->at.file < y->at.file ? -1 : 1;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* marks the later ones of each place: their id becomes FINDINGS */
static void
places_mark(struct finding **at, size_t n)
{
	size_t i, first = 0;

	for (i = 1; i < n; i++) {
		if (at[i]->at.line == at[first]->at.line &&
		    at[i]->at.file == at[first]->at.file)
			at[i]->id = FINDINGS;
		else
			first = i;
	}
}

void
findings_thin(struct findings *findings)
{
	struct finding **at;
	size_t i, n = 0;

	at = malloc((findings->n + 1) * sizeof *at);
	if (at == NULL) {
		findings->no_memory = true;
		return;
	}
	for (i = 0; i < findings->n; i++)
		if (findings->finding[i].at.file != CONTROL_FILES &&
		    findings->finding[i].at.line > 0)
			at[n++] = &findings->finding[i];
	qsort(at, n, sizeof *at, place_compare);
	places_mark(at, n);
	free(at);
	for (i = 0, n = 0; i < findings->n; i++) {
		if (findings->finding[i].id == FINDINGS)
			finding_clear(&findings->finding[i]);
		else
			findings->finding[n++] = findings->finding[i];
	}
	findings->n = n;
	table_free(&findings->index);
}

void
findings_free(struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		finding_clear(&findings->finding[i]);
	free(findings->finding);
	table_free(&findings->index);
	memset(findings, 0, sizeof *findings);
}
