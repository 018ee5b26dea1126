/*
 * json_read.c: JSON back to values (RFC 8259).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_read.h"

enum { DEPTH = 100 };

struct reader {
	const char *at, *end;
	int depth;
};

static void *
must(void *made)
{
	if (made == NULL)
		abort();
	return made;
}

static char
peek(const struct reader *r)
{
	return r->at < r->end ? *r->at : '\0';
}

static bool
take(struct reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static void
skip_blanks(struct reader *r)
{
	while (r->at < r->end && memchr(" \t\r\n", *r->at, 4) != NULL)
		r->at++;
}

static bool
take_word(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static size_t
take_digits(struct reader *r)
{
	const char *from = r->at;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return (size_t)(r->at - from);
}

static bool
read_number(struct reader *r, struct json *json)
{
	const char *from = r->at;

	take(r, '-');
	if (!take(r, '0') && take_digits(r) == 0)
		return false;
	if (take(r, '.') && take_digits(r) == 0)
		return false;
	if (take(r, 'e') || take(r, 'E')) {
		if (!take(r, '-'))
			take(r, '+');
		if (take_digits(r) == 0)
			return false;
	}
	json->kind = JSON_NUMBER;
	json->len = (size_t)(r->at - from);
	json->text = must(strndup(from, json->len));
	return true;
}

/* what stands behind a backslash: an octet, or -1 */
static int
read_escape(struct reader *r)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	unsigned octet = 0, digit, i;
	const char *found;

	if (take(r, 'u')) {
		for (i = 0; i < 4; i++, r->at++) {
			if (peek(r) == '\0' || sscanf((char[]){ *r->at, '\0' },
			    "%1x", &digit) != 1)
				return -1;
			octet = octet << 4 | digit;
		}
		return octet <= 255 ? (int)octet : -1;
	}
	if (peek(r) == '\0' || (found = strchr(from, *r->at)) == NULL)
		return -1;
	r->at++;
	return to[found - from];
}

/* an opening quote was taken; NULL: it does not end, or holds what may not be
   there */
static char *
read_string(struct reader *r, size_t *len)
{
	char *text = must(malloc((size_t)(r->end - r->at) + 1));
	int octet;

	for (*len = 0; !take(r, '"'); text[(*len)++] = (char)octet) {
		octet = (unsigned char)peek(r);
		if (octet < 32 || octet > 126) {
			free(text);
			return NULL;
		}
		r->at++;
		if (octet == '\\' && (octet = read_escape(r)) == -1) {
			free(text);
			return NULL;
		}
	}
	text[*len] = '\0';
	return must(realloc(text, *len + 1));
}

static struct json *
read_value(struct reader *);

static bool
read_key(struct reader *r, const struct json *object, char **key)
{
	size_t len;

	skip_blanks(r);
	*key = take(r, '"') ? read_string(r, &len) : NULL;
	if (*key == NULL)
		return false;
	skip_blanks(r);
	return strlen(*key) == len && json_get(object, *key) == NULL &&
	    take(r, ':');
}

/* members up to the bracket that closes; the one that opens was taken */
static bool
read_members(struct reader *r, struct json *json, char closing)
{
	struct json **end = &json->first;
	char *key = NULL;

	json->kind = closing == '}' ? JSON_OBJECT : JSON_LIST;
	skip_blanks(r);
	if (take(r, closing))
		return true;
	do {
		if (closing == '}' && !read_key(r, json, &key)) {
			free(key);
			return false;
		}
		*end = read_value(r);
		if (*end == NULL) {
			free(key);
			return false;
		}
		(*end)->key = key;
		end = &(*end)->next;
		key = NULL;
		skip_blanks(r);
	} while (take(r, ','));
	return take(r, closing);
}

static bool
read_any(struct reader *r, struct json *json)
{
	if (take(r, '{'))
		return read_members(r, json, '}');
	if (take(r, '['))
		return read_members(r, json, ']');
	if (take(r, '"')) {
		json->kind = JSON_STRING;
		json->text = read_string(r, &json->len);
		return json->text != NULL;
	}
	if (take_word(r, "true"))
		json->kind = JSON_TRUE;
	else if (take_word(r, "false"))
		json->kind = JSON_FALSE;
	else if (!take_word(r, "null"))
		return read_number(r, json);
	return true;
}

static struct json *
read_value(struct reader *r)
{
	struct json *json = must(calloc(1, sizeof *json));
	bool good;

	skip_blanks(r);
	good = r->depth++ < DEPTH && read_any(r, json);
	r->depth--;
	if (good)
		return json;
	json_free(json);
	return NULL;
}

struct json *
json_read(const char *text, size_t len)
{
	struct reader r = { .at = text, .end = text + len };
	struct json *json = read_value(&r);

	skip_blanks(&r);
	if (json == NULL || r.at == r.end)
		return json;
	json_free(json);
	return NULL;
}

struct json *
json_read_file(const char *path)
{
	FILE *f = must(fopen(path, "r"));
	struct json *json;
	char *text;
	size_t len;

	fseek(f, 0, SEEK_END);
	len = (size_t)ftell(f);
	rewind(f);
	text = must(malloc(len));
	if (fread(text, 1, len, f) != len)
		abort();
	fclose(f);
	json = must(json_read(text, len));
	free(text);
	return json;
}

void
json_free(struct json *json)
{
	struct json *next;

	for (; json != NULL; json = next) {
		next = json->next;
		json_free(json->first);
		free(json->key);
		free(json->text);
		free(json);
	}
}

const struct json *
json_get(const struct json *json, const char *key)
{
	const struct json *at;

	if (!json_is(json, JSON_OBJECT))
		return NULL;
	for (at = json->first; at != NULL; at = at->next)
		if (strcmp(at->key, key) == 0)
			return at;
	return NULL;
}

const struct json *
json_at(const struct json *json, size_t i)
{
	const struct json *at = json != NULL ? json->first : NULL;

	while (at != NULL && i-- > 0)
		at = at->next;
	return at;
}

size_t
json_count(const struct json *json)
{
	const struct json *at = json != NULL ? json->first : NULL;
	size_t n = 0;

	for (; at != NULL; at = at->next)
		n++;
	return n;
}

bool
json_is(const struct json *json, enum json_kind kind)
{
	return json != NULL && json->kind == kind;
}

const char *
json_text_of(const struct json *json, const char *key)
{
	const struct json *text = json_get(json, key);

	return json_is(text, JSON_STRING) ? text->text : "";
}

long long
json_integer_of(const struct json *json, const char *key)
{
	const struct json *number = json_get(json, key);

	if (!json_is(number, JSON_NUMBER) ||
	    strpbrk(number->text, ".eE") != NULL)
		abort();
	return strtoll(number->text, NULL, 10);
}
