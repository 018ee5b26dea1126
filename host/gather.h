/*
 * gather.h: reads this host into a site, before anything is asked.
 */
#ifndef GATHER_H
#define GATHER_H

#include "advice/diagnosis.h"
#include "qmail/site.h"
#include "run/options.h"

/*
 * Control directory, flavor, interfaces, tcpto, users, qmail-send. -1: error
 * says what could not be read; the site is then as far as it came and still
 * has to be freed.
 */
int
gather_site(struct site *, const struct options *, struct error *);

void
gather_free(struct site *);

/* Fills an error: what, file (or NULL), line, a printable phrase. */
void
gather_error(struct error *, enum error_what, const char *file, size_t line,
    const char *text);

#endif
