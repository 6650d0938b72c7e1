/* SPDX-License-Identifier: Apache-2.0 */
/* A button that opens a list to search in and to choose from: recipes, queries of before, tables and
 * their columns. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_PICK_ITEM (bs_pick_item_get_type ())
G_DECLARE_FINAL_TYPE (BsPickItem, bs_pick_item, BS, PICK_ITEM, GObject)

/**
 * bs_pick_item_new:
 * @text: (nullable): what is chosen; %NULL: it only groups others
 * @title: what is read
 * @detail: (nullable): that follows the title
 * @help: (nullable): in smaller letters below, and what is searched as well
 */
BsPickItem *bs_pick_item_new (const char *text, const char *title, const char *detail,
                              const char *help);

const char *bs_pick_item_get_text (BsPickItem *self);
const char *bs_pick_item_get_title (BsPickItem *self);

/** bs_pick_item_set_code: the title is something that is written as it is, such as SQL. */
void bs_pick_item_set_code (BsPickItem *self);

/** bs_pick_item_add: @child: (transfer full): below @self. */
void bs_pick_item_add (BsPickItem *self, BsPickItem *child);

/** bs_pick_item_set_button: a button at its end: @name: what `button` says of it */
void bs_pick_item_set_button (BsPickItem *self, const char *name, const char *icon,
                              const char *tooltip);

#define BS_TYPE_PICK_LIST (bs_pick_list_get_type ())

/* Properties in .ui files: `label` or `icon-name` of the button, `title` for screen readers and its tooltip,
 * `expanded`: groups are open at first. Signals: `fill` (GListStore of BsPickItem) when it opens or what
 * it lists is another; `chosen` (BsPickItem *); `button` (BsPickItem *, const char *name). */
G_DECLARE_FINAL_TYPE (BsPickList, bs_pick_list, BS, PICK_LIST, GtkWidget)

/** bs_pick_list_set_empty: what is said where there is nothing. */
void bs_pick_list_set_empty (BsPickList *self, const char *text);

/** bs_pick_list_refill: while it is open, lists what there is now. */
void bs_pick_list_refill (BsPickList *self);

void bs_pick_list_popup (BsPickList *self);
void bs_pick_list_popdown (BsPickList *self);

/* For tests. */
GtkEditable *bs_pick_list_get_search (BsPickList *self);

/** bs_pick_list_get_items: Returns: (transfer none): of BsPickItem: rows that are listed now, as they stand. */
GListModel *bs_pick_list_get_rows (BsPickList *self);

/** bs_pick_list_choose: as a click on the row at @position. */
void bs_pick_list_choose (BsPickList *self, guint position);

G_END_DECLS
