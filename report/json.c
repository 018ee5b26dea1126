/*
 * json.c: the JSON report: one object per diagnosis and line.
 */
#include <errno.h>

#include "report/json.h"
#include "report/json_parts.h"

enum { DIGITS = 15 };	/* of a real: a thousandth stays one */

static json_t *
report(struct json_writer *w, const struct diagnosis *d)
{
	json_t *root = json_object();

	json_head(w, root, d);
	json_site(w, root, d);
	switch (d->kind) {
	case KIND_IP:
		json_ip(w, root, d);
		break;
	case KIND_HOST:
		json_host(w, root, d);
		break;
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
		json_route(w, root, d);
		json_decision(w, root, d);
		break;
	}
	json_findings(w, root, d);
	if (d->kind == KIND_RECIPIENT || d->kind == KIND_DOMAIN) {
		json_named(w, root, d);
		json_fixes(w, root, d);
	}
	json_error(w, root, d);
	return root;
}

/*
 * To the stream, which remembers a failure: jansson 2.14 goes on when a key
 * could not be written (dump.c, do_dump), and ends as if all were well.
 */
static int
print(struct output *out, const json_t *root)
{
	int failed;

	failed = json_dumpf(root, out->stream, JSON_ENSURE_ASCII |
	    JSON_REAL_PRECISION(DIGITS)) == -1;
	if (failed && !ferror(out->stream))
		errno = ENOMEM;
	return failed || putc('\n', out->stream) == EOF ? -1 : 0;
}

int
json_diagnosis(struct output *out, const struct diagnosis *d)
{
	struct json_writer w = { .no_memory = false };
	json_t *root = report(&w, d);
	int result;

	if (root == NULL || w.no_memory) {
		json_decref(root);
		errno = ENOMEM;
		return -1;
	}
	result = print(out, root);
	json_decref(root);
	return result;
}

const char *
json_library(void)
{
	return jansson_version_str();
}
