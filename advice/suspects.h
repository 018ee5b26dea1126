/*
 * suspects.h: lines of control files that qmail does not take as they were
 * meant. Found once, then held against each subject. Pure.
 */
#ifndef ADVICE_SUSPECTS_H
#define ADVICE_SUSPECTS_H

#include "qmail/control.h"

enum suspicion {
	SUSPICION_NONE,
	SUSPICION_LEADING_BLANK,
	SUSPICION_CR,
	SUSPICION_NO_COLON,
	SUSPICION_BEHIND,	/* a blank or # inside the entry */
	SUSPICION_NOT_ASCII,
	SUSPICION_SHADOWED,	/* a later line has the same key */
	SUSPICION_USER_KEY	/* virtualdomains: the key of a single user;
				   nothing is wrong with it */
};

struct suspect {
	const struct control *control;	/* borrowed, as the entry is */
	const struct control_entry *entry;
	enum suspicion what;
};

/*
 * A key by which a suspect is found; several may bear it. It is the key of its
 * entry as it was meant (SHADOWED: as it stands; outside ASCII also its xn--
 * form; USER_KEY: its domain), or "" in a file of one line.
 */
struct suspect_key {
	uint32_t hash;		/* fold_hash(FOLD_START ^ file, key) */
	uint32_t number;	/* of the suspect */
};

struct suspects {
	struct suspect *suspect;	/* file by file, in file order */
	size_t n, room;
	struct suspect_key *key;	/* by hash, then by number */
	size_t n_key, key_room;
};

/* The controls must stay where they are. -1: no memory */
int
suspects_find(struct suspects *, const struct controls *);

void
suspects_free(struct suspects *);

/*
 * The key as it was meant: no byte order mark, blanks, CR or comment. *len
 * octets of the entry.
 */
const char *
suspects_key(const struct control *, const struct control_entry *,
    size_t *len);

/*
 * The whole line as it was meant; malloc'd, the caller frees. NULL with
 * *unclear: that cannot be told; NULL without: no memory.
 */
char *
suspects_mend(const struct control *, const struct control_entry *,
    bool *unclear);

#endif
