#include "wire/octets.h"

unsigned
octets_get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

void
octets_put16(uint8_t *at, unsigned number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}
