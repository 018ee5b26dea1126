/*
 * text.c: the text report: the verdict in one line, which qmail it is about,
 * the way to the verdict, what to do; with -v the questions asked.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/text_parts.h"

/* mxwhy's own failure, or a subject that is none */
static void
failure(struct text *t, const struct diagnosis *d)
{
	if (d->input_line > 0)
		text_add(t, "line %zu: ", d->input_line);
	text_mark(t, MARK_RED);
	text_add(t, "error");
	text_mark(t, MARK_END);
	text_add(t, ": ");
	if (d->error.file[0] != '\0') {
		text_add(t, "%s", d->error.file);
		if (d->error.line > 0)
			text_add(t, ":%zu", d->error.line);
		text_add(t, ": ");
	}
	text_add(t, "%s", d->error.text);
}

static void
verdict(struct text *t, const struct diagnosis *d)
{
	if (d->kind != KIND_HOST && d->subject.text != NULL) {
		text_escape(t, d->subject.text, strlen(d->subject.text));
		text_add(t, d->subject.text[0] == '\0' ? "(empty): " : ": ");
	} else
		text_add(t, "this host: ");
	if (d->error.what != ERROR_NONE) {
		failure(t, d);
		return;
	}
	switch (d->kind) {
	case KIND_IP:
		text_ip_phrase(t, d);
		return;
	case KIND_HOST:
		text_host_phrase(t, d);
		return;
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
	case KIND_BATCH:
		break;
	}
	text_action(t, diagnosis_verdict(d, 0));
	text_add(t, ": ");
	text_reason(t, d, &d->way[0]);
}

/* with -v: every flavor that fits */
static void
fits(struct text *t, const struct flavor_choice *choice)
{
	size_t i;

	text_add(t, "all that fit:");
	for (i = 0; i < choice->n; i++)
		text_add(t, " %s", choice->fits[i]->name);
	text_flush(t, 4);
}

/* the flavors whose verdict is another */
static void
others(struct text *t, const struct diagnosis *d)
{
	size_t i;

	for (i = 1; i < d->n; i++) {
		if (verdict_same(diagnosis_verdict(d, i),
		    diagnosis_verdict(d, 0)))
			continue;
		text_add(t, "but %s would say ",
		    d->judgement[i].flavor->name);
		text_action(t, diagnosis_verdict(d, i));
		text_add(t, ": ");
		text_reason(t, d, &d->way[i]);
		text_flush(t, 4);
	}
}

static bool
is_different(const struct diagnosis *d)
{
	size_t i;

	for (i = 1; i < d->n; i++)
		if (!verdict_same(diagnosis_verdict(d, i),
		    diagnosis_verdict(d, 0)))
			return true;
	return false;
}

static void
flavor(struct text *t, const struct diagnosis *d)
{
	const struct flavor_choice *choice = &d->site->flavor;

	text_add(t, "qmail is %s (%s)", choice->fits[0]->name,
	    choice->evidence);
	if (d->n > 1 && !is_different(d))
		text_add(t, "; %zu more fit and agree", d->n - 1);
	text_flush(t, 4);
	others(t, d);
	if (t->out->verbose && choice->n > 1)
		fits(t, choice);
}

static const char *const classes[] = {
	[ANSWER_FOUND] = "found", [ANSWER_HARD] = "hard",
	[ANSWER_SOFT] = "soft",
};

static const char *const askers[] = {
	[ASKER_QMAIL] = "", [ASKER_WAY] = ", when it comes back",
	[ASKER_AHEAD] = ", asked early, not needed",
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

	if (fact_is_asked(fact))
		class = answer_read(&fact->answer, fact->type, room, &n);
	text_add(t, "asked  ");
	text_name(t, fact->name);
	text_add(t, " %s: ", wire_type_name(fact->type));
	text_failure(t, &fact->answer, fact->type, fact_is_asked(fact) ? room :
	    WIRE_MESSAGE);
	text_add(t, " (%s), %zu bytes", classes[class], fact->answer.size);
	came(t, &fact->origin);
	text_add(t, "%s", askers[fact->by]);
	text_flush(t, TEXT_LABEL);
}

static void
asked(struct text *t, const struct diagnosis *d)
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

/* one line and no more, for scripts and lists */
static bool
is_line_only(const struct output *out, const struct diagnosis *d)
{
	return out->quiet || out->line_only || d->error.what != ERROR_NONE;
}

static void
named(struct text *t, const struct diagnosis *d)
{
	size_t i;

	for (i = 0; i < d->n_named; i++)
		text_add(t, "%s%s:%zu", i == 0 ? " (" : ", ",
		    control_name(d->named[i].file), d->named[i].line);
	if (d->n_named > 0)
		text_add(t, ")");
}

/* what qmail says to the sender, in its own lines */
static void
words(struct text *t, const struct diagnosis *d)
{
	char *message, *line, *end;

	if (words_code(diagnosis_verdict(d, 0)->words) == NULL)
		return;
	message = way_words(&d->way[0]);
	if (message == NULL) {
		t->line.no_memory = true;
		return;
	}
	text_blank(t);
	for (line = message; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		text_add(t, "     ");
		text_escape(t, line, strlen(line));
		text_flush(t, 5);
	}
	free(message);
}

static void
report(struct text *t, const struct diagnosis *d)
{
	verdict(t, d);
	text_flush(t, 4);
	flavor(t, d);
	switch (d->kind) {
	case KIND_IP:
		text_ip(t, d);
		break;
	case KIND_HOST:
		text_host(t, d);
		break;
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
		/* qmail-send, which goes them, does not start */
		if (d->judgement[0].decision.verdict.words !=
		    WORDS_NOT_STARTED)
			text_steps(t, d);
		text_table(t, d);
		words(t, d);
		break;
	case KIND_BATCH:
		break;
	}
	text_findings(t, d);
	if (t->out->verbose)
		asked(t, d);
}

int
text_diagnosis(const struct output *out, const struct diagnosis *d)
{
	struct text t = { .out = out };

	if (is_line_only(out, d)) {
		verdict(&t, d);
		named(&t, d);
		text_flush_line(&t);
	} else
		report(&t, d);
	free(t.line.bytes);
	if (!t.line.no_memory)
		return 0;
	errno = ENOMEM;
	return -1;
}
