/*
 * tally.c: how many names ended how.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "run/tally.h"

static const int order[] = { 2, 3, 100, 111, 1, 0 };

int
tally_rank(int status)
{
	int i, n = sizeof order / sizeof order[0];

	for (i = 0; i < n - 1; i++)
		if (order[i] == status)
			break;
	return i;
}

static int
worse(int a, int b)
{
	return tally_rank(a) <= tally_rank(b) ? a : b;
}

void
tally_add(struct tally *tally, const struct diagnosis *d, int status)
{
	tally->names++;
	tally->status = tally->any ? worse(tally->status, status) :
	    status;
	tally->any = true;
	if (d->error.what != ERROR_NONE)
		tally->failed++;
	else if (d->kind == KIND_IP && status == 0)
		tally->me++;
	else if (d->kind == KIND_IP)
		tally->not_me++;
	else if (d->n > 0)
		tally->action[d->judgement[0].decision.verdict.action]++;
}

char *
tally_number(uint64_t number, char text[28])
{
	char digits[21];
	int i, k = 0, len = snprintf(digits, sizeof digits, "%" PRIu64, number);

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			text[k++] = ',';
		text[k++] = digits[i];
	}
	text[k] = '\0';
	return text;
}

static void
add(char *text, uint64_t number, const char *what)
{
	size_t len = strlen(text);
	char shown[28];

	if (number > 0)
		snprintf(text + len, TALLY_TEXT - len, "%s%s %s",
		    len > 0 ? ", " : "", tally_number(number, shown), what);
}

char *
tally_text(const struct tally *tally, char text[TALLY_TEXT])
{
	static const enum action shown[] = {
		ACTION_LOCAL, ACTION_VIRTUAL, ACTION_DELIVER, ACTION_LOOP,
		ACTION_BOUNCE, ACTION_DEFER
	};
	size_t i;

	text[0] = '\0';
	for (i = 0; i < sizeof shown / sizeof shown[0]; i++)
		add(text, tally->action[shown[i]], action_name(shown[i]));
	add(text, tally->me, "me");
	add(text, tally->not_me, "not me");
	add(text, tally->failed, "not understood");
	if (text[0] == '\0')
		strcpy(text, "nothing was asked");
	return text;
}
