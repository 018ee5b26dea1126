/*
 * confine_openbsd.c: pledge(2) and unveil(2). Set-id programs and children
 * leave no way out either: neither "exec" nor "proc" is promised.
 */
#include <unistd.h>

#include "host/confine.h"

/* there is no core of a pledged process that breaks its promise but the one
   that RLIMIT_CORE forbids */
void
confine_system_early(void)
{
}

/* What is open stays readable; "inet" covers sockets and bind(2). */
void
confine_system(struct confinement *c)
{
	c->means = CONFINE_PLEDGE;
	c->unveiled = unveil("/", "") == 0 && unveil(NULL, NULL) == 0;
	c->no_files = pledge("stdio inet", NULL) == 0;
}
