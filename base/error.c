/*
 * error.c: what failed.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/escape.h"

void
error_set(struct error *error, enum error_what what, const char *file,
    size_t line, const char *text)
{
	memset(error, 0, sizeof *error);
	error->what = what;
	error->line = line;
	if (file != NULL)
		escape_octets(error->file, sizeof error->file, file,
		    strlen(file));
	snprintf(error->text, sizeof error->text, "%s", text);
}
