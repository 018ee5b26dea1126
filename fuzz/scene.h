/*
 * scene.h: a host and a DNS made of a fuzzer's octets: interfaces, moreipme
 * and notipme, tcpto, a relay, and answers to questions about a few names.
 */
#ifndef SCENE_H
#define SCENE_H

#include "qmail/flavor.h"
#include "ipme.h"
#include "wire/wire.h"
#include "bytes.h"

enum {
	SCENE_INTERFACES = 4, SCENE_RECORDS = 6, SCENE_ANSWERS = 24,
	SCENE_TCPTO = 5, SCENE_LINES = 4, SCENE_LINE = 33
};

#define SCENE_NOW 1700000000

struct scene_record {
	uint16_t type;
	unsigned preference;
	uint32_t address;
	const char *name;	/* static */
	size_t fixed, end;	/* of its fixed part, of what it needs */
};

struct scene_answer {
	const char *name;	/* static; whom it is about */
	uint16_t type;		/* WIRE_A, WIRE_MX; WIRE_CNAME for ANY too */
	enum answer_class class;
	bool breaks;		/* SOFT, but behind some records */
	size_t fixed, end;	/* of the last record of whatever type */
	struct scene_record record[SCENE_RECORDS];
	size_t n;
};

struct scene {
	const struct flavor *flavor;
	bool ahead;
	unsigned here;		/* which addresses the kernel takes */
	const char *domain;	/* static */
	const char *relay;	/* static; NULL: none */
	unsigned port;
	struct interface interface[SCENE_INTERFACES];
	size_t n_interface;
	char lines[2][SCENE_LINES * SCENE_LINE];	/* what they may be */
	const uint8_t *moreipme, *notipme;	/* borrowed */
	size_t moreipme_len, notipme_len;
	bool has_moreipme, has_notipme;
	uint8_t tcpto[SCENE_TCPTO * 16];	/* as in the file */
	struct scene_answer answer[SCENE_ANSWERS];
	size_t n_answer;
};

/* The flavor, the domain and everything else; borrows the octets. */
void
scene_read(struct scene *, struct bytes *);

/* What DNS says; NULL: NXDOMAIN. */
const struct scene_answer *
scene_ask(const struct scene *, const char *name, uint16_t type);

/* The same as wire_read would give it; answer_free frees it. */
void
scene_answer(const struct scene *, const char *name, uint16_t type,
    struct answer *);

/* Does the kernel take this address for itself? */
int
scene_is_here(const struct scene *, uint32_t address);

#endif
