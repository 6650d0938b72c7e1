/* SPDX-License-Identifier: Apache-2.0 */
/* The list of inputs of a mini-batch. */
#include "config.h"

#include "app/window/debug/graph-chooser.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#define MAX_WORDS 160

struct _BsGraphChooser
{
  GtkPopover parent_instance;

  GtkWidget *entry, *list;
  GtkLabel *more;
  GtkStringList *model;

  BsGraphCanvas *canvas; /* unowned: beside it */
  GCancellable *cancellable;
  GArray *lanes; /* guint32, by position */
};

G_DEFINE_FINAL_TYPE (BsGraphChooser, bs_graph_chooser, GTK_TYPE_POPOVER)

typedef struct
{
  BsTrace *trace;
  BsGraphLayout *layout;
  char *text;
} Job;

typedef struct
{
  GArray *lanes;
  GPtrArray *words; /* of them; ends with NULL */
  guint n_more;
} Found;

static void
job_free (gpointer data)
{
  Job *job = data;

  bs_graph_layout_unref (job->layout);
  bs_trace_unref (job->trace);
  g_free (job->text);
  g_free (job);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  g_array_unref (found->lanes);
  g_ptr_array_unref (found->words);
  g_free (found);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  Found *found = g_new0 (Found, 1);
  g_autofree char *needle = g_utf8_casefold (job->text, -1);
  guint32 n = job->layout->unpacked->graph->n_instances;

  found->lanes = g_array_new (FALSE, FALSE, sizeof (guint32));
  found->words = g_ptr_array_new_with_free_func (g_free);
  for (guint32 lane = 0; lane < n && !g_cancellable_is_cancelled (cancellable); lane++)
    {
      g_autofree char *sentence = NULL, *row = NULL, *folded = NULL;

      /* Nobody reads further: only that there are more is said. */
      if (found->lanes->len == BS_GRAPH_CHOOSER_LISTED && *needle == '\0')
        {
          found->n_more = n - lane;
          break;
        }
      sentence = bs_graph_sentence (job->trace, job->layout, lane, MAX_WORDS);
      row = g_strdup_printf ("s%u  %s", lane + 1, sentence);
      folded = g_utf8_casefold (row, -1);
      if (strstr (folded, needle) == NULL)
        continue;
      if (found->lanes->len == BS_GRAPH_CHOOSER_LISTED)
        {
          found->n_more++;
          continue;
        }
      g_array_append_val (found->lanes, lane);
      g_ptr_array_add (found->words, g_steal_pointer (&row));
    }
  g_ptr_array_add (found->words, NULL);
  g_task_return_pointer (task, found, found_free);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Found *found = g_task_propagate_pointer (G_TASK (result), NULL);
  BsGraphChooser *self = user_data;
  g_autofree char *text = NULL;

  if (found == NULL)
    return;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->lanes, g_array_unref);
  self->lanes = g_array_ref (found->lanes);
  gtk_string_list_splice (self->model, 0, g_list_model_get_n_items (G_LIST_MODEL (self->model)),
                          (const char *const *) found->words->pdata);
  if (found->lanes->len == 0)
    text = g_strdup (_ ("No input matches"));
  else if (found->n_more > 0)
    text = g_strdup_printf (ngettext ("and %u more: search to find it",
                                      "and %u more: search to find them", found->n_more),
                            found->n_more);
  gtk_label_set_label (self->more, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), text != NULL);
  found_free (found);
}

void
bs_graph_chooser_find (BsGraphChooser *self, const char *text)
{
  g_autoptr (BsGraphLayout) layout = NULL;
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (BS_IS_GRAPH_CHOOSER (self));

  layout = bs_graph_canvas_get_layout (self->canvas);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (layout == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  job = g_new (Job, 1);
  job->trace = bs_trace_ref (bs_canvas_get_pictures (BS_CANVAS (self->canvas))->trace);
  job->layout = g_steal_pointer (&layout);
  job->text = g_strdup (text);
  task = g_task_new (NULL, self->cancellable, found_cb, self);
  g_task_set_source_tag (task, bs_graph_chooser_find);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, find_in_thread);
}

GListModel *
bs_graph_chooser_get_model (BsGraphChooser *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_CHOOSER (self), NULL);

  return G_LIST_MODEL (self->model);
}

void
bs_graph_chooser_choose (BsGraphChooser *self, guint position)
{
  g_return_if_fail (BS_IS_GRAPH_CHOOSER (self));

  if (self->lanes == NULL || position >= self->lanes->len)
    return;

  bs_graph_canvas_set_mode (self->canvas, BS_GRAPH_NODES);
  bs_graph_canvas_set_lane (self->canvas, g_array_index (self->lanes, guint32, position));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
search_changed_cb (GtkSearchEntry *entry, BsGraphChooser *self)
{
  bs_graph_chooser_find (self, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
entry_activate_cb (GtkSearchEntry *entry, BsGraphChooser *self)
{
  bs_graph_chooser_choose (self, 0);
}

static void
row_activate_cb (GtkListView *list, guint position, BsGraphChooser *self)
{
  bs_graph_chooser_choose (self, position);
}

static void
show_cb (BsGraphChooser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  bs_graph_chooser_find (self, "");
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *string = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (string));
}

static void
bs_graph_chooser_dispose (GObject *object)
{
  BsGraphChooser *self = BS_GRAPH_CHOOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->lanes, g_array_unref);

  G_OBJECT_CLASS (bs_graph_chooser_parent_class)->dispose (object);
}

static void
bs_graph_chooser_class_init (BsGraphChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_graph_chooser_dispose;
}

static void
bs_graph_chooser_init (BsGraphChooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *more = gtk_label_new (NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection;

  self->model = gtk_string_list_new (NULL);
  selection = gtk_no_selection_new (G_LIST_MODEL (self->model));
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Number or words of an input"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find an input"), -1);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Inputs of the mini-batch"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_size_request (scrolled, 340, 260);
  self->more = GTK_LABEL (more);
  gtk_widget_add_css_class (more, "caption");
  gtk_widget_add_css_class (more, "dim-label");
  gtk_widget_set_visible (more, FALSE);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), more);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self->entry, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (entry_activate_cb), self);
  g_signal_connect (self->list, "activate", G_CALLBACK (row_activate_cb), self);
  g_signal_connect (self, "show", G_CALLBACK (show_cb), NULL);
}

void
bs_graph_chooser_set_canvas (BsGraphChooser *self, BsGraphCanvas *canvas)
{
  g_return_if_fail (BS_IS_GRAPH_CHOOSER (self));

  self->canvas = canvas;
}
