/* files.c: what each control file is, and which one stands in the way. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "qmail/control.h"

/* who cannot go on without it: plain flavors, sagredo; when a change is live;
   N: it holds names, D: domains, R: relays */
static const struct {
	enum control_file file;
	const char *name, *plain, *sagredo, *live, *holds;
} files[] = {
	{ CONTROL_ME, "me", "send remote", "send remote", "start", "N" },
	{ CONTROL_HELOHOST, "helohost", "remote", "remote", "once", "N" },
	{ CONTROL_ENVNOATHOST, "envnoathost", "send", "send", "start", "N" },
	{ CONTROL_LOCALS, "locals", "send", "send", "hup", "ND" },
	{ CONTROL_VIRTUALDOMAINS, "virtualdomains", "send", "send", "hup",
	    "ND" },
	{ CONTROL_PERCENTHACK, "percenthack", "send", "send", "start", "N" },
	{ CONTROL_SMTPROUTES, "smtproutes", "remote", "remote", "once",
	    "NDR" },
	{ CONTROL_AUTHSENDERS, "authsenders", "", "remote", "once", "NR" },
	{ CONTROL_OUTGOINGIP, "outgoingip", "", "remote", "once", "" },
	{ CONTROL_TIMEOUTREMOTE, "timeoutremote", "remote", "remote", "once",
	    "" },
	{ CONTROL_TIMEOUTCONNECT, "timeoutconnect", "remote", "remote",
	    "once", "" },
	{ CONTROL_MOREIPME, "moreipme", "", "", "once", "" },
	{ CONTROL_NOTIPME, "notipme", "", "", "once", "" },
	{ CONTROL_RCPTHOSTS, "rcpthosts", "", "", "once", "ND" },
	{ CONTROL_MORERCPTHOSTS, "morercpthosts", "", "", "once", "ND" },
	{ CONTROL_QUEUELIFETIME, "queuelifetime", "send", "send", "start",
	    "" },
	{ CONTROL_CONCURRENCYLOCAL, "concurrencylocal", "send", "send",
	    "start", "" },
	{ CONTROL_CONCURRENCYREMOTE, "concurrencyremote", "send", "send",
	    "start", "" },
	{ CONTROL_BOUNCEFROM, "bouncefrom", "send", "send", "start", "N" },
	{ CONTROL_BOUNCEHOST, "bouncehost", "send", "send", "start", "N" },
	{ CONTROL_DOUBLEBOUNCEHOST, "doublebouncehost", "send", "send",
	    "start", "N" },
	{ CONTROL_DOUBLEBOUNCETO, "doublebounceto", "send", "send", "start",
	    "N" },
	{ CONTROL_LOCALIPHOST, "localiphost", "", "", "once", "N" },
	{ CONTROL_SMTPGREETING, "smtpgreeting", "", "", "once", "" },
	{ CONTROL_TIMEOUTSMTPD, "timeoutsmtpd", "", "", "once", "" },
	{ CONTROL_BADMAILFROM, "badmailfrom", "", "", "once", "" },
	{ CONTROL_DATABYTES, "databytes", "", "", "once", "" },
};

enum { FILES = sizeof files / sizeof files[0] };
_Static_assert((int)FILES == (int)CONTROL_FILES, "a row for each file");

static bool
stops(enum control_file file, enum flavor_id flavor, unsigned readers)
{
	struct controls controls = { .file = { { .file = CONTROL_ME } } };
	enum control_file found;

	controls.file[file].state = CONTROL_UNREADABLE;
	found = controls_obstacle(&controls, flavor_get(flavor), readers);
	ck_assert(found == file || found == CONTROL_FILES);
	ck_assert_int_eq(controls_obstacle(&controls, flavor_get(flavor), 0),
	    CONTROL_FILES);
	controls.file[file].state = CONTROL_UNSEEN;
	ck_assert_int_eq(controls_obstacle(&controls, flavor_get(flavor),
	    readers), CONTROL_FILES);
	return found == file;
}

static const char *
stopped(enum control_file file, enum flavor_id flavor, char text[16])
{
	bool send = stops(file, flavor, CONTROL_BY_SEND);
	bool remote = stops(file, flavor, CONTROL_BY_REMOTE);

	snprintf(text, 16, "%s%s%s", send ? "send" : "",
	    send && remote ? " " : "", remote ? "remote" : "");
	return text;
}

