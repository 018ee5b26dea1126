/*
 * sample.h: a diagnosis made in memory, for the checks of the reports. DNS is
 * a short table, this host a few lines; no file, no network.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "output.h"

enum { SAMPLE_RECORDS = 64 };

struct sample_record {
	const char *name, *target;	/* borrowed; target of an MX, CNAME */
	uint16_t type;
	unsigned preference;
	uint32_t address;
	int rcode;			/* instead of records, unless 0 */
};

struct sample {
	struct site site;
	struct diagnosis d;
	struct sample_record record[SAMPLE_RECORDS];
	size_t n;
};

/* netqmail-1.06+moreipme; control/me is mx.example.com; me: 127/8,
   203.0.113.0/255.255.255.0 of moreipme:2; the subject is a domain */
void
sample_begin(struct sample *, const char *subject);

void
sample_flavor(struct sample *, enum flavor_id);

/* one that fits too; after sample_flavor */
void
sample_other(struct sample *, enum flavor_id);

void
sample_file(struct sample *, enum control_file, const char *text);

void
sample_mx(struct sample *, const char *name, unsigned preference,
    const char *host);

void
sample_a(struct sample *, const char *name, const char *address);

void
sample_rcode(struct sample *, const char *name, uint16_t type, int rcode);

/* judges; here is set for what is me */
void
sample_judge(struct sample *);

/* the domain with an MX that is this host, and a worse one */
void
sample_bounce(struct sample *, const char *subject);

/* The report; malloc'd. errno and -1 become NULL. */
char *
sample_report(const struct sample *, struct output);

void
sample_end(struct sample *);

#endif
