/*
 * output.c: where reports go.
 */
#include <errno.h>

#include "output.h"

int
output_diagnosis(const struct output *out, const struct diagnosis *d)
{
	int failed;

	errno = 0;
	failed = out->format == OUTPUT_JSON ? json_diagnosis(out, d) :
	    text_diagnosis(out, d);
	if (failed != -1 && fflush(out->stream) != EOF && !ferror(out->stream))
		return 0;
	if (errno == 0)
		errno = EIO;
	return -1;
}
