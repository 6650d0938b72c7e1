/* SPDX-License-Identifier: Apache-2.0 */
/* A list model of objects that it keeps in an array: what lists of a trace's branches, breakpoints, remarks
 * and runs are made of. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BS_TYPE_ITEM_LIST (bs_item_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (BsItemList, bs_item_list, BS, ITEM_LIST, GObject)

struct _BsItemListClass
{
  GObjectClass parent_class;

  GType item_type; /* of what is in the list */
};

/** bs_item_list_get_items: Returns: (transfer none) (element-type GObject): as long as the list; what changes
 * it says so with g_list_model_items_changed(). */
GPtrArray *bs_item_list_get_items (BsItemList *self);

G_END_DECLS
