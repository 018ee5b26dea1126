/*
 * failure.c: what failed as a whole, as objects.
 */
#include <stdlib.h>

#include "run/failure.h"
#include "run/job.h"

static int
print(struct writer *writer, const struct options *options,
    const struct diagnosis *d)
{
	struct output output = options->output;
	char *text;
	size_t len;
	int result;

	output.stream = open_memstream(&text, &len);
	if (output.stream == NULL)
		return -1;
	result = output_diagnosis(&output, d);
	if (fclose(output.stream) == EOF)
		result = -1;
	if (result == 0 && (writer_add(writer, text, len) == -1 ||
	    writer_flush(writer) == -1))
		result = -1;
	free(text);
	return result;
}

int
failure_print(struct writer *writer, const struct options *options,
    const struct site *site, const struct error *error, bool begun)
{
	struct diagnosis d = { .site = site, .error = *error };
	size_t i;

	if (options->output.format != OUTPUT_JSON)
		return 0;
	for (i = 0; !begun && i < options->n_argument; i++) {
		d.subject.text = options->argument[i];
		d.kind = job_kind(options, d.subject.text);
		d.subject.is_domain = d.kind == KIND_DOMAIN;
		if (print(writer, options, &d) == -1)
			return -1;
	}
	if (!options->is_batch && !options->is_host)
		return 0;
	d.kind = options->is_batch ? KIND_BATCH : KIND_HOST;
	d.subject.text = options->is_batch ? options->file : NULL;
	d.subject.is_domain = false;
	return print(writer, options, &d);
}
