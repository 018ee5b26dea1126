/*
 * json_way.c: the way of the message, an object for each pass.
 */
#include <stdlib.h>

#include "report/json_parts.h"

/* what qmail-smtpd here makes of it */
static void
accepted(struct json_writer *w, const struct way_pass *pass)
{
	static const char *const by[] = {
		[ACCEPT_REFUSED] = "refused", [ACCEPT_RCPTHOSTS] = "rcpthosts",
		[ACCEPT_MORERCPTHOSTS] = "morercpthosts",
		[ACCEPT_NO_RCPTHOSTS] = "no-rcpthosts",
		[ACCEPT_RELAYCLIENT] = "relayclient",
	};

	/* one that cannot read its files neither takes nor refuses */
	if (!pass->returns || pass->accept.by == ACCEPT_FAILED ||
	    pass->accept.by == ACCEPT_BROKEN) {
		json_null(w, "accepted");
		return;
	}
	json_object(w, "accepted");
	json_text(w, "by", by[pass->accept.by]);
	json_line(w, "line", pass->accept.line);
	json_object_end(w);
}

/* its own decision, in qmail-remote's words */
static void
decision(struct json_writer *w, const struct judgement *j)
{
	const struct verdict *verdict = &j->decision.verdict;
	char *words = words_text(verdict->words, route_host(&j->route));

	w->line.no_memory |= words == NULL &&
	    words_code(verdict->words) != NULL;
	json_text(w, "action", action_name(verdict->action));
	json_text(w, "code", words_code(verdict->words));
	json_message(w, words);
	free(words);
}

static void
pass(struct json_writer *w, const struct way_pass *pass)
{
	json_object(w, NULL);
	json_escaped(w, "recipient", pass->subject.text);
	decision(w, pass->judgement);
	json_boolean(w, "returns", pass->returns);
	if (way_to(pass) != NULL)
		json_address(w, "to", way_to(pass)->address);
	else
		json_null(w, "to");
	json_escaped(w, "rcpt", pass->rcpt);
	accepted(w, pass);
	json_object_end(w);
}

void
json_way(struct json_writer *w, const struct diagnosis *d)
{
	size_t i;

	json_list(w, "way");
	for (i = 0; d->n > 0 && i < d->way[0].n; i++)
		pass(w, &d->way[0].pass[i]);
	json_list_end(w);
}
