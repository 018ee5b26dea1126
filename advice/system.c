/*
 * system.c: what runs here, what mxwhy could not see, and what it could
 * not tell.
 */
#include <stdio.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"

enum { COMMAND = 48, OTHERS = 240 };

/* files that are read at the start only */
static void
stale_until_restart(struct diagnosis *d, enum control_file file,
    const char *pid)
{
	findings_add(&d->findings, FINDING_STALE_QMAIL_SEND,
	    control_name(file), 0, pid,
	    "it reads this file at its start only", "restart qmail-send",
	    NULL);
}

/* locals and virtualdomains: a HUP is seen in the access time, perhaps */
static void
stale_until_hup(struct diagnosis *d, enum control_file file, const char *pid)
{
	const struct control_about *about = &d->site->about[file];
	char command[COMMAND];
	bool unread = about->keeps_atime && about->read < about->changed;

	snprintf(command, sizeof command, "kill -HUP %s", pid);
	findings_add_as(&d->findings, FINDING_STALE_QMAIL_SEND, unread ?
	    SEVERITY_WARNING : SEVERITY_INFO, control_name(file), 0, pid,
	    unread ? "nobody has read it since" :
	    "live only if it had a HUP since", command, NULL);
}

/* the files whose changes are live then */
static void
stale(struct diagnosis *d, enum control_live live, const char *pid)
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
			stale_until_hup(d, file, pid);
		else
			stale_until_restart(d, file, pid);
	}
}

static void
qmail_send(struct diagnosis *d)
{
	char pid[ABOUT_NUMBER];

	if (d->kind == KIND_IP || d->site->send.state != SEND_RUNNING)
		return;
	snprintf(pid, sizeof pid, "%ld", (long)d->site->send.pid);
	stale(d, CONTROL_LIVE_AT_START, pid);
	stale(d, CONTROL_LIVE_AT_HUP, pid);
}

static bool
is_newer(const struct host_cdb *cdb)
{
	return cdb->text && cdb->cdb && cdb->text_changed > cdb->cdb_changed;
}

static void
cdbs(struct diagnosis *d)
{
	const struct host_cdbs *host = &d->site->cdbs;
	bool is_host = d->kind == KIND_HOST;
	const struct control *more =
	    &d->site->controls.file[CONTROL_MORERCPTHOSTS];

	if (is_newer(&host->assign) &&
	    (is_host || (d->n > 0 && about_remote(d) == NULL)))
		findings_add(&d->findings, FINDING_CDB_STALE, NULL, 0,
		    "users/assign", "users/cdb", "qmail-newu", NULL);
	if (is_newer(&host->morercpthosts) &&
	    (is_host || route_accepted(more, route_domain(d->subject.text))))
		findings_add(&d->findings, FINDING_CDB_STALE,
		    control_name(CONTROL_MORERCPTHOSTS), 0,
		    "control/morercpthosts", "control/morercpthosts.cdb",
		    "qmail-newmrh", NULL);
}

static void
not_seen(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);
	const struct control *c;
	char text[ABOUT_PLACE];
	size_t i;

	if (d->site->tcpto.unseen && (d->kind == KIND_HOST ||
	    (j != NULL && j->decision.n > 0)))
		findings_add(&d->findings, FINDING_NOT_ALL_SEEN, NULL, 0,
		    "queue/lock/tcpto", "addresses that qmail skips after "
		    "timeouts are not known", NULL);
	if (d->site->flavor.unreadable &&
	    (d->kind == KIND_HOST || d->kind == KIND_IP || j != NULL))
		findings_add(&d->findings, FINDING_NOT_ALL_SEEN, NULL, 0,
		    "bin/qmail-remote", "the flavor is a guess", NULL);
	for (i = 0; i < CONTROL_FILES; i++) {
		c = &d->site->controls.file[i];
		if (c->state != CONTROL_UNSEEN ||
		    !about_bears(d, (enum control_file)i))
			continue;
		snprintf(text, sizeof text, "control/%s",
		    control_name((enum control_file)i));
		findings_add(&d->findings, FINDING_NOT_ALL_SEEN,
		    control_name((enum control_file)i), 0, text,
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
			about_verdict(&d->judgement[i].decision.verdict, text);
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
		findings_add(&d->findings, FINDING_FLAVOR_UNCERTAIN, NULL, 0,
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
