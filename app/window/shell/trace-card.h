/* SPDX-License-Identifier: Apache-2.0 */
/* A trace on the start page: its strip, its name, and what is worth knowing of it. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/shell/recent.h"

G_BEGIN_DECLS

#define BS_TYPE_TRACE_CARD (bs_trace_card_get_type ())
G_DECLARE_FINAL_TYPE (BsTraceCard, bs_trace_card, BS, TRACE_CARD, GtkFlowBoxChild)

/** bs_trace_card_new: its picture comes from a thread. Signal: `remove` when it is not wanted in the
 * list. */
GtkWidget *bs_trace_card_new (const BsRecentEntry *entry);

GFile *bs_trace_card_get_file (BsTraceCard *self);
const char *bs_trace_card_get_name (BsTraceCard *self);

/** bs_trace_card_shows: Returns: whether it is just what a new one for @entry would be, but for the
 * age, which is told anew. */
gboolean bs_trace_card_shows (BsTraceCard *self, const BsRecentEntry *entry);

G_END_DECLS
