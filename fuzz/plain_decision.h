/*
 * plain_decision.h: the decision a second time, the slow and simple way, from
 * the description of qmail-remote alone: no facts, no lists of masks, no
 * index. What judge.c decides has to agree.
 */
#ifndef PLAIN_DECISION_H
#define PLAIN_DECISION_H

#include "scene.h"

enum plain_verdict { PLAIN_DELIVER, PLAIN_LOOP, PLAIN_DEFER, PLAIN_BOUNCE };

enum { PLAIN_CANDIDATES = SCENE_RECORDS * SCENE_RECORDS };

struct plain_candidate {
	uint32_t address;
	unsigned preference;
	unsigned stands;	/* with which MX preference in the list */
	bool me, out;
	unsigned skip;		/* of 32 processes */
};

struct plain_decision {
	enum plain_verdict verdict;
	const char *code;	/* "" for deliver and loop */
	struct plain_candidate candidate[PLAIN_CANDIDATES];
	size_t n;
	size_t unknown;		/* addresses that reach behind the room */
	unsigned unknown_best;	/* the least preference of theirs */
	unsigned long prefme;	/* when there are candidates */
	int rounds;		/* of the alias look-up that counted; -1: a soft
				   failure */
};

/* name: the domain as it is sent to DNS */
void
plain_decide(struct plain_decision *, const struct scene *, const char *name);

#endif
