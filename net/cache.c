/*
 * cache.c: addresses of MX hosts already learnt in this run.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "net/cache.h"

struct slot {
	char *name;		/* NULL: free */
	uint16_t type;
	struct answer answer;
	struct origin origin;
	size_t weight;
};

/* No base/table.h: that one grows, and this one must not. */
struct cache {
	struct slot *slot[CACHE_SLOTS];	/* one place for each name */
	size_t octets;
	size_t hand;		/* the slot to be emptied next */
};

struct cache *
cache_new(void)
{
	return calloc(1, sizeof(struct cache));
}

static size_t
place(const struct question *question)
{
	uint32_t hash = fold_hash(FOLD_START ^ question->type,
	    question->name, strlen(question->name));

	return (hash ^ hash >> 16) % CACHE_SLOTS;
}

static void
evict(struct cache *cache, size_t at)
{
	struct slot *slot = cache->slot[at];

	if (slot == NULL)
		return;
	cache->octets -= slot->weight;
	answer_free(&slot->answer);
	free(slot->name);
	free(slot);
	cache->slot[at] = NULL;
}

void
cache_free(struct cache *cache)
{
	size_t at;

	if (cache == NULL)
		return;
	for (at = 0; at < CACHE_SLOTS; at++)
		evict(cache, at);
	free(cache);
}

const struct answer *
cache_find(const struct cache *cache, const struct question *question,
    const struct origin **origin)
{
	const struct slot *slot = cache->slot[place(question)];

	if (slot == NULL || slot->type != question->type ||
	    !fold_equal(slot->name, strlen(slot->name), question->name,
	    strlen(question->name)))
		return NULL;
	*origin = &slot->origin;
	return &slot->answer;
}

/* The hand goes round: each answer stays as long as the others may. It meets
   every slot at most once: in an empty cache there is room. */
static void
make_room(struct cache *cache, size_t weight)
{
	while (cache->octets + weight > CACHE_OCTETS) {
		evict(cache, cache->hand);
		cache->hand = (cache->hand + 1) % CACHE_SLOTS;
	}
}

void
cache_keep(struct cache *cache, const struct question *question,
    const struct answer *answer, const struct origin *origin)
{
	size_t at = place(question), len = strlen(question->name) + 1;
	struct slot *slot;
	size_t weight = sizeof *slot + len + answer_weight(answer);

	if (answer->class == ANSWER_SOFT || weight > CACHE_LARGE)
		return;
	evict(cache, at);
	make_room(cache, weight);
	slot = calloc(1, sizeof *slot);
	if (slot == NULL)
		return;
	slot->name = strdup(question->name);
	if (slot->name == NULL || answer_copy(&slot->answer, answer) == -1) {
		free(slot->name);
		free(slot);
		return;
	}
	slot->type = question->type;
	slot->origin = *origin;
	slot->weight = weight;
	cache->octets += weight;
	cache->slot[at] = slot;
}
