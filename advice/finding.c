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

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static uint32_t
finding_hash(const struct finding *f)
{
	uint32_t hash = FOLD_START ^ (uint32_t)f->id ^
	    (uint32_t)(f->line * 2654435761u);

	if (f->argument[0] != NULL)
		hash = fold_hash(hash, f->argument[0], strlen(f->argument[0]));
	return hash ^ hash >> 15;
}

/* its slot, or the free one where it belongs */
static size_t
slot_find(const struct findings *findings, const struct finding *f)
{
	size_t slot = finding_hash(f) & (findings->slots - 1);
	const struct finding *other;

	for (; findings->index[slot] != 0;
	    slot = (slot + 1) & (findings->slots - 1)) {
		other = &findings->finding[findings->index[slot] - 1];
		if (other->id == f->id && other->line == f->line &&
		    same_text(other->file, f->file) &&
		    same_text(other->argument[0], f->argument[0]))
			break;
	}
	return slot;
}

/* a new table; what was there before a sort is entered again */
static int
index_make(struct findings *findings)
{
	size_t i, slots = 16;

	while (slots < (findings->n + 1) * 4)
		slots *= 2;
	free(findings->index);
	findings->index = calloc(slots, sizeof *findings->index);
	findings->slots = findings->index != NULL ? slots : 0;
	if (findings->index == NULL)
		return -1;
	for (i = 0; i < findings->n; i++)
		findings->index[slot_find(findings, &findings->finding[i])] =
		    (uint32_t)i + 1;
	return 0;
}

static int
room_make(struct findings *findings)
{
	struct finding *grown;
	size_t room;

	if ((findings->n + 1) * 2 > findings->slots &&
	    index_make(findings) == -1)
		return -1;
	if (findings->n < findings->room)
		return 0;
	room = findings->room ? findings->room * 2 : 8;
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

static void
add(struct findings *findings, struct finding *f, va_list ap)
{
	size_t slot;

	if (take_arguments(f, ap) == -1 || room_make(findings) == -1) {
		findings->no_memory = true;
		finding_clear(f);
		return;
	}
	slot = slot_find(findings, f);
	if (findings->index[slot] != 0) {
		finding_clear(f);
		return;
	}
	findings->finding[findings->n] = *f;
	findings->index[slot] = (uint32_t)++findings->n;
}

void
findings_add(struct findings *findings, enum finding_id id, const char *file,
    size_t line, ...)
{
	struct finding f = { .id = id, .severity = table[id].severity,
	    .file = file, .line = line };
	va_list ap;

	va_start(ap, line);
	add(findings, &f, ap);
	va_end(ap);
}

void
findings_add_as(struct findings *findings, enum finding_id id,
    enum severity severity, const char *file, size_t line, ...)
{
	struct finding f = { .id = id, .severity = severity, .file = file,
	    .line = line };
	va_list ap;

	va_start(ap, line);
	add(findings, &f, ap);
	va_end(ap);
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
	findings->slots = 0;	/* the numbers have changed */
}

/* by place, then as they stand */
static int
place_compare(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a;
	const struct finding *y = *(const struct finding *const *)b;
	int order;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	order = strcmp(x->file, y->file);
	if (order != 0)
		return order;
	return x < y ? -1 : x > y;
}

/* marks the later ones of each place: their id becomes FINDINGS */
static void
places_mark(struct finding **at, size_t n)
{
	size_t i, first = 0;

	for (i = 1; i < n; i++) {
		if (at[i]->line == at[first]->line &&
		    strcmp(at[i]->file, at[first]->file) == 0)
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
		if (findings->finding[i].file != NULL &&
		    findings->finding[i].line > 0)
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
	findings->slots = 0;
}

void
findings_free(struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		finding_clear(&findings->finding[i]);
	free(findings->finding);
	free(findings->index);
	memset(findings, 0, sizeof *findings);
}
