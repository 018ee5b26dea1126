/* explain.c: see explain.h. Each page is one row of the .def tables. */
#include "report/explain.h"

#include <string.h>

#include "advice/finding.h"

enum {
	COLUMNS = 78,		/* of a page's text */
	INDENT = 9		/* of its paragraphs */
};

struct page {
	const char *title, *does, *bites, *mend;
	const char *example;	/* a command, or NULL */
	const char *see;	/* how it shows without one, or NULL */
};

static const struct page pages[FINDINGS] = {
#define PAGE(id, title, does, bites, mend, example, see) \
	[FINDING_##id] = { title, does, bites, mend, example, see },
#include "report/explain_files.def"
#include "report/explain_ipme.def"
#include "report/explain_dns.def"
#undef PAGE
};

/* A paragraph behind its label, broken at blanks. */
static void
print_wrapped(FILE *f, const char *label, const char *text)
{
	size_t column, word;

	fprintf(f, "  %-*s", INDENT - 2, label);
	column = INDENT;
	while (*text != '\0') {
		word = strcspn(text, " ");
		if (column > INDENT && column + 1 + word > COLUMNS) {
			fprintf(f, "\n%*s", INDENT, "");
			column = INDENT;
		}
		if (column > INDENT) {
			fputc(' ', f);
			column++;
		}
		fprintf(f, "%.*s", (int)word, text);
		column += word;
		text += word;
		text += strspn(text, " ");
	}
	fputc('\n', f);
}

static void
print_page(FILE *f, enum finding_id id)
{
	const struct page *p = &pages[id];

	fprintf(f, "%s (%s): %s\n\n", finding_slug(id),
	    severity_name(finding_severity(id)), p->title);
	print_wrapped(f, "does", p->does);
	print_wrapped(f, "bites", p->bites);
	print_wrapped(f, "mend", p->mend);
	if (p->see != NULL)
		print_wrapped(f, "see", p->see);
	if (p->example != NULL)
		fprintf(f, "  %-*s%s\n", INDENT - 2, "try", p->example);
}

static void
print_list(FILE *f)
{
	enum finding_id id;

	for (id = 0; id < FINDINGS; id++)
		fprintf(f, "%-22s  %-7s  %s\n", finding_slug(id),
		    severity_name(finding_severity(id)), pages[id].title);
}

int
explain_print(FILE *f, const char *id)
{
	enum finding_id found;

	if (strcmp(id, "list") == 0)
		print_list(f);
	else if ((found = finding_by_slug(id)) != FINDINGS)
		print_page(f, found);
	else
		return 1;
	return fflush(f) == EOF || ferror(f) ? -1 : 0;
}
