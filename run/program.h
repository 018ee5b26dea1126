/*
 * program.h: everything that lives as long as the program: opened in the
 * order that rights and memory limits ask for, and given back.
 */
#ifndef RUN_PROGRAM_H
#define RUN_PROGRAM_H

#include "host/confine.h"
#include "host/gather.h"
#include "run/options.h"
#include "run/run.h"
#include "zone/zone.h"

struct program {
	struct options options;
	struct site site;
	struct suspects suspects;	/* of the site's files */
	struct confinement confinement;
	struct resolv resolv;
	struct zone *zone;
	struct dnsq *dnsq;
	struct questions *questions;
	struct subjects subjects;
	struct host_here here_socket;
	struct here_table *here;
	struct progress progress;
	struct error error;
	struct tally tally;
};

/*
 * Everything that needs a file or a right happens here; rights are given up
 * last. options and the descriptors (-1) are set. -1: error says what failed;
 * program_free is due all the same.
 */
int
program_prepare(struct program *);

void
program_free(struct program *);

/* Sets the program's error, file may be NULL; returns -1. */
int
program_fail(struct program *, enum error_what, const char *file,
    const char *text);

#endif
