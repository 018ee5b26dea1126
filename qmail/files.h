/*
 * files.h: what each control file is: its name, its shape, who reads it, and
 * what follows from that. One table for all rooms. Pure.
 */
#ifndef QMAIL_FILES_H
#define QMAIL_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "qmail/flavor.h"

enum control_file {
	CONTROL_ME,
	CONTROL_HELOHOST,
	CONTROL_ENVNOATHOST,
	CONTROL_LOCALS,
	CONTROL_VIRTUALDOMAINS,
	CONTROL_PERCENTHACK,
	CONTROL_SMTPROUTES,
	CONTROL_AUTHSENDERS,
	CONTROL_OUTGOINGIP,
	CONTROL_TIMEOUTREMOTE,
	CONTROL_TIMEOUTCONNECT,
	CONTROL_MOREIPME,
	CONTROL_NOTIPME,
	CONTROL_RCPTHOSTS,
	CONTROL_MORERCPTHOSTS,
	CONTROL_QUEUELIFETIME,
	CONTROL_CONCURRENCYLOCAL,
	CONTROL_CONCURRENCYREMOTE,
	CONTROL_BOUNCEFROM,
	CONTROL_BOUNCEHOST,
	CONTROL_DOUBLEBOUNCEHOST,
	CONTROL_DOUBLEBOUNCETO,
	CONTROL_LOCALIPHOST,
	CONTROL_SMTPGREETING,
	CONTROL_TIMEOUTSMTPD,
	CONTROL_BADMAILFROM,
	CONTROL_DATABYTES,
	CONTROL_FILES
};

/* how a file's bytes become entries */
enum control_shape {
	CONTROL_LINE,	/* its first line, comments not recognised */
	CONTROL_LIST,	/* an entry a line (constmap_init without a colon) */
	CONTROL_MAP,	/* key:value; a line without a colon is ignored */
	CONTROL_NUMBER,	/* its first line's leading digits */
	CONTROL_RAW	/* moreipme and notipme: see ipme.h */
};

/* who reads a file: a set of these */
enum {
	CONTROL_BY_SEND = 1,	/* qmail-send, as qmails */
	CONTROL_BY_REMOTE = 2,	/* qmail-remote, as qmailr */
	CONTROL_BY_OTHERS = 4	/* qmail-smtpd, qmail-newmrh: no verdict of
				   mxwhy's needs the file */
};

/* which flavors read it at all */
enum control_when {
	CONTROL_ALWAYS,
	CONTROL_WITH_MOREIPME,	/* flavor.moreipme */
	CONTROL_WITH_SENDER	/* flavor.by_sender */
};

/* what its readers do when it is there and cannot be read */
enum control_loss {
	CONTROL_LOSS_SEND,	/* qmail-send does not start; at a HUP it keeps
				   the tables it had */
	CONTROL_LOSS_REMOTE,	/* qmail-remote defers every message */
	CONTROL_LOSS_BOTH,	/* both */
	CONTROL_LOSS_NONE,	/* qmail-remote takes it as empty */
	CONTROL_LOSS_SMTPD,	/* qmail-smtpd takes no mail */
	CONTROL_LOSS_CDB,	/* qmail-newmrh cannot make its cdb */
	CONTROL_LOSSES
};

/* when a change of it is live */
enum control_live {
	CONTROL_LIVE_AT_ONCE,	/* it is read anew for each message */
	CONTROL_LIVE_AT_HUP,	/* qmail-send reads it again at a HUP */
	CONTROL_LIVE_AT_START	/* qmail-send reads it when it starts only */
};

const char *
control_name(enum control_file);

enum control_shape
control_shape(enum control_file);

/* CONTROL_BY_SEND and so on, or-ed (qmail-send.c and qmail-remote.c,
   getcontrols) */
unsigned
control_readers(enum control_file);

enum control_when
control_when(enum control_file);

/* does the flavor's qmail read it at all? */
bool
control_is_read(enum control_file, const struct flavor *);

enum control_loss
control_loss(enum control_file);

enum control_live
control_live(enum control_file);

/* Do relays stand behind its keys, and passwords behind the first '|' of a
   line? */
bool
control_has_relays(enum control_file);

/* does it hold names: of hosts, domains, users (no number, no address)? */
bool
control_has_names(enum control_file);

/* Does what it says bear on any verdict? Else it counts alone that its reader
   can read it. */
bool
control_is_heeded(enum control_file);

/* do its keys name domains that mail comes in for or goes out to? */
bool
control_has_domains(enum control_file);

/*
 * All files, number 0 to CONTROL_FILES - 1, in the order in which a message
 * meets them: qmail-send's as it reads them, what qmail-smtpd accepts,
 * qmail-remote's as it reads them.
 */
enum control_file
control_in_turn(size_t number);

#endif
