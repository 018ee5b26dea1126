/*
 * ranking.c: --all in text: verdict lines, the worst first.
 */
#include <stdlib.h>
#include <string.h>

#include "run/ranking.h"

int
ranking_add(struct ranking *ranking, char *text, int status)
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

int
ranking_print(struct ranking *ranking, FILE *stream,
    const struct tally *tally, bool whole)
{
	char counts[TALLY_TEXT], number[28];
	size_t i, left = 0;

	if (ranking->n == 0)
		return 0;
	qsort(ranking->line, ranking->n, sizeof *ranking->line, compare);
	fprintf(stream, "%s %s: %s\n", tally_number(tally->names, number),
	    tally->names == 1 ? "domain" : "domains",
	    tally_text(tally, counts));
	for (i = 0; i < ranking->n; i++) {
		if (ranking->line[i].rank == tally_rank(0) && !whole) {
			left = ranking->n - i;
			break;
		}
		fputs(ranking->line[i].text, stream);
	}
	if (left > 0)
		fprintf(stream, "%s well: -v names them\n",
		    tally_number(left, number));
	return ferror(stream) ? -1 : 0;
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
