/*
 * changes.c: the changes of this host's files that findings and a verdict
 * suggest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/changes.h"
#include "advice/mend.h"
#include "advice/rules.h"
#include "base/escape.h"

/* what one finding or verdict leads to */
struct draft {
	struct trial_change trial;
	const char *edit;	/* borrowed; NULL removes the line */
	const char *text;	/* borrowed */
	bool mends, local;
};

static bool
is_same(const struct change *a, const struct draft *b)
{
	if (a->trial.file != b->trial.file || a->trial.line != b->trial.line)
		return false;
	if (a->edit == NULL || b->edit == NULL)
		return a->edit == NULL && b->edit == NULL;
	return strcmp(a->edit, b->edit) == 0;
}

static int
change_add(struct changes *changes, const struct draft *draft)
{
	struct change *change = &changes->change[changes->n];
	size_t i;

	for (i = 0; i < changes->n; i++)
		if (is_same(&changes->change[i], draft))
			return 0;
	if (changes->n == CHANGES_MOST)
		return 0;
	memset(change, 0, sizeof *change);
	change->trial = draft->trial;
	change->mends = draft->mends;
	change->local = draft->local;
	change->text = strdup(draft->text);
	if (draft->edit != NULL)
		change->edit = strdup(draft->edit);
	changes->n++;
	if (change->text == NULL || (draft->edit != NULL &&
	    change->edit == NULL))
		return -1;
	change->trial.text = change->edit;
	return 0;
}

/* the line as it was meant */
static int
mend(struct changes *changes, const struct diagnosis *d,
    const struct finding *f)
{
	struct draft draft = { .mends = true };
	struct mend mend;
	int result = mend_make(&mend, &d->site->controls, f);

	if (result != 1)
		return result;
	draft.trial.file = f->at.file;
	draft.trial.line = f->at.line;
	draft.edit = mend.edit;
	draft.text = mend.text;
	result = change_add(changes, &draft);
	mend_free(&mend);
	return result;
}

static int
remove_line(struct changes *changes, enum control_file file, size_t line)
{
	char text[64];
	struct draft draft = {
		.trial = { .file = file, .line = line }, .text = text
	};

	snprintf(text, sizeof text, "remove line %zu of control/%s", line,
	    control_name(file));
	return change_add(changes, &draft);
}

/* "add DOMAIN to control/locals", and me where it would be lost; malloc'd */
static char *
locals_text(const char *me, const char *domain)
{
	char *shown = escape_copy(domain, strlen(domain));
	char *also = escape_copy(me, strlen(me));
	size_t room;
	char *text = NULL;

	if (shown != NULL && also != NULL) {
		room = strlen(shown) + strlen(also) + 40;
		text = malloc(room);
		if (text != NULL && *me != '\0')
			snprintf(text, room, "put %s and %s into "
			    "control/locals", also, shown);
		else if (text != NULL)
			snprintf(text, room, "add %s to control/locals",
			    shown);
	}
	free(shown);
	free(also);
	return text;
}

static int
add_lines(struct changes *changes, const char *me, const char *domain)
{
	struct draft draft = { .trial = { .file = CONTROL_LOCALS } };
	size_t me_len = strlen(me), len = strlen(domain);
	char *edit = malloc(me_len + len + 2);
	char *text = locals_text(me, domain);
	int result = -1;

	if (edit != NULL && text != NULL) {
		memcpy(edit, me, me_len);
		if (me_len > 0)
			edit[me_len++] = '\n';
		memcpy(edit + me_len, domain, len + 1);
		draft.edit = edit;
		draft.text = text;
		result = change_add(changes, &draft);
	}
	free(edit);
	free(text);
	return result;
}

/* is control/me no name that could stand in control/locals? */
static bool
is_spoilt(const char *me)
{
	for (; *me != '\0'; me++)
		if (*me <= ' ' || *me > '~' || *me == '#')
			return true;
	return false;
}

/* a line of a list can say it */
static bool
is_sayable(const char *domain)
{
	return *domain != '\0' && *domain != '#' &&
	    strpbrk(domain, " \t\n") == NULL;
}

/*
 * Where there is no locals, me alone is local: it has to come along, once it
 * is in order.
 */
static int
add_to_locals(struct changes *changes, const struct diagnosis *d,
    const char *domain)
{
	const struct controls *controls = &d->site->controls;
	const struct control_entry *line =
	    control_line(&controls->file[CONTROL_ME]);
	bool missing = controls->file[CONTROL_LOCALS].state == CONTROL_MISSING;
	char *me;
	int result;

	if (!is_sayable(domain))
		return 0;
	me = missing && line != NULL ? strndup(line->text, line->len) :
	    strdup("");
	if (me == NULL)
		return -1;
	result = is_spoilt(me) ? 0 : add_lines(changes, me, domain);
	free(me);
	return result;
}

static int
add_to_moreipme(struct changes *changes, const struct diagnosis *d,
    const struct candidate *c)
{
	char dotted[NETMASK_TEXT], text[80];
	struct draft draft = {
		.trial = { .file = CONTROL_MOREIPME }, .edit = dotted,
		.text = text
	};

	if (!d->judgement[0].flavor->moreipme)
		return 0;
	if (c->not_me != NULL)
		return remove_line(changes, CONTROL_NOTIPME, c->not_me->line);
	netmask_text(c->address, dotted);
	snprintf(text, sizeof text, "add %s to control/moreipme", dotted);
	return change_add(changes, &draft);
}

