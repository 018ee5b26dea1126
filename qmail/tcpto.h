/*
 * tcpto.h: hosts that timed out, as qmail-remote remembers and skips them
 * (qmail's tcpto.c). Pure; host/beside.h reads the file.
 */
#ifndef QMAIL_TCPTO_H
#define QMAIL_TCPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TCPTO_RECORDS = 64,
	TCPTO_OCTETS = 16,	/* of a record */
	TCPTO_PROCESSES = 32	/* process numbers that tcpto tells apart */
};

struct tcpto_record {
	uint32_t address;	/* first octet on top */
	int count;		/* timeouts in a row: qmail reads a signed char,
				   so that 128 and more are below zero */
	int64_t when;		/* seconds since the epoch */
};

/* queue/lock/tcpto beside the control directory */
struct tcpto {
	bool unseen;		/* it is there, and mxwhy may not read it */
	struct tcpto_record record[TCPTO_RECORDS];
	size_t n;		/* records read; free ones are left out */
};

struct tcpto_verdict {
	unsigned skipping;	/* of TCPTO_PROCESSES: so many skip it */
	int64_t until;		/* when none skips it any more */
	int64_t surely_until;	/* until then all do */
};

/* 64 records of 16 octets; shorter files: what is there. */
void
tcpto_parse(struct tcpto *, const uint8_t *bytes, size_t len);

/*
 * Does qmail-remote skip the address at time now? The first record of an
 * address decides: count >= 2 and an age under (60 + (pid & 31)) << 6
 * seconds (tcpto.c, tcpto). A time in the future counts as young.
 */
struct tcpto_verdict
tcpto_judge(const struct tcpto *, uint32_t address, int64_t now);

#endif
