/*
 * progress.c: on a terminal, how far a run has come.
 */
#include <inttypes.h>
#include <string.h>

#include "run/progress.h"

enum { INTERVAL = 200000, WIDTH = 78 };

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

	if (progress->stream == NULL || passed < INTERVAL ||
	    now - progress->shown < INTERVAL)
		return;
	progress->shown = now;
	progress->drawn = true;
	left_text(left, sizeof left, progress, done, passed);
	snprintf(line, sizeof line, "%s names, %s/s%s: %s",
	    tally_number(tally->names, names),
	    tally_number(tally->names * 1000000 / (uint64_t)passed, rate),
	    left, tally_text(tally, counts));
	fprintf(progress->stream, "\r%.*s\033[K", WIDTH, line);
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
