/*
 * mxwhy.c: argv, wiring, exit status. The only file that speaks on standard
 * error and that exits.
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "explain.h"
#include "gather.h"
#include "idn.h"
#include "json.h"
#include "options.h"
#include "run.h"
#include "version.h"


/*
 * Octets of address space, on top of what reading the control files and zones
 * took. 0: no limit; AddressSanitizer maps terabytes.
 */
#ifndef MXWHY_MEMORY
#define MXWHY_MEMORY ((size_t)1 << 30)
#endif

enum {
	STATUS_TROUBLE = 2,
	FILES_MORE = 16		/* descriptors beside the questions' own */
};

/* everything that lives as long as the program */
struct program {
	struct options options;
	struct site site;
	struct resolv resolv;
	struct zone *zone;
	struct dnsq *dnsq;
	struct questions *questions;
	struct subjects subjects;
	struct host_here here_socket;
	struct here_table *here;
	struct output output;
	struct progress progress;
	struct error error;
	struct tally tally;
};

static volatile sig_atomic_t stopped;

static void
on_signal(int number)
{
	stopped = number;
}

/*
 * A standard stream that was closed must not become the next file's number.
 * Read-only for standard output too: what is written there then fails.
 */
static void
hold_standard_files(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			open("/dev/null", fd == STDERR_FILENO ? O_WRONLY :
			    O_RDONLY);
}

static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

/* "file: line: text" on standard error; all of it printable already */
static void
complain(const struct error *error)
{
	if (error->file[0] == '\0')
		fprintf(stderr, "mxwhy: %s\n", error->text);
	else if (error->line == 0)
		fprintf(stderr, "mxwhy: %s: %s\n", error->file, error->text);
	else
		fprintf(stderr, "mxwhy: %s:%zu: %s\n", error->file,
		    error->line, error->text);
}

static int
fail(struct program *program, enum error_what what, const char *file,
    const char *text)
{
	gather_error(&program->error, what, file, 0, text);
	return -1;
}

static bool
is_batch(const struct options *options)
{
	return options->file != NULL || options->all;
}

static bool
wants_colour(const struct options *options)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	switch (options->colour) {
	case COLOUR_ALWAYS:
		return true;
	case COLOUR_NEVER:
		return false;
	case COLOUR_AUTO:
		break;
	}
	return isatty(STDOUT_FILENO) && (no == NULL || *no == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0;
}

static void
set_output(struct program *program)
{
	const struct options *options = &program->options;
	struct output *output = &program->output;

	output->stream = stdout;
	output->format = options->json ? OUTPUT_JSON : OUTPUT_TEXT;
	output->quiet = options->quiet;
	output->verbose = options->verbose;
	output->colour = !options->json && wants_colour(options);
	output->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	output->line_only = is_batch(options) && !options->json;
	output->several = !options->json && !options->quiet &&
	    !output->line_only;
}

static int
load_zones(struct program *program)
{
	const struct options *options = &program->options;
	struct zone_error error;
	size_t i;

	if (options->n_zone == 0)
		return 0;
	program->zone = zone_new();
	if (program->zone == NULL)
		return fail(program, ERROR_ZONE, NULL, "out of memory");
	for (i = 0; i < options->n_zone; i++)
		if (zone_load(program->zone, options->zone[i], &error) == -1) {
			gather_error(&program->error, ERROR_ZONE,
			    options->zone[i], error.line, error.text);
			return -1;
		}
	if (zone_ready(program->zone) == -1)
		return fail(program, ERROR_ZONE, NULL, "out of memory");
	return 0;
}

static int
open_network(struct program *program)
{
	const struct options *options = &program->options;
	struct dnsq_options dnsq = { .inflight = options->inflight };

	if (options->n_zone > 0)
		return 0;
	if (resolv_load(&program->resolv, NULL) == -1)
		return fail(program, ERROR_SERVER, NULL, "out of memory");
	if (options->n_server > 0) {
		memcpy(program->resolv.server, options->server,
		    sizeof options->server);
		program->resolv.n = options->n_server;
	}
	if (options->timeout > 0)
		program->resolv.timeout = options->timeout;
	if (options->attempts > 0)
		program->resolv.attempts = options->attempts;
	dnsq.resolv = program->resolv;
	dnsq.large = program->site.flavor.fits[0]->room > 512;
	program->dnsq = dnsq_new(&dnsq);
	if (program->dnsq == NULL)
		return fail(program, ERROR_SERVER, NULL, strerror(errno));
	return 0;
}

