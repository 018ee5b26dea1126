/*
 * diagnosis.h: all about one subject: what text and JSON show. Const once
 * judged.
 */
#ifndef ADVICE_DIAGNOSIS_H
#define ADVICE_DIAGNOSIS_H

#include "advice/finding.h"
#include "advice/suspects.h"
#include "base/error.h"
#include "qmail/way.h"

enum kind {
	KIND_RECIPIENT, KIND_DOMAIN, KIND_IP, KIND_HOST,
	KIND_BATCH		/* --file and --all as such: always an error */
};

/* A change of this host that was tried in memory. */
struct fix {
	char *text;		/* "add example.com to control/locals";
				   printable */
	char *command;		/* "kill -HUP 812", or NULL */
	struct verdict then;	/* the end of the way with it */
	char *words;		/* qmail's then, or NULL */
};

enum { DIAGNOSIS_FIXES = 3, DIAGNOSIS_NAMED = 8 };

struct diagnosis {
	enum kind kind;
	const struct site *site;	/* borrowed */
	/* of the site's files; borrowed; NULL: the rules find their own */
	const struct suspects *suspects;
	struct subject subject;		/* borrowed texts */
	uint32_t address;		/* KIND_IP */
	bool is_v6;			/* KIND_IP: an IPv6 address, never me */
	int here;			/* KIND_IP: as candidate.here */
	struct facts facts;
	/* of each flavor that fits; [0] counts. The first pass, and the way
	   that begins with it */
	struct judgement judgement[FLAVORS];
	struct way way[FLAVORS];
	size_t n;			/* of them; 0 when error.what is set */
	/* The way of the first one ends at qmail-smtpd here, which refuses
	   the message: its end were RELAYCLIENT set there, when that is
	   known. */
	bool is_relayed_known;
	struct verdict relayed;
	struct findings findings;
	struct fix fix[DIAGNOSIS_FIXES];
	size_t n_fix;
	const char *whose;		/* static sentence, or NULL: whose
					   fault it is */
	struct {			/* --all: where the domain is named */
		enum control_file file;
		size_t line;
	} named[DIAGNOSIS_NAMED];
	size_t n_named;
	struct error error;
	size_t input_line;		/* --file: its line, else 0 */
};

/* the verdict of a flavor that fits: the end of its way */
const struct verdict *
diagnosis_verdict(const struct diagnosis *, size_t flavor);

void
diagnosis_free(struct diagnosis *);

/* exit status of this one: 0, 1, 2, 3, 100, 111 */
int
diagnosis_status(const struct diagnosis *, bool strict);

#endif
