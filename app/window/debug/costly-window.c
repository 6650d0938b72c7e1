/* SPDX-License-Identifier: Apache-2.0 */
/* Which decisions of a recording cost most. */
#include "config.h"

#include "app/window/debug/costly-window.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/data-table.h"
#include "app/window/shell/help.h"

#define WIDTH 940
#define HEIGHT 480
#define PROGRESS_MS 100

struct _BsCostlyWindow
{
  AdwWindow parent_instance;

  BsDebugger *debugger;
  BsScan *scan; /* (nullable) */
  BsScanCount *count;
  GCancellable *cancellable; /* (nullable): while it looks */
  guint progress_source;

  GtkLabel *status;
  GtkProgressBar *progress;
  GtkWidget *cancel_button, *again_button, *try_button, *go_button, *table;
  guint row; /* of the table; G_MAXUINT: none */
};

G_DEFINE_FINAL_TYPE (BsCostlyWindow, bs_costly_window, ADW_TYPE_WINDOW)

static void
show_looking (BsCostlyWindow *self, gboolean looking)
{
  gtk_widget_set_visible (GTK_WIDGET (self->progress), looking);
  gtk_widget_set_visible (self->cancel_button, looking);
  gtk_widget_set_visible (self->again_button, !looking);
}

static void
choose_row (BsCostlyWindow *self, guint row)
{
  self->row = row;
  gtk_widget_set_sensitive (self->try_button, row != G_MAXUINT);
  gtk_widget_set_sensitive (self->go_button, row != G_MAXUINT);
}

/* What was looked at is the recording. */
static guint32
show_decision (BsCostlyWindow *self, guint row)
{
  BsTable *table = bs_data_table_get_table (BS_DATA_TABLE (self->table));
  guint32 decision = (guint32) bs_table_get_integer (table, row, 0);

  bs_branches_show (bs_debugger_get_branches (self->debugger), NULL);
  bs_clock_seek (bs_debugger_get_clock (self->debugger), decision);
  return decision;
}

static void
activated_cb (BsCostlyWindow *self, guint row)
{
  choose_row (self, row);
  show_decision (self, row);
}

static void
go_cb (BsCostlyWindow *self)
{
  show_decision (self, self->row);
}

static void
try_cb (BsCostlyWindow *self)
{
  guint32 decision = show_decision (self, self->row);

  for (guint32 i = 0; i < self->scan->n_rows; i++)
    if (self->scan->rows[i].decision == decision)
      {
        const BsScanRow *row = &self->scan->rows[i];

        bs_branches_try (bs_debugger_get_branches (self->debugger), decision,
                         row->regret > 0 ? row->type : row->type_ns);
      }
}

static void
stop (BsCostlyWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->progress_source, g_source_remove);
}

static void
show_scan (BsCostlyWindow *self)
{
  const BsTrace *trace =
      bs_branches_get_recording (bs_debugger_get_branches (self->debugger))->trace;
  BsTable *table = bs_scan_tabulate (self->scan, trace, 0);
  g_autofree char *text = bs_scan_describe (self->scan);
  g_autofree char *all = NULL;

  if (bs_table_get_n_rows (table) == 0)
    all = g_strconcat (text, "\n", _ ("Changing a single one of them saves nothing."), NULL);
  gtk_label_set_label (self->status, all != NULL ? all : text);
  bs_data_table_take_table (BS_DATA_TABLE (self->table), table);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsCostlyWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsScan)
      scan = bs_branches_scan_finish (bs_debugger_get_branches (self->debugger), result, &error);

  /* It was cancelled, or looks anew. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  stop (self);
  show_looking (self, FALSE);
  if (scan == NULL)
    {
      gtk_label_set_label (self->status, error->message);
      return;
    }
  self->scan = g_steal_pointer (&scan);
  show_scan (self);
}

static gboolean
progress_cb (gpointer user_data)
{
  BsCostlyWindow *self = user_data;

  gtk_progress_bar_set_fraction (
      self->progress,
      MIN (1.0, (double) g_atomic_int_get (&self->count->n_done) / MAX (self->count->n_all, 1)));
  return G_SOURCE_CONTINUE;
}

static void
look (BsCostlyWindow *self)
{
  stop (self);
  g_clear_pointer (&self->scan, bs_scan_free);
  g_clear_pointer (&self->count, g_atomic_rc_box_release);
  choose_row (self, G_MAXUINT);
  bs_data_table_take_table (BS_DATA_TABLE (self->table), NULL);
  self->count = g_atomic_rc_box_new0 (BsScanCount);
  self->cancellable = g_cancellable_new ();
  self->progress_source = g_timeout_add (PROGRESS_MS, progress_cb, self);
  bs_branches_scan_async (bs_debugger_get_branches (self->debugger), self->count, self->cancellable,
                          found_cb, g_object_ref (self));
  gtk_label_set_label (self->status, _ ("Trying all that each decision could have batched…"));
  gtk_progress_bar_set_fraction (self->progress, 0.0);
  show_looking (self, TRUE);
}

static void
cancel_cb (BsCostlyWindow *self)
{
  stop (self);
  show_looking (self, FALSE);
  gtk_label_set_label (self->status, _ ("Cancelled"));
}

static void
bs_costly_window_dispose (GObject *object)
{
  BsCostlyWindow *self = BS_COSTLY_WINDOW (object);

  stop (self);
  g_clear_pointer (&self->scan, bs_scan_free);
  g_clear_pointer (&self->count, g_atomic_rc_box_release);

  G_OBJECT_CLASS (bs_costly_window_parent_class)->dispose (object);
}

/* A thread that gives up may still come back to us. */
static void
bs_costly_window_finalize (GObject *object)
{
  g_clear_object (&BS_COSTLY_WINDOW (object)->debugger);

  G_OBJECT_CLASS (bs_costly_window_parent_class)->finalize (object);
}

static void
bs_costly_window_class_init (BsCostlyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_costly_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_costly_window_finalize;

  g_type_ensure (BS_TYPE_DATA_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/costly-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, status);
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, again_button);
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, try_button);
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, go_button);
  gtk_widget_class_bind_template_child (widget_class, BsCostlyWindow, table);
  gtk_widget_class_bind_template_callback (widget_class, look);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_row);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bs_costly_window_init (BsCostlyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_help_attach (GTK_WIDGET (self));
  bs_data_table_set_label (BS_DATA_TABLE (self->table), _ ("Costly decisions"));
}

GtkWindow *
bs_costly_window_new (GtkWidget *parent, BsDebugger *debugger)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  BsCostlyWindow *self = g_object_new (BS_TYPE_COSTLY_WINDOW, "transient-for",
                                       GTK_IS_WINDOW (root) ? root : NULL, "default-width", WIDTH,
                                       "default-height", HEIGHT, NULL);

  self->debugger = g_object_ref (debugger);
  look (self);
  return GTK_WINDOW (self);
}

const BsScan *
bs_costly_window_get_scan (BsCostlyWindow *self)
{
  g_return_val_if_fail (BS_IS_COSTLY_WINDOW (self), NULL);

  return self->scan;
}
