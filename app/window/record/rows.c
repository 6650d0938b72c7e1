/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers for the rows of preferences. */
#include "config.h"

#include "app/window/record/rows.h"

void
bs_row_set_text (GtkWidget *row, const char *text, gboolean error)
{
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), text);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  if (error)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
bs_row_set_names (AdwComboRow *row, const char *const *names, const char *last)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  if (last != NULL)
    gtk_string_list_append (list, last);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
}

const char *
bs_row_get_name (AdwComboRow *row)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (row);

  return item != NULL ? gtk_string_object_get_string (item) : "";
}

static guint
count (AdwComboRow *row)
{
  return g_list_model_get_n_items (adw_combo_row_get_model (row));
}

gboolean
bs_row_is_last (AdwComboRow *row)
{
  return adw_combo_row_get_selected (row) + 1 == count (row);
}

void
bs_row_select_last (AdwComboRow *row)
{
  adw_combo_row_set_selected (row, count (row) - 1);
}
