/*
 * utc.h: seconds since the epoch as a date, without a look at any time zone's
 * file. Pure.
 */
#ifndef BASE_UTC_H
#define BASE_UTC_H

#include <stdbool.h>
#include <stdint.h>

enum { UTC_TEXT = 24 };

/* "2026-11-21 13:00:05Z" with seconds, "2026-11-21 13:00 UTC" without; the
   year modulo 10000. Returns text. */
char *
utc_text(int64_t when, bool seconds, char text[UTC_TEXT]);

#endif
