/*
 * summary.c: how many names ended how, the worst first, how far a run is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/summary.h"

static const int order[] = { 2, 3, 100, 111, 1, 0 };

int
tally_rank(int status)
{
	int i, n = sizeof order / sizeof order[0];

	for (i = 0; i < n - 1; i++)
		if (order[i] == status)
			break;
	return i;
}

static int
worse(int a, int b)
{
	return tally_rank(a) <= tally_rank(b) ? a : b;
}

void
tally_add(struct tally *tally, const struct diagnosis *d, int status)
{
	tally->names++;
	tally->status = tally->any ? worse(tally->status, status) :
	    status;
	tally->any = true;
	if (d->error.what != ERROR_NONE)
		tally->failed++;
	else if (d->kind == KIND_IP && status == 0)
		tally->me++;
	else if (d->kind == KIND_IP)
		tally->not_me++;
	else if (d->n > 0)
		tally->action[diagnosis_verdict(d, 0)->action]++;
}

char *
tally_number(uint64_t number, char text[28])
{
	char digits[21];
	int i, k = 0, len = snprintf(digits, sizeof digits, "%" PRIu64, number);

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			text[k++] = ',';
		text[k++] = digits[i];
	}
	text[k] = '\0';
	return text;
}

static void
add(char *text, uint64_t number, const char *what)
{
	size_t len = strlen(text);
	char shown[28];

	if (number > 0)
		snprintf(text + len, TALLY_TEXT - len, "%s%s %s",
		    len > 0 ? ", " : "", tally_number(number, shown), what);
}

char *
tally_text(const struct tally *tally, char text[TALLY_TEXT])
{
	static const enum action shown[] = {
		ACTION_LOCAL, ACTION_VIRTUAL, ACTION_DELIVER, ACTION_LOOP,
		ACTION_BOUNCE, ACTION_DEFER
	};
	size_t i;

	text[0] = '\0';
	for (i = 0; i < sizeof shown / sizeof shown[0]; i++)
		add(text, tally->action[shown[i]], action_name(shown[i]));
	add(text, tally->me, "me");
	add(text, tally->not_me, "not me");
	add(text, tally->failed, "not understood");
	if (text[0] == '\0')
		strcpy(text, "nothing was asked");
	return text;
}

int
ranking_add(struct ranking *ranking, char *text, size_t len, int status)
{
	struct ranked *grown;
	size_t room;

	if (ranking->n == ranking->room) {
		room = ranking->room ? ranking->room * 2 : 64;
		grown = realloc(ranking->line, room * sizeof *grown);
		if (grown == NULL) {
			free(text);
			return -1;
		}
		ranking->line = grown;
		ranking->room = room;
	}
	ranking->line[ranking->n].text = text;
	ranking->line[ranking->n].len = len;
	ranking->line[ranking->n].rank = tally_rank(status);
	ranking->line[ranking->n].order = ranking->n;
	ranking->n++;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* how many are to be shown */
static size_t
shown_of(const struct ranking *ranking, bool whole)
{
	size_t n = ranking->n;

	while (!whole && n > 0 && ranking->line[n - 1].rank == tally_rank(0))
		n--;
	return n;
}

int
ranking_print(struct ranking *ranking, struct writer *writer,
    const struct tally *tally, bool whole)
{
	char counts[TALLY_TEXT], number[28], head[TALLY_TEXT + 64], tail[64];
	size_t i, shown;
	int len;

	if (ranking->n == 0)
		return 0;
	qsort(ranking->line, ranking->n, sizeof *ranking->line, compare);
	len = snprintf(head, sizeof head, "%s %s: %s\n",
	    tally_number(tally->names, number),
	    tally->names == 1 ? "domain" : "domains",
	    tally_text(tally, counts));
	if (writer_add(writer, head, (size_t)len) == -1)
		return -1;
	shown = shown_of(ranking, whole);
	for (i = 0; i < shown; i++)
		if (writer_add(writer, ranking->line[i].text,
		    ranking->line[i].len) == -1)
			return -1;
	len = snprintf(tail, sizeof tail, "%s well: -v names them\n",
	    tally_number(ranking->n - shown, number));
	if (shown < ranking->n &&
	    writer_add(writer, tail, (size_t)len) == -1)
		return -1;
	return writer_flush(writer);
}

void
ranking_free(struct ranking *ranking)
{
	size_t i;

	for (i = 0; i < ranking->n; i++)
		free(ranking->line[i].text);
	free(ranking->line);
	memset(ranking, 0, sizeof *ranking);
}

enum { PROGRESS_EVERY = 200000, PROGRESS_WIDTH = 78 };

static void
left_text(char *text, size_t room, const struct progress *progress,
    uint64_t done, int64_t passed)
{
	double left;

	text[0] = '\0';
	if (progress->size == 0 || done == 0 || done > progress->size)
		return;
	left = (double)passed / 1e6 * (double)(progress->size - done) /
	    (double)done;
	snprintf(text, room, ", %.0f s left", left);
}

void
progress_show(struct progress *progress, const struct tally *tally,
    uint64_t done, int64_t now)
{
	char counts[TALLY_TEXT], names[28], rate[28], left[48];
	char line[TALLY_TEXT + 128];
	int64_t passed = now - progress->begun;

	if (progress->stream == NULL || passed < PROGRESS_EVERY ||
	    now - progress->shown < PROGRESS_EVERY)
		return;
	progress->shown = now;
	progress->drawn = true;
	left_text(left, sizeof left, progress, done, passed);
	snprintf(line, sizeof line, "%s names, %s/s%s: %s",
	    tally_number(tally->names, names),
	    tally_number(tally->names * 1000000 / (uint64_t)passed, rate),
	    left, tally_text(tally, counts));
	fprintf(progress->stream, "\r%.*s\033[K", PROGRESS_WIDTH, line);
	fflush(progress->stream);
}

void
progress_end(struct progress *progress)
{
	if (!progress->drawn)
		return;
	fputs("\r\033[K", progress->stream);
	fflush(progress->stream);
	progress->drawn = false;
}
