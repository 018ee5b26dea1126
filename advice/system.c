/*
 * system.c: what runs here, what mxwhy could not see, and what it could
 * not tell.
 */
#include <stdio.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "qmail/accept.h"

enum { OTHERS = 240 };

/* files that are read at the start only */
static void
stale_until_restart(struct diagnosis *d, enum control_file file)
{
	findings_add_at(&d->findings, FINDING_STALE_QMAIL_SEND, file, 0,
	    "it reads this file at its start only", "restart qmail-send",
	    NULL)->number = (size_t)d->site->send.pid;
}

/* locals and virtualdomains: a HUP is seen in the access time, perhaps */
static void
stale_until_hup(struct diagnosis *d, enum control_file file)
{
	const struct control_about *about = &d->site->about[file];
	bool unread = about->keeps_atime && about->read < about->changed;
	struct finding *f;

	f = findings_add_at(&d->findings, FINDING_STALE_QMAIL_SEND, file, 0,
	    unread ? "nobody has read it since" :
	    "live only if it had a HUP since", "kill -HUP $n", NULL);
	f->severity = unread ? SEVERITY_WARNING : SEVERITY_INFO;
	f->number = (size_t)d->site->send.pid;
}

/* the files whose changes are live then */
static void
stale(struct diagnosis *d, enum control_live live)
{
	const struct control_about *about;
	enum control_file file;

	for (file = 0; file < CONTROL_FILES; file++) {
		about = &d->site->about[file];
		if (control_live(file) != live || !about_bears(d, file) ||
		    !about->there ||
		    about->changed <= d->site->send.started)
			continue;
		if (live == CONTROL_LIVE_AT_HUP)
			stale_until_hup(d, file);
		else
			stale_until_restart(d, file);
	}
}

static void
qmail_send(struct diagnosis *d)
{
	if (d->kind == KIND_IP || d->site->send.state != SEND_RUNNING)
		return;
	stale(d, CONTROL_LIVE_AT_START);
	stale(d, CONTROL_LIVE_AT_HUP);
}

static bool
is_newer(const struct host_cdb *cdb)
{
	return cdb->text && cdb->cdb && cdb->text_changed > cdb->cdb_changed;
}

/* Would the text, made into a cdb, change what becomes of the domain? What the
   cdb says that is out of sight is not known: then, if the text names it. */
static bool
bears_on(const struct site *site, const char *domain)
{
	const struct cdb *cdb = &site->morercpthosts_cdb;
	const struct cdb unseen = { .state = CONTROL_UNSEEN };
	enum accept_by now = accept_domain(&site->controls, cdb, domain).by;
	enum accept_by then = accept_domain(&site->controls, &unseen,
	    domain).by;

	return now != then || (cdb->state == CONTROL_UNSEEN &&
	    then == ACCEPT_MORERCPTHOSTS);
}

static void
cdbs(struct diagnosis *d)
{
	const struct host_cdbs *host = &d->site->cdbs;
	bool is_host = d->kind == KIND_HOST;

	if (is_newer(&host->assign) &&
	    (is_host || (d->n > 0 && about_remote(d) == NULL)))
		findings_add(&d->findings, FINDING_CDB_STALE, "users/assign",
		    "users/cdb", "qmail-newu", NULL);
	if (is_newer(&host->morercpthosts) &&
	    (is_host || bears_on(d->site, route_domain(d->subject.text))))
		findings_add_at(&d->findings, FINDING_CDB_STALE,
		    CONTROL_MORERCPTHOSTS, 0, "control/morercpthosts",
		    "control/morercpthosts.cdb", "qmail-newmrh", NULL);
}

static void
cdb_not_seen(struct diagnosis *d)
{
	const struct site *site = d->site;

	if (site->morercpthosts_cdb.state == CONTROL_UNSEEN &&
	    d->kind != KIND_IP &&
	    control_present(&site->controls.file[CONTROL_RCPTHOSTS]))
		findings_add(&d->findings, FINDING_NOT_ALL_SEEN,
		    "control/morercpthosts.cdb", "its text is taken instead",
		    NULL);
}

static void
not_seen(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);
	const struct control *c;
	size_t i;

	if (d->site->tcpto.unseen && (d->kind == KIND_HOST ||
	    (j != NULL && j->decision.n > 0)))
		findings_add(&d->findings, FINDING_NOT_ALL_SEEN,
		    "queue/lock/tcpto", "addresses that qmail skips after "
		    "timeouts are not known", NULL);
	if (d->site->flavor.unreadable &&
	    (d->kind == KIND_HOST || d->kind == KIND_IP || j != NULL))
		findings_add(&d->findings, FINDING_NOT_ALL_SEEN,
		    "bin/qmail-remote", "the flavor is a guess", NULL);
	cdb_not_seen(d);
	for (i = 0; i < CONTROL_FILES; i++) {
		c = &d->site->controls.file[i];
		if (c->state != CONTROL_UNSEEN ||
		    !about_bears(d, (enum control_file)i))
			continue;
		findings_add_at(&d->findings, FINDING_NOT_ALL_SEEN,
		    (enum control_file)i, 0, "$f",
		    "what it says is not known", NULL);
	}
}

/* what each of several flavors says; how many speak */
static size_t
verdict_of(const struct diagnosis *d, size_t i, char text[ABOUT_VERDICT])
{
	const struct ipme *ipme = &d->site->ipme[i];
	const struct netentry *me, *not_me;

	if (d->kind != KIND_IP) {
		if (i < d->n)
			about_verdict(diagnosis_verdict(d, i), text);
		return d->n;
	}
	snprintf(text, ABOUT_VERDICT, "%s", !d->is_v6 && netmask_is_me(
	    &ipme->me, &ipme->not_me, d->address, &me, &not_me) ? "me" :
	    "not me");
	return d->site->flavor.n;
}

static void
flavors(struct diagnosis *d)
{
	char first[ABOUT_VERDICT], other[ABOUT_VERDICT], others[OTHERS] = "";
	const struct flavor *differing = NULL;
	size_t i, n, len = 0;

	if (d->kind == KIND_HOST)
		return;
	n = verdict_of(d, 0, first);
	for (i = 1; i < n && len < sizeof others; i++) {
		verdict_of(d, i, other);
		if (strcmp(first, other) == 0)
			continue;
		len += (size_t)snprintf(others + len, sizeof others - len,
		    "%s%s: %s", len > 0 ? ", " : "",
		    d->site->flavor.fits[i]->name, other);
		if (differing == NULL)
			differing = d->site->flavor.fits[i];
	}
	if (differing != NULL)
		findings_add(&d->findings, FINDING_FLAVOR_UNCERTAIN,
		    about_flavor(d)->name, first, others, differing->name,
		    NULL);
}

void
lint_system(struct diagnosis *d)
{
	qmail_send(d);
	if (d->kind != KIND_IP)
		cdbs(d);
	not_seen(d);
	flavors(d);
}
