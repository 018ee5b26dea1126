/*
 * facts.c: what DNS said, and which question is missing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "qmail/facts.h"

/* the slot of the question, or the free one where it belongs */
static size_t
slot_find(const struct facts *facts, const char *name, uint16_t type)
{
	size_t len = strlen(name);
	size_t slot = fold_hash(FOLD_START ^ type, name, len) &
	    (facts->slots - 1);
	const struct fact *fact;

	for (; facts->index[slot] != 0;
	    slot = (slot + 1) & (facts->slots - 1)) {
		fact = facts->fact[facts->index[slot] - 1];
		if (fact->type == type && fold_equal(fact->name,
		    strlen(fact->name), name, len))
			break;
	}
	return slot;
}

static int
index_grow(struct facts *facts)
{
	uint32_t *index, *old = facts->index;
	size_t i, slots = facts->slots ? facts->slots * 2 : 16;

	index = calloc(slots, sizeof *index);
	if (index == NULL)
		return -1;
	facts->index = index;
	facts->slots = slots;
	for (i = 0; i < facts->n; i++)
		index[slot_find(facts, facts->fact[i]->name,
		    facts->fact[i]->type)] = (uint32_t)i + 1;
	free(old);
	return 0;
}

static int
room_make(struct facts *facts)
{
	struct fact **grown;
	size_t room;

	if ((facts->n + 1) * 2 > facts->slots && index_grow(facts) == -1)
		return -1;
	if (facts->n < facts->room)
		return 0;
	room = facts->room ? facts->room * 2 : 8;
	grown = realloc(facts->fact, room * sizeof *grown);
	if (grown == NULL)
		return -1;
	facts->fact = grown;
	facts->room = room;
	return 0;
}

static int
fact_add(struct facts *facts, const char *name, uint16_t type, enum asker by)
{
	struct fact *fact;

	if (room_make(facts) == -1)
		return -1;
	fact = calloc(1, sizeof *fact);
	if (fact == NULL)
		return -1;
	fact->name = strdup(name);
	if (fact->name == NULL) {
		free(fact);
		return -1;
	}
	fact->type = type;
	fact->by = by;
	facts->fact[facts->n] = fact;
	facts->index[slot_find(facts, name, type)] = (uint32_t)++facts->n;
	facts->missing++;
	return 0;
}

static struct fact *
fact_find(const struct facts *facts, const char *name, uint16_t type)
{
	uint32_t number;

	if (facts->slots == 0)
		return NULL;
	number = facts->index[slot_find(facts, name, type)];
	return number != 0 ? facts->fact[number - 1] : NULL;
}

int
facts_need(struct facts *facts, const char *name, uint16_t type,
    enum asker by, const struct answer **answer)
{
	struct fact *fact = fact_find(facts, name, type);

	*answer = NULL;
	if (fact == NULL)
		return facts->frozen ? 0 : fact_add(facts, name, type, by);
	if (by < fact->by && !facts->frozen)
		fact->by = by;
	if (fact->known)
		*answer = &fact->answer;
	return 0;
}

const struct answer *
facts_know(const struct facts *facts, const char *name, uint16_t type)
{
	const struct fact *fact = fact_find(facts, name, type);

	return fact != NULL && fact->known ? &fact->answer : NULL;
}

bool
facts_want(struct facts *facts, struct question *question, size_t *number)
{
	struct fact *fact;

	if (facts->asked == facts->n)
		return false;
	*number = facts->asked++;
	fact = facts->fact[*number];
	fact->asked = true;
	question->name = fact->name;
	question->type = fact->type;
	return true;
}

void
facts_learn(struct facts *facts, size_t number, struct answer *answer,
    const struct origin *origin)
{
	struct fact *fact = facts->fact[number];

	fact->answer = *answer;
	fact->origin = *origin;
	fact->known = true;
	memset(answer, 0, sizeof *answer);
	facts->missing--;
}

void
facts_free(struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++) {
		free(facts->fact[i]->name);
		if (facts->fact[i]->known)
			answer_free(&facts->fact[i]->answer);
		free(facts->fact[i]);
	}
	free(facts->fact);
	free(facts->index);
	memset(facts, 0, sizeof *facts);
}
