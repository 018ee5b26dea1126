/*
 * site.h: everything about this host that is const while subjects are judged.
 * Types alone: host/gather.c fills them, everybody else borrows them.
 */
#ifndef QMAIL_SITE_H
#define QMAIL_SITE_H

#include <sys/types.h>
#include <time.h>

#include "ipme.h"
#include "qmail/cdb.h"
#include "qmail/control.h"
#include "qmail/flavor.h"
#include "qmail/tcpto.h"

/* what the file system says of one control file */
struct control_about {
	bool there;
	time_t changed;		/* mtime, or its link's if that is later */
	time_t read;		/* atime, taken before mxwhy opened the file */
	bool keeps_atime;	/* the mount keeps access times (relatime does:
				   a read after a change shows) */
	bool closed_to_qmail;	/* the qmail user that reads it may not */
};

/* the running qmail-send of this control directory, as far as can be told */
struct host_send {
	enum { SEND_UNKNOWN, SEND_NOT_RUNNING, SEND_RUNNING } state;
	pid_t pid;
	time_t started;
};

/* times of a text file and its cdb: users/assign and users/cdb,
   control/morercpthosts and control/morercpthosts.cdb */
struct host_cdb {
	bool text, cdb;		/* is it there */
	time_t text_changed, cdb_changed;
};

struct host_cdbs {
	struct host_cdb assign, morercpthosts;
};

/* does qmail-smtpd here relay for the address that a message comes from? */
enum relayclient {
	RELAYCLIENT_USUAL,	/* for 127.0.0.0/8, and for no other */
	RELAYCLIENT_YES,
	RELAYCLIENT_NO
};

enum { SITE_SERVERS = 16 };

struct site {
	const char *control_dir;	/* as given */
	struct flavor_choice flavor;
	struct controls controls;
	struct control_about about[CONTROL_FILES];
	struct cdb morercpthosts_cdb;
	struct interfaces interfaces;
	struct ipme ipme[FLAVORS];	/* of flavor.fits[0 .. flavor.n - 1] */
	struct tcpto tcpto;
	struct host_send send;
	struct host_cdbs cdbs;
	enum relayclient relayclient;	/* as --relayclient says */
	bool outgoing_elsewhere;	/* qmail's own end cannot be bound to
					   the address in outgoingip; false,
					   too, when that is not known */
	const char *server[SITE_SERVERS];	/* that are asked, as shown;
					   borrowed; none with --zone */
	size_t n_server;
	const char *confined;		/* what mxwhy gave up, a phrase;
					   borrowed; NULL: nothing yet */
	int64_t now;			/* seconds since the epoch */
};

#endif
