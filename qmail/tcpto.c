/*
 * tcpto.c: hosts that timed out, as qmail-remote remembers and skips them.
 */
#include <string.h>

#include "qmail/tcpto.h"

enum { COUNT_SKIPS = 2 };

/* qmail's limit for a process number whose low five bits are given */
static int64_t
young_below(int pid)
{
	return (int64_t)(60 + pid) << 6;
}

/* The first record of an address is the only one that is looked at. */
static bool
is_known(const struct tcpto *tcpto, uint32_t address)
{
	size_t i;

	for (i = 0; i < tcpto->n; i++)
		if (tcpto->record[i].address == address)
			return true;
	return false;
}

/* A free record is all zero, and stands for 0.0.0.0 as far as qmail cares. */
void
tcpto_parse(struct tcpto *tcpto, const uint8_t *bytes, size_t len)
{
	bool zero_seen = false;
	size_t i;

	memset(tcpto, 0, sizeof *tcpto);
	for (i = 0; i < TCPTO_RECORDS && (i + 1) * TCPTO_OCTETS <= len; i++) {
		const uint8_t *b = bytes + i * TCPTO_OCTETS;
		struct tcpto_record record = {
			.address = (uint32_t)b[0] << 24 |
			    (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3],
			.count = b[4] < 0x80 ? b[4] : b[4] - 0x100,
			.when = (int64_t)((uint32_t)b[11] << 24 |
			    (uint32_t)b[10] << 16 | (uint32_t)b[9] << 8 | b[8])
		};

		if (record.address == 0) {
			if (zero_seen || record.count == 0) {
				zero_seen = true;
				continue;
			}
			zero_seen = true;
		}
		if (!is_known(tcpto, record.address))
			tcpto->record[tcpto->n++] = record;
	}
}

struct tcpto_verdict
tcpto_judge(const struct tcpto *tcpto, uint32_t address, int64_t now)
{
	struct tcpto_verdict verdict = { 0, 0, 0 };
	const struct tcpto_record *record = NULL;
	size_t i;
	int pid;

	for (i = 0; i < tcpto->n && record == NULL; i++)
		if (tcpto->record[i].address == address)
			record = &tcpto->record[i];
	if (record == NULL || record->count < COUNT_SKIPS)
		return verdict;
	for (pid = 0; pid < TCPTO_PROCESSES; pid++)
		verdict.skipping += now - record->when < young_below(pid);
	if (verdict.skipping > 0) {
		verdict.until = record->when + young_below(TCPTO_PROCESSES - 1);
		verdict.surely_until = record->when + young_below(0);
	}
	return verdict;
}
