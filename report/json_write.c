/*
 * json_write.c: JSON, written as it is made (RFC 8259).
 */
#include <string.h>

#include "report/json_write.h"

enum { LONGEST = 6 };		/* an octet as it may be written: \u001b */

/* where so many octets more may be put; NULL: no memory */
static char *
room(struct json_writer *w, size_t n)
{
	struct buffer *line = &w->line;

	if (line->room - line->n <= n && !buffer_room(line, n))
		return NULL;
	return line->bytes + line->n;
}

static void
put(struct json_writer *w, const char *text, size_t len)
{
	char *to = room(w, len);

	if (to == NULL)
		return;
	memcpy(to, text, len);
	w->line.n += len;
}

static void
put_character(struct json_writer *w, char c)
{
	char *to = room(w, 1);

	if (to == NULL)
		return;
	*to = c;
	w->line.n++;
}

/* what stands before a value: a comma, its key */
static void
begin(struct json_writer *w, const char *key)
{
	size_t len = key != NULL ? strlen(key) : 0;
	char *to = room(w, len + strlen(",\"\":"));

	if (to == NULL)
		return;
	if (w->more)
		to = stpcpy(to, ",");
	if (key != NULL)
		to = stpcpy(stpcpy(stpcpy(to, "\""), key), "\":");
	w->line.n = (size_t)(to - w->line.bytes);
	w->more = true;
}

static void
open_bracket(struct json_writer *w, const char *key, char bracket)
{
	begin(w, key);
	put_character(w, bracket);
	w->more = false;
}

static void
close_bracket(struct json_writer *w, char bracket)
{
	put_character(w, bracket);
	w->more = true;
}

void
json_object(struct json_writer *w, const char *key)
{
	open_bracket(w, key, '{');
}

void
json_object_end(struct json_writer *w)
{
	close_bracket(w, '}');
}

void
json_list(struct json_writer *w, const char *key)
{
	open_bracket(w, key, '[');
}

void
json_list_end(struct json_writer *w)
{
	close_bracket(w, ']');
}

void
json_string(struct json_writer *w, const char *key)
{
	begin(w, key);
	put_character(w, '"');
}

static bool
is_plain(char c)
{
	return c >= 32 && c <= 126 && c != '"' && c != '\\';
}

/* an octet that JSON does not take as it is; returns what is behind it */
static char *
escape(char *to, char c)
{
	static const char hex[] = "0123456789abcdef";

	*to++ = '\\';
	if (c == '"' || c == '\\')
		*to++ = c;
	else if (c == '\n')
		*to++ = 'n';
	else {
		memcpy(to, "u00", 3);
		to[3] = hex[(unsigned char)c >> 4];
		to[4] = hex[c & 15];
		to += 5;
	}
	return to;
}

void
json_part(struct json_writer *w, const char *text, size_t len)
{
	char *to = room(w, LONGEST * len);

	if (to == NULL)
		return;
	for (; len > 0; text++, len--)
		if (is_plain(*text))
			*to++ = *text;
		else
			to = escape(to, *text);
	w->line.n = (size_t)(to - w->line.bytes);
}

void
json_string_end(struct json_writer *w)
{
	put_character(w, '"');
}

void
json_text(struct json_writer *w, const char *key, const char *text)
{
	if (text == NULL) {
		json_null(w, key);
		return;
	}
	json_string(w, key);
	json_part(w, text, strlen(text));
	json_string_end(w);
}

static void
put_number(struct json_writer *w, uint64_t n)
{
	char text[20];		/* of 2^64 - 1 */
	size_t at = sizeof text;

	do {
		text[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	put(w, text + at, sizeof text - at);
}

void
json_number(struct json_writer *w, const char *key, uint64_t n)
{
	begin(w, key);
	put_number(w, n);
}

void
json_thousandths(struct json_writer *w, const char *key, uint64_t n)
{
	unsigned rest = (unsigned)(n % 1000), unit = 100;

	begin(w, key);
	put_number(w, n / 1000);
	put_character(w, '.');
	do {
		put_character(w, (char)('0' + rest / unit));
		rest %= unit;
		unit /= 10;
	} while (rest > 0);
}

void
json_boolean(struct json_writer *w, const char *key, bool is)
{
	begin(w, key);
	put(w, is ? "true" : "false", is ? 4 : 5);
}

void
json_null(struct json_writer *w, const char *key)
{
	begin(w, key);
	put(w, "null", 4);
}
