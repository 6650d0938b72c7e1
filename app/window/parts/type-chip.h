/* SPDX-License-Identifier: Apache-2.0 */
/* The mark of a type: its letter on its colour. */
#pragma once

#include <gtk/gtk.h>

#include "engine/type-table.h"

G_BEGIN_DECLS

#define BS_TYPE_TYPE_CHIP (bs_type_chip_get_type ())
G_DECLARE_FINAL_TYPE (BsTypeChip, bs_type_chip, BS, TYPE_CHIP, GtkWidget)

/** bs_type_chip_new: @size: edge in pixels. The name of the type has to stand beside it. */
GtkWidget *bs_type_chip_new (int size);

/** bs_type_chip_set: @filled: %FALSE for an outline: ready, but not chosen. Cheap when nothing changes. */
void bs_type_chip_set (BsTypeChip *self, BsTypeTable *types, guint type, gboolean filled);

/** bs_type_chip_set_marks: what a state says of the type (#BsMark): drawn above and below, outside
 * of the widget. */
void bs_type_chip_set_marks (BsTypeChip *self, guint marks);

G_END_DECLS
