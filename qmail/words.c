/*
 * words.c: what a verdict is called, and what qmail says then.
 */
#include <stdlib.h>
#include <string.h>

#include "qmail/words.h"

static const struct {
	const char *code, *text;
} words[WORDS] = {
#define X(id, code, text) [id] = { code, text },
	PREFME_WORDS(X)
#undef X
};

static const struct {
	const char *name;
	int status;	/* qmail's own: 100 permanent, 111 temporary */
} actions[] = {
	[ACTION_LOCAL] = { "local", 0 },
	[ACTION_VIRTUAL] = { "virtual", 0 },
	[ACTION_DELIVER] = { "deliver", 0 },
	[ACTION_LOOP] = { "loop", 3 },
	[ACTION_DEFER] = { "defer", 111 },
	[ACTION_BOUNCE] = { "bounce", 100 },
};

const char *
action_name(enum action action)
{
	return actions[action].name;
}

int
action_status(enum action action)
{
	return actions[action].status;
}

const char *
words_code(enum words id)
{
	return words[id].code;
}

static size_t
count_signs(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '$';
	return n;
}

static char *
put_name(char *to, const char *name)
{
	for (; *name != '\0'; name++)
		*to++ = *name >= 33 && *name <= 126 ? *name : '?';
	return to;
}

char *
words_text(enum words id, const char *name)
{
	const char *from = words[id].text;
	char *text, *to;

	if (from == NULL)
		return NULL;
	text = malloc(strlen(from) + count_signs(from) * strlen(name) + 1);
	if (text == NULL)
		return NULL;
	for (to = text; *from != '\0'; from++)
		if (*from == '$')
			to = put_name(to, name);
		else
			*to++ = *from;
	*to = '\0';
	return text;
}
