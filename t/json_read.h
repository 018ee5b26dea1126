/*
 * json_read.h: JSON back to values, for the checks and the fuzzers. Strict: it
 * takes what RFC 8259 says and no more, and no key twice in one object. The
 * characters of a string are octets: none past 255.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

enum json_kind {
	JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_LIST,
	JSON_OBJECT
};

struct json {
	enum json_kind kind;
	char *key;		/* owned; NULL outside objects */
	char *text;		/* of a string, or of a number as written; NUL
				   behind it; owned */
	size_t len;
	struct json *first, *next;	/* members; the next one beside it */
};

/* NULL: it is no JSON. Freed with json_free. */
struct json *
json_read(const char *text, size_t len);

/* The same of a file; ends the check when there is none. */
struct json *
json_read_file(const char *path);

void
json_free(struct json *);

/* Members; NULL: not there, or `json` is none that has such, or is NULL. */
const struct json *
json_get(const struct json *, const char *key);

const struct json *
json_at(const struct json *, size_t);

size_t
json_count(const struct json *);

bool
json_is(const struct json *, enum json_kind);

/* "" where there is none */
const char *
json_text_of(const struct json *, const char *key);

/* of a number that is an integer; ends the check where there is none */
long long
json_integer_of(const struct json *, const char *key);

#endif
