/*
 * words.h: what a verdict is called, and what qmail says then: the words of
 * bounces and deferrals, with their codes (qmail-remote.c: perm_ambigmx and its
 * kin, quit; qmail-smtpd.c: die_control and its kin). Pure.
 */
#ifndef QMAIL_WORDS_H
#define QMAIL_WORDS_H

enum action {
	ACTION_LOCAL, ACTION_VIRTUAL, ACTION_DELIVER, ACTION_LOOP,
	ACTION_DEFER, ACTION_BOUNCE
};

/* X-macro: id, code, the words; $ stands for the name of the domain or the
   relay, or for the address of who said them */
#define PREFME_WORDS(X) \
	X(WORDS_NONE, NULL, NULL) \
	/* qmail-send does not start: nobody says anything */ \
	X(WORDS_NOT_STARTED, NULL, NULL) \
	X(WORDS_NO_DNS, "4.1.2", \
	    "Sorry, I couldn't find any host by that name. (#4.1.2)") \
	X(WORDS_CONTROL, "4.3.0", "Unable to read control files. (#4.3.0)") \
	X(WORDS_OUTGOINGIP, "4.3.0", \
	    "invalid ipaddr in control/outgoingip (#4.3.0)") \
	X(WORDS_GREETING, "4.3.0", "Connected to $ but greeting failed.\n" \
	    "Remote host said: 421 unable to read controls (#4.3.0)") \
	X(WORDS_RCPT_CONTROL, "4.3.0", "$ does not like recipient.\n" \
	    "Remote host said: 421 unable to read controls (#4.3.0)\n" \
	    "Giving up on $.") \
	X(WORDS_NO_CONNECTION, "4.4.1", "Sorry, I wasn't able to establish " \
	    "an SMTP connection. (#4.4.1)") \
	X(WORDS_ALIAS, "4.4.3", "CNAME lookup failed temporarily. (#4.4.3)") \
	X(WORDS_NO_HOST, "5.1.2", \
	    "Sorry, I couldn't find any host named $. (#5.1.2)") \
	X(WORDS_NO_EXCHANGER, "5.4.4", "Sorry, I couldn't find a mail " \
	    "exchanger or IP address. (#5.4.4)") \
	X(WORDS_BEST_IS_ME, "5.4.6", "Sorry. Although I'm listed as a " \
	    "best-preference MX or A for that host,\nit isn't in my " \
	    "control/locals file, so I don't treat it as local. (#5.4.6)") \
	X(WORDS_RCPT_SYNTAX, "5.5.4", "$ does not like recipient.\n" \
	    "Remote host said: 555 syntax error (#5.5.4)\n" \
	    "Giving up on $.") \
	X(WORDS_RCPT_REFUSED, "5.7.1", "$ does not like recipient.\n" \
	    "Remote host said: 553 sorry, that domain isn't in my list of " \
	    "allowed rcpthosts (#5.7.1)\nGiving up on $.")

enum words {
#define X(id, code, text) id,
	PREFME_WORDS(X)
#undef X
	WORDS
};

const char *
action_name(enum action);	/* "local" and so on */

const char *
words_code(enum words);		/* "5.4.6", NULL for none: then the
				   message is none too */

/*
 * The message, whole, $ being the name; bytes of it below 33 and above 126 as
 * '?' (qmail-remote.c, outsafe). malloc'd, the caller frees; NULL: no memory,
 * or there is none (words_code is NULL).
 */
char *
words_text(enum words, const char *name);

/* 0, 3, 100, 111: the exit status of an action */
int
action_status(enum action);

#endif
