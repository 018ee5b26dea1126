/*
 * ascii.h: what an octet is, whatever the locale. Pure.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

bool
ascii_is_digit(char);

/* a blank or a tab */
bool
ascii_is_blank(char);

/* octets of the UTF-8 byte order mark that the text starts with: 3, or 0 */
size_t
ascii_mark(const char *text, size_t len);

#endif
