/*
 * failure.h: what failed as a whole, for who reads objects: each argument
 * gets one that says why, and --file or --all one of kind "batch".
 */
#ifndef RUN_FAILURE_H
#define RUN_FAILURE_H

#include "base/error.h"
#include "run/options.h"
#include "run/writer.h"

struct site;

/*
 * Nothing in text. `begun`: the arguments have got theirs. The site is as far
 * as it came. -1: errno, as writer_add
 */
int
failure_print(struct writer *, const struct options *, const struct site *,
    const struct error *, bool begun);

#endif
