/* SPDX-License-Identifier: Apache-2.0 */
/* The search bar of the graph. */
#include "config.h"

#include "app/window/debug/graph-search.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"

struct _BsGraphSearch
{
  GtkWidget parent_instance;

  GtkWidget *entry, *previous, *next;
  GtkLabel *count;

  BsGraphCanvas *canvas; /* unowned: beside it */
  GCancellable *cancellable;
  GArray *found; /* (nullable) guint32 */
  guint at;
  gboolean reveal; /* the first match, once it is found */
};

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsGraphSearch, bs_graph_search, GTK_TYPE_WIDGET)

typedef struct
{
  BsTrace *trace;
  BsTraceGraph *unpacked;
  char *text;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  bs_trace_graph_unref (job->unpacked);
  bs_trace_unref (job->trace);
  g_free (job->text);
  g_free (job);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;

  g_task_return_pointer (task,
                         bs_graph_find_nodes (job->trace, job->unpacked, job->text, cancellable),
                         (GDestroyNotify) g_array_unref);
}

static void
show_count (BsGraphSearch *self)
{
  guint n = self->found != NULL ? self->found->len : 0;
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';
  g_autofree char *all = bs_format_count (n), *at = bs_format_count (self->at + 1), *text = NULL;

  if (empty || self->found == NULL)
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (_ ("No node matches"));
  else
    /* Translators: which of how many nodes that were found */
    text = g_strdup_printf (_ ("%s of %s"), at, all);
  gtk_label_set_label (self->count, text);
  gtk_widget_set_sensitive (self->previous, n > 0);
  gtk_widget_set_sensitive (self->next, n > 0);
  if (n == 0 && !empty && self->found != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
}

static void
select_found (BsGraphSearch *self)
{
  if (self->found == NULL || self->found->len == 0)
    return;

  bs_graph_canvas_select (self->canvas, g_array_index (self->found, guint32, self->at));
  bs_graph_canvas_reveal (self->canvas);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GArray *found = g_task_propagate_pointer (G_TASK (result), NULL);
  BsGraphSearch *self = user_data;

  if (found == NULL)
    return;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->found, g_array_unref);
  self->found = found;
  self->at = 0;
  if (self->reveal)
    select_found (self);
  show_count (self);
}

static void
forget (BsGraphSearch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->found, g_array_unref);
  self->at = 0;
}

static void
search (BsGraphSearch *self, gboolean reveal)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_canvas_get_layout (self->canvas);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GTask) task = NULL;
  Job *job;

  forget (self);
  show_count (self);
  if (layout == NULL || *text == '\0')
    return;

  self->reveal = reveal;
  self->cancellable = g_cancellable_new ();
  job = g_new (Job, 1);
  job->trace = bs_trace_ref (bs_canvas_get_pictures (BS_CANVAS (self->canvas))->trace);
  job->unpacked = bs_trace_graph_ref (layout->unpacked);
  job->text = g_strdup (text);
  task = g_task_new (NULL, self->cancellable, found_cb, self);
  g_task_set_source_tag (task, search);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, find_in_thread);
}

static void
search_changed_cb (GtkSearchEntry *entry, BsGraphSearch *self)
{
  search (self, TRUE);
}

static void
next_cb (GtkWidget *widget, BsGraphSearch *self)
{
  bs_graph_search_step (self, TRUE);
}

static void
previous_cb (GtkWidget *widget, BsGraphSearch *self)
{
  bs_graph_search_step (self, FALSE);
}

static void
stop_cb (GtkSearchEntry *entry, BsGraphSearch *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
bs_graph_search_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BS_GRAPH_SEARCH (widget)->entry);
}

static void
bs_graph_search_dispose (GObject *object)
{
  BsGraphSearch *self = BS_GRAPH_SEARCH (object);
  GtkWidget *child;

  forget (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bs_graph_search_parent_class)->dispose (object);
}

static void
bs_graph_search_class_init (BsGraphSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_graph_search_dispose;
  widget_class->grab_focus = bs_graph_search_grab_focus;
  widget_class->focus = bs_focus_children;
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
add_button (BsGraphSearch *self, const char *icon, const char *label, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
bs_graph_search_init (BsGraphSearch *self)
{
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_add_css_class (GTK_WIDGET (self), "graph-bar");
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              6);
  self->entry = gtk_search_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  g_object_set (self->entry, "placeholder-text", _ ("Number, type or word of a node"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find nodes"), -1);
  g_signal_connect (self->entry, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  g_signal_connect (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  gtk_widget_add_css_class (count, "caption");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_set_parent (count, GTK_WIDGET (self));
  self->count = GTK_LABEL (count);
  self->previous = add_button (self, "go-up-symbolic", _ ("Previous node"), _ ("Previous node"));
  self->next = add_button (self, "go-down-symbolic", _ ("Next node"), _ ("Next node (Enter)"));
  g_signal_connect (self->previous, "clicked", G_CALLBACK (previous_cb), self);
  g_signal_connect (self->next, "clicked", G_CALLBACK (next_cb), self);
  show_count (self);
}

void
bs_graph_search_set_canvas (BsGraphSearch *self, BsGraphCanvas *canvas)
{
  g_return_if_fail (BS_IS_GRAPH_SEARCH (self));

  self->canvas = canvas;
}

void
bs_graph_search_update (BsGraphSearch *self)
{
  g_return_if_fail (BS_IS_GRAPH_SEARCH (self));

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    search (self, FALSE);
  else
    forget (self);
}

void
bs_graph_search_step (BsGraphSearch *self, gboolean forward)
{
  g_return_if_fail (BS_IS_GRAPH_SEARCH (self));

  if (self->found == NULL)
    {
      search (self, TRUE);
      return;
    }
  if (self->found->len == 0)
    return;

  /* The first press of Enter shows what the first match is, where it is not selected yet. */
  if (bs_graph_canvas_get_selected (self->canvas) == g_array_index (self->found, guint32, self->at))
    self->at = (self->at + (forward ? 1 : self->found->len - 1)) % self->found->len;
  select_found (self);
  show_count (self);
}

guint
bs_graph_search_get_n_found (BsGraphSearch *self)
{
  g_return_val_if_fail (BS_IS_GRAPH_SEARCH (self), 0);

  return self->found != NULL ? self->found->len : 0;
}
