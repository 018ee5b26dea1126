/*
 * json_head.c: what every object starts with: which subject, which qmail,
 * which files.
 */
#include <string.h>

#include "report/json_parts.h"
#include "run/version.h"

enum { SCHEMA = 1 };

/* what follows the last @; without one, what qmail-send made of it */
static json_t *
domain(const struct diagnosis *d)
{
	const char *text = d->subject.text;

	if (text == NULL)
		return json_null();
	if (d->n > 0 && strchr(text, '@') == NULL &&
	    d->judgement[0].route.domain != NULL)
		return json_escaped(d->judgement[0].route.domain);
	return json_escaped(route_domain(text));
}

void
json_head(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	static const char *const kinds[] = {
		[KIND_RECIPIENT] = "recipient", [KIND_DOMAIN] = "domain",
		[KIND_IP] = "ip", [KIND_HOST] = "host",
	};

	json_put(w, root, "schema", json_integer(SCHEMA));
	json_put(w, root, "mxwhy", json_string(MXWHY_VERSION));
	json_put(w, root, "kind", json_string(kinds[d->kind]));
	if (d->kind == KIND_HOST)
		return;
	json_put(w, root, "subject", json_escaped(d->subject.text));
	if (d->kind != KIND_IP)
		json_put(w, root, "domain", domain(d));
}

static json_t *
flavor(struct json_writer *w, const struct flavor_choice *choice)
{
	json_t *object, *fits;
	size_t i;

	if (choice->n == 0)
		return json_null();
	object = json_object();
	fits = json_array();
	json_put(w, object, "name", json_string(choice->fits[0]->name));
	json_put(w, object, "source", json_string(choice->source));
	json_put(w, object, "evidence", json_string(choice->evidence));
	for (i = 0; i < choice->n; i++)
		json_push(w, fits, json_string(choice->fits[i]->name));
	json_put(w, object, "fits", fits);
	return object;
}

static json_t *
file(struct json_writer *w, const struct control *c, enum control_file which)
{
	static const char *const states[] = {
		[CONTROL_MISSING] = "missing", [CONTROL_READ] = "read",
		[CONTROL_UNREADABLE] = "unreadable",
		[CONTROL_UNSEEN] = "unseen",
	};
	json_t *object = json_object();

	json_put(w, object, "name", json_string(control_name(which)));
	json_put(w, object, "state", json_string(states[c->state]));
	json_put(w, object, "entries",
	    json_integer((json_int_t)ipme_entries(c)));
	return object;
}

static json_t *
control(struct json_writer *w, const struct site *site)
{
	json_t *object = json_object(), *files = json_array();
	size_t i;

	json_put(w, object, "dir", json_escaped(site->control_dir));
	for (i = 0; i < CONTROL_FILES; i++)
		json_push(w, files, file(w, &site->controls.file[i],
		    (enum control_file)i));
	json_put(w, object, "files", files);
	return object;
}

void
json_site(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	json_put(w, root, "flavor", d->site != NULL ?
	    flavor(w, &d->site->flavor) : json_null());
	json_put(w, root, "control", d->site != NULL ?
	    control(w, d->site) : json_null());
}
