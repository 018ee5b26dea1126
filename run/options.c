/*
 * options.c: the command line, parsed and judged once.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/finding.h"
#include "base/ascii.h"
#include "base/escape.h"
#include "base/nearest.h"
#include "run/options.h"

enum {	/* options without a short name */
	OPTION_RECIPIENT = 256, OPTION_SENDER, OPTION_ALL, OPTION_TIMEOUT,
	OPTION_ATTEMPTS, OPTION_COLOUR, OPTION_EXPLAIN, OPTION_STRICT,
	OPTION_USER, OPTION_RELAYCLIENT
};

static const char shorts[] = ":c:F:if:s:z:n:jqvhV";

static const struct option longs[] = {
	{ "control", required_argument, NULL, 'c' },
	{ "flavor", required_argument, NULL, 'F' },
	{ "ip", no_argument, NULL, 'i' },
	{ "recipient", no_argument, NULL, OPTION_RECIPIENT },
	{ "sender", required_argument, NULL, OPTION_SENDER },
	{ "relayclient", required_argument, NULL, OPTION_RELAYCLIENT },
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

/* Everything that comes from argv is escaped. */
static int
complain(struct options *options, const char *what, const char *value,
    const char *why)
{
	char shown[OPTIONS_PART];

	escape_octets(shown, sizeof shown, value, strlen(value));
	snprintf(options->error, sizeof options->error, "%s%s%s: %s", what,
	    *shown != '\0' ? " " : "", shown, why);
	return -1;
}

/* "did you mean WORD?", where a word is near; else where all of them are */
static int
suggest(struct options *options, const char *what, const char *value,
    const char *why, const struct nearest *nearest)
{
	char text[OPTIONS_PART];

	if (nearest->best != NULL)
		snprintf(text, sizeof text, "%s (did you mean %s?)", why,
		    nearest->best);
	else
		snprintf(text, sizeof text, "%s (%s list names them)", why,
		    what);
	return complain(options, what, value, text);
}

/* a decimal number from 1 to most; 0: it is none */
static unsigned long
number(const char *text, unsigned long most)
{
	unsigned long value = 0;

	for (; *text != '\0'; text++) {
		if (!ascii_is_digit(*text))
			return 0;
		value = value * 10 + (unsigned long)(*text - '0');
		if (value > most)
			return 0;
	}
	return value;
}

static int
take_flavor(struct options *options, const char *name)
{
	struct nearest nearest;
	enum flavor_id id;

	options->flavor_list = strcmp(name, "list") == 0;
	options->flavor = NULL;
	if (options->flavor_list || strcmp(name, "auto") == 0)
		return 0;
	options->flavor = flavor_by_name(name);
	if (options->flavor != NULL)
		return 0;
	nearest_begin(&nearest, name, strlen(name));
	nearest_try(&nearest, "auto");
	nearest_try(&nearest, "list");
	for (id = 0; id < FLAVORS; id++)
		nearest_try(&nearest, flavor_get(id)->name);
	return suggest(options, "--flavor", name, "no such flavor",
	    &nearest);
}

static int
take_explain(struct options *options, const char *id)
{
	struct nearest nearest;
	enum finding_id i;

	options->explain = id;
	if (strcmp(id, "list") == 0 || finding_by_slug(id) != FINDINGS)
		return 0;
	nearest_begin(&nearest, id, strlen(id));
	nearest_try(&nearest, "list");
	for (i = 0; i < FINDINGS; i++)
		nearest_try(&nearest, finding_slug(i));
	return suggest(options, "--explain", id, "no such finding",
	    &nearest);
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
take_relayclient(struct options *options, const char *value)
{
	if (strcmp(value, "yes") == 0)
		options->relayclient = RELAYCLIENT_YES;
	else if (strcmp(value, "no") == 0)
		options->relayclient = RELAYCLIENT_NO;
	else
		return complain(options, "--relayclient", value,
		    "not yes or no");
	return 0;
}

static int
take_number(struct options *options, int option, const char *text)
{
	unsigned long value;

	switch (option) {
	case OPTION_TIMEOUT:
		value = number(text, 300);
		options->timeout = (unsigned)value;
		return value ? 0 : complain(options, "--timeout", text,
		    "not a number of seconds from 1 to 300");
	case OPTION_ATTEMPTS:
		value = number(text, 20);
		options->attempts = (unsigned)value;
		return value ? 0 : complain(options, "--attempts", text,
		    "not a number from 1 to 20");
	default:
		value = number(text, 10000);
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
	case 'j': options->output.format = OUTPUT_JSON; break;
	case 'q': options->output.quiet = true; break;
	case 'v': options->output.verbose = true; break;
	case 'h': options->help = true; break;
	case 'V': options->version = true; break;
	case OPTION_RECIPIENT: options->recipient = true; break;
	case OPTION_ALL: options->all = true; break;
	case OPTION_STRICT: options->strict = true; break;
	}
}

/* a file's or a user's name */
static int
take_name(struct options *options, const char **name, const char *what,
    const char *value)
{
	*name = value;
	return *value != '\0' ? 0 :
	    complain(options, what, value, "an empty name");
}

static int
take(struct options *options, int option, const char *value)
{
	switch (option) {
	case 'c':
		return take_name(options, &options->control_dir, "--control",
		    value);
	case 'F':
		return take_flavor(options, value);
	case 'f':
		return take_name(options, &options->file, "--file", value);
	case 's':
		return take_server(options, value);
	case 'z':
		return take_name(options, &options->zone[options->n_zone++],
		    "--zone", value);
	case 'n':
	case OPTION_TIMEOUT:
	case OPTION_ATTEMPTS:
		return take_number(options, option, value);
	case OPTION_SENDER:
		options->sender = value;
		return 0;
	case OPTION_RELAYCLIENT:
		return take_relayclient(options, value);
	case OPTION_COLOUR:
		return take_colour(options, value);
	case OPTION_EXPLAIN:
		return take_explain(options, value);
	case OPTION_USER:
		return take_name(options, &options->user, "--user", value);
	default:
		take_flag(options, option);
		return 0;
	}
}

static const struct option *
long_of(int option)
{
	const struct option *i;

	for (i = longs; i->name != NULL && i->val != option; i++)
		;
	return i->name != NULL ? i : NULL;
}

/* "--jsno": what it may have been; "--ver": which options begin so */
static int
refuse_long(struct options *options, const char *given)
{
	size_t len = strcspn(given + 2, "="), used, found = 0;
	char among[OPTIONS_PART] = "ambiguous:";
	struct nearest nearest;
	const struct option *i;

	nearest_begin(&nearest, given + 2, len);
	used = strlen(among);
	for (i = longs; i->name != NULL; i++) {
		nearest_try(&nearest, i->name);
		if (strncmp(i->name, given + 2, len) != 0)
			continue;
		found++;
		if (used < sizeof among)
			used += (size_t)snprintf(among + used,
			    sizeof among - used, " --%s", i->name);
	}
	if (found < 2 && nearest.best != NULL)
		snprintf(among, sizeof among, "unknown (did you mean --%s?)",
		    nearest.best);
	else if (found < 2)
		return complain(options, "option", given,
		    "unknown (see --help)");
	return complain(options, "option", given, among);
}

/*
 * What getopt_long refused. It says which option when there is such a one
 * (optopt); a letter that is none, wherever it stands among others; 0 for a
 * long option that is none, which is then the argument before.
 */
static int
refuse(struct options *options, int refusal, const char *before)
{
	const struct option *known = long_of(optopt);
	char text[OPTIONS_PART], letter[3] = { '-', (char)optopt, '\0' };

	if (optopt == 0)
		return refuse_long(options, before);
	if (known == NULL)
		return complain(options, "option", letter,
		    "unknown (see --help)");
	snprintf(text, sizeof text, "--%s", known->name);
	if (refusal == ':')
		return complain(options, strncmp(before, "--", 2) == 0 ? text :
		    letter, "", "needs a value");
	snprintf(text, sizeof text, "--%s takes no value", known->name);
	return complain(options, "option", before, text);
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
	if (options->output.quiet && options->output.verbose)
		return complain(options, "--quiet", "", "not with --verbose");
	if (options->ip && options->n_argument == 0 && options->file == NULL &&
	    !options->help && !options->version && !options->flavor_list &&
	    options->explain == NULL)
		return complain(options, "--ip", "", "no address given");
	return 0;
}

/* Is there a terminal that knows more than plain lines? */
static bool
is_screen(int fd)
{
	const char *term = getenv("TERM");

	return term != NULL && *term != '\0' && strcmp(term, "dumb") != 0 &&
	    isatty(fd) == 1;
}

static bool
wants_colour(enum options_colour colour)
{
	const char *no = getenv("NO_COLOR");

	switch (colour) {
	case COLOUR_ALWAYS:
		return true;
	case COLOUR_NEVER:
		return false;
	case COLOUR_AUTO:
		break;
	}
	return (no == NULL || *no == '\0') && is_screen(STDOUT_FILENO);
}

/* what all that was said means */
static void
settle(struct options *options)
{
	struct output *output = &options->output;
	bool json = output->format == OUTPUT_JSON, short_form;

	options->is_batch = options->file != NULL || options->all;
	options->is_host = options->n_argument == 0 && !options->is_batch;
	short_form = output->quiet || options->is_batch;
	options->findings = json || options->strict || !short_form;
	options->findings_ask = options->findings &&
	    (!short_form || options->n_zone > 0);
	options->ahead = !options->is_batch;
	options->rank = options->all && !json;
	options->apart = !json && !short_form;
	options->progress = options->is_batch && !output->quiet &&
	    is_screen(STDERR_FILENO);
	output->line_only = options->is_batch && !json;
	output->colour = !json && wants_colour(options->colour);
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
			return refuse(options, option, argv[optind - 1]);
		if (take(options, option, optarg) == -1)
			return -1;
	}
	options->argument = argv + optind;
	options->n_argument = (size_t)(argc - optind);
	if (agree(options) == -1)
		return -1;
	settle(options);
	return 0;
}

void
options_free(struct options *options)
{
	free(options->zone);
	options->zone = NULL;
}
