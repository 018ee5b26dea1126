/*
 * control_load.h: reads a control directory; the half of control that
 * touches files.
 */
#ifndef HOST_CONTROL_LOAD_H
#define HOST_CONTROL_LOAD_H

#include "host/users.h"
#include "qmail/site.h"

enum { CONTROL_LOAD_MOST = 256 << 20 };	/* octets of a file, at most */

enum control_load_result {
	CONTROL_LOADED,		/* files' own states tell the rest */
	CONTROL_NO_DIRECTORY,	/* errno */
	CONTROL_TOO_LARGE,	/* *which is past CONTROL_LOAD_MOST */
	CONTROL_NO_MEMORY
};

/*
 * Reads every file of the directory; unless the result is CONTROL_LOADED,
 * controls owns nothing. What stands in a file's place is read as qmail reads
 * it (read_file.h): a link to /dev/null or a FIFO that nobody writes to is an
 * empty file; a directory (EISDIR), a socket (ENXIO), a FIFO that is written
 * to (EAGAIN) and a device without an end (EFBIG) are UNREADABLE.
 *
 * A file that who runs mxwhy may not read is UNSEEN when its qmail user may
 * (or that cannot be told), UNREADABLE when that user may not either, or when
 * permission is denied to root too. A file that mxwhy can read and its qmail
 * user may not is UNREADABLE with EACCES (bytes and entries are kept for the
 * findings), `closed_to_qmail` set.
 *
 * Users: qmails for what qmail-send reads, qmailr for what qmail-remote reads
 * (control_readers); for what neither reads nobody is asked.
 */
enum control_load_result
control_load(struct controls *, struct control_about about[CONTROL_FILES],
    const char *dir, const struct users *, enum control_file *which);

#endif
