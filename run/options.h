/*
 * options.h: the command line, parsed once into one const struct.
 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "net/resolv.h"
#include "qmail/flavor.h"

enum { OPTIONS_TEXT = 240, OPTIONS_INFLIGHT = 100 };

enum options_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct options {
	const char *control_dir;
	const struct flavor *flavor;	/* NULL: auto */
	bool flavor_list;
	bool ip, recipient, all, json, quiet, verbose, strict;
	bool help, version;
	const char *sender;		/* NULL: not given */
	const char *file;		/* "-": standard input; NULL: none */
	const char *explain;
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
	char error[OPTIONS_TEXT];	/* printable ASCII */
};

/* -1: a usage error, or no memory; error says which option and why */
int
options_parse(struct options *, int argc, char **argv);

void
options_free(struct options *);

/* many names: --file, --all */
bool
options_is_batch(const struct options *);

/* Are findings wanted at all? Batches in text and --quiet show none. */
bool
options_want_findings(const struct options *);

/* what --help prints */
const char *
options_help(void);

#endif
