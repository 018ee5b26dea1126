/*
 * idn.c: the domain as sagredo's build sends it, through libidn2.
 */
#include <idn2.h>
#include <string.h>

#include "qmail/idn.h"

enum idn_result
idn_convert(const char *domain, char **name)
{
	uint8_t *converted = NULL;
	int result;

	*name = NULL;
	result = idn2_lookup_u8((const uint8_t *)domain, &converted,
	    IDN2_NFC_INPUT);
	if (result == IDN2_MALLOC)
		return IDN_NO_MEMORY;
	if (result != IDN2_OK || converted == NULL)
		return IDN_REFUSED;
	/* libidn2 allocates with malloc: the caller's free is idn2_free */
	*name = (char *)converted;
	return IDN_CONVERTED;
}

const char *
idn_library(void)
{
	return idn2_check_version(NULL);
}
