/*
 * rules.h: the rules behind lint_run. Each adds to d->findings; none fails
 * (findings.no_memory tells).
 */
#ifndef ADVICE_RULES_H
#define ADVICE_RULES_H

#include "advice/diagnosis.h"
#include "advice/trial.h"

/* what is wrong with a line of moreipme or notipme */
struct ipme_fault {
	enum finding_id id;
	char first[64], second[64];	/* the finding's arguments */
	size_t number;			/* its number */
	char meant[64];			/* the line as it was meant, or "" */
};

/* the argument of such a finding that holds the line as it was meant */
enum { RULES_MEANT = 2 };

/* ipme_fault.c: false: nothing is wrong with the line */
bool
ipme_fault_find(const struct ipme_line *, struct ipme_fault *);

/* the rules */
void lint_files(struct diagnosis *);
void lint_lines(struct diagnosis *);
void lint_routes(struct diagnosis *);
void lint_domain(struct diagnosis *);
void lint_moreipme(struct diagnosis *);
void lint_addresses(struct diagnosis *);
void lint_answers(struct diagnosis *);
void lint_mx(struct diagnosis *);
void lint_system(struct diagnosis *);

/* lines.c: the line of rcpthosts or morercpthosts (0: in its cdb alone) that
   takes mail for a domain whose best MX is this host, though it is not local;
   false: none */
bool
lint_taken(const struct diagnosis *, struct place *);

/* mx.c: the best exchanger that was dropped, where this host, a backup, bounces
   what it should keep; borrowed; NULL: none */
const struct lookup_mx *
lint_backup(const struct diagnosis *, const struct judgement *);

/* domain.c: the trial that tells whether the domain has moved away;
   false: there is nothing to try */
bool
lint_moved_change(const struct diagnosis *, struct trial_change *);

/* routes.c: the trial that tells whether a relay that follows MX would send the
   mail back; false: there is nothing to try */
bool
lint_relay_change(const struct diagnosis *, struct trial_change *);

#endif
