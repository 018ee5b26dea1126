/*
 * gather.h: reads this host into a site, before anything is asked.
 */
#ifndef HOST_GATHER_H
#define HOST_GATHER_H

#include <stdbool.h>

#include "base/error.h"
#include "qmail/site.h"

/*
 * Control directory (borrowed), flavor (NULL: found out), interfaces, tcpto;
 * with `more` also what findings alone look at: qmail-send, cdb files. `now`:
 * seconds since the epoch. -1: error says what could not be read; the site is
 * then as far as it came and still has to be freed.
 */
int
gather_site(struct site *, const char *control_dir, const struct flavor *,
    bool more, int64_t now, struct error *);

/* The file cannot be read by who runs mxwhy, though qmail can (UNSEEN), and is
   needed: error says so. */
void
gather_unseen(const struct site *, enum control_file, struct error *);

void
gather_free(struct site *);

#endif
