/*
 * nearest.h: which of the words that there are was meant by one that is none:
 * the one that is made of it with the fewest insertions, deletions, changes
 * and swaps of neighbours, if a third of its octets are enough. Case does not
 * matter. Pure.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

enum { NEAREST_MOST = 40 };	/* octets: what is longer is near nothing */

struct nearest {
	char text[NEAREST_MOST];	/* in lower case */
	size_t len;
	size_t steps;		/* to best; at first, what is too many */
	const char *best;	/* borrowed; NULL: none is near */
};

void
nearest_begin(struct nearest *, const char *text, size_t len);

/* Of words that are equally near the first stays. */
void
nearest_try(struct nearest *, const char *word);

#endif
