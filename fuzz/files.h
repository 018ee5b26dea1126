/*
 * files.h: control files out of a fuzzer's octets, one section each in the
 * order of enum control_file. A section that starts with 0xfe is a file that
 * is missing, with 0xfd one that qmail cannot read.
 */
#ifndef FUZZ_FILES_H
#define FUZZ_FILES_H

#include "qmail/control.h"
#include "bytes.h"

enum {
	FILES_MISSING = 0xfe, FILES_UNREADABLE = 0xfd,
	FILES_SECRET = 1	/* what secrets are made of, see below */
};

/*
 * The secrets of an smtproutes or authsenders, behind the first bar of a
 * line, become octets that stand nowhere else. Zero octets stay: they part
 * entries.
 */
static inline void
files_hide(char *bytes, size_t len)
{
	bool secret = false;
	size_t i;

	for (i = 0; i < len; i++) {
		if (bytes[i] == '\n')
			secret = false;
		else if (secret && bytes[i] != '\0')
			bytes[i] = FILES_SECRET;
		else if (bytes[i] == '|')
			secret = true;
	}
}

static inline void
files_read(struct controls *controls, struct bytes *in)
{
	const uint8_t *text;
	struct control *c;
	char *bytes;
	size_t i, len;

	memset(controls, 0, sizeof *controls);
	for (i = 0; i < CONTROL_FILES; i++) {
		c = &controls->file[i];
		c->file = (enum control_file)i;
		if (in->left == 0)
			continue;
		text = bytes_section(in, &len);
		if (len > 0 && text[0] == FILES_UNREADABLE)
			c->state = CONTROL_UNREADABLE;
		if (len > 0 && (text[0] == FILES_UNREADABLE ||
		    text[0] == FILES_MISSING))
			continue;
		bytes = len > 0 ? bytes_copy(text, len) : NULL;
		if (i == CONTROL_SMTPROUTES || i == CONTROL_AUTHSENDERS)
			files_hide(bytes, len);
		must(control_parse(c, c->file, bytes, len) == 0);
	}
}

#endif
