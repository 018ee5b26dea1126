/*
 * send_other.c: where there is no /proc to look into.
 */
#include <string.h>

#include "host/send.h"

void
host_send(struct host_send *send, const char *control_dir,
    const struct user *qmails)
{
	(void)control_dir;
	(void)qmails;
	memset(send, 0, sizeof *send);
	send->state = SEND_UNKNOWN;
}
