/*
 * output.h: where reports go: the stream, its format and its colour.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "advice/diagnosis.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON };

struct output {
	FILE *stream;		/* borrowed */
	enum output_format format;
	bool quiet, verbose;
	bool colour;		/* decided by who calls: --color, NO_COLOR */
	bool line_only;		/* --file, --all: one verdict line each */
};

/* Prints one diagnosis and flushes. -1: the stream failed (errno), or no
   memory (ENOMEM). */
int
output_diagnosis(const struct output *, const struct diagnosis *);

/* text.c, json.c; for output.c only. As output_diagnosis. */
int
text_diagnosis(const struct output *, const struct diagnosis *);

int
json_diagnosis(const struct output *, const struct diagnosis *);

#endif
