/*
 * answer.c: answers: made, copied, freed, and read as far as a flavor reads.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/wire.h"

void
answer_none(struct answer *answer, enum answer_class class)
{
	memset(answer, 0, sizeof *answer);
	answer->class = class;
	answer->rcode = -1;
}

static int
copy_record(struct record *to, const struct record *from)
{
	*to = *from;
	if (from->name == NULL)
		return 0;
	to->name = strdup(from->name);
	return to->name == NULL ? -1 : 0;
}

int
answer_copy(struct answer *to, const struct answer *from)
{
	*to = *from;
	to->record = NULL;
	to->n = 0;
	if (from->n == 0)
		return 0;
	to->record = calloc(from->n, sizeof *to->record);
	if (to->record == NULL)
		return -1;
	for (; to->n < from->n; to->n++)
		if (copy_record(&to->record[to->n],
		    &from->record[to->n]) == -1) {
			answer_free(to);
			return -1;
		}
	return 0;
}

void
answer_free(struct answer *answer)
{
	size_t i;

	for (i = 0; i < answer->n; i++)
		free(answer->record[i].name);
	free(answer->record);
	answer->record = NULL;
	answer->n = 0;
}

size_t
answer_weight(const struct answer *answer)
{
	size_t i, weight = sizeof *answer;

	for (i = 0; i < answer->n; i++) {
		weight += sizeof answer->record[i];
		if (answer->record[i].name != NULL)
			weight += strlen(answer->record[i].name) + 1;
	}
	return weight;
}

enum answer_class
answer_read(const struct answer *answer, uint16_t type, size_t room,
    size_t *n)
{
	const struct record *record = answer->record;

	if (type == WIRE_ANY)
		type = WIRE_CNAME;
	for (*n = 0; *n < answer->n; ++*n, record++)
		if (record->fixed > room || (record->type == type &&
		    record->name != NULL && record->needs > room))
			return ANSWER_SOFT;
	return answer->fixed > room ? ANSWER_SOFT : answer->class;
}

bool
answer_is_cut(const struct answer *answer, uint16_t type, size_t room)
{
	size_t n;

	return answer->class != ANSWER_SOFT &&
	    answer_read(answer, type, room, &n) == ANSWER_SOFT;
}

bool
answer_has_data(const struct answer *answer, const struct record *record,
    size_t room)
{
	return record->needs <= room && record->needs <= answer->size;
}
