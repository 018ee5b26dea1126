/*
 * place.h: a temporary directory with files in it, gone at the end.
 */
#ifndef T_PLACE_H
#define T_PLACE_H

#include <stddef.h>

/* anybody may read it, for some tests give up root */
void
place_begin(void);

void
place_end(void);

/* the path of a file in it; static, one of the last sixty */
const char *
place_path(const char *name);

/* makes the file, and the directories above it ("control/me") */
void
place_write(const char *name, const char *text);

#endif
