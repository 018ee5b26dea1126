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
confine_system(struct confinement *c, const struct confine_options *options)
{
	bool veiled = unveil("/", "") == 0 && unveil(NULL, NULL) == 0;

	(void)options;
	c->pledge = pledge("stdio inet", NULL) == 0;
	if (c->pledge)
		confine_say(c, "no files (pledge%s)",
		    veiled ? ", unveil" : "");
	else
		confine_say(c, "files stay open to it (no pledge)");
}
