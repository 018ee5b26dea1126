/*
 * failing_malloc.c: preloaded, makes one allocation fail: the FAIL_AT-th of
 * the process (0: none). At the end it writes to the descriptor FAIL_REPORT
 * how many there were and how many blocks were never freed. For glibc.
 *
 * Two kinds never fail: those of glibc's name service, which aborts then; and
 * a realloc that makes a block smaller, which glibc's own open_memstream does
 * not expect to fail.
 */
#define _GNU_SOURCE 1

#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <malloc.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

static unsigned long calls, fail_at;
static long live;
static int report;
static int paused;	/* in the name service */

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("FAIL_AT"), *fd = getenv("FAIL_REPORT");

	fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
	report = fd != NULL ? atoi(fd) : -1;
	calls = 0;
	live = 0;
}

__attribute__((destructor)) static void
end(void)
{
	char text[64];
	int len = snprintf(text, sizeof text, "%lu %ld\n", calls, live);

	if (write(report, text, (size_t)len) == -1)
		return;
}

static int
fails(void)
{
	if (paused || ++calls != fail_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

static void *
counted(void *block)
{
	live += block != NULL;
	return block;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : counted(__libc_malloc(size));
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : counted(__libc_calloc(n, size));
}

void *
realloc(void *block, size_t size)
{
	void *grown;

	if ((block == NULL || malloc_usable_size(block) < size) && fails())
		return NULL;
	grown = __libc_realloc(block, size);
	if (block == NULL)
		counted(grown);
	else if (size == 0 && grown == NULL)
		live--;
	return grown;
}

void
free(void *block)
{
	live -= block != NULL;
	__libc_free(block);
}

struct passwd *
getpwnam(const char *name)
{
	struct passwd *(*real)(const char *) =
	    (struct passwd *(*)(const char *))dlsym(RTLD_NEXT, "getpwnam");
	struct passwd *entry;

	paused++;
	entry = real(name);
	paused--;
	return entry;
}

int
getgrouplist(const char *name, gid_t group, gid_t *groups, int *n)
{
	int (*real)(const char *, gid_t, gid_t *, int *) =
	    (int (*)(const char *, gid_t, gid_t *, int *))dlsym(RTLD_NEXT,
	    "getgrouplist");
	int result;

	paused++;
	result = real(name, group, groups, n);
	paused--;
	return result;
}
