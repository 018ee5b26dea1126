/*
 * help.c: what --help prints.
 */
#include "run/help.h"

static const char help[] =
"usage: mxwhy [options] recipient-or-domain ...\n"
"       mxwhy [options] --ip address ...\n"
"       mxwhy [options]\n"
"\n"
"Tells why qmail delivers, defers or bounces; without an argument, which\n"
"addresses and control files qmail sees here.\n"
"\n"
"  -c, --control DIR     qmail's control directory (/var/qmail/control)\n"
"  -F, --flavor NAME     which qmail: a name, auto (default) or list\n"
"  -i, --ip              the arguments are addresses: would each be me?\n"
"      --recipient       the arguments are recipients, also without an @\n"
"      --sender ADDR     the envelope sender, for flavors that route by it\n"
"      --relayclient yes|no  does qmail-smtpd here relay for the address that\n"
"                        a message comes back from (default: 127.* alone)\n"
"  -f, --file FILE       subjects from a file, one a line; "
"- is standard input\n"
"      --all             every domain that the control files name\n"
"  -s, --server ADDR[@PORT]  ask this DNS server (repeatable)\n"
"  -z, --zone FILE       this master file is all the DNS there is "
"(repeatable)\n"
"      --timeout S       seconds a try\n"
"      --attempts N      tries in all per server\n"
"  -n, --inflight N      questions in flight at most (100)\n"
"  -j, --json            one JSON object per subject and line\n"
"  -q, --quiet           the verdict line alone\n"
"  -v, --verbose         every key tried, every question asked, every note\n"
"      --color WHEN      auto (default), always or never\n"
"      --explain ID      the long story of a finding; list lists the ids\n"
"      --strict          errors and warnings make an exit status of 0 a 1\n"
"      --user USER       who to become when started as root (nobody)\n"
"  -h, --help            this text\n"
"  -V, --version         the version, and the libraries' versions\n"
"\n"
"exit status: 0 delivered, 3 loop, 100 bounce, 111 defer, 2 trouble;\n"
"with --ip 0 me, 1 not me. See mxwhy(1).\n";

const char *
help_text(void)
{
	return help;
}
