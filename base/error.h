/*
 * error.h: what failed, for people and for JSON. Pure.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stddef.h>

enum error_what {
	ERROR_NONE, ERROR_CONTROL, ERROR_ZONE, ERROR_SERVER, ERROR_OUTPUT,
	ERROR_INPUT
};

enum { ERROR_TEXT = 240 };

struct error {
	enum error_what what;
	char file[ERROR_TEXT];	/* "" for none; printable */
	size_t line;		/* 0 for none */
	char text[ERROR_TEXT];	/* printable ASCII, a phrase */
};

/* Fills an error: file (or NULL) is escaped, text is printable already. */
void
error_set(struct error *, enum error_what, const char *file, size_t line,
    const char *text);

#endif
