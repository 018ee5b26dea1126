/*
 * words.c: what a verdict is called, and what qmail says then.
 */
#include <stdlib.h>
#include <string.h>

#include "qmail/words.h"

static const struct {
	const char *code, *before, *behind;
} words[WORDS] = {
#define X(id, code, before, behind) [id] = { code, before, behind },
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

char *
words_text(enum words id, const char *host)
{
	const char *before = words[id].before, *behind = words[id].behind;
	size_t room, len;
	char *text;

	if (before == NULL)
		return NULL;
	if (behind == NULL)
		return strdup(before);
	len = strlen(before);
	room = len + strlen(host) + strlen(behind) + 1;
	text = malloc(room);
	if (text == NULL)
		return NULL;
	memcpy(text, before, len);
	for (; *host != '\0'; host++)
		text[len++] = *host >= 33 && *host <= 126 ? *host : '?';
	memcpy(text + len, behind, room - len);
	return text;
}
