/* SPDX-License-Identifier: Apache-2.0 */
/* How long the main loop is away: processor time of this thread from one poll to the next, so that what
 * else a machine does is not counted. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *doing; /* as told by stall_watch_note() */
  double ms;
  char *where; /* (nullable) functions that ran when the limit was passed, innermost first */
} Stall;

/** stall_watch_begin: watches the default main context, from the thread that runs it. */
void stall_watch_begin (double limit_ms);

/** stall_watch_note: @doing: a constant: what is being done from now on. What this thread has done since the
 * last poll is not counted. */
void stall_watch_note (const char *doing);

/** stall_watch_longest: Returns: the longest time away since @doing was noted last, in ms. */
double stall_watch_longest (void);

/** stall_watch_end: Returns: (transfer full) (element-type Stall): the times above the limit. */
GPtrArray *stall_watch_end (void);

/** stall_watch_is_fair: Returns: whether times of this program mean anything: not under a sanitizer or
 * valgrind. */
gboolean stall_watch_is_fair (void);

G_END_DECLS
