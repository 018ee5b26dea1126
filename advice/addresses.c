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

/* the interfaces that bear an address asked about, each looked at once */
static void
bearers(struct diagnosis *d)
{
	const struct interfaces *interfaces = &d->site->interfaces;
	bool *told = calloc(interfaces->n + 1, sizeof *told);
	const struct interface *bearer;
	size_t i;

	if (told == NULL) {
		d->findings.no_memory = true;
		return;
	}
	for (i = 0; i < about_addresses(d); i++) {
		bearer = ipme_bearer(interfaces, about_address(d, i));
		if (bearer == NULL || told[bearer - interfaces->v4])
			continue;
		told[bearer - interfaces->v4] = true;
		unseen(d, bearer);
		down(d, bearer);
	}
	free(told);
}

static void
loops(struct diagnosis *d)
{
	const struct interfaces *interfaces = &d->site->interfaces;
	const struct judgement *j = about_remote(d);
	size_t i;

	for (i = 0; d->kind == KIND_HOST && i < interfaces->n; i++)
		unseen(d, &interfaces->v4[i]);
	bearers(d);
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

/* a name of this host in its own files */
struct own_name {
	enum control_file file;
	const struct control_entry *entry;
};

struct own_address {
	uint32_t address;
	size_t name;		/* the number of who has it */
};

/* the addresses of this host's names, as far as they are known */
struct own {
	struct own_name name[2 + ABOUT_NAMES];
	size_t names;
	struct own_address *address;	/* by address, then by name; owned */
	size_t n;
};

/* me, helohost and the first names of locals */
static void
own_names(struct own *own, const struct controls *controls)
{
	static const enum control_file files[] = {
		CONTROL_ME, CONTROL_HELOHOST, CONTROL_LOCALS
	};
	const struct control *c;
	size_t i, k, most;

	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		c = &controls->file[files[i]];
		most = files[i] == CONTROL_LOCALS ? ABOUT_NAMES : 1;
		for (k = 0; k < c->n && k < most; k++) {
			own->name[own->names].file = files[i];
			own->name[own->names++].entry = &c->entry[k];
		}
	}
}

/* What DNS said of the name's A records; NULL: nothing. */
static const struct answer *
own_answer(const struct own_name *name, const struct facts *facts)
{
	char text[NAME];

	if (name->entry->len >= sizeof text)
		return NULL;
	memcpy(text, name->entry->text, name->entry->len);
	text[name->entry->len] = '\0';
	return facts_know(facts, text, WIRE_A);
}

