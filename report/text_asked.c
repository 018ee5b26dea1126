/*
 * text_asked.c: with -v, every question with its answer, and what else
 * stands behind a report.
 */
#include <string.h>

#include "report/text_parts.h"

static const char *const classes[] = {
	[ANSWER_FOUND] = "found", [ANSWER_HARD] = "hard",
	[ANSWER_SOFT] = "soft",
};

static const char *const askers[] = {
	[ASKER_QMAIL] = "", [ASKER_AHEAD] = ", asked early, not needed",
	[ASKER_FINDING] = ", for the findings",
};

/* from whom, how, in what time */
static void
came(struct text *t, const struct origin *origin)
{
	switch (origin->transport) {
	case TRANSPORT_ZONE:
		text_add(t, ", zone files");
		return;
	case TRANSPORT_CACHE:
		text_add(t, ", asked before");
		return;
	case TRANSPORT_UDP:
		text_add(t, ", udp");
		break;
	case TRANSPORT_TCP:
		text_add(t, ", tcp");
		break;
	case TRANSPORT_NONE:
		text_add(t, ", nobody answered");
		break;
	}
	if (origin->server[0] != '\0')
		text_add(t, " %s", origin->server);
	text_add(t, ", %lld.%lld ms", (long long)(origin->us / 1000),
	    (long long)(origin->us / 100 % 10));
}

static void
question(struct text *t, const struct fact *fact, size_t room)
{
	enum answer_class class = fact->answer.class;
	size_t n;

	if (fact->by == ASKER_QMAIL)
		class = answer_read(&fact->answer, room, &n);
	text_add(t, "asked  ");
	text_name(t, fact->name);
	text_add(t, " %s: ", wire_type_name(fact->type));
	text_failure(t, &fact->answer, fact->by == ASKER_QMAIL ? room :
	    WIRE_MESSAGE);
	text_add(t, " (%s), %zu bytes", classes[class], fact->answer.size);
	came(t, &fact->origin);
	text_add(t, "%s", askers[fact->by]);
	text_flush(t, TEXT_LABEL);
}

void
text_asked(struct text *t, const struct diagnosis *d)
{
	const struct site *site = d->site;
	size_t i;

	text_blank(t);
	for (i = 0; i < d->facts.n; i++)
		if (d->facts.fact[i]->known)
			question(t, d->facts.fact[i],
			    site->flavor.fits[0]->room);
	text_add(t, "files  ");
	text_escape(t, site->control_dir, strlen(site->control_dir));
	text_flush(t, TEXT_LABEL);
	if (site->send.state == SEND_RUNNING) {
		text_add(t, "send   qmail-send is running, pid %ld, since ",
		    (long)site->send.pid);
		text_time(t, (int64_t)site->send.started);
		text_flush(t, TEXT_LABEL);
	}
	if (site->confined != NULL) {
		text_add(t, "mxwhy  runs so: %s", site->confined);
		text_flush(t, TEXT_LABEL);
	}
}
