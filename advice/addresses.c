/*
 * addresses.c: addresses that this host has and qmail does not know: on an
 * interface, behind NAT, IPv6.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"

enum { MEND = 120 };

/* how the address becomes me under the flavor */
static const char *
mend(const struct diagnosis *d, uint32_t address, char text[MEND])
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;
	char dotted[NETMASK_TEXT];

	netmask_text(address, dotted);
	netmask_is_me(&ipme->me, &ipme->not_me, address, &me, &not_me);
	if (not_me != NULL)
		snprintf(text, MEND, "remove line %zu of control/notipme, or "
		    "give %s a longer mask in control/moreipme", not_me->line,
		    dotted);
	else if (about_flavor(d)->moreipme)
		snprintf(text, MEND, "add %s to control/moreipme", dotted);
	else
		snprintf(text, MEND, "use a qmail that reads moreipme, and "
		    "add %s there", dotted);
	return text;
}

/* is an interface's address, up, that qmail's list lacks? */
static bool
is_unseen(const struct diagnosis *d, const struct interface *interface)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;

	return interface->up && !ipme_sees(about_flavor(d),
	    &d->site->interfaces, interface) &&
	    !netmask_is_me(&ipme->me, &ipme->not_me, interface->address, &me,
	    &not_me) && not_me == NULL;
}

static void
unseen(struct diagnosis *d, const struct interface *interface)
{
	const char *with_label =
	    "give it a label of its own, or use notqmail-1.08 or later";
	char dotted[NETMASK_TEXT], text[MEND];

	if (is_unseen(d, interface))
		findings_add(&d->findings, FINDING_ADDRESS_UNSEEN, NULL, 0,
		    netmask_text(interface->address, dotted), interface->name,
		    about_flavor(d)->name, about_flavor(d)->moreipme ?
		    mend(d, interface->address, text) : with_label, NULL);
}

static void
down(struct diagnosis *d, const struct interface *interface)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;
	char dotted[NETMASK_TEXT], text[MEND];

	if (interface->up || netmask_is_me(&ipme->me, &ipme->not_me,
	    interface->address, &me, &not_me))
		return;
	findings_add(&d->findings, FINDING_INTERFACE_DOWN, NULL, 0,
	    netmask_text(interface->address, dotted), interface->name,
	    mend(d, interface->address, text), NULL);
}

static void
not_me_but_here(struct diagnosis *d, uint32_t address,
    enum severity severity)
{
	char dotted[NETMASK_TEXT], text[MEND];

	findings_add_as(&d->findings, FINDING_NOT_ME_BUT_HERE, severity, NULL,
	    0, netmask_text(address, dotted), mend(d, address, text), NULL);
}

/* the candidates that qmail would try; the first are the worst */
static void
candidates(struct diagnosis *d, const struct judgement *j)
{
	const struct candidate *c, *first = NULL;
	size_t i;

	for (i = 0; i < j->decision.n; i++) {
		c = &j->decision.candidate[i];
		if (c->outcome != OUTCOME_TRY)
			continue;
		if (first == NULL)
			first = c;
		if (!c->is_me && c->here == 1)
			not_me_but_here(d, c->address, c->rank == first->rank ?
			    SEVERITY_ERROR : SEVERITY_WARNING);
	}
}

static bool
ip_is_me(const struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;

	return netmask_is_me(&ipme->me, &ipme->not_me, d->address, &me,
	    &not_me);
}

static void
loops(struct diagnosis *d)
{
	const struct interfaces *interfaces = &d->site->interfaces;
	const struct judgement *j = about_remote(d);
	const struct interface *bearer;
	size_t i;

	for (i = 0; d->kind == KIND_HOST && i < interfaces->n; i++)
		unseen(d, &interfaces->v4[i]);
	for (i = 0; i < about_addresses(d); i++) {
		bearer = ipme_bearer(interfaces, about_address(d, i));
		if (bearer != NULL) {
			unseen(d, bearer);
			down(d, bearer);
		}
	}
	if (d->kind == KIND_IP && !d->is_v6 && d->here == 1 && !ip_is_me(d))
		not_me_but_here(d, d->address, SEVERITY_ERROR);
	/* what relays and aliases lead to are other findings */
	if (j != NULL && !j->route.has_relay &&
	    j->decision.because != BECAUSE_ALIAS)
		candidates(d, j);
}

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
lint_addresses(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);
	size_t i;

	loops(d);
	if (j == NULL || !j->looked_up)
		return;
	for (i = 0; i < j->decision.n; i++)
		nat(d, j, &j->decision.candidate[i]);
	for (i = 0; i < j->lookup.n_mx; i++)
		own_ipv6(d, &j->lookup.mx[i]);
}