static int
own_compare(const void *a, const void *b)
{
	const struct own_address *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* -1: no memory; own is zeroed before */
static int
own_collect(struct own *own, const struct diagnosis *d)
{
	const struct answer *answer[2 + ABOUT_NAMES];
	size_t i, r, records = 0;

	own_names(own, &d->site->controls);
	for (i = 0; i < own->names; i++) {
		answer[i] = own_answer(&own->name[i], &d->facts);
		records += answer[i] != NULL ? answer[i]->n : 0;
	}
	own->address = malloc((records + 1) * sizeof *own->address);
	if (own->address == NULL)
		return -1;
	for (i = 0; i < own->names; i++)
		for (r = 0; answer[i] != NULL && r < answer[i]->n; r++)
			if (answer[i]->record[r].type == WIRE_A) {
				own->address[own->n].address =
				    answer[i]->record[r].address;
				own->address[own->n++].name = i;
			}
	qsort(own->address, own->n, sizeof *own->address, own_compare);
	return 0;
}

/* the first name that has the address, or NULL */
static const struct own_name *
own_find(const struct own *own, uint32_t address)
{
	size_t low = 0, high = own->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (own->address[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < own->n && own->address[low].address == address ?
	    &own->name[own->address[low].name] : NULL;
}

static struct finding *
add_nat(struct diagnosis *d, const struct candidate *c, const char *reason,
    const char *name, struct place place)
{
	const char *fix = about_flavor(d)->moreipme ?
	    "add it to control/moreipme" :
	    "use a qmail that reads moreipme, and add it there";
	char dotted[NETMASK_TEXT];
	struct finding *f;

	f = findings_add(&d->findings, FINDING_NAT_SUSPECTED,
	    netmask_text(c->address, dotted), reason, fix, name, NULL);
	f->other = place;
	return f;
}

/* an address to try that no interface bears: one of a name of this host, or,
   with private addresses only, of an MX that is such a name */
static void
nat(struct diagnosis *d, const struct judgement *j, const struct candidate *c,
    const struct own *own, bool private_only)
{
	const struct own_name *found;
	char name[NAME];
	struct place place;

	if (c->outcome == OUTCOME_FILTERED || c->is_me || c->here == 1 ||
	    ipme_bearer(&d->site->interfaces, c->address) != NULL)
		return;
	found = own_find(own, c->address);
	if (found != NULL) {
		snprintf(name, sizeof name, "%.*s", (int)found->entry->len,
		    found->entry->text);
		place.file = found->file;
		place.line = found->entry->line;
		add_nat(d, c, "it is the address of $4 ($F:$L)", name, place);
	} else if (private_only && c->mx != SIZE_MAX &&
	    about_own_name(d, j->lookup.mx[c->mx].name, &place))
		add_nat(d, c, "its MX is named in $F:$L, and this host has "
		    "private addresses only", "", place);
}

/*
 * qmail-smtpd takes mail for the domain, and qmail-remote sends it where this
 * host cannot know itself: behind NAT it comes back.
 */
static void
taken_behind_nat(struct diagnosis *d, const struct judgement *j)
{
	const struct decision *decision = &j->decision;
	const struct candidate *c;
	struct accept accept;
	struct place place;
	size_t i;

	if (decision->verdict.action != ACTION_DELIVER || j->route.has_relay)
		return;
	for (i = 0; i < decision->n; i++)
		if (decision->candidate[i].is_me ||
		    decision->candidate[i].here == 1)
			return;
	accept = accept_domain(&d->site->controls,
	    &d->site->morercpthosts_cdb, j->route.domain);
	if (accept.by != ACCEPT_RCPTHOSTS && accept.by != ACCEPT_MORERCPTHOSTS)
		return;
	place.file = accept.by == ACCEPT_RCPTHOSTS ? CONTROL_RCPTHOSTS :
	    CONTROL_MORERCPTHOSTS;
	place.line = accept.line;
	c = &decision->candidate[decision->first];
	add_nat(d, c, "qmail-smtpd takes mail for $4 ($F), and with private "
	    "addresses only this host cannot know its own", j->route.domain,
	    place)->severity = SEVERITY_ERROR;
}

static void
behind_nat(struct diagnosis *d, const struct judgement *j)
{
	struct own own = { .n = 0 };
	bool private_only = is_private_only(d);
	size_t i;

	if (own_collect(&own, d) == -1) {
		d->findings.no_memory = true;
		return;
	}
	for (i = 0; i < j->decision.n; i++)
		nat(d, j, &j->decision.candidate[i], &own, private_only);
	free(own.address);
	if (private_only)
		taken_behind_nat(d, j);
}

enum { V6 = 16 };	/* octets of an IPv6 address */

static int
v6_compare(const void *a, const void *b)
{
	return memcmp(a, b, V6);
}

/* AAAA records are never asked by qmail: what is known of them. `sorted` are
   this host's. */
static void
own_ipv6(struct diagnosis *d, const struct lookup_mx *mx,
    uint8_t (*sorted)[V6], size_t n)
{
	const struct answer *answer = facts_know(&d->facts, mx->name,
	    WIRE_AAAA);
	char text[INET6_ADDRSTRLEN];
	const struct record *r;
	size_t i;

	for (i = 0; answer != NULL && i < answer->n; i++) {
		r = &answer->record[i];
		if (r->type != WIRE_AAAA || bsearch(r->address6, sorted, n, V6,
		    v6_compare) == NULL)
			continue;
		findings_add(&d->findings, FINDING_OWN_IPV6, mx->name,
		    inet_ntop(AF_INET6, r->address6, text, sizeof text),
		    NULL);
		return;
	}
}

static void
ipv6(struct diagnosis *d, const struct judgement *j)
{
	const struct interfaces *interfaces = &d->site->interfaces;
	uint8_t (*sorted)[V6];
	size_t i;

	if (interfaces->n6 == 0)
		return;
	sorted = malloc(interfaces->n6 * sizeof *sorted);
	if (sorted == NULL) {
		d->findings.no_memory = true;
		return;
	}
	memcpy(sorted, interfaces->v6, interfaces->n6 * sizeof *sorted);
	qsort(sorted, interfaces->n6, V6, v6_compare);
	for (i = 0; i < j->lookup.n_mx; i++)
		own_ipv6(d, &j->lookup.mx[i], sorted, interfaces->n6);
	free(sorted);
}

void
lint_addresses(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);

	loops(d);
	if (j == NULL || !j->looked_up)
		return;
	behind_nat(d, j);
	ipv6(d, j);
}
