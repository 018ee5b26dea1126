/*
 * diagnosis.c: what becomes of one subject in the end.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/diagnosis.h"

const struct verdict *
diagnosis_verdict(const struct diagnosis *d, size_t flavor)
{
	return &d->way[flavor].verdict;
}

void
diagnosis_free(struct diagnosis *d)
{
	size_t i;

	for (i = 0; i < FLAVORS; i++) {
		way_free(&d->way[i]);
		judgement_free(&d->judgement[i]);
	}
	facts_free(&d->facts);
	findings_free(&d->findings);
	for (i = 0; i < d->n_fix; i++) {
		free(d->fix[i].text);
		free(d->fix[i].command);
		free(d->fix[i].words);
	}
	memset(d, 0, sizeof *d);
}

/* --strict: errors and warnings make a 0 a 1 */
static bool
is_warned(const struct diagnosis *d)
{
	size_t i;

	for (i = 0; i < d->findings.n; i++)
		if (d->findings.finding[i].severity != SEVERITY_INFO)
			return true;
	return false;
}

static int
plain_status(const struct diagnosis *d)
{
	const struct netentry *me, *not_me;
	const struct ipme *ipme;

	if (d->error.what != ERROR_NONE)
		return 2;
	switch (d->kind) {
	case KIND_HOST:
		return 0;
	case KIND_IP:
		ipme = &d->site->ipme[0];
		return !d->is_v6 && netmask_is_me(&ipme->me, &ipme->not_me,
		    d->address, &me, &not_me) ? 0 : 1;
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
	case KIND_BATCH:
		break;
	}
	return action_status(diagnosis_verdict(d, 0)->action);
}

int
diagnosis_status(const struct diagnosis *d, bool strict)
{
	int status = plain_status(d);

	return status == 0 && strict && is_warned(d) ? 1 : status;
}
