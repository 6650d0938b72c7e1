/* SPDX-License-Identifier: Apache-2.0 */
/* Traces that were opened before, with what is worth knowing of them before opening them again. */
#pragma once

#include <gio/gio.h>

#include "app/window/model/pictures.h"

G_BEGIN_DECLS

#define BS_TYPE_RECENT (bs_recent_get_type ())
G_DECLARE_FINAL_TYPE (BsRecent, bs_recent, BS, RECENT, GObject)

/** BsRecentEntry: a trace of the list. */
typedef struct
{
  GFile *file;
  char *name;    /* of the file, without its suffix */
  char *summary; /* workload and policy */
  char *facts;   /* batches, bound, time */
  gboolean at_bound, cut_short, emulated;
  gint64 opened;      /* Unix time, in seconds */
  char *thumbnail[2]; /* paths for light and dark; may not exist */
} BsRecentEntry;

void bs_recent_entry_free (BsRecentEntry *entry);

/** bs_recent_get: Returns: (transfer none): the one list; emits `changed`. */
BsRecent *bs_recent_get (void);

/** bs_recent_list: Returns: (transfer full): BsRecentEntry, latest first; without the files that were
 * missing when bs_recent_look() looked. */
GPtrArray *bs_recent_list (BsRecent *self);

/** bs_recent_look: looks in a thread which files are there, and emits `changed` if others are. */
void bs_recent_look (BsRecent *self);

/** bs_recent_remove: Returns: (transfer full) (nullable): what to give to bs_recent_restore() to have
 * the entry of @file in the list again; %NULL: it was not there. */
char *bs_recent_remove (BsRecent *self, GFile *file);
void bs_recent_restore (BsRecent *self, const char *removed);

/** bs_recent_add: remembers @file; pictures for the list are painted in the background. */
void bs_recent_add (GFile *file, BsPictures *pictures);

/** bs_recent_finish: returns when the list is written, for the end of the program. */
void bs_recent_finish (BsRecent *self);

/** bs_recent_age: Returns: (transfer full): how long before @now @time was, in words; both are Unix
 * times in seconds. */
char *bs_recent_age (gint64 time, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRecentEntry, bs_recent_entry_free)

G_END_DECLS
