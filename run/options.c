/*
 * options.c: the command line, parsed once into one const struct.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "output.h"
#include "run/options.h"

enum {	/* options without a short name */
	OPTION_RECIPIENT = 256, OPTION_SENDER, OPTION_ALL, OPTION_TIMEOUT,
	OPTION_ATTEMPTS, OPTION_COLOUR, OPTION_EXPLAIN, OPTION_STRICT,
	OPTION_USER
};

static const char shorts[] = ":c:F:if:s:z:n:jqvhV";

static const struct option longs[] = {
	{ "control", required_argument, NULL, 'c' },
	{ "flavor", required_argument, NULL, 'F' },
	{ "ip", no_argument, NULL, 'i' },
	{ "recipient", no_argument, NULL, OPTION_RECIPIENT },
	{ "sender", required_argument, NULL, OPTION_SENDER },
	{ "file", required_argument, NULL, 'f' },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "server", required_argument, NULL, 's' },
	{ "zone", required_argument, NULL, 'z' },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "attempts", required_argument, NULL, OPTION_ATTEMPTS },
	{ "inflight", required_argument, NULL, 'n' },
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "color", required_argument, NULL, OPTION_COLOUR },
	{ "explain", required_argument, NULL, OPTION_EXPLAIN },
	{ "strict", no_argument, NULL, OPTION_STRICT },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};

static const char help[] =
"usage: mxwhy [options] recipient-or-domain ...\n"
"       mxwhy [options] --ip address ...\n"
"       mxwhy [options]\n"
"\n"
"Tells why qmail delivers, defers or bounces; without an argument, which\n"
"addresses and control files qmail sees here.\n"
"\n"
"  -c, --control DIR     qmail's control directory (/var/qmail/control)\n"
"  -F, --flavor NAME     which qmail: a name, auto (default) or list\n"
"  -i, --ip              the arguments are addresses: would each be me?\n"
"      --recipient       the arguments are recipients, also without an @\n"
"      --sender ADDR     the envelope sender, for flavors that route by it\n"
"  -f, --file FILE       subjects from a file, one a line; "
"- is standard input\n"
"      --all             every domain that the control files name\n"
"  -s, --server ADDR[@PORT]  ask this DNS server (repeatable)\n"
"  -z, --zone FILE       this master file is all the DNS there is "
"(repeatable)\n"
"      --timeout S       seconds a try\n"
"      --attempts N      tries in all per server\n"
"  -n, --inflight N      questions in flight at most (100)\n"
"  -j, --json            one JSON object per subject and line\n"
"  -q, --quiet           the verdict line alone\n"
"  -v, --verbose         every key tried, every question asked, every note\n"
"      --color WHEN      auto (default), always or never\n"
"      --explain ID      the long story of a finding; list lists the ids\n"
"      --strict          errors and warnings make an exit status of 0 a 1\n"
"      --user USER       who to become when started as root (nobody)\n"
"  -h, --help            this text\n"
"  -V, --version         the version, and the libraries' versions\n"
"\n"
"exit status: 0 delivered, 3 loop, 100 bounce, 111 defer, 2 trouble;\n"
"with --ip 0 me, 1 not me. See mxwhy(1).\n";

const char *
options_help(void)
{
	return help;
}

/* Everything that comes from argv is escaped. */
static int
complain(struct options *options, const char *what, const char *value,
    const char *why)
{
	char shown[OPTIONS_TEXT / 2];

	escape_octets(shown, sizeof shown, value, strlen(value));
	snprintf(options->error, sizeof options->error, "%s%s%s: %s", what,
	    *shown != '\0' ? " " : "", shown, why);
	return -1;
}

/* a decimal number from least to most; 0: it is none */
static unsigned long
number(const char *text, unsigned long least, unsigned long most)
{
	unsigned long value = 0;

	if (*text == '\0')
		return 0;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return 0;
		value = value * 10 + (unsigned long)(*text - '0');
		if (value > most)
			return 0;
	}
	return value >= least ? value : 0;
}

static int
take_flavor(struct options *options, const char *name)
{
	options->flavor_list = strcmp(name, "list") == 0;
	options->flavor = NULL;
	if (options->flavor_list || strcmp(name, "auto") == 0)
		return 0;
	options->flavor = flavor_by_name(name);
	if (options->flavor == NULL)
		return complain(options, "--flavor", name,
		    "no such flavor (--flavor list names them)");
	return 0;
}

static int
take_server(struct options *options, const char *text)
{
	if (options->n_server == RESOLV_SERVERS)
		return complain(options, "--server", text, "too many servers");
	if (resolv_server(&options->server[options->n_server], text) == -1)
		return complain(options, "--server", text,
		    "not an address, or address@port");
	options->n_server++;
	return 0;
}

