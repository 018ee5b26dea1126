/*
 * finding.h: findings as records with an id; their sentences come from one
 * table, findings.def. Pure.
 */
#ifndef ADVICE_FINDING_H
#define ADVICE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/table.h"
#include "qmail/control.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFO };

/* whose fault it is */
enum fault {
	FAULT_FILES,		/* this host's files */
	FAULT_NETWORK,		/* this host's network */
	FAULT_DOMAIN,		/* the domain's DNS */
	FAULT_RESOLVER,
	FAULT_NOBODY
};

/*
 * findings.def: FINDING(ID, "slug", SEVERITY_, FAULT_, "what qmail does",
 * "what mends it" or NULL). In the sentences these stand for what a finding
 * has:
 *
 *	$1 to $4	its arguments, as raw octets
 *	%1 to %4	the same where they are names in wire.h's text
 *	&1 to &4	the same where they are phrases of mxwhy's own, with
 *			signs in them
 *	$f, $l		its file (control/locals), its line
 *	$F, $L		those of the other place
 *	$n		its number
 */
enum finding_id {
#define FINDING(id, slug, severity, fault, text, fix) FINDING_##id,
#include "advice/findings.def"
#undef FINDING
	FINDINGS
};

enum { FINDING_ARGUMENTS = 4 };

/* a line of a control file, or a file as a whole */
struct place {
	enum control_file file;		/* CONTROL_FILES: none */
	size_t line;			/* from 1, 0: none */
};

struct finding {
	enum finding_id id;
	enum severity severity;		/* the table's unless the rule says
					   otherwise for the case at hand */
	struct place at, other;
	bool explains;			/* a note that bears on the verdict */
	size_t number;			/* 0: none */
	char *argument[FINDING_ARGUMENTS];	/* octets as text; owned */
};

struct findings {
	struct finding *finding;	/* errors first, then warnings, notes */
	size_t n, room;
	struct table index;		/* of all but those that were sorted */
	bool no_memory;			/* one could not be added */
	struct finding spare;		/* what was dropped */
};

/*
 * Adds one without a place; the arguments are copied; NULL ends them. A second
 * finding of the same id, place and first argument is dropped. Never fails at
 * once: see no_memory. Returns it for its severity, other place and number,
 * which are set before the next is added; what was dropped takes them as well.
 */
struct finding *
findings_add(struct findings *, enum finding_id, ...);

/* The same about a file (line 0) or a line. */
struct finding *
findings_add_at(struct findings *, enum finding_id, enum control_file,
    size_t line, ...);

/* Errors first, each severity in the order added. */
void
findings_sort(struct findings *);

/* Of several about one line (file:line) keeps the first. After the sort. */
void
findings_thin(struct findings *);

void
findings_free(struct findings *);

const char *
finding_slug(enum finding_id);

/* FINDINGS when there is no such id */
enum finding_id
finding_by_slug(const char *);

enum severity
finding_severity(enum finding_id);

enum fault
finding_fault(enum finding_id);

/* the name of its file, "moreipme", or NULL */
const char *
finding_file(const struct finding *);

const char *
severity_name(enum severity);

/* The sentences, arguments escaped for printing (\DDD); malloc'd, the caller
   frees; NULL: no memory, or (fix) there is none. `none` tells which. */
char *
finding_text(const struct finding *);

char *
finding_fix(const struct finding *, bool *none);

#endif
