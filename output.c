/*
 * output.c: where reports go.
 */
#include <errno.h>

#include "output.h"

size_t
output_entries(const struct control *c)
{
	size_t at = 0, number = 0, n = 0;
	struct ipme_line line;

	if (control_shape(c->file) != CONTROL_RAW)
		return c->n;
	while (ipme_line_next(c->bytes, c->size, &at, &number, &line))
		n += line.state == IPME_LINE_ENTRY;
	return n;
}

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
