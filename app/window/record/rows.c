/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers for the rows of preferences. */
#include "config.h"

#include "app/window/record/rows.h"

#include <string.h>

void
bs_row_set_text (GtkWidget *row, const char *text, gboolean error)
{
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), text);
  else
    {
      /* what is wrong is not cut */
      if (error)
        adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
    }
  if (error)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* Longer names give way to the title. */
#define WHOLE_CHARS 18

static void
setup_value_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_value_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  gboolean is_long = g_utf8_strlen (name, -1) > WHOLE_CHARS;

  gtk_label_set_label (label, name);
  gtk_label_set_ellipsize (label, is_long ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (label, is_long ? WHOLE_CHARS : -1);
}

/* In a narrow row, what is chosen is not cut for the sake of a long subtitle. */
static void
keep_value (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  if (adw_combo_row_get_list_factory (row) == NULL)
    adw_combo_row_set_list_factory (row, adw_combo_row_get_factory (row));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_value_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_value_cb), NULL);
  adw_combo_row_set_factory (row, factory);
}

void
bs_row_set_names (AdwComboRow *row, const char *const *names, const char *last)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  if (last != NULL)
    gtk_string_list_append (list, last);
  keep_value (row);
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

gboolean
bs_row_select_name (AdwComboRow *row, const char *name)
{
  GListModel *names = adw_combo_row_get_model (row);

  for (guint i = 0; i < count (row); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (names, i);

      if (strcmp (gtk_string_object_get_string (item), name) == 0)
        {
          adw_combo_row_set_selected (row, i);
          return TRUE;
        }
    }

  return FALSE;
}

/* Of an item of a list: why it cannot be chosen. */
#define WHY_NOT "why-not"

typedef const char *(*Explain) (const char *name);

static GtkWidget *
add_label (GtkBox *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0F);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_box_append (box, label);
  return label;
}

/* Words, and a tick at the end of the one that is chosen. */
static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  GtkBox *words = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *tick = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *summary;

  gtk_widget_set_hexpand (GTK_WIDGET (words), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (words), GTK_ALIGN_CENTER);
  add_label (words);
  summary = add_label (words);
  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_box_append (box, GTK_WIDGET (words));
  gtk_box_append (box, tick);
  gtk_list_item_set_child (item, GTK_WIDGET (box));
}

static void
show_tick (GtkListItem *item, AdwComboRow *row)
{
  GtkWidget *tick = gtk_widget_get_last_child (gtk_list_item_get_child (item));

  gtk_widget_set_opacity (
      tick, gtk_list_item_get_position (item) == adw_combo_row_get_selected (row) ? 1.0 : 0.0);
}

static void
selected_cb (AdwComboRow *row, GParamSpec *pspec, GtkListItem *item)
{
  show_tick (item, row);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AdwComboRow *row)
{
  GtkStringObject *object = gtk_list_item_get_item (item);
  const char *name = gtk_string_object_get_string (object);
  const char *why_not = g_object_get_data (G_OBJECT (object), WHY_NOT);
  Explain explain = (Explain) g_object_get_data (G_OBJECT (factory), "explain");
  GtkWidget *title = gtk_widget_get_first_child (
      gtk_widget_get_first_child (gtk_list_item_get_child (item)));
  GtkWidget *summary = gtk_widget_get_next_sibling (title);
  /* the last is no name, and speaks for itself */
  gboolean last = gtk_list_item_get_position (item) + 1 == count (row);
  const char *text = why_not != NULL                        ? why_not
                     : last && g_str_has_suffix (name, "…") ? ""
                                                            : explain (name);

  gtk_label_set_label (GTK_LABEL (title), name);
  gtk_label_set_label (GTK_LABEL (summary), text);
  gtk_widget_set_visible (summary, *text != '\0');
  gtk_widget_set_sensitive (gtk_list_item_get_child (item), why_not == NULL);
  /* words that are grey twice nobody can read */
  if (why_not != NULL)
    gtk_widget_remove_css_class (summary, "dim-label");
  else
    gtk_widget_add_css_class (summary, "dim-label");
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), why_not);
  gtk_list_item_set_activatable (item, why_not == NULL);
  gtk_list_item_set_selectable (item, why_not == NULL);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (selected_cb), item, 0);
  show_tick (item, row);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, AdwComboRow *row)
{
  g_signal_handlers_disconnect_by_func (row, selected_cb, item);
}

void
bs_row_explain (AdwComboRow *row, const char *(*explain) (const char *name))
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "explain", explain);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), row);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), row);
  adw_combo_row_set_list_factory (row, factory);
}

void
bs_row_refuse (AdwComboRow *row, guint position, const char *why)
{
  GObject *factory = G_OBJECT (adw_combo_row_get_list_factory (row));
  g_autoptr (GObject) item = g_list_model_get_item (adw_combo_row_get_model (row), position);

  g_object_set_data_full (item, WHY_NOT, g_strdup (why), g_free);
  /* what the list shows already is shown anew */
  bs_row_explain (row, (Explain) g_object_get_data (factory, "explain"));
}
