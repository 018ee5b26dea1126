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

enum { NAME = 256 };	/* room for one that may have an address */

/* how the address, $1, becomes me under the flavor; $L is the line of notipme
   in its way */
static const char *
mend(const struct diagnosis *d, const struct netentry *not_me)
{
	if (not_me != NULL)
		return "remove line $L of $F, or give $1 a longer mask in "
		    "control/moreipme";
	return about_flavor(d)->moreipme ? "add $1 to control/moreipme" :
	    "use a qmail that reads moreipme, and add $1 there";
}

/* the line of notipme that is in the way of an address */
static struct place
not_me_place(const struct netentry *not_me)
{
	struct place none = { .file = CONTROL_FILES };
	struct place place = { .file = CONTROL_NOTIPME };

	if (not_me == NULL)
		return none;
	place.line = not_me->line;
	return place;
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
	char dotted[NETMASK_TEXT];

	if (is_unseen(d, interface))
		findings_add(&d->findings, FINDING_ADDRESS_UNSEEN,
		    netmask_text(interface->address, dotted), interface->name,
		    about_flavor(d)->name, about_flavor(d)->moreipme ?
		    mend(d, NULL) : "give it a label of its own, or use "
		    "notqmail-1.08 or later", NULL);
}

static void
down(struct diagnosis *d, const struct interface *interface)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;
	char dotted[NETMASK_TEXT];

	if (interface->up || netmask_is_me(&ipme->me, &ipme->not_me,
	    interface->address, &me, &not_me))
		return;
	findings_add(&d->findings, FINDING_INTERFACE_DOWN,
	    netmask_text(interface->address, dotted), interface->name,
	    mend(d, not_me), NULL)->other = not_me_place(not_me);
}

static void
not_me_but_here(struct diagnosis *d, uint32_t address,
    const struct netentry *not_me, enum severity severity)
{
	char dotted[NETMASK_TEXT];
	struct finding *f;

	f = findings_add(&d->findings, FINDING_NOT_ME_BUT_HERE,
	    netmask_text(address, dotted), mend(d, not_me), NULL);
	f->severity = severity;
	f->other = not_me_place(not_me);
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
			not_me_but_here(d, c->address, c->not_me,
			    c->rank == first->rank ? SEVERITY_ERROR :
			    SEVERITY_WARNING);
	}
}

/* --ip */
static void
address_asked(struct diagnosis *d)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct netentry *me, *not_me;

	if (d->kind == KIND_IP && !d->is_v6 && d->here == 1 &&
	    !netmask_is_me(&ipme->me, &ipme->not_me, d->address, &me,
	    &not_me))
		not_me_but_here(d, d->address, not_me, SEVERITY_ERROR);
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
	address_asked(d);
	/* what relays and aliases lead to are other findings */
	if (j != NULL && !j->route.has_relay &&
	    j->decision.because != BECAUSE_ALIAS)
		candidates(d, j);
}

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
   of locals, me or helohost; true: name and place are its */
static bool
is_named_by(const struct diagnosis *d, uint32_t address, char name[NAME],
    struct place *place)
{
	static const enum control_file files[] = {
		CONTROL_ME, CONTROL_HELOHOST, CONTROL_LOCALS
	};
	const struct answer *answer;
	const struct control *c;
	size_t i, k, r;

	for (i = 0; i < 3; i++) {
		c = &d->site->controls.file[files[i]];
		for (k = 0; k < c->n && k < ABOUT_NAMES; k++) {
			if (c->entry[k].len >= NAME)
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
	place->file = files[i];
	place->line = c->entry[k].line;
	return true;
}

/* does the candidate's MX bear one of this host's names? */
static bool
is_mx_of_ours(const struct diagnosis *d, const struct judgement *j,
    const struct candidate *c, struct place *place)
{
	return c->mx != SIZE_MAX && is_private_only(d) &&
	    about_own_name(d, j->lookup.mx[c->mx].name, place);
}

static void
nat(struct diagnosis *d, const struct judgement *j, const struct candidate *c)
{
	const char *reason, *fix = about_flavor(d)->moreipme ?
	    "add it to control/moreipme" :
	    "use a qmail that reads moreipme, and add it there";
	char dotted[NETMASK_TEXT], name[NAME] = "";
	struct place place;

	if (c->outcome == OUTCOME_FILTERED || c->is_me || c->here == 1 ||
	    ipme_bearer(&d->site->interfaces, c->address) != NULL)
		return;
	if (is_named_by(d, c->address, name, &place))
		reason = "it is the address of $4 ($F:$L)";
	else if (is_mx_of_ours(d, j, c, &place))
		reason = "its MX is named in $F:$L, and this host has private "
		    "addresses only";
	else
		return;
	findings_add(&d->findings, FINDING_NAT_SUSPECTED,
	    netmask_text(c->address, dotted), reason, fix, name, NULL)->other =
	    place;
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
				    mx->name, inet_ntop(AF_INET6,
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
