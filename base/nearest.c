/*
 * nearest.c: which word was meant.
 */
#include <string.h>

#include "base/fold.h"
#include "base/nearest.h"

void
nearest_begin(struct nearest *nearest, const char *text, size_t len)
{
	memset(nearest, 0, sizeof *nearest);
	if (len > NEAREST_MOST)
		return;		/* no step is allowed */
	fold_lower(nearest->text, text, len);
	nearest->len = len;
	nearest->steps = (len + 1) / 3 + 1;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* the distance of Damerau and Levenshtein in which no octet moves twice */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEAREST_MOST + 1], i, k;
	size_t *two = rows[0], *one = rows[1], *now = rows[2], *free_row;

	for (k = 0; k <= b_len; k++)
		one[k] = k;
	for (i = 1; i <= a_len; i++) {
		now[0] = i;
		for (k = 1; k <= b_len; k++) {
			now[k] = least(least(one[k], now[k - 1]) + 1,
			    one[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				now[k] = least(now[k], two[k - 2] + 1);
		}
		free_row = two;
		two = one;
		one = now;
		now = free_row;
	}
	return one[b_len];
}

void
nearest_try(struct nearest *nearest, const char *word)
{
	char lower[NEAREST_MOST];
	size_t steps, len = strlen(word);

	if (len > NEAREST_MOST)
		return;
	fold_lower(lower, word, len);
	steps = distance(nearest->text, nearest->len, lower, len);
	if (steps < nearest->steps) {
		nearest->steps = steps;
		nearest->best = word;
	}
}
