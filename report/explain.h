/*
 * explain.h: the long story of each finding, for --explain.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include <stdio.h>

/*
 * Prints the page of a finding, 80 columns wide; "list": every id with its
 * severity and a line. 0, 1: no such id (nothing is printed), -1: the stream
 * failed (errno).
 */
int
explain_print(FILE *, const char *id);

#endif
