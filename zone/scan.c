/*
 * scan.c: a master file's text to fields.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zone/scan.h"

void
zone_scan_start(struct zone_scan *scan, const char *text, size_t len)
{
	memset(scan, 0, sizeof *scan);
	scan->at = text;
	scan->end = text + len;
	scan->line = 1;
}

void
zone_scan_end(struct zone_scan *scan)
{
	free(scan->field);
	scan->field = NULL;
}

int
zone_scan_error(struct zone_error *error, size_t line, const char *what,
    const struct zone_field *field)
{
	size_t i, at;

	error->line = line;
	at = (size_t)snprintf(error->text, sizeof error->text, "%s%s", what,
	    field != NULL ? ": " : "");
	for (i = 0; field != NULL && i < field->len; i++) {
		unsigned char c = (unsigned char)field->text[i];
		bool is_plain = c > 0x20 && c < 0x7f;

		if (at + 8 > sizeof error->text || i == 64) {
			strcpy(error->text + at, "...");
			break;
		}
		at += (size_t)snprintf(error->text + at,
		    sizeof error->text - at, is_plain ? "%c" : "\\%03u", c);
	}
	return -1;
}

int
zone_scan_no_memory(struct zone_error *error)
{
	return zone_scan_error(error, 0, "no memory", NULL);
}

static int
add_field(struct zone_scan *scan, const char *from, const char *to,
    bool is_quoted, struct zone_error *error)
{
	struct zone_field *grown;
	size_t room;

	if (scan->n == scan->room) {
		room = scan->room == 0 ? 16 : 2 * scan->room;
		grown = realloc(scan->field, room * sizeof *grown);
		if (grown == NULL)
			return zone_scan_no_memory(error);
		scan->field = grown;
		scan->room = room;
	}
	grown = &scan->field[scan->n++];
	grown->text = from;
	grown->len = (size_t)(to - from);
	grown->line = scan->line;
	grown->is_quoted = is_quoted;
	return 0;
}

/* Behind the octet at `at`, two of them when it is a backslash; never over
   the end of a line. */
static const char *
step(const struct zone_scan *scan, const char *at)
{
	if (*at == '\\' && scan->end - at > 1 && at[1] != '\n')
		return at + 2;
	return at + 1;
}

static int
scan_quoted(struct zone_scan *scan, struct zone_error *error)
{
	const char *from = ++scan->at, *at = from;

	while (at < scan->end && *at != '"' && *at != '\n' && *at != '\0')
		at = step(scan, at);
	if (at >= scan->end || *at != '"')
		return zone_scan_error(error, scan->line,
		    "a quoted string does not end on its line", NULL);
	scan->at = at + 1;
	return add_field(scan, from, at, true, error);
}

static int
scan_bare(struct zone_scan *scan, struct zone_error *error)
{
	const char *from = scan->at, *at = from;

	while (at < scan->end && *at != '\0' &&
	    strchr(" \t\r\n;()\"", *at) == NULL)
		at = step(scan, at);
	scan->at = at;
	return add_field(scan, from, at, false, error);
}

static void
skip_comment(struct zone_scan *scan)
{
	while (scan->at < scan->end && *scan->at != '\n')
		scan->at++;
}

/* One octet that is no field, or a field. */
static int
scan_one(struct zone_scan *scan, size_t *depth, struct zone_error *error)
{
	switch (*scan->at) {
	case '\0':
		return zone_scan_error(error, scan->line, "a zero byte", NULL);
	case ';':
		skip_comment(scan);
		return 0;
	case '"':
		return scan_quoted(scan, error);
	case ')':
		if (*depth == 0)
			return zone_scan_error(error, scan->line,
			    "a ) without its (", NULL);
		--*depth;
		break;
	case '(':
		++*depth;
		break;
	case ' ': case '\t': case '\r':
		break;
	default:
		return scan_bare(scan, error);
	}
	scan->at++;
	return 0;
}

int
zone_scan_next(struct zone_scan *scan, struct zone_error *error)
{
	size_t depth = 0, opened = 0;

	scan->n = 0;
	scan->starts_blank = scan->at < scan->end &&
	    (*scan->at == ' ' || *scan->at == '\t');
	while (scan->at < scan->end) {
		if (depth == 0)
			opened = scan->line;
		if (*scan->at != '\n') {
			if (scan_one(scan, &depth, error) == -1)
				return -1;
			continue;
		}
		scan->at++;
		scan->line++;
		if (depth > 0)
			continue;
		if (scan->n > 0)
			return 1;
		scan->starts_blank = scan->at < scan->end &&
		    (*scan->at == ' ' || *scan->at == '\t');
	}
	if (depth > 0)
		return zone_scan_error(error, opened, "a ( without its )",
		    NULL);
	return scan->n > 0;
}