static int
take_colour(struct options *options, const char *when)
{
	static const char *const names[] = { "auto", "always", "never" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(when, names[i]) == 0) {
			options->colour = (enum options_colour)i;
			return 0;
		}
	return complain(options, "--color", when,
	    "not auto, always or never");
}

static int
take_number(struct options *options, int option, const char *text)
{
	unsigned long value;

	switch (option) {
	case OPTION_TIMEOUT:
		value = number(text, 1, 300);
		options->timeout = (unsigned)value;
		return value ? 0 : complain(options, "--timeout", text,
		    "not a number of seconds from 1 to 300");
	case OPTION_ATTEMPTS:
		value = number(text, 1, 20);
		options->attempts = (unsigned)value;
		return value ? 0 : complain(options, "--attempts", text,
		    "not a number from 1 to 20");
	default:
		value = number(text, 1, 10000);
		options->inflight = value;
		return value ? 0 : complain(options, "--inflight", text,
		    "not a number from 1 to 10000");
	}
}

static void
take_flag(struct options *options, int option)
{
	switch (option) {
	case 'i': options->ip = true; break;
	case 'j': options->json = true; break;
	case 'q': options->quiet = true; break;
	case 'v': options->verbose = true; break;
	case 'h': options->help = true; break;
	case 'V': options->version = true; break;
	case OPTION_RECIPIENT: options->recipient = true; break;
	case OPTION_ALL: options->all = true; break;
	case OPTION_STRICT: options->strict = true; break;
	}
}

static int
take(struct options *options, int option, const char *value)
{
	switch (option) {
	case 'c':
		options->control_dir = value;
		return *value != '\0' ? 0 : complain(options, "--control",
		    value, "an empty name");
	case 'F':
		return take_flavor(options, value);
	case 'f':
		options->file = value;
		return *value != '\0' ? 0 : complain(options, "--file",
		    value, "an empty name");
	case 's':
		return take_server(options, value);
	case 'z':
		options->zone[options->n_zone++] = value;
		return 0;
	case 'n':
	case OPTION_TIMEOUT:
	case OPTION_ATTEMPTS:
		return take_number(options, option, value);
	case OPTION_SENDER:
		options->sender = value;
		return 0;
	case OPTION_COLOUR:
		return take_colour(options, value);
	case OPTION_EXPLAIN:
		options->explain = value;
		return 0;
	case OPTION_USER:
		options->user = value;
		return 0;
	default:
		take_flag(options, option);
		return 0;
	}
}

/* what getopt_long refused: the argument it stands at, or the letter */
static int
refuse(struct options *options, int option, char **argv)
{
	char letter[3] = { '-', (char)optopt, '\0' };
	bool is_long = strncmp(argv[optind - 1], "--", 2) == 0;

	return complain(options, "option", is_long ? argv[optind - 1] : letter,
	    option == ':' ? "needs a value" : "unknown, ambiguous, or takes "
	    "no value (see --help)");
}

/* options that make no sense together */
static int
agree(struct options *options)
{
	if (options->ip && options->recipient)
		return complain(options, "--ip", "", "not with --recipient");
	if (options->ip && options->all)
		return complain(options, "--ip", "", "not with --all");
	if (options->n_zone > 0 && options->n_server > 0)
		return complain(options, "--zone", "", "not with --server: "
		    "the files are all the DNS there is");
	if (options->quiet && options->verbose)
		return complain(options, "--quiet", "", "not with --verbose");
	if (options->ip && options->n_argument == 0 && options->file == NULL &&
	    !options->help && !options->version && !options->flavor_list &&
	    options->explain == NULL)
		return complain(options, "--ip", "", "no address given");
	return 0;
}

int
options_parse(struct options *options, int argc, char **argv)
{
	const char *dir = getenv("MXWHY_CONTROL");
	int option;

	memset(options, 0, sizeof *options);
	options->control_dir = dir != NULL && *dir != '\0' ? dir :
	    "/var/qmail/control";
	options->inflight = OPTIONS_INFLIGHT;
	options->zone = calloc((size_t)argc + 1, sizeof *options->zone);
	if (options->zone == NULL) {
		snprintf(options->error, sizeof options->error,
		    "out of memory");
		return -1;
	}
	optind = 1;
	while ((option = getopt_long(argc, argv, shorts, longs,
	    NULL)) != -1) {
		if (option == '?' || option == ':')
			return refuse(options, option, argv);
		if (take(options, option, optarg) == -1)
			return -1;
	}
	options->argument = argv + optind;
	options->n_argument = (size_t)(argc - optind);
	return agree(options);
}

bool
options_is_batch(const struct options *options)
{
	return options->file != NULL || options->all;
}

bool
options_want_findings(const struct options *options)
{
	return options->json || options->strict ||
	    !(options->quiet || options_is_batch(options));
}

void
options_free(struct options *options)
{
	free(options->zone);
	options->zone = NULL;
}
