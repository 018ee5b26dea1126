/*
 * nat.c: addresses that no interface bears, or nobody can reach.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"

enum { REASON = 1200 };

/* has it addresses other than loopback, and none of them public? */
static bool
is_private_only(const struct diagnosis *d)
{
	const struct interfaces *interfaces = &d->site->interfaces;
	bool any = false;
	size_t i;

	for (i = 0; i < interfaces->n; i++) {
		if (netmask_reserved(interfaces->v4[i].address) == NULL)
			return false;
		any |= interfaces->v4[i].address >> 24 != 127;
	}
	return any;
}

/* the control file that names a host with this address, in the first names
   of locals, me or helohost; text gets "NAME (control/me:1)" */
static bool
is_named_by(const struct diagnosis *d, uint32_t address, char *text)
{
	static const enum control_file files[] = {
		CONTROL_ME, CONTROL_HELOHOST, CONTROL_LOCALS
	};
	const struct answer *answer;
	const struct control *c;
	char place[ABOUT_PLACE], name[256];
	size_t i, k, r;

	for (i = 0; i < 3; i++) {
		c = &d->site->controls.file[files[i]];
		for (k = 0; k < c->n && k < ABOUT_NAMES; k++) {
			if (c->entry[k].len >= sizeof name)
				continue;
			memcpy(name, c->entry[k].text, c->entry[k].len);
			name[c->entry[k].len] = '\0';
			answer = facts_know(&d->facts, name, WIRE_A);
			for (r = 0; answer != NULL && r < answer->n; r++)
				if (answer->record[r].type == WIRE_A &&
				    answer->record[r].address == address)
					goto found;
		}
	}
	return false;
found:
	snprintf(text, REASON, "it is the address of %s (%s)", name,
	    about_place(files[i], c->entry[k].line, place));
	return true;
}

/* does the candidate's MX bear one of this host's names? */
static bool
is_mx_of_ours(const struct diagnosis *d, const struct judgement *j,
    const struct candidate *c, char *text)
{
	char place[ABOUT_PLACE];

	if (c->mx == SIZE_MAX || !is_private_only(d) ||
	    about_own_name(d, j->lookup.mx[c->mx].name, place) == NULL)
		return false;
	snprintf(text, REASON, "its MX is named in %s, and this host has "
	    "private addresses only", place);
	return true;
}

static void
nat(struct diagnosis *d, const struct judgement *j, const struct candidate *c)
{
	char dotted[NETMASK_TEXT], text[REASON], fix[120];

	if (c->outcome == OUTCOME_FILTERED || c->is_me || c->here == 1 ||
	    ipme_bearer(&d->site->interfaces, c->address) != NULL ||
	    (!is_named_by(d, c->address, text) &&
	    !is_mx_of_ours(d, j, c, text)))
		return;
	netmask_text(c->address, dotted);
	snprintf(fix, sizeof fix, about_flavor(d)->moreipme ?
	    "if %s is this host: add it to control/moreipme" :
	    "if %s is this host: use a qmail that reads moreipme, and add it "
	    "there", dotted);
	findings_add(&d->findings, FINDING_NAT_SUSPECTED, NULL, 0, dotted,
	    text, fix, NULL);
}

/* AAAA records are never asked by qmail: what is known of them */
static void
own_ipv6(struct diagnosis *d, const struct lookup_mx *mx)
{
	const struct answer *answer = facts_know(&d->facts, mx->name,
	    WIRE_AAAA);
	const struct interfaces *interfaces = &d->site->interfaces;
	char text[INET6_ADDRSTRLEN];
	size_t i, k;

	for (i = 0; answer != NULL && i < answer->n; i++) {
		if (answer->record[i].type != WIRE_AAAA)
			continue;
		for (k = 0; k < interfaces->n6; k++)
			if (memcmp(interfaces->v6[k],
			    answer->record[i].address6, 16) == 0) {
				findings_add(&d->findings, FINDING_OWN_IPV6,
				    NULL, 0, mx->name, inet_ntop(AF_INET6,
				    interfaces->v6[k], text, sizeof text),
				    NULL);
				return;
			}
	}
}

void
lint_nat(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);
	size_t i;

	if (j == NULL || !j->looked_up)
		return;
	for (i = 0; i < j->decision.n; i++)
		nat(d, j, &j->decision.candidate[i]);
	for (i = 0; i < j->lookup.n_mx; i++)
		own_ipv6(d, &j->lookup.mx[i]);
}
