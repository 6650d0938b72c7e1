/* SPDX-License-Identifier: Apache-2.0 */
/* What a window without a trace shows. */
#include "config.h"

#include "app/window/shell/start-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"

#define PICTURE_WIDTH 320
#define HINT "batchscope-cli record --workload tree-lstm --data TREES.txt -o run.bscope"

struct _BsStartPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *hint, *hint_below, *no_match;
  GtkEditable *filter;
  GtkFlowBox *cards;

  guint fill_source;
};

G_DEFINE_FINAL_TYPE (BsStartPage, bs_start_page, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "numeric");
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
make_picture (const BsRecentEntry *entry)
{
  const char *path =
      entry->thumbnail[adw_style_manager_get_dark (adw_style_manager_get_default ()) ? 1 : 0];
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *picture = gtk_picture_new ();

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    gtk_picture_set_filename (GTK_PICTURE (picture), path);
  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_FILL);
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_set_size_request (picture, -1, 80);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sizes of its batches"), -1);
  /* It is painted for sharp displays, and wants to be as wide as it has pixels. */
  gtk_widget_add_css_class (clamp, "thumbnail");
  gtk_widget_set_size_request (clamp, PICTURE_WIDTH, -1);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PICTURE_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), PICTURE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), picture);
  return clamp;
}

static GtkWidget *
make_badge (const BsRecentEntry *entry)
{
  GtkWidget *badge = gtk_label_new (entry->cut_short ? _ ("cut short") : _ ("at the bound"));

  gtk_widget_add_css_class (badge, "pill-label");
  gtk_widget_add_css_class (badge, "caption-heading");
  gtk_widget_add_css_class (badge, entry->cut_short ? "warning" : "success");
  return badge;
}

static GtkWidget *
make_card (const BsRecentEntry *entry)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *age = bs_recent_age (entry->opened);
  g_autofree char *uri = g_file_get_uri (entry->file);
  g_autofree char *path = g_file_get_parse_name (entry->file);
  g_autofree char *text = g_strjoin ("\n", entry->name, entry->summary, NULL);
  GtkWidget *age_label = make_label (age, "caption", TRUE);

  gtk_box_append (GTK_BOX (head), make_label (entry->name, "heading", FALSE));
  if (entry->cut_short || entry->at_bound)
    gtk_box_append (GTK_BOX (head), make_badge (entry));
  gtk_box_append (GTK_BOX (foot), make_label (entry->facts, "caption", TRUE));
  gtk_widget_set_hexpand (age_label, FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (age_label), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (foot), age_label);
  gtk_box_append (GTK_BOX (words), head);
  gtk_box_append (GTK_BOX (words), make_label (entry->summary, "caption", TRUE));
  gtk_box_append (GTK_BOX (words), foot);
  gtk_widget_add_css_class (words, "card-words");
  gtk_box_append (GTK_BOX (box), make_picture (entry));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "activatable");
  gtk_widget_set_overflow (box, GTK_OVERFLOW_HIDDEN);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_set_valign (child, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (child, path);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  entry->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, entry->facts,
                                  -1);
  g_object_set_data_full (G_OBJECT (child), "bs-uri", g_steal_pointer (&uri), g_free);
  g_object_set_data_full (G_OBJECT (child), "bs-text", g_steal_pointer (&text), g_free);
  return child;
}

static gboolean
matches (GtkFlowBoxChild *child, gpointer user_data)
{
  BsStartPage *self = user_data;
  const char *needle = gtk_editable_get_text (self->filter);

  return *needle == '\0'
         || g_str_match_string (needle, g_object_get_data (G_OBJECT (child), "bs-text"), TRUE);
}

static void
update_filter (BsStartPage *self)
{
  gboolean any = FALSE;

  gtk_flow_box_invalidate_filter (self->cards);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    any = any || matches (GTK_FLOW_BOX_CHILD (child), self);
  gtk_widget_set_visible (GTK_WIDGET (self->no_match), !any);
  if (!any)
    {
      g_autofree char *text = g_strdup_printf (_ ("No recent trace matches “%s”."),
                                               gtk_editable_get_text (self->filter));

      gtk_label_set_label (self->no_match, text);
    }
}

static void
fill (BsStartPage *self)
{
  g_autoptr (GPtrArray) list = bs_recent_list (bs_recent_get ());
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_flow_box_remove (self->cards, child);
  for (guint i = 0; i < list->len; i++)
    gtk_flow_box_append (self->cards, make_card (g_ptr_array_index (list, i)));

  bs_pages_show (self->stack, list->len > 0 ? "recent" : "empty");
  update_filter (self);
}

static gboolean
fill_cb (gpointer user_data)
{
  BsStartPage *self = user_data;

  self->fill_source = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

static void
queue_fill (BsStartPage *self)
{
  if (self->fill_source == 0)
    self->fill_source = g_idle_add (fill_cb, self);
}

static void
activated_cb (GtkFlowBox *cards, GtkFlowBoxChild *child, BsStartPage *self)
{
  const char *uri = g_object_get_data (G_OBJECT (child), "bs-uri");

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

static void
bs_start_page_map (GtkWidget *widget)
{
  /* Files come and go while the page is out of sight. */
  fill (BS_START_PAGE (widget));
  GTK_WIDGET_CLASS (bs_start_page_parent_class)->map (widget);
}

static void
bs_start_page_dispose (GObject *object)
{
  BsStartPage *self = BS_START_PAGE (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_START_PAGE);

  G_OBJECT_CLASS (bs_start_page_parent_class)->dispose (object);
}

static void
bs_start_page_class_init (BsStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_start_page_dispose;
  widget_class->map = bs_start_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, hint);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, hint_below);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, no_match);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, cards);
}

static void
bs_start_page_init (BsStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_label_set_label (self->hint, HINT);
  gtk_label_set_label (self->hint_below, HINT);
  gtk_flow_box_set_filter_func (self->cards, matches, self, NULL);
  g_signal_connect (self->cards, "child-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_swapped (self->filter, "search-changed", G_CALLBACK (update_filter), self);
  g_signal_connect_object (bs_recent_get (), "changed", G_CALLBACK (queue_fill), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (queue_fill), self, G_CONNECT_SWAPPED);
  fill (self);
}
