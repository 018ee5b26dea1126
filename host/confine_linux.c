/*
 * confine_linux.c: no new privileges, and no files through Landlock. The
 * kernel's interface is spelt out here, for headers lag behind kernels
 * (landlock_create_ruleset(2), Documentation/userspace-api/landlock.rst).
 */
#include <errno.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/confine.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444	/* the same number everywhere */
#endif
#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif

enum { ASK_VERSION = 1 };	/* LANDLOCK_CREATE_RULESET_VERSION */

/* struct landlock_ruleset_attr as of ABI 6; older kernels take its head */
struct ruleset {
	uint64_t files;		/* handled_access_fs */
	uint64_t net;		/* handled_access_net, ABI 4 */
	uint64_t scoped;	/* ABI 6 */
};

enum { HEAD_1 = 8, HEAD_4 = 16, HEAD_6 = 24 };

static const struct {
	int abi;
	uint64_t last;		/* the last right to files it knows */
} rights[] = {
	{ 5, UINT64_C(1) << 15 },	/* LANDLOCK_ACCESS_FS_IOCTL_DEV */
	{ 3, UINT64_C(1) << 14 },	/* LANDLOCK_ACCESS_FS_TRUNCATE */
	{ 2, UINT64_C(1) << 13 },	/* LANDLOCK_ACCESS_FS_REFER */
	{ 1, UINT64_C(1) << 12 },	/* LANDLOCK_ACCESS_FS_MAKE_SYM */
};

static const uint64_t BIND_TCP = 1;	/* LANDLOCK_ACCESS_NET_BIND_TCP */
static const uint64_t SCOPES = 3;	/* abstract sockets and signals */

void
confine_system_early(void)
{
	/* RLIMIT_CORE does not hold a core back that goes into a pipe */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/*
 * Every right the kernel knows, and not one rule that gives any back.
 * Connecting is no right that is taken: it is what mxwhy goes on to do.
 */
static size_t
fill(struct ruleset *ruleset, int abi)
{
	size_t i;

	*ruleset = (struct ruleset){ 0, 0, 0 };
	for (i = 0; i < sizeof rights / sizeof rights[0]; i++)
		if (abi >= rights[i].abi) {
			ruleset->files = (rights[i].last << 1) - 1;
			break;
		}
	if (abi >= 4)
		ruleset->net = BIND_TCP;
	if (abi >= 6)
		ruleset->scoped = SCOPES;
	if (abi >= 6)
		return HEAD_6;
	return abi >= 4 ? HEAD_4 : HEAD_1;
}

static bool
restrict_files(int abi)
{
	struct ruleset ruleset;
	size_t size = fill(&ruleset, abi);
	long fd = syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
	bool done;

	if (fd == -1)
		return false;
	done = syscall(SYS_landlock_restrict_self, (int)fd, 0) == 0;
	close((int)fd);
	return done;
}

void
confine_system(struct confinement *c)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	c->means = CONFINE_LANDLOCK;
	c->no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	c->landlock_abi = abi > 0 ? (int)abi : 0;
	c->no_files = abi > 0 && c->no_new_privs && restrict_files((int)abi);
}
