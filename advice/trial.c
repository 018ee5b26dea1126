/*
 * trial.c: one subject judged again with a control file changed in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/trial.h"

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

static size_t
known_add(struct known *known, size_t n, const struct decision *decision)
{
	const struct candidate *c;
	size_t i;

	for (i = 0; i < decision->n; i++) {
		c = &decision->candidate[i];
		if (c->here == -1)
			continue;
		if (known != NULL) {
			known[n].address = c->address;
			known[n].here = c->here == 1;
		}
		n++;
	}
	return n;
}

/* of all passes; with known NULL they are counted */
static size_t
known_all(struct known *known, const struct diagnosis *d)
{
	size_t i, k, n = 0;

	for (i = 0; i < d->n; i++)
		for (k = 0; k < d->way[i].n; k++)
			n = known_add(known, n,
			    &d->way[i].pass[k].judgement->decision);
	return n;
}

/* what was asked for the diagnosis, in order; malloc'd; NULL: no memory */
static struct known *
known_collect(const struct diagnosis *d, size_t *n)
{
	struct known *known = malloc((known_all(NULL, d) + 1) * sizeof *known);

	if (known == NULL)
		return NULL;
	*n = known_all(known, d);
	qsort(known, *n, sizeof *known, known_compare);
	return known;
}

/* without asking the kernel: 127.0.0.0/8 and 0.0.0.0 are its own */
static bool
is_own(const struct diagnosis *d, uint32_t address)
{
	return address >> 24 == 127 || address == 0 ||
	    ipme_bearer(&d->site->interfaces, address) != NULL;
}

/* Does the kernel deliver this address to this host, as far as is known? */
static bool
is_here(const struct diagnosis *d, uint32_t address,
    const struct known *known, size_t n)
{
	const struct known wanted = { .address = address };
	const struct known *found = bsearch(&wanted, known, n, sizeof *known,
	    known_compare);

	return found != NULL ? found->here : is_own(d, address);
}

/* Outgoingip as the trial has it: only what the site's says is known. */
static bool
is_outgoing_elsewhere(const struct trial *trial, const struct diagnosis *d,
    const struct trial_change *change)
{
	uint32_t address;

	if (change->file != CONTROL_OUTGOINGIP)
		return d->site->outgoing_elsewhere;
	return controls_outgoing(&trial->controls, &address) &&
	    !is_own(d, address);
}

/* the site's controls with the change; 0: there is nothing to change */
static int
controls_change(struct trial *trial, const struct diagnosis *d,
    const struct trial_change *change)
{
	const struct control *from;

	trial->controls = d->site->controls;
	if (change->file != CONTROL_FILES) {
		from = &d->site->controls.file[change->file];
		if (from->state != CONTROL_READ &&
		    from->state != CONTROL_MISSING)
			return 0;
		if (control_change(&trial->changed, from, change->line,
		    change->text) == -1)
			return -1;
		trial->controls.file[change->file] = trial->changed;
	}
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
	return 0;
}

/* A way that was begun, to its end: 1; 0: facts are missing, or a file that
   mxwhy cannot read; -1: no memory */
static int
go(struct way *way, const struct diagnosis *d, struct facts *facts,
    const struct way_input *in)
{
	for (;;)
		switch (way_go(way, facts, in)) {
		case WAY_NO_MEMORY:
			return -1;
		case WAY_MISSING:
			return 0;
		case WAY_HERE:
			if (settle_here(&way_last(way)->judgement->decision,
			    d) == -1)
				return -1;
			break;
		case WAY_DONE:
			return way->end != WAY_UNSEEN;
		}
}

static int
trial_judge(struct trial *trial, const struct diagnosis *d,
    struct facts *facts, const struct trial_change *change)
{
	const struct site *site = d->site;
	struct way_input in = way_input(site, 0);

	in.controls = &trial->controls;
	in.outgoing_elsewhere = is_outgoing_elsewhere(trial, d, change);
	if (change->file != CONTROL_FILES &&
	    control_shape(change->file) == CONTROL_RAW) {
		if (ipme_build(&trial->own, site->flavor.fits[0],
		    &site->interfaces, &trial->controls) == -1)
			return -1;
		in.ipme = &trial->own;
	}
	if (way_begin(&trial->way, &trial->judgement, &d->subject,
	    false) == -1)
		return -1;
	return go(&trial->way, d, facts, &in);
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

int
trial_relayed(struct diagnosis *d, bool wants)
{
	struct facts frozen = d->facts, *facts = &frozen;
	struct way_input in = way_input(d->site, 0);
	struct way way;
	int result;

	if (d->way[0].end != WAY_REFUSED)
		return 0;
	frozen.mode = FACTS_FROZEN;
	if (wants) {
		d->facts.mode = FACTS_DECIDED;
		facts = &d->facts;
	}
	in.relayclient = RELAYCLIENT_YES;
	result = way_begin(&way, &d->judgement[0], &d->subject, true);
	if (result == 0)
		result = go(&way, d, facts, &in);
	if (result == 1 && !wants) {
		d->is_relayed_known = true;
		d->relayed = way.verdict;
	}
	way_free(&way);
	return result == -1 ? -1 : 0;
}

void
trial_free(struct trial *trial)
{
	way_free(&trial->way);
	judgement_free(&trial->judgement);
	ipme_free(&trial->own);
	control_free(&trial->changed);
}
