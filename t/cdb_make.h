/*
 * cdb_make.h: cdb files for tests, made as cdbmake does.
 */
#ifndef T_CDB_MAKE_H
#define T_CDB_MAKE_H

#include "qmail/cdb.h"

enum { CDB_KEYS = 64 };

/* The keys, a NULL behind the last, as they stand (qmail-newmrh writes them in
   lower case), data empty. cdb_free frees it. */
void
cdb_make(struct cdb *, const char *const *key);

#endif
