/*
 * fuzz_argv: a command line, its arguments parted by zero octets.
 */
#include <getopt.h>

#include "run/options.h"
#include "bytes.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { ARGUMENTS = 64 };

static void
check_error(const char *text)
{
	const char *c;

	must(memchr(text, '\0', OPTIONS_TEXT) != NULL);
	must(*text != '\0');
	for (c = text; *c != '\0'; c++)
		must(*c >= 32 && *c < 127);
}

static void
check_options(const struct options *options, int argc)
{
	must(options->control_dir != NULL);
	must(options->n_server <= RESOLV_SERVERS);
	must(options->inflight >= 1);
	must(options->n_argument < (size_t)argc);
	must(options->timeout <= 3600 && options->attempts <= 100);
}

/* getopt must forget the last line, which it may have left in the middle */
static void
forget(void)
{
	char *argv[] = { (char[]){ "mxwhy" }, NULL };

	optind = 0;
	getopt_long(1, argv, "", (struct option[]){ { NULL, 0, NULL, 0 } },
	    NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[ARGUMENTS + 1], *text = malloc(size + 1);
	struct options options;
	size_t at;
	int argc = 0;

	must(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	argv[argc++] = (char[]){ "mxwhy" };
	for (at = 0; at < size && argc < ARGUMENTS;
	    at += strlen(text + at) + 1)
		argv[argc++] = text + at;
	argv[argc] = NULL;
	forget();
	if (options_parse(&options, argc, argv) == -1)
		check_error(options.error);
	else
		check_options(&options, argc);
	options_free(&options);
	free(text);
	return 0;
}
