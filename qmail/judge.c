/*
 * judge.c: one subject under one flavor: route, look-ups, decision.
 */
#include <stdlib.h>
#include <string.h>

#include "netmask.h"
#include "qmail/idn.h"
#include "qmail/judge.h"

/*
 * The domain as it is sent. Sagredo's build hands it to libidn2 unless a
 * relay takes its place; -1: no memory.
 */
static int
name_convert(struct judgement *j, const struct judge_input *in)
{
	uint32_t address;

	if (!in->flavor->by_sender || j->route.has_relay ||
	    netmask_scan_literal(j->route.domain, &address))
		return 0;
	switch (idn_convert(j->route.domain, &j->dns_name)) {
	case IDN_CONVERTED:
		return 0;
	case IDN_REFUSED:
		j->idn_refused = true;
		return 0;
	case IDN_NO_MEMORY:
		break;
	}
	return -1;
}

/* the route, once; then the name that DNS is asked for */
static int
begin(struct judgement *j, const struct judge_input *in)
{
	if (j->route.domain != NULL)
		return 0;
	j->flavor = in->flavor;
	j->ipme = in->ipme;
	if (route_find(&j->route, in->flavor, in->controls, in->subject) == -1)
		return -1;
	return name_convert(j, in);
}

static int
decide(struct judgement *j, const struct judge_input *in)
{
	struct prefme_input input = {
		.flavor = in->flavor, .controls = in->controls,
		.ipme = in->ipme, .tcpto = in->tcpto, .now = in->now,
		.route = &j->route, .idn_refused = j->idn_refused,
		.outgoing_elsewhere = in->outgoing_elsewhere,
		.lookup = j->looked_up ? &j->lookup : NULL,
	};

	decision_free(&j->decision);
	return prefme_decide(&j->decision, &input);
}

enum judged
judge(struct judgement *j, struct facts *facts, const struct judge_input *in)
{
	struct verdict early;
	const char *name;

	if (begin(j, in) == -1)
		return JUDGED_NO_MEMORY;
	if (!j->idn_refused && !prefme_before_dns(in->flavor, in->controls,
	    &j->route, &early)) {
		name = j->dns_name != NULL ? j->dns_name : j->route.domain;
		if (lookup_run(&j->lookup, facts, in->flavor, &j->route, name,
		    in->ahead) == -1)
			return JUDGED_NO_MEMORY;
		j->looked_up = true;
		if (j->lookup.end == LOOKUP_MISSING)
			return JUDGED_MISSING;
	}
	return decide(j, in) == -1 ? JUDGED_NO_MEMORY : JUDGED_DONE;
}

void
judgement_free(struct judgement *j)
{
	route_free(&j->route);
	lookup_free(&j->lookup);
	decision_free(&j->decision);
	free(j->dns_name);
	memset(j, 0, sizeof *j);
}
