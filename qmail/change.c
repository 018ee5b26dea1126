/*
 * change.c: a control file with one line changed in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "qmail/control.h"

/* a run of octets of a file: one line, with its newline if it has one */
struct span {
	size_t from, to;
};

/* line `line`, from 1; empty at the file's end for 0 and what is not there */
static struct span
line_find(const struct control *c, size_t line)
{
	struct span span = { c->size, c->size };
	const char *end;
	size_t at = 0;

	while (line > 0 && at < c->size) {
		end = memchr(c->bytes + at, '\n', c->size - at);
		span.from = at;
		at = end != NULL ? (size_t)(end - c->bytes) + 1 : c->size;
		span.to = at;
		if (--line == 0)
			return span;
	}
	span.from = span.to = c->size;
	return span;
}

/* text as a line of a file, malloc'd; *size octets */
static char *
line_make(const char *text, size_t *size)
{
	size_t len = strlen(text);
	char *line = malloc(len + 1);

	if (line == NULL)
		return NULL;
	memcpy(line, text, len);
	line[len] = '\n';
	*size = len + 1;
	return line;
}

static int
copy(struct control *dst, const struct control *c, size_t line,
    const char *text)
{
	struct span gone = line_find(c, line);
	bool unended = gone.from == c->size && c->size > 0 &&
	    c->bytes[c->size - 1] != '\n';
	size_t text_len = text != NULL ? strlen(text) : 0, len = gone.from;
	char *bytes = malloc(c->size + text_len + 2);

	if (bytes == NULL)
		return -1;
	if (len > 0)
		memcpy(bytes, c->bytes, len);
	if (unended)
		bytes[len++] = '\n';
	if (text != NULL) {
		memcpy(bytes + len, text, text_len);
		len += text_len;
		bytes[len++] = '\n';
	}
	if (gone.to < c->size)
		memcpy(bytes + len, c->bytes + gone.to, c->size - gone.to);
	return control_parse(dst, c->file, bytes, len + c->size - gone.to);
}

/* Of a file whose first line counts, two lines tell what it will be. */
static int
copy_head(struct control *dst, const struct control *c, size_t line,
    const char *text)
{
	struct control head = *c;	/* borrowed */

	head.size = line_find(c, 2).to;
	return copy(dst, &head, line, text);
}

/* Lines of lists and maps are each read by itself. */
static int
overlay(struct control *dst, const struct control *c, size_t line,
    const char *text)
{
	char *bytes = NULL;
	size_t size = 0;

	if (text != NULL) {
		bytes = line_make(text, &size);
		if (bytes == NULL)
			return -1;
	}
	if (control_parse(dst, c->file, bytes, size) == -1)
		return -1;
	dst->base = c;
	dst->from = line > 0 ? control_line_at(c, line) : c->n;
	dst->to = line > 0 ? control_line_at(c, line + 1) : c->n;
	return 0;
}

int
control_change(struct control *dst, const struct control *c, size_t line,
    const char *text)
{
	int result = -1;

	memset(dst, 0, sizeof *dst);
	switch (control_shape(c->file)) {
	case CONTROL_LIST:
	case CONTROL_MAP:
		result = overlay(dst, c, line, text);
		break;
	case CONTROL_LINE:
	case CONTROL_NUMBER:
		result = copy_head(dst, c, line, text);
		break;
	case CONTROL_RAW:
		result = copy(dst, c, line, text);
		break;
	}
	if (result == -1)
		control_free(dst);
	return result;
}
