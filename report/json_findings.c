/*
 * json_findings.c: what is pointed out, what would mend it, what failed.
 */
#include "report/json_parts.h"

static void
finding_mend(struct json_writer *w, const struct finding *f)
{
	bool none = false;
	char *text = finding_fix(f, &none);

	if (none)
		json_null(w, "fix");
	else
		json_made(w, "fix", text);
}

static void
finding(struct json_writer *w, const struct finding *f)
{
	static const char *const faults[] = {
		[FAULT_FILES] = "files", [FAULT_NETWORK] = "network",
		[FAULT_DOMAIN] = "domain", [FAULT_RESOLVER] = "resolver",
		[FAULT_NOBODY] = "nobody",
	};

	json_object(w, NULL);
	json_text(w, "id", finding_slug(f->id));
	json_text(w, "severity", severity_name(f->severity));
	json_text(w, "fault", faults[finding_fault(f->id)]);
	json_text(w, "file", finding_file(f));
	json_line(w, "line", f->at.line);
	json_made(w, "text", finding_text(f));
	finding_mend(w, f);
	json_object_end(w);
}

void
json_findings(struct json_writer *w, const struct diagnosis *d)
{
	size_t i;

	json_list(w, "findings");
	for (i = 0; i < d->findings.n; i++)
		finding(w, &d->findings.finding[i]);
	json_list_end(w);
}

static void
put_named(struct json_writer *w, const struct diagnosis *d)
{
	size_t i;

	json_list(w, "named");
	for (i = 0; i < d->n_named; i++) {
		json_object(w, NULL);
		json_text(w, "file", control_name(d->named[i].file));
		json_line(w, "line", d->named[i].line);
		json_object_end(w);
	}
	json_list_end(w);
}

static void
put_fixes(struct json_writer *w, const struct diagnosis *d)
{
	const struct fix *fix;
	size_t i;

	json_list(w, "fixes");
	for (i = 0; i < d->n_fix; i++) {
		fix = &d->fix[i];
		json_object(w, NULL);
		json_text(w, "text", fix->text);
		json_text(w, "command", fix->command);
		json_verdict(w, "then", d, &fix->then, fix->words);
		json_object_end(w);
	}
	json_list_end(w);
}

void
json_changes(struct json_writer *w, const struct diagnosis *d)
{
	put_named(w, d);
	put_fixes(w, d);
}

void
json_error(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const what[] = {
		[ERROR_CONTROL] = "control", [ERROR_ZONE] = "zone",
		[ERROR_SERVER] = "server", [ERROR_OUTPUT] = "output",
		[ERROR_INPUT] = "input",
	};
	const struct error *error = &d->error;

	if (error->what == ERROR_NONE) {
		json_null(w, "error");
		return;
	}
	json_object(w, "error");
	json_text(w, "what", what[error->what]);
	json_text(w, "file", error->file[0] != '\0' ? error->file : NULL);
	json_line(w, "line", error->line);
	json_text(w, "text", error->text);
	json_object_end(w);
}
