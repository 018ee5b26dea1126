/*
 * facts.h: what DNS said, and which question is missing. Pure. A question is
 * asked once, an answer learnt once; nothing is ever taken back.
 */
#ifndef QMAIL_FACTS_H
#define QMAIL_FACTS_H

#include "base/table.h"
#include "wire/wire.h"

enum asker {
	ASKER_QMAIL,		/* the real program asks it */
	ASKER_WAY,		/* it asks when the message comes back */
	ASKER_AHEAD,		/* early, to save a round trip; not needed */
	ASKER_FINDING		/* after the decision */
};

enum facts_mode {
	FACTS_OPEN,		/* nothing is decided: who asks says for whom */
	FACTS_WAY,		/* the first pass of the way is decided */
	FACTS_DECIDED,		/* all that is wanted now is for the findings */
	FACTS_FROZEN		/* a trial: nothing new is wanted, what is not
				   known stays missing */
};

struct fact {
	char *name;		/* owned */
	uint16_t type;
	enum asker by;
	bool known;
	struct answer answer;	/* when known */
	struct origin origin;	/* when known */
};

struct facts {
	struct fact **fact;	/* in the order in which they were wanted; each
				   stays where it is: answers are borrowed */
	size_t n, room;
	struct table index;	/* by name and type */
	size_t asked;		/* facts before this one have been asked */
	enum facts_mode mode;
};

/*
 * The answer, when known. Else *answer is NULL and the question is wanted
 * from now on. A question wanted by qmail stays so. -1: no memory
 */
int
facts_need(struct facts *, const char *name, uint16_t type, enum asker,
    const struct answer **answer);

/* The known fact or NULL; wants nothing. */
const struct fact *
facts_find(const struct facts *, const char *name, uint16_t type);

/* Does the real program ask it, on this pass or a later one? */
bool
fact_is_asked(const struct fact *);

/* Its answer or NULL. */
const struct answer *
facts_know(const struct facts *, const char *name, uint16_t type);

/* The next question that was not asked yet, with its number; it counts as
   asked then. The name is borrowed. */
bool
facts_want(struct facts *, struct question *, size_t *number);

/* Takes the answer over. */
void
facts_learn(struct facts *, size_t number, struct answer *,
    const struct origin *);

void
facts_free(struct facts *);

#endif
