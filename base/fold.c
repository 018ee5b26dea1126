/*
 * fold.c: octets with ASCII case ignored.
 */
#include "base/fold.h"

static uint8_t
lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
}

bool
fold_equal(const void *a, size_t a_len, const void *b, size_t b_len)
{
	const uint8_t *x = a, *y = b;
	size_t i;

	if (a_len != b_len)
		return false;
	for (i = 0; i < a_len; i++)
		if (lower(x[i]) != lower(y[i]))
			return false;
	return true;
}

uint32_t
fold_hash(uint32_t hash, const void *octets, size_t len)
{
	const uint8_t *octet = octets;

	for (; len > 0; len--)
		hash = (hash ^ lower(*octet++)) * 16777619u;
	return hash;
}

void
fold_lower(void *to, const void *from, size_t len)
{
	const uint8_t *x = from;
	uint8_t *y = to;

	for (; len > 0; len--)
		*y++ = lower(*x++);
}
