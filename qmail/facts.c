/*
 * facts.c: what DNS said, and which question is missing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "qmail/facts.h"

struct key {
	const char *name;
	uint16_t type;
};

static bool
is_same_question(const void *list, size_t number, const void *wanted)
{
	const struct fact *fact = ((const struct facts *)list)->fact[number];
	const struct key *key = wanted;

	return fact->type == key->type && fold_equal(fact->name,
	    strlen(fact->name), key->name, strlen(key->name));
}

static uint32_t
question_hash(const char *name, uint16_t type)
{
	return fold_hash(FOLD_START ^ type, name, strlen(name));
}

static struct fact *
fact_find(const struct facts *facts, const char *name, uint16_t type)
{
	struct key key = { name, type };
	size_t number = table_find(&facts->index, question_hash(name, type),
	    is_same_question, facts, &key);

	return number != TABLE_NONE ? facts->fact[number] : NULL;
}

static int
room_make(struct facts *facts)
{
	struct fact **grown;
	size_t room;

	if (table_reserve(&facts->index, facts->n + 1) == -1)
		return -1;
	if (facts->n < facts->room)
		return 0;
	room = facts->room > 0 ? facts->room * 2 : 8;
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
	/* there is room */
	table_add(&facts->index, question_hash(name, type), facts->n++);
	return 0;
}

int
facts_need(struct facts *facts, const char *name, uint16_t type,
    enum asker by, const struct answer **answer)
{
	struct fact *fact = fact_find(facts, name, type);

	*answer = NULL;
	if (facts->mode == FACTS_DECIDED)
		by = ASKER_FINDING;
	else if (facts->mode == FACTS_WAY && by == ASKER_QMAIL)
		by = ASKER_WAY;
	if (fact == NULL)
		return facts->mode == FACTS_FROZEN ? 0 :
		    fact_add(facts, name, type, by);
	if (by < fact->by && facts->mode != FACTS_FROZEN)
		fact->by = by;
	if (fact->known)
		*answer = &fact->answer;
	return 0;
}

const struct fact *
facts_find(const struct facts *facts, const char *name, uint16_t type)
{
	const struct fact *fact = fact_find(facts, name, type);

	return fact != NULL && fact->known ? fact : NULL;
}

bool
fact_is_asked(const struct fact *fact)
{
	return fact->by == ASKER_QMAIL || fact->by == ASKER_WAY;
}

const struct answer *
facts_know(const struct facts *facts, const char *name, uint16_t type)
{
	const struct fact *fact = facts_find(facts, name, type);

	return fact != NULL ? &fact->answer : NULL;
}

bool
facts_want(struct facts *facts, struct question *question, size_t *number)
{
	struct fact *fact;

	if (facts->asked == facts->n)
		return false;
	*number = facts->asked++;
	fact = facts->fact[*number];
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
	table_free(&facts->index);
	memset(facts, 0, sizeof *facts);
}