/* What came to qmail-smtpd here: does it take mail for it once the domain is
   in rcpthosts, and keep it? The trial tells. */
static int
add_to_rcpthosts(struct changes *changes, const struct way_pass *pass)
{
	const char *domain = route_domain(pass->taken);
	struct draft draft = {
		.trial = { .file = CONTROL_RCPTHOSTS }, .edit = domain,
		.local = true
	};
	char *shown, *text;
	size_t room;
	int result = -1;

	if (!is_sayable(domain))
		return 0;
	shown = escape_copy(domain, strlen(domain));
	if (shown == NULL)
		return -1;
	room = strlen(shown) + 40;
	text = malloc(room);
	if (text != NULL) {
		snprintf(text, room, "add %s to control/rcpthosts", shown);
		draft.text = text;
		result = change_add(changes, &draft);
	}
	free(text);
	free(shown);
	return result;
}

/* the pass that the verdict is about */
static const struct way_pass *
last_pass(const struct diagnosis *d)
{
	return way_last(&d->way[0]);
}

/* the address by which this host is the best MX, or the one that brings the
   message back */
static const struct candidate *
blamed(const struct way_pass *pass)
{
	const struct decision *decision = &pass->judgement->decision;

	if (decision->verdict.words == WORDS_BEST_IS_ME)
		return &decision->candidate[decision->lowered_by];
	return pass->returns ? way_to(pass) : NULL;
}

bool
changes_is_nobodys(const struct diagnosis *d)
{
	const struct way_pass *pass = last_pass(d);
	const struct lookup *lookup = &pass->judgement->lookup;
	const struct candidate *c = blamed(pass);
	struct place taken;

	if (lookup->from != FROM_MX && lookup->from != FROM_FALLBACK)
		return false;	/* a relay, or an address in text */
	return c != NULL &&
	    (c->address >> 24 == 127 || c->address == 0) &&
	    !lint_taken(d, &taken);
}

/* the domains of the first and of the last pass: either may be the one whose
   mail belongs here */
static int
add_ends_to_locals(struct changes *changes, const struct diagnosis *d)
{
	if (add_to_locals(changes, d,
	    last_pass(d)->judgement->route.domain) == -1)
		return -1;
	return add_to_locals(changes, d, d->judgement[0].route.domain);
}

/* what comes back here, by a relay, by an alias or by an own address */
static int
against_return(struct changes *changes, const struct diagnosis *d)
{
	const struct judgement *j = last_pass(d)->judgement;
	const struct candidate *c;
	size_t i;

	if (j->route.has_relay)
		return remove_line(changes, j->route.relay_by.file,
		    j->route.relay_by.entry->line);
	if (!changes_is_nobodys(d) && add_ends_to_locals(changes, d) == -1)
		return -1;
	for (i = 0; i < j->decision.n &&
	    j->decision.because != BECAUSE_ALIAS; i++) {
		c = &j->decision.candidate[i];
		if (c->outcome == OUTCOME_TRY && c->here == 1 && !c->is_me &&
		    add_to_moreipme(changes, d, c) == -1)
			return -1;
	}
	return 0;
}

/* a backup that bounces is no home of the domain */
static int
for_verdict(struct changes *changes, const struct diagnosis *d)
{
	const struct way *way = &d->way[0];

	switch (way->end) {
	case WAY_REFUSED:
		if (way->verdict.words == WORDS_RCPT_REFUSED &&
		    add_to_rcpthosts(changes, way_last(way)) == -1)
			return -1;
		return against_return(changes, d);
	case WAY_REPEATS:
	case WAY_HOPS:
		return against_return(changes, d);
	case WAY_OPEN:
	case WAY_UNSEEN:
	case WAY_ENDS:
		break;
	}
	if (way->verdict.words == WORDS_BEST_IS_ME &&
	    !changes_is_nobodys(d) &&
	    lint_backup(d, way_last(way)->judgement) == NULL)
		return add_ends_to_locals(changes, d);
	return 0;
}

static int
for_finding(struct changes *changes, const struct diagnosis *d,
    const struct finding *f)
{
	switch (f->id) {
	case FINDING_SHADOWED_DUPLICATE:
	case FINDING_LOCAL_AND_VIRTUAL:
		return remove_line(changes, f->other.file, f->other.line);
	case FINDING_LOCAL_BUT_MX_ELSEWHERE:
	case FINDING_RELAY_EMPTY_NAME:
	case FINDING_RELAY_IPV6:
		return remove_line(changes, f->at.file, f->at.line);
	default:
		return mend(changes, d, f);
	}
}

int
changes_make(struct changes *changes, const struct diagnosis *d)
{
	const struct finding *f;
	size_t i;
	int result = 0;

	memset(changes, 0, sizeof *changes);
	for (i = 0; i < d->findings.n && changes->n < CHANGES_MOST &&
	    result == 0; i++) {
		f = &d->findings.finding[i];
		result = for_finding(changes, d, f);
	}
	if (result == 0)
		result = for_verdict(changes, d);
	if (result == -1)
		changes_free(changes);
	return result;
}

void
changes_free(struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->n; i++) {
		free(changes->change[i].edit);
		free(changes->change[i].text);
	}
	changes->n = 0;
}
