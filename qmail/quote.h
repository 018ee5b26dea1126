/*
 * quote.h: an address as it goes over the wire. Pure.
 */
#ifndef QMAIL_QUOTE_H
#define QMAIL_QUOTE_H

/*
 * The box, all in front of the last @, in quotes if it needs them; the host
 * as it is. Without an @ nothing is changed (qmail-remote.c, addrmangle;
 * quote.c). malloc'd; NULL: no memory
 */
char *
quote_address(const char *address);

#endif