static int
open_questions(struct program *program)
{
	struct questions_options options = {
		.dnsq = program->dnsq, .zone = program->zone,
		.again = is_batch(&program->options),
	};

	program->questions = questions_new(&options);
	program->here = here_new(&program->here_socket);
	if (program->questions == NULL || program->here == NULL)
		return fail(program, ERROR_SERVER, NULL, "out of memory");
	return 0;
}

static int
open_subjects(struct program *program)
{
	const struct options *options = &program->options;
	struct subjects *subjects = &program->subjects;
	struct stat about;

	if (subjects_open(subjects, options->argument, options->n_argument,
	    options->file) == -1)
		return fail(program, ERROR_INPUT, options->file,
		    strerror(errno));
	if (options->all && named_collect(&subjects->named,
	    &program->site.controls) == -1)
		return fail(program, ERROR_INPUT, NULL, "out of memory");
	if (options->all)
		program->progress.size = subjects->named.n;
	if (options->file != NULL && fstat(subjects->fd, &about) == 0 &&
	    S_ISREG(about.st_mode))
		program->progress.size = (uint64_t)about.st_size;
	return 0;
}

static size_t
memory_most(void)
{
	struct rusage used;

	if (MXWHY_MEMORY == 0 || getrusage(RUSAGE_SELF, &used) == -1)
		return 0;
	return MXWHY_MEMORY + (size_t)used.ru_maxrss * 1024;
}

static int
give_up_rights(struct program *program)
{
	const char *user = program->options.user;
	struct confine_options options = {
		.user = user != NULL ? user : "nobody", .must = user != NULL,
		.memory = memory_most(),
		.files = (unsigned)program->options.inflight + FILES_MORE +
		    256,
		.reads_stdin = program->options.file != NULL,
	};

	if (confine(&program->site.confinement, &options) == -1)
		return fail(program, ERROR_CONTROL, NULL,
		    program->site.confinement.error);
	return 0;
}

/* Everything that needs a file or a right happens here. */
static int
prepare(struct program *program)
{
	if (gather_site(&program->site, &program->options,
	    &program->error) == -1 ||
	    load_zones(program) == -1 || open_network(program) == -1)
		return -1;
	host_here_open(&program->here_socket);
	if (open_subjects(program) == -1 || open_questions(program) == -1)
		return -1;
	return give_up_rights(program);
}

static bool
has_subjects(const struct options *options)
{
	return options->n_argument > 0 || is_batch(options);
}

static void
fill_context(struct program *program, struct job_context *context)
{
	const struct options *options = &program->options;
	bool quiet = options->quiet || is_batch(options);

	context->site = &program->site;
	context->questions = program->questions;
	context->here = program->here;
	context->sender = options->sender;
	context->is_ip = options->ip;
	context->is_recipient = options->recipient;
	context->ahead = !is_batch(options);
	context->findings = options->json || options->strict ||
	    !(options->quiet || is_batch(options));
	context->findings_ask = context->findings &&
	    (!quiet || options->n_zone > 0);
}

/* JSON users get the failure as an object for each subject too */
static void
print_failure(struct program *program)
{
	const struct options *options = &program->options;
	struct diagnosis d = { .site = &program->site, .kind = KIND_HOST };
	size_t i, n = options->n_argument;

	if (!options->json)
		return;
	d.error = program->error;
	for (i = 0; i < (n > 0 ? n : 1); i++) {
		if (n > 0) {
			d.subject.text = options->argument[i];
			d.kind = options->ip ? KIND_IP : options->recipient ||
			    strchr(d.subject.text, '@') != NULL ?
			    KIND_RECIPIENT : KIND_DOMAIN;
			d.subject.is_domain = d.kind == KIND_DOMAIN;
		}
		if (output_diagnosis(&program->output, &d) == -1)
			return;
	}
}

