/*
 * list.c: the one queue.
 */
#include "base/list.h"

void
list_init(struct list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

void
list_append(struct list *list, struct list_link *link)
{
	link->next = NULL;
	*list->end = link;
	list->end = &link->next;
}

struct list_link *
list_take(struct list *list)
{
	struct list_link *link = list->first;

	if (link == NULL)
		return NULL;
	list->first = link->next;
	if (list->first == NULL)
		list->end = &list->first;
	return link;
}
