/*
 * json.c: the JSON report: one object per diagnosis and line, and what each
 * starts with: which subject, which qmail, which files.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "report/json_parts.h"

enum {
	SCHEMA = 2,
	USUAL = 4000		/* octets of most reports */
};

/* what follows the last @; without one, what qmail-send made of it */
static void
put_domain(struct json_writer *w, const struct diagnosis *d)
{
	const char *text = d->subject.text;

	if (text != NULL && d->n > 0 && strchr(text, '@') == NULL &&
	    d->judgement[0].route.domain != NULL)
		text = d->judgement[0].route.domain;
	else if (text != NULL)
		text = route_domain(text);
	json_escaped(w, "domain", text);
}

static void
put_head(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const kinds[] = {
		[KIND_RECIPIENT] = "recipient", [KIND_DOMAIN] = "domain",
		[KIND_IP] = "ip", [KIND_HOST] = "host",
		[KIND_BATCH] = "batch",
	};

	json_number(w, "schema", SCHEMA);
	json_text(w, "mxwhy", MXWHY_VERSION);
	json_text(w, "kind", kinds[d->kind]);
	if (d->kind == KIND_HOST)
		return;
	json_escaped(w, "subject", d->subject.text);
	if (d->kind == KIND_RECIPIENT || d->kind == KIND_DOMAIN)
		put_domain(w, d);
}

static void
put_flavor(struct json_writer *w, const struct site *site)
{
	const struct flavor_choice *choice;
	size_t i;

	if (site == NULL || site->flavor.n == 0) {
		json_null(w, "flavor");
		return;
	}
	choice = &site->flavor;
	json_object(w, "flavor");
	json_text(w, "name", choice->fits[0]->name);
	json_text(w, "source", choice->source);
	json_text(w, "evidence", choice->evidence);
	json_list(w, "fits");
	for (i = 0; i < choice->n; i++)
		json_text(w, NULL, choice->fits[i]->name);
	json_list_end(w);
	json_object_end(w);
}

static void
control_file(struct json_writer *w, const struct control *c,
    enum control_file which)
{
	static const char *const states[] = {
		[CONTROL_MISSING] = "missing", [CONTROL_READ] = "read",
		[CONTROL_UNREADABLE] = "unreadable",
		[CONTROL_UNSEEN] = "unseen",
	};

	json_object(w, NULL);
	json_text(w, "name", control_name(which));
	json_text(w, "state", states[c->state]);
	json_number(w, "entries", ipme_entries(c));
	json_object_end(w);
}

static void
put_control(struct json_writer *w, const struct site *site)
{
	size_t i;

	if (site == NULL) {
		json_null(w, "control");
		return;
	}
	json_object(w, "control");
	json_escaped(w, "dir", site->control_dir);
	json_list(w, "files");
	for (i = 0; i < CONTROL_FILES; i++)
		control_file(w, &site->controls.file[i],
		    (enum control_file)i);
	json_list_end(w);
	json_object_end(w);
}

static void
report(struct json_writer *w, const struct diagnosis *d)
{
	bool has_way = d->kind == KIND_RECIPIENT || d->kind == KIND_DOMAIN;

	json_object(w, NULL);
	put_head(w, d);
	put_flavor(w, d->site);
	put_control(w, d->site);
	if (has_way)
		json_decision(w, d);
	else if (d->kind == KIND_IP)
		json_ip(w, d);
	else if (d->kind == KIND_HOST)
		json_host(w, d);
	json_findings(w, d);
	if (has_way)
		json_changes(w, d);
	json_error(w, d);
	json_object_end(w);
}

int
json_diagnosis(const struct output *out, const struct diagnosis *d)
{
	struct json_writer w = { .more = false };
	int failed = 0;

	buffer_room(&w.line, USUAL);
	report(&w, d);
	buffer_add(&w.line, "\n", 1);
	if (w.line.no_memory) {
		errno = ENOMEM;
		failed = -1;
	} else if (fwrite(w.line.bytes, 1, w.line.n, out->stream) != w.line.n)
		failed = -1;
	free(w.line.bytes);
	return failed;
}
