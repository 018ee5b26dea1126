/*
 * finding_text.c: the sentences of findings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"

static const struct {
	const char *text, *fix;
} table[FINDINGS] = {
#define FINDING(id, slug, severity, fault, text, fix) \
	[FINDING_##id] = { text, fix },
#include "findings.def"
#undef FINDING
};

/* a sentence that grows */
struct sentence {
	char *text;
	size_t len, room;
	bool no_memory;
};

static void
put(struct sentence *s, const char *text, size_t len)
{
	char *grown;

	if (s->no_memory)
		return;
	if (s->len + len + 1 > s->room) {
		s->room = (s->len + len + 1) * 2;
		grown = realloc(s->text, s->room);
		if (grown == NULL) {
			s->no_memory = true;
			return;
		}
		s->text = grown;
	}
	memcpy(s->text + s->len, text, len);
	s->len += len;
	s->text[s->len] = '\0';
}

static void
put_octet(struct sentence *s, unsigned octet, bool escaped)
{
	char text[8];
	int len;

	if (escaped || octet < 32 || octet > 126 || octet == '\\')
		len = snprintf(text, sizeof text, "\\%03u", octet);
	else
		len = snprintf(text, sizeof text, "%c", (int)octet);
	put(s, text, (size_t)len);
}

static void
put_raw(struct sentence *s, const char *text)
{
	for (; *text != '\0'; text++)
		put_octet(s, (unsigned char)*text, false);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A name in wire.h's text: its escapes are shown once, as \DDD. */
static void
put_name(struct sentence *s, const char *name)
{
	unsigned octet;

	if (*name == '\0')
		put_raw(s, ".");
	while (*name != '\0') {
		if (name[0] != '\\' || name[1] == '\0') {
			put_octet(s, (unsigned char)*name++, false);
			continue;
		}
		octet = (unsigned char)name[1];
		if (is_digit(name[1]) && is_digit(name[2]) &&
		    is_digit(name[3])) {
			octet = (unsigned)(name[1] - '0') * 100 +
			    (unsigned)(name[2] - '0') * 10 +
			    (unsigned)(name[3] - '0');
			name += 2;
		}
		put_octet(s, octet & 0xff, octet == '.');
		name += 2;
	}
}

/* What a sign and the character behind it stand for; false: themselves. */
static bool
put_sign(struct sentence *s, const struct finding *f, char sign, char c)
{
	const char *argument;
	char number[24];

	if (c >= '1' && c <= '0' + FINDING_ARGUMENTS) {
		argument = f->argument[c - '1'];
		if (argument != NULL && sign == '%')
			put_name(s, argument);
		else if (argument != NULL)
			put_raw(s, argument);
		return true;
	}
	if (sign != '$' || (c != 'f' && c != 'l'))
		return false;
	if (c == 'l') {
		snprintf(number, sizeof number, "%zu", f->line);
		put_raw(s, number);
	} else if (f->file != NULL) {
		put_raw(s, "control/");
		put_raw(s, f->file);
	}
	return true;
}

/* the text, which the caller owns then; NULL: no memory */
static char *
sentence_end(struct sentence *s)
{
	if (s->no_memory) {
		free(s->text);
		return NULL;
	}
	return s->text;
}

static char *
sentence_make(const struct finding *f, const char *from)
{
	struct sentence s = { .text = NULL };

	put(&s, "", 0);
	for (; *from != '\0'; from++) {
		if ((*from == '$' || *from == '%') &&
		    put_sign(&s, f, from[0], from[1]))
			from++;
		else
			put(&s, from, 1);
	}
	return sentence_end(&s);
}

char *
finding_escape(const char *raw)
{
	struct sentence s = { .text = NULL };

	put(&s, "", 0);
	put_raw(&s, raw);
	return sentence_end(&s);
}

char *
finding_text(const struct finding *f)
{
	return sentence_make(f, table[f->id].text);
}

char *
finding_fix(const struct finding *f, bool *none)
{
	*none = table[f->id].fix == NULL;
	return *none ? NULL : sentence_make(f, table[f->id].fix);
}
