/*
 * place.c: a temporary directory with files in it.
 */
#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"

enum { PATHS = 60, DEPTH = 16 };

static char place[32];

void
place_begin(void)
{
	strcpy(place, "/tmp/mxwhy-place.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(place));
	ck_assert_int_eq(chmod(place, 0755), 0);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void
place_end(void)
{
	ck_assert_int_eq(nftw(place, remove_one, DEPTH,
	    FTW_DEPTH | FTW_PHYS), 0);
}

const char *
place_path(const char *name)
{
	static char path[PATHS][256];
	static size_t next;
	char *one = path[next++ % PATHS];

	snprintf(one, sizeof path[0], "%s/%s", place, name);
	return one;
}

void
place_write(const char *name, const char *text)
{
	char path[256], *slash = path + strlen(place);
	FILE *file;

	snprintf(path, sizeof path, "%s", place_path(name));
	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ne(fputs(text, file), EOF);
	ck_assert_int_eq(fclose(file), 0);
}