START_TEST(a_file)
{
	static const char *const live[] = {
		[CONTROL_LIVE_AT_ONCE] = "once", [CONTROL_LIVE_AT_HUP] = "hup",
		[CONTROL_LIVE_AT_START] = "start"
	};
	enum control_file file = files[_i].file;
	char text[16];

	ck_assert_str_eq(control_name(file), files[_i].name);
	ck_assert_str_eq(stopped(file, FLAVOR_QMAIL_103, text),
	    files[_i].plain);
	ck_assert_str_eq(stopped(file, FLAVOR_MOREIPME, text),
	    files[_i].plain);
	ck_assert_str_eq(stopped(file, FLAVOR_SAGREDO, text),
	    files[_i].sagredo);
	ck_assert_str_eq(live[control_live(file)], files[_i].live);
	snprintf(text, sizeof text, "%s%s%s",
	    control_has_names(file) ? "N" : "",
	    control_has_domains(file) ? "D" : "",
	    control_has_relays(file) ? "R" : "");
	ck_assert_str_eq(text, files[_i].holds);
}
END_TEST

START_TEST(read_under_a_switch)
{
	const struct flavor *plain = flavor_get(FLAVOR_NOTQMAIL_109);
	const struct flavor *patched = flavor_get(FLAVOR_MOREIPME);
	const struct flavor *sagredo = flavor_get(FLAVOR_SAGREDO);
	enum control_file file;
	bool by_sender, ipme;

	for (file = 0; file < CONTROL_FILES; file++) {
		by_sender = control_when(file) == CONTROL_WITH_SENDER;
		ipme = control_when(file) == CONTROL_WITH_MOREIPME;
		ck_assert(ipme == (control_shape(file) == CONTROL_RAW));
		ck_assert(control_is_read(file, plain) == (!by_sender &&
		    !ipme));
		ck_assert(control_is_read(file, patched) == !by_sender);
		ck_assert(control_is_read(file, sagredo));
	}
}
END_TEST

/* what no verdict hangs on: numbers, what bounces and greetings say, senders
   that are refused */
START_TEST(heeded)
{
	enum control_file file;

	for (file = 0; file < CONTROL_FILES; file++)
		ck_assert_msg(control_is_heeded(file) ==
		    (control_shape(file) != CONTROL_NUMBER &&
		    file != CONTROL_SMTPGREETING &&
		    file != CONTROL_BADMAILFROM &&
		    strstr(control_name(file), "bounce") == NULL), "%s",
		    control_name(file));
}
END_TEST

/* with all of them unreadable, the first that is read is blamed */
START_TEST(in_turn)
{
	static const enum control_file turn[CONTROL_FILES] = {
		CONTROL_ME, CONTROL_QUEUELIFETIME, CONTROL_CONCURRENCYLOCAL,
		CONTROL_CONCURRENCYREMOTE, CONTROL_ENVNOATHOST,
		CONTROL_BOUNCEFROM, CONTROL_BOUNCEHOST,
		CONTROL_DOUBLEBOUNCEHOST, CONTROL_DOUBLEBOUNCETO,
		CONTROL_LOCALS, CONTROL_PERCENTHACK, CONTROL_VIRTUALDOMAINS,
		CONTROL_SMTPGREETING, CONTROL_LOCALIPHOST,
		CONTROL_TIMEOUTSMTPD, CONTROL_RCPTHOSTS,
		CONTROL_MORERCPTHOSTS, CONTROL_BADMAILFROM, CONTROL_DATABYTES,
		CONTROL_HELOHOST, CONTROL_TIMEOUTREMOTE,
		CONTROL_TIMEOUTCONNECT, CONTROL_SMTPROUTES,
		CONTROL_AUTHSENDERS, CONTROL_OUTGOINGIP, CONTROL_MOREIPME,
		CONTROL_NOTIPME
	};
	const unsigned both = CONTROL_BY_SEND | CONTROL_BY_REMOTE;
	struct controls controls = { .file = { { .file = CONTROL_ME } } };
	size_t i;

	for (i = 0; i < CONTROL_FILES; i++)
		controls.file[i].state = CONTROL_UNREADABLE;
	for (i = 0; i < CONTROL_FILES; i++) {
		ck_assert_int_eq(control_in_turn(i), turn[i]);
		if ((control_readers(turn[i]) & both) != 0 &&
		    control_when(turn[i]) != CONTROL_WITH_MOREIPME)
			ck_assert_int_eq(controls_obstacle(&controls,
			    flavor_get(FLAVOR_SAGREDO), both), turn[i]);
		controls.file[turn[i]].state = CONTROL_READ;
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("files");
	TCase *tcase = tcase_create("files");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, a_file, 0, FILES);
	tcase_add_test(tcase, read_under_a_switch);
	tcase_add_test(tcase, heeded);
	tcase_add_test(tcase, in_turn);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
