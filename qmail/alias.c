/*
 * alias.c: what domain an alias stands for (dns.c, dns_cname).
 */
#include <stdlib.h>
#include <string.h>

#include "qmail/alias.h"

static const struct record *
find_cname(const struct answer *answer, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (answer->record[i].type == WIRE_CNAME)
			return &answer->record[i];
	return NULL;
}

static uint16_t
alias_type(const struct flavor *flavor)
{
	return flavor->alias == ALIAS_ANY ? WIRE_ANY : WIRE_CNAME;
}

/*
 * One round on *name: 1 it counted and *name is the next, 0 the rounds end
 * here, -1 no memory; *state tells a failure or an open question.
 */
static int
alias_round(struct facts *facts, const struct flavor *flavor, char **name,
    enum lookup_alias_state *state)
{
	const struct answer *answer;
	const struct record *cname;
	enum answer_class class;
	size_t n, len = strlen(*name);
	uint16_t type = alias_type(flavor);
	char *next;

	if (len == 0 || (*name)[len - 1] == ']')
		return 0;
	if ((*name)[len - 1] == '.') {
		next = strndup(*name, len - 1);
		goto replace;
	}
	if (facts_need(facts, *name, type, ASKER_QMAIL, &answer) == -1)
		return -1;
	if (answer == NULL) {
		*state = ALIAS_PENDING;
		return 0;
	}
	class = answer_read(answer, type, flavor->room, &n);
	cname = class == ANSWER_HARD ? NULL : find_cname(answer, n);
	if (cname == NULL) {
		if (class == ANSWER_SOFT)
			*state = ALIAS_FAILED;
		return 0;
	}
	next = strdup(cname->name);
replace:
	if (next == NULL)
		return -1;
	free(*name);
	*name = next;
	return 1;
}

int
lookup_alias(struct lookup *lookup, struct facts *facts,
    const struct flavor *flavor, const char *domain,
    enum lookup_alias_state *state)
{
	char *name = strdup(domain);
	int more = 1;

	*state = ALIAS_SETTLED;
	if (name == NULL)
		return -1;
	while (more == 1 && lookup->alias_rounds < ALIAS_ROUNDS) {
		more = alias_round(facts, flavor, &name, state);
		if (more == 1)
			lookup->alias_rounds++;
	}
	lookup->is_alias = *state == ALIAS_SETTLED && lookup->alias_rounds > 0;
	lookup->alias = name;
	return more == -1 ? -1 : 0;
}

int
lookup_alias_ahead(struct facts *facts, const struct flavor *flavor,
    const struct answer *mx)
{
	const struct answer *early;
	const char *last = NULL;
	size_t i, n = 0;

	for (i = 0; i < mx->n && n < ALIAS_ROUNDS; i++) {
		if (mx->record[i].type != WIRE_CNAME)
			continue;
		n++;
		last = mx->record[i].name;
		if (facts_need(facts, last, alias_type(flavor), ASKER_AHEAD,
		    &early) == -1)
			return -1;
	}
	return last == NULL ? 0 :
	    facts_need(facts, last, WIRE_MX, ASKER_AHEAD, &early);
}
