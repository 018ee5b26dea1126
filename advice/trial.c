/*
 * trial.c: one subject judged again with a control file changed in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/trial.h"
#include "qmail/judge.h"

/* an address that the kernel was asked about */
struct known {
	uint32_t address;
	bool here;
};

static int
known_compare(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* what was asked for the diagnosis, in order; malloc'd; NULL: no memory */
static struct known *
known_collect(const struct diagnosis *d, size_t *n)
{
	const struct candidate *c;
	struct known *known;
	size_t i, k, room = 1;

	for (i = 0; i < d->n; i++)
		room += d->judgement[i].decision.n;
	known = malloc(room * sizeof *known);
	if (known == NULL)
		return NULL;
	*n = 0;
	for (i = 0; i < d->n; i++)
		for (k = 0; k < d->judgement[i].decision.n; k++) {
			c = &d->judgement[i].decision.candidate[k];
			if (c->here == -1)
				continue;
			known[*n].address = c->address;
			known[(*n)++].here = c->here == 1;
		}
	qsort(known, *n, sizeof *known, known_compare);
	return known;
}

/* Does the kernel deliver this address to this host, as far as is known? */
static bool
is_here(const struct diagnosis *d, uint32_t address,
    const struct known *known, size_t n)
{
	const struct known wanted = { .address = address };
	const struct known *found = bsearch(&wanted, known, n, sizeof *known,
	    known_compare);

	if (found != NULL)
		return found->here;
	/* without asking the kernel: 127.0.0.0/8 and 0.0.0.0 are its own */
	return address >> 24 == 127 || address == 0 ||
	    ipme_bearer(&d->site->interfaces, address) != NULL;
}

/* the site's controls with the change; 0: there is nothing to change */
static int
controls_change(struct trial *trial, const struct diagnosis *d,
    const struct trial_change *change)
{
	const struct control *from = &d->site->controls.file[change->file];

	trial->controls = d->site->controls;
	if (from->state != CONTROL_READ && from->state != CONTROL_MISSING)
		return 0;
	if (control_change(&trial->changed, from, change->line,
	    change->text) == -1)
		return -1;
	trial->controls.file[change->file] = trial->changed;
	if (change->direct) {
		memset(&trial->controls.file[CONTROL_SMTPROUTES], 0,
		    sizeof trial->controls.file[0]);
		memset(&trial->controls.file[CONTROL_AUTHSENDERS], 0,
		    sizeof trial->controls.file[0]);
	}
	return 1;
}

/* -1: no memory */
static int
settle_here(struct decision *decision, const struct diagnosis *d)
{
	struct known *known;
	size_t i, n;

	if (decision->n == 0)
		return 0;
	known = known_collect(d, &n);
	if (known == NULL)
		return -1;
	for (i = 0; i < decision->n; i++)
		decision->candidate[i].here = is_here(d,
		    decision->candidate[i].address, known, n);
	free(known);
	prefme_loop(decision);
	return 0;
}

static int
trial_judge(struct trial *trial, const struct diagnosis *d,
    struct facts *facts, const struct trial_change *change)
{
	const struct site *site = d->site;
	struct judge_input input = {
		.flavor = site->flavor.fits[0], .controls = &trial->controls,
		.ipme = &site->ipme[0], .tcpto = &site->tcpto,
		.now = site->now, .subject = &d->subject,
	};

	if (control_shape(change->file) == CONTROL_RAW) {
		if (ipme_build(&trial->own, input.flavor, &site->interfaces,
		    &trial->controls) == -1)
			return -1;
		input.ipme = &trial->own;
	}
	switch (judge(&trial->judgement, facts, &input)) {
	case JUDGED_NO_MEMORY:
		return -1;
	case JUDGED_MISSING:
		return 0;
	case JUDGED_DONE:
		break;
	}
	return settle_here(&trial->judgement.decision, d) == 0 ? 1 : -1;
}

/* Facts that are not frozen are wanted. 1, 0 and -1 as trial_frozen. */
static int
judge_changed(struct trial *trial, const struct diagnosis *d,
    struct facts *facts, const struct trial_change *change)
{
	int changed;

	memset(trial, 0, sizeof *trial);
	changed = controls_change(trial, d, change);
	return changed == 1 ? trial_judge(trial, d, facts, change) : changed;
}

int
trial_frozen(struct trial *trial, const struct diagnosis *d,
    const struct trial_change *change)
{
	struct facts facts = d->facts;	/* borrowed: nothing is added */

	facts.mode = FACTS_FROZEN;
	return judge_changed(trial, d, &facts, change);
}

int
trial_want(struct diagnosis *d, const struct trial_change *change)
{
	struct trial trial;
	int result;

	d->facts.mode = FACTS_DECIDED;
	result = judge_changed(&trial, d, &d->facts, change);
	trial_free(&trial);
	return result == -1 ? -1 : 0;
}

void
trial_free(struct trial *trial)
{
	judgement_free(&trial->judgement);
	ipme_free(&trial->own);
	control_free(&trial->changed);
}
