/*
 * beside.h: files beside the control directory: the file tcpto, cdb files.
 */
#ifndef HOST_BESIDE_H
#define HOST_BESIDE_H

#include "host/users.h"
#include "qmail/site.h"

/*
 * The path of a file beside the control directory ("queue/lock/tcpto"):
 * from the path's own parent, or, when nothing is there, from the parent of
 * what the path leads to (control may be a symbolic link). malloc'd, the
 * caller frees; NULL: no memory.
 */
char *
host_beside(const char *control_dir, const char *path);

/*
 * queue/lock/tcpto. Missing counts as empty, and so does one that qmailr
 * cannot open for reading and writing (tcpto.c, getbuf). Never fails: what who
 * runs mxwhy may not read is `unseen`.
 */
void
host_tcpto(struct tcpto *, const char *control_dir,
    const struct user *qmailr);

void
host_cdbs(struct host_cdbs *, const char *control_dir);

/*
 * control/morercpthosts.cdb. What qmail-smtpd opens and cannot search (a
 * directory, a FIFO, a device) is READ and has no octets, as an empty file;
 * what it cannot open is UNREADABLE; what who runs mxwhy may not read, or is
 * larger than mxwhy reads, is UNSEEN. -1: no memory
 */
int
host_morercpthosts(struct cdb *, const char *control_dir);

#endif
