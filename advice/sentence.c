/*
 * sentence.c: the sentences of findings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/finding.h"
#include "base/escape.h"

static const struct {
	const char *text, *fix;
} table[FINDINGS] = {
#define FINDING(id, slug, severity, fault, text, fix) \
	[FINDING_##id] = { text, fix },
#include "advice/findings.def"
#undef FINDING
};

/* a sentence that grows */
struct sentence {
	char *text;
	size_t len, room;
	bool no_memory;
};

/* Room for n octets more and a NUL; false: no memory. */
static bool
grow(struct sentence *s, size_t n)
{
	size_t room = (s->len + n + 1) * 2;
	char *grown;

	if (s->no_memory)
		return false;
	if (s->len + n < s->room)
		return true;
	grown = realloc(s->text, room);
	if (grown == NULL) {
		s->no_memory = true;
		return false;
	}
	s->text = grown;
	s->room = room;
	return true;
}

static void
put(struct sentence *s, const char *text, size_t len)
{
	if (!grow(s, len))
		return;
	memcpy(s->text + s->len, text, len);
	s->len += len;
	s->text[s->len] = '\0';
}

static void
put_raw(struct sentence *s, const char *text)
{
	size_t len = strlen(text), shown = escape_octets(NULL, 0, text, len);

	if (grow(s, shown))
		s->len += escape_octets(s->text + s->len, shown + 1, text,
		    len);
}

static void
put_name(struct sentence *s, const char *name)
{
	size_t shown = escape_name(NULL, 0, name);

	if (shown == 0)
		put(s, ".", 1);
	else if (grow(s, shown))
		s->len += escape_name(s->text + s->len, shown + 1, name);
}

static void
put_number(struct sentence *s, size_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%zu", number);
	put(s, text, strlen(text));
}

static void
put_file(struct sentence *s, enum control_file file)
{
	if (file == CONTROL_FILES)
		return;
	put(s, "control/", strlen("control/"));
	put(s, control_name(file), strlen(control_name(file)));
}

/* What $ and a letter stand for; false: themselves. */
static bool
put_letter(struct sentence *s, const struct finding *f, char c)
{
	switch (c) {
	case 'f':
		put_file(s, f->at.file);
		return true;
	case 'l':
		put_number(s, f->at.line);
		return true;
	case 'F':
		put_file(s, f->other.file);
		return true;
	case 'L':
		put_number(s, f->other.line);
		return true;
	case 'n':
		put_number(s, f->number);
		return true;
	default:
		return false;
	}
}

static void
put_all(struct sentence *, const struct finding *, const char *);

/* What a sign and the character behind it stand for; false: themselves. */
static bool
put_sign(struct sentence *s, const struct finding *f, char sign, char c)
{
	const char *argument;

	if (c < '1' || c > '0' + FINDING_ARGUMENTS)
		return sign == '$' && put_letter(s, f, c);
	argument = f->argument[c - '1'];
	if (argument == NULL)
		return true;
	if (sign == '%')
		put_name(s, argument);
	else if (sign == '&')
		put_all(s, f, argument);
	else
		put_raw(s, argument);
	return true;
}

static void
put_all(struct sentence *s, const struct finding *f, const char *from)
{
	for (; *from != '\0'; from++) {
		if (strchr("$%&", *from) != NULL &&
		    put_sign(s, f, from[0], from[1]))
			from++;
		else
			put(s, from, 1);
	}
}

static char *
sentence_make(const struct finding *f, const char *from)
{
	struct sentence s = { .text = NULL };

	put(&s, "", 0);
	put_all(&s, f, from);
	if (s.no_memory) {
		free(s.text);
		return NULL;
	}
	return s.text;
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
