/*
 * Ten thousand recorded replies with one octet changed (t/mutations.py): what
 * is read of each is what an independent reader reads, or it is refused.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netmask.h"
#include "wire/wire.h"

enum { COUNT = 10000, LINE = 16384 };

static const char python[] = "/usr/bin/python3";

static size_t
unhex(const char *hex, uint8_t *to, size_t room)
{
	unsigned octet;
	size_t n = 0;

	for (; hex[0] != '\0'; hex += 2) {
		ck_assert_uint_lt(n, room);
		ck_assert_int_eq(sscanf(hex, "%2x", &octet), 1);
		to[n++] = (uint8_t)octet;
	}
	return n;
}

static char *
add(char *text, const char *more)
{
	strcpy(text, more);
	return text + strlen(more);
}

/* as mutations.py puts it */
static void
facts(const struct answer *answer, unsigned wanted, char *text)
{
	static const char *const classes[] = { "found", "hard", "soft" };
	char address[NETMASK_TEXT], number[16];
	const struct record *record;
	size_t i;

	snprintf(number, sizeof number, " %d", answer->rcode);
	text = add(add(text, classes[answer->class]), number);
	for (i = 0; i < answer->n; i++) {
		record = &answer->record[i];
		if (record->type != wanted)
			continue;
		text = add(text, " ");
		if (wanted == WIRE_MX) {
			snprintf(number, sizeof number, "%u:",
			    (unsigned)record->preference);
			text = add(text, number);
		}
		if (!answer_has_data(answer, record, 65536))
			text = add(text, "?");
		else
			text = add(text, wanted == WIRE_A ?
			    netmask_text(record->address, address) :
			    record->name);
	}
}

static void
read_message(const struct wire_query *query, const char *kind,
    const uint8_t *message, size_t len, const char *want)
{
	unsigned wanted = strcmp(kind, "A") == 0 ? WIRE_A :
	    strcmp(kind, "MX") == 0 ? WIRE_MX : WIRE_CNAME;
	struct answer answer;
	char got[LINE] = "ignored";
	bool refused = false;

	if (wire_is_reply(query, message, len)) {
		ck_assert_int_eq(wire_read(&answer, query, message, len), 0);
		refused = (answer.odd & ODD_REFUSED) != 0;
		facts(&answer, wanted, got);
		answer_free(&answer);
	}
	ck_assert_msg(refused || strcmp(got, want) == 0, "%s, not %s", got,
	    want);
}

static void
read_line(char *line)
{
	char *kind = strtok(line, "\t"), *asked = strtok(NULL, "\t");
	char *hex = strtok(NULL, "\t"), *want = strtok(NULL, "\n");
	struct wire_query query;
	uint8_t message[LINE / 2], *exact;
	size_t len;

	ck_assert_ptr_nonnull(want);
	query.len = unhex(asked, query.bytes, sizeof query.bytes);
	len = unhex(hex, message, sizeof message);
	exact = malloc(len);	/* so that a sanitizer sees its end */
	ck_assert_ptr_nonnull(exact);
	memcpy(exact, message, len);
	read_message(&query, kind, exact, len, want);
	free(exact);
}

START_TEST(mutations)
{
	char command[64], line[LINE];
	FILE *lines;
	int n;

	snprintf(command, sizeof command, "%s t/mutations.py %d", python,
	    COUNT);
	lines = popen(command, "r");
	ck_assert_ptr_nonnull(lines);
	for (n = 0; fgets(line, sizeof line, lines) != NULL; n++)
		read_line(line);
	ck_assert_int_eq(pclose(lines), 0);
	ck_assert_int_eq(n, COUNT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mutations");
	TCase *tcase = tcase_create("replies");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	if (access(python, X_OK) == 0)
		tcase_add_test(tcase, mutations);
	else
		printf("# SKIP mutations: %s is missing\n", python);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
