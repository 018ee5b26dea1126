/*
 * options.h: the command line: parsed once, judged once, const from then on.
 * Who needs a word of it borrows the struct.
 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "net/resolv.h"
#include "output.h"
#include "qmail/flavor.h"
#include "qmail/site.h"

enum {
	OPTIONS_PART = 120,	/* octets of a message's three parts */
	OPTIONS_TEXT = 3 * OPTIONS_PART + 4,
	OPTIONS_INFLIGHT = 100
};

enum options_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct options {
	/* what was said */
	const char *control_dir;
	const struct flavor *flavor;	/* NULL: auto */
	bool ip, recipient, all, strict;
	const char *sender;		/* NULL: not given */
	enum relayclient relayclient;
	const char *file;		/* "-": standard input; NULL: none */
	const char *user;		/* who to become; NULL: nobody */
	struct server server[RESOLV_SERVERS];
	size_t n_server;
	const char **zone;		/* owned array of borrowed paths */
	size_t n_zone;
	unsigned timeout, attempts;	/* 0: resolv.conf's */
	size_t inflight;
	enum options_colour colour;
	char **argument;		/* borrowed from argv */
	size_t n_argument;

	/* what is printed, and then all is done */
	bool help, version, flavor_list;
	const char *explain;		/* NULL, "list" or a finding's id */

	/* what that means */
	struct output output;	/* but for its stream */
	bool is_batch;		/* many names: --file, --all */
	bool is_host;		/* no subject at all: the host view */
	bool findings;		/* are wanted: batches in text and --quiet
				   show none */
	bool findings_ask;	/* and may ask questions of their own */
	bool ahead;		/* ask a domain's A with its MX */
	bool rank;		/* --all in text: the worst first */
	bool apart;		/* a blank line between two reports */
	bool progress;		/* is shown on standard error */

	char error[OPTIONS_TEXT];	/* printable ASCII */
};

/* Looks at the environment and at what the standard streams are, too. -1: a
   usage error, or no memory; error says which option and why */
int
options_parse(struct options *, int argc, char **argv);

void
options_free(struct options *);

#endif
