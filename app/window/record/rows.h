/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers for the rows of preferences. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** bs_row_set_text: what a row says below its title; @error: that it says what is wrong. */
void bs_row_set_text (GtkWidget *row, const char *text, gboolean error);

/** bs_row_set_names: @names: (array zero-terminated=1): of a list; @last: (nullable): one more. */
void bs_row_set_names (AdwComboRow *row, const char *const *names, const char *last);

/** bs_row_get_name: Returns: (transfer none): the name that is selected, or an empty one. */
const char *bs_row_get_name (AdwComboRow *row);

/** bs_row_is_last: Returns: whether the last of the names is selected. */
gboolean bs_row_is_last (AdwComboRow *row);

void bs_row_select_last (AdwComboRow *row);

/** bs_row_select_name: Returns: whether there is @name; else nothing changes. */
gboolean bs_row_select_name (AdwComboRow *row, const char *name);

/** bs_row_explain: shows in the list of @row below each name what @explain says of it, if anything. */
void bs_row_explain (AdwComboRow *row, const char *(*explain) (const char *name));

/** bs_row_refuse: the name at @position of an explained list cannot be chosen there, and the list says
 * @why; %NULL: it can be. */
void bs_row_refuse (AdwComboRow *row, guint position, const char *why);

G_END_DECLS
