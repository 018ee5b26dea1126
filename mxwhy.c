/*
 * mxwhy.c: argv, what is said, exit status. The only file that speaks on
 * standard error and that exits.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qmail/idn.h"
#include "report/explain.h"
#include "run/help.h"
#include "run/program.h"
#include "run/version.h"

enum { STATUS_TROUBLE = 2 };

static struct run_stop stop;

/* The first signal starts a clock, so that a reader who takes nothing holds
   nothing up: it ticks each second, and ends any call that blocks. */
static void
on_signal(int number)
{
	if (stop.signal == 0)
		alarm(1);
	stop.signal = number;
}

static void
on_alarm(int number)
{
	(void)number;
	if (stop.signal == 0)
		return;
	stop.late++;
	alarm(1);
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

/* From here on a signal ends the run, and what is decided is printed. Before,
   while files are read, it ends the program. */
static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t clock;

	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGINT);
	sigaddset(&action.sa_mask, SIGTERM);
	sigaddset(&action.sa_mask, SIGALRM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = on_alarm;
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&clock);
	sigaddset(&clock, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &clock, NULL);
}

/* "file: line: text" on standard error; all of it printable already */
static void
complain(const struct error *error)
{
	if (error->file[0] == '\0' || error->what == ERROR_CONTROL)
		fprintf(stderr, "mxwhy: %s\n", error->text);
	else if (error->line == 0)
		fprintf(stderr, "mxwhy: %s: %s\n", error->file, error->text);
	else
		fprintf(stderr, "mxwhy: %s:%zu: %s\n", error->file,
		    error->line, error->text);
}

/* JSON users get the failure as an object for each subject too */
static void
print_failure(struct program *program)
{
	const struct options *options = &program->options;
	struct diagnosis d = { .site = &program->site, .kind = KIND_HOST };
	struct output output = options->output;
	size_t i, n = options->n_argument;

	if (output.format != OUTPUT_JSON)
		return;
	output.stream = stdout;
	d.error = program->error;
	for (i = 0; i < (n > 0 ? n : 1); i++) {
		if (n > 0) {
			d.subject.text = options->argument[i];
			d.kind = options->ip ? KIND_IP : options->recipient ||
			    strchr(d.subject.text, '@') != NULL ?
			    KIND_RECIPIENT : KIND_DOMAIN;
			d.subject.is_domain = d.kind == KIND_DOMAIN;
		}
		if (output_diagnosis(&output, &d) == -1)
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
		error_set(&told, ERROR_OUTPUT, NULL, 0, "out of memory");
		break;
	case RUN_OUTPUT:
		error_set(&told, ERROR_OUTPUT, "standard output", 0,
		    strerror(error));
		if (error == EPIPE && program->options.is_batch)
			return STATUS_TROUBLE;
		if (error == EINTR)
			error_set(&told, ERROR_OUTPUT, "standard output", 0,
			    "not all of it was taken in time");
		break;
	case RUN_INPUT:
		error_set(&told, ERROR_INPUT, program->options.file, 0,
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
		.context = { .options = options, .site = &program->site,
		    .suspects = &program->suspects,
		    .questions = program->questions, .here = program->here },
		.subjects = options->is_host ? NULL : &program->subjects,
		.fd = STDOUT_FILENO, .progress = &program->progress,
		.stop = &stop,
	};
	enum run_end end;
	int status;

	catch_signals();
	end = run(&input, &program->tally);
	status = end_status(program, end, errno);
	if (options->is_batch && end != RUN_OUTPUT && program->tally.any)
		fprintf(stderr, "%s\n", tally_text(&program->tally, counts));
	return stop.signal != 0 ? 128 + stop.signal : status;
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

	if (options->help) {
		fputs(help_text(), stdout);
	} else if (options->version) {
		printf("mxwhy %s (ldns %s, libidn2 %s)\n", MXWHY_VERSION,
		    wire_library(), idn_library());
	} else if (options->flavor_list) {
		print_flavors();
	} else if (options->explain != NULL) {
		explain_print(stdout, options->explain);
	} else {
		return -1;
	}
	if (fflush(stdout) == EOF || ferror(stdout)) {
		program_fail(program, ERROR_OUTPUT, "standard output",
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
	signal(SIGPIPE, SIG_IGN);
	if (options_parse(&program.options, argc, argv) == -1) {
		fprintf(stderr, "mxwhy: %s\n", program.options.error);
		options_free(&program.options);
		return STATUS_TROUBLE;
	}
	status = print_only(&program);
	if (status == -1 && program_prepare(&program) == -1) {
		complain(&program.error);
		print_failure(&program);
		status = STATUS_TROUBLE;
	}
	if (status == -1)
		status = work(&program);
	program_free(&program);
	return status;
}
