/*
 * named.h: every domain that the control files name, each once. Pure.
 */
#ifndef RUN_NAMED_H
#define RUN_NAMED_H

#include <stddef.h>

#include "base/table.h"
#include "qmail/control.h"

enum { NAMED_PLACES = 8 };	/* of a domain that are kept: the first */

struct named_domain {
	char *name;		/* owned; lower case */
	struct {
		enum control_file file;
		size_t line;
	} where[NAMED_PLACES];
	size_t n;
};

struct named {
	struct named_domain *domain;
	size_t n, room;
	struct table table;	/* numbers of domains, by name */
};

/*
 * The domains of locals, virtualdomains, rcpthosts, morercpthosts and the
 * keys of smtproutes, in that order. Left out are keys that are no domain: a
 * suffix (.example.com), the empty key, a key with a user (user@example.com
 * names its domain), and what stands behind a '|'. -1: no memory
 */
int
named_collect(struct named *, const struct controls *);

void
named_free(struct named *);

#endif
