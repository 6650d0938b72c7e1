/* SPDX-License-Identifier: Apache-2.0 */
/* How far the loading of a trace is: told by the threads that read, to be looked at from any. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BsLoadProgress: begins as zeros; read with g_atomic_int_get(), numbers beyond stay at the most. */
typedef struct
{
  int n_decisions;
  int n_events;
  int n_events_expected; /* 0: not known */
} BsLoadProgress;

/**
 * bs_load_progress_tell:
 * @self: (nullable): a progress; %NULL: nobody wants to know
 * @place: which of its numbers
 * @value: how many there are now
 *
 * Says how far loading is, from any thread.
 */
#define bs_load_progress_tell(self, place, value)                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((self) != NULL)                                                                            \
      g_atomic_int_set (&(self)->place, (int) MIN ((guint64) (value), G_MAXINT));                  \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
