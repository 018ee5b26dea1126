/*
 * output.c: where reports go.
 */
#include <errno.h>

#include "output.h"

int
output_diagnosis(struct output *out, const struct diagnosis *d)
{
	int failed;

	errno = 0;
	switch (out->format) {
	case OUTPUT_JSON:
		failed = json_diagnosis(out, d);
		break;
	default:
		failed = text_diagnosis(out, d);
		break;
	}
	if (failed == -1)
		return -1;
	out->started = true;
	if (fflush(out->stream) == EOF || ferror(out->stream)) {
		if (errno == 0)
			errno = EIO;
		return -1;
	}
	return 0;
}
