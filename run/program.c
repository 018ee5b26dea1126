/*
 * program.c: everything that lives as long as the program.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "run/program.h"

/*
 * Octets of address space, on top of what reading the control files and zones
 * took. 0: no limit; AddressSanitizer maps terabytes.
 */
#ifndef MXWHY_MEMORY
#define MXWHY_MEMORY ((size_t)1 << 30)
#endif

/* Descriptors beside a socket for each question: connections by TCP (16),
   standard streams, the input, the kernel's routes, and as many to spare. */
enum { FILES_MORE = 64 };

int
program_fail(struct program *program, enum error_what what, const char *file,
    const char *text)
{
	error_set(&program->error, what, file, 0, text);
	return -1;
}

static int
no_memory(struct program *program, enum error_what what)
{
	return program_fail(program, what, NULL, "out of memory");
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
		return no_memory(program, ERROR_ZONE);
	for (i = 0; i < options->n_zone; i++)
		if (zone_load(program->zone, options->zone[i], &error) == -1) {
			error_set(&program->error, ERROR_ZONE,
			    options->zone[i], error.line, error.text);
			return -1;
		}
	if (zone_ready(program->zone) == -1)
		return no_memory(program, ERROR_ZONE);
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
		return no_memory(program, ERROR_SERVER);
	if (options->n_server > 0) {
		memcpy(program->resolv.server, options->server,
		    sizeof options->server);
		program->resolv.n = options->n_server;
	}
	if (options->timeout > 0)
		program->resolv.timeout = options->timeout;
	if (options->attempts > 0)
		program->resolv.attempts = options->attempts;
	for (; program->site.n_server < program->resolv.n;
	    program->site.n_server++)
		program->site.server[program->site.n_server] =
		    program->resolv.server[program->site.n_server].text;
	dnsq.resolv = program->resolv;
	dnsq.large = program->site.flavor.fits[0]->room > 512;
	program->dnsq = dnsq_new(&dnsq);
	if (program->dnsq == NULL)
		return program_fail(program, ERROR_SERVER, NULL,
		    strerror(errno));
	return 0;
}

static int
open_questions(struct program *program)
{
	struct questions_options options = {
		.dnsq = program->dnsq, .zone = program->zone,
		.again = program->options.is_batch,
	};

	program->questions = questions_new(&options);
	program->here = here_new(&program->here_socket);
	if (program->questions == NULL || program->here == NULL)
		return no_memory(program, ERROR_SERVER);
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
		return program_fail(program, ERROR_INPUT, options->file,
		    strerror(errno));
	if (options->all && named_collect(&subjects->named,
	    &program->site.controls) == -1)
		return no_memory(program, ERROR_INPUT);
	if (options->progress)
		program->progress.stream = stderr;
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
		.files = (unsigned)program->options.inflight + FILES_MORE,
	};

	if (confine(&program->confinement, &options) == -1)
		return program_fail(program, ERROR_CONTROL, NULL,
		    program->confinement.error);
	program->site.confined = program->confinement.text;
	return 0;
}

int
program_prepare(struct program *program)
{
	const struct options *options = &program->options;

	if (gather_site(&program->site, options->control_dir, options->flavor,
	    options->findings, (int64_t)time(NULL),
	    &program->error) == -1)
		return -1;
	program->site.relayclient = options->relayclient;
	if (suspects_find(&program->suspects, &program->site.controls) == -1)
		return no_memory(program, ERROR_CONTROL);
	if (load_zones(program) == -1 || open_network(program) == -1)
		return -1;
	host_here_open(&program->here_socket);
	if (open_subjects(program) == -1 || open_questions(program) == -1)
		return -1;
	return give_up_rights(program);
}

void
program_free(struct program *program)
{
	questions_free(program->questions);
	dnsq_free(program->dnsq);
	zone_free(program->zone);
	here_free(program->here);
	host_here_close(&program->here_socket);
	subjects_close(&program->subjects);
	suspects_free(&program->suspects);
	gather_free(&program->site);
	options_free(&program->options);
}
