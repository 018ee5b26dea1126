/*
 * list.h: the one queue: elements are linked through a member of theirs, the
 * first in is the first out. An element is in one list at a time. Pure.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>

struct list_link {
	struct list_link *next;
};

struct list {
	struct list_link *first, **end;
};

/* the element that bears the link; link is not NULL */
#define LIST_OF(type, member, link) \
	((type *)((char *)(link) - offsetof(type, member)))

void
list_init(struct list *);

void
list_append(struct list *, struct list_link *);

/* Takes the first out; NULL: the list is empty. */
struct list_link *
list_take(struct list *);

#endif