static int
end_status(struct program *program, enum run_end end, int error)
{
	struct error told;

	switch (end) {
	case RUN_FINE:
		return program->tally.any ? program->tally.status : 0;
	case RUN_NO_MEMORY:
		gather_error(&told, ERROR_OUTPUT, NULL, 0, "out of memory");
		break;
	case RUN_OUTPUT:
		gather_error(&told, ERROR_OUTPUT, "standard output", 0,
		    strerror(error));
		if (error == EPIPE && is_batch(&program->options))
			return STATUS_TROUBLE;
		break;
	case RUN_INPUT:
		gather_error(&told, ERROR_INPUT, program->options.file, 0,
		    strerror(error));
		break;
	}
	complain(&told);
	return STATUS_TROUBLE;
}

static int
work(struct program *program)
{
	const struct options *options = &program->options;
	char counts[TALLY_TEXT];
	struct run_input input = {
		.subjects = has_subjects(options) ? &program->subjects : NULL,
		.output = &program->output, .progress = &program->progress,
		.stopped = &stopped, .jobs = options->inflight,
		.strict = options->strict, .whole = options->verbose,
		.rank = options->all && !options->json,
	};
	enum run_end end;
	int status;

	fill_context(program, &input.context);
	program->progress.begun = run_clock();
	if (is_batch(options) && !options->quiet && isatty(STDERR_FILENO))
		program->progress.stream = stderr;
	end = run(&input, &program->tally);
	status = end_status(program, end, errno);
	if (is_batch(options) && end != RUN_OUTPUT && program->tally.any)
		fprintf(stderr, "%s\n", tally_text(&program->tally, counts));
	return stopped != 0 ? 128 + stopped : status;
}

static void
program_free(struct program *program)
{
	questions_free(program->questions);
	dnsq_free(program->dnsq);
	zone_free(program->zone);
	here_free(program->here);
	host_here_close(&program->here_socket);
	subjects_close(&program->subjects);
	gather_free(&program->site);
	options_free(&program->options);
}

static void
print_flavors(void)
{
	size_t i;

	for (i = 0; i < FLAVORS; i++)
		puts(flavor_get((enum flavor_id)i)->name);
}

/* options that print something and are done; -1: none of them */
static int
print_only(struct program *program)
{
	const struct options *options = &program->options;
	int result;

	if (options->help) {
		fputs(options_help(), stdout);
	} else if (options->version) {
		printf("mxwhy %s (ldns %s, jansson %s, libidn2 %s)\n", MXWHY_VERSION,
		    wire_library(), json_library(), idn_library());
	} else if (options->flavor_list) {
		print_flavors();
	} else if (options->explain != NULL) {
		result = explain_print(stdout, options->explain);
		if (result == 1) {
			fail(program, ERROR_INPUT, options->explain,
			    "no such finding (--explain list names them)");
			complain(&program->error);
			return STATUS_TROUBLE;
		}
	} else {
		return -1;
	}
	if (fflush(stdout) == EOF || ferror(stdout)) {
		fail(program, ERROR_OUTPUT, "standard output",
		    strerror(errno));
		complain(&program->error);
		return STATUS_TROUBLE;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct program program = { .here_socket = { .fd = -1 },
	    .subjects = { .fd = -1 } };
	int status;

	hold_standard_files();
	confine_early();
	setlocale(LC_CTYPE, "");
	tzset();
	catch_signals();
	if (options_parse(&program.options, argc, argv) == -1) {
		fprintf(stderr, "mxwhy: %s\n", program.options.error);
		options_free(&program.options);
		return STATUS_TROUBLE;
	}
	set_output(&program);
	status = print_only(&program);
	if (status == -1 && prepare(&program) == -1) {
		complain(&program.error);
		print_failure(&program);
		status = STATUS_TROUBLE;
	}
	if (status == -1)
		status = work(&program);
	program_free(&program);
	return status;
}
