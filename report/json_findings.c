/*
 * json_findings.c: what is pointed out, what would mend it, what failed.
 */
#include <stdlib.h>
#include <string.h>

#include "report/json_parts.h"

static json_t *
owned_text(char *text)
{
	json_t *value = json_string(text);

	free(text);
	return value;
}

static json_t *
fix_of(const struct finding *f)
{
	bool none = false;
	char *text = finding_fix(f, &none);

	return text == NULL && none ? json_null() : owned_text(text);
}

static json_t *
finding(struct json_writer *w, const struct finding *f)
{
	static const char *const faults[] = {
		[FAULT_FILES] = "files", [FAULT_NETWORK] = "network",
		[FAULT_DOMAIN] = "domain", [FAULT_RESOLVER] = "resolver",
		[FAULT_NOBODY] = "nobody",
	};
	json_t *object = json_object();

	json_put(w, object, "id", json_string(finding_slug(f->id)));
	json_put(w, object, "severity",
	    json_string(severity_name(f->severity)));
	json_put(w, object, "fault", json_string(faults[finding_fault(f->id)]));
	json_put(w, object, "file", json_text(f->file));
	json_put(w, object, "line", json_line(f->line));
	json_put(w, object, "text", owned_text(finding_text(f)));
	json_put(w, object, "fix", fix_of(f));
	return object;
}

void
json_findings(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < d->findings.n; i++)
		json_push(w, list, finding(w, &d->findings.finding[i]));
	json_put(w, root, "findings", list);
}

void
json_named(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	json_t *list = json_array(), *object;
	size_t i;

	for (i = 0; i < d->n_named; i++) {
		object = json_object();
		json_put(w, object, "file",
		    json_string(control_name(d->named[i].file)));
		json_put(w, object, "line", json_line(d->named[i].line));
		json_push(w, list, object);
	}
	json_put(w, root, "named", list);
}

void
json_fixes(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	json_t *list = json_array(), *object;
	const struct fix *fix;
	size_t i;

	for (i = 0; i < d->n_fix; i++) {
		fix = &d->fix[i];
		object = json_object();
		json_put(w, object, "text", json_text(fix->text));
		json_put(w, object, "command", json_text(fix->command));
		json_put(w, object, "then", json_verdict(w, d,
		    fix->host != NULL ? fix->host : "", &fix->then));
		json_push(w, list, object);
	}
	json_put(w, root, "fixes", list);
}

void
json_error(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	static const char *const what[] = {
		[ERROR_CONTROL] = "control", [ERROR_ZONE] = "zone",
		[ERROR_SERVER] = "server", [ERROR_OUTPUT] = "output",
		[ERROR_INPUT] = "input",
	};
	json_t *object;

	if (d->error.what == ERROR_NONE) {
		json_put(w, root, "error", json_null());
		return;
	}
	object = json_object();
	json_put(w, object, "what", json_string(what[d->error.what]));
	json_put(w, object, "file", json_text(d->error.file[0] != '\0' ?
	    d->error.file : NULL));
	json_put(w, object, "line", json_line(d->error.line));
	json_put(w, object, "text", json_text(d->error.text));
	json_put(w, root, "error", object);
}
