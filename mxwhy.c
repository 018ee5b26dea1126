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

#include "base/version.h"
#include "qmail/idn.h"
#include "report/explain.h"
#include "run/failure.h"
#include "run/help.h"
#include "run/program.h"

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

/* what is said of a run's end; ERROR_NONE: nothing */
static void
end_error(struct error *told, const struct options *options,
    enum run_end end, int error)
{
	memset(told, 0, sizeof *told);
	switch (end) {
	case RUN_FINE:
		break;
	case RUN_NO_MEMORY:
		error_set(told, ERROR_OUTPUT, NULL, 0, "out of memory");
		break;
	case RUN_OUTPUT:
		if (error != EPIPE || !options->is_batch)
			error_set(told, ERROR_OUTPUT, "standard output", 0,
			    error == EINTR ? "not all of it was taken in time" :
			    strerror(error));
		break;
	case RUN_INPUT:
		error_set(told, ERROR_INPUT, options->file, 0,
		    strerror(error));
		break;
	}
}

static int
end_run(struct program *program, struct writer *writer, enum run_end end,
    int error)
{
	const struct options *options = &program->options;
	const struct tally *tally = &program->tally;
	char counts[TALLY_TEXT];
	struct error told;

	end_error(&told, options, end, error);
	if (told.what != ERROR_NONE)
		complain(&told);
	if (end == RUN_INPUT || end == RUN_NO_MEMORY)
		failure_print(writer, options, &program->site, &told, true);
	if (options->is_batch && end != RUN_OUTPUT && tally->any)
		fprintf(stderr, "%s\n", tally_text(tally, counts));
	if (stop.signal != 0)
		return 128 + stop.signal;
	if (end != RUN_FINE)
		return STATUS_TROUBLE;
	return tally->any ? tally->status : 0;
}

static int
work(struct program *program)
{
	const struct options *options = &program->options;
	struct writer writer;
	struct run_input input = {
		.context = { .options = options, .site = &program->site,
		    .suspects = &program->suspects },
		.subjects = options->is_host ? NULL : &program->subjects,
		.writer = &writer, .progress = &program->progress,
		.stop = &stop,
	};
	bool ready = program_prepare(program) == 0;
	enum run_end end;

	catch_signals();
	writer_init(&writer, STDOUT_FILENO, &stop.late);
	if (!ready) {
		complain(&program->error);
		failure_print(&writer, options, &program->site,
		    &program->error, false);
		return STATUS_TROUBLE;
	}
	input.context.questions = program->questions;
	input.context.here = program->here;
	end = run(&input, &program->tally);
	return end_run(program, &writer, end, errno);
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
	if (status == -1)
		status = work(&program);
	program_free(&program);
	return status;
}
