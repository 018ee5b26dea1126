/*
 * utc.c: seconds since the epoch as a date.
 */
#include <stdio.h>

#include "base/utc.h"

enum { DAY = 86400 };

/* days from 1970-01-01 to a date of the proleptic Gregorian calendar; years
   are counted from March, so that leap days end them */
static void
date(int64_t days, int *year, int *month, int *day)
{
	int64_t era, of_era, year_of_era, of_year, months;

	days += 719468;		/* from 0000-03-01 */
	era = (days >= 0 ? days : days - 146096) / 146097;
	of_era = days - era * 146097;
	year_of_era = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	of_year = of_era - (365 * year_of_era + year_of_era / 4 -
	    year_of_era / 100);
	months = (5 * of_year + 2) / 153;
	*year = (int)((year_of_era + era * 400 + (months >= 10)) % 10000);
	*month = (int)(months < 10 ? months + 3 : months - 9);
	*day = (int)(of_year - (153 * months + 2) / 5 + 1);
}

char *
utc_text(int64_t when, bool seconds, char text[UTC_TEXT])
{
	int64_t days = when / DAY, of_day = when % DAY;
	int year, month, day, hour, minute;

	if (of_day < 0) {
		of_day += DAY;
		days--;
	}
	date(days, &year, &month, &day);
	hour = (int)(of_day / 3600);
	minute = (int)(of_day / 60 % 60);
	if (seconds)
		snprintf(text, UTC_TEXT, "%04d-%02d-%02d %02d:%02d:%02dZ",
		    year, month, day, hour, minute, (int)(of_day % 60));
	else
		snprintf(text, UTC_TEXT, "%04d-%02d-%02d %02d:%02d UTC",
		    year, month, day, hour, minute);
	return text;
}
