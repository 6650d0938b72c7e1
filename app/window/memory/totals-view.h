/* SPDX-License-Identifier: Apache-2.0 */
/* Sums before and after planning, side by side; what got better or worse has a sign and a colour.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row. */
typedef struct
{
  const char *name; /* translated */
  guint64 before, after;
  gboolean bytes;   /* else a count */
  gboolean neutral; /* neither more nor less is better */
} BsTotal;

#define BS_TYPE_TOTALS_VIEW (bs_totals_view_get_type ())
G_DECLARE_FINAL_TYPE (BsTotalsView, bs_totals_view, BS, TOTALS_VIEW, GtkWidget)

GtkWidget *bs_totals_view_new (void);

/** bs_totals_view_set: @totals: (array length=n): copied */
void bs_totals_view_set (BsTotalsView *self, const BsTotal *totals, guint n);
/** bs_totals_view_set_note: @note: (nullable): a sentence below them. */
void bs_totals_view_set_note (BsTotalsView *self, const char *note);

G_END_DECLS
