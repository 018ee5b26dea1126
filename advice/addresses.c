/*
 * addresses.c: addresses that this host has and qmail does not know.
 */
#include <stdio.h>
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

void
lint_loops(struct diagnosis *d)
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
