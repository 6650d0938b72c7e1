/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went, as tables. */
#include "config.h"

#include "app/window/profile/timing-tables.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/profile/shares-canvas.h"
#include "profiles/report/duration.h"

/* Of fewer events all sums are there at once. */
#define MANY_EVENTS 300000

struct _BsTimingTables
{
  GtkWidget parent_instance;

  GtkWidget *box, *tabs, *whole_button;
  GtkToggleButton *toggles[BS_N_TIMING_TABS];
  GtkToggleButton *find_toggle;
  BsViewFrame *frame, *details;
  BsSharesCanvas *shares;

  BsProfileSelection *selection;
  BsDebugger *debugger; /* (nullable) */
  BsTimingCache *cache; /* (nullable) */
  BsFollower *follower;
  GCancellable *quick;      /* (nullable): of the first rows */
  BsTimingTable tab, shown; /* what the table has columns of */
  gboolean stale;
};

enum
{
  ROW,
  TAB,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTimingTables, bs_timing_tables, GTK_TYPE_WIDGET)

static BsTimingRange
get_range (BsTimingTables *self)
{
  BsTimingRange range;

  return bs_profile_selection_get_range (self->selection, &range.t0, &range.t1) ? range
                                                                                : BS_TIMING_ALL;
}

static BsDataTable *
get_table (BsTimingTables *self)
{
  return bs_view_frame_get_data_table (self->frame);
}

static void
show_mark (BsTimingTables *self)
{
  BsTable *table = bs_data_table_get_table (get_table (self));

  if (self->cache == NULL || table == NULL)
    return;

  bs_data_table_set_mark (get_table (self),
                          bs_timing_rows_find (self->shown, self->cache, table,
                                               bs_debugger_get_decision (self->debugger)));
}

static void
changed_cb (BsTimingTables *self)
{
  BsTable *table = bs_data_table_get_table (get_table (self));

  self->shown = self->tab;
  bs_shares_canvas_set_table (self->shares, table);
  show_mark (self);
}

static void
stop_quick (BsTimingTables *self)
{
  if (self->quick != NULL)
    g_cancellable_cancel (self->quick);
  g_clear_object (&self->quick);
}

static void
quick_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTimingTables *self = BS_TIMING_TABLES (source);
  g_autoptr (BsTable) table = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (BsTiming) sums = NULL;

  if (table == NULL || self->quick == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->quick)
    return;

  g_clear_object (&self->quick);
  /* All of it may have been faster. */
  sums = bs_timing_cache_peek_sums (self->cache);
  if (sums == NULL)
    bs_data_table_take_table (get_table (self), g_steal_pointer (&table));
}

static void
show_words (BsTimingTables *self)
{
  BsTimingRange range = get_range (self);
  const BsTrace *trace = bs_timing_cache_get_trace (self->cache);
  gboolean all = bs_timing_range_is_all (&range);
  g_autofree char *text = NULL;

  if (all)
    {
      g_autofree char *time = bs_duration_to_string (trace->events->t1 - trace->events->t0);

      text = g_strdup_printf (_ ("whole trace, %s"), time);
    }
  else
    {
      g_autofree char *time = bs_duration_to_string (range.t1 - range.t0);
      g_autofree char *from = bs_duration_to_string (MAX (range.t0 - trace->events->t0, 0));

      /* Translators: a duration, and where it begins after the start of the trace. */
      text = g_strdup_printf (_ ("%s from %s on"), time, from);
    }
  bs_view_frame_set_subtitle (self->frame, text);
  gtk_widget_set_visible (self->whole_button, !all);
}

/* Nothing is added up for tables that nobody sees. */
static void
refresh (BsTimingTables *self)
{
  BsTimingRange range = get_range (self);
  gboolean all = bs_timing_range_is_all (&range), lists;
  g_autoptr (BsTiming) sums = NULL;

  if (!self->stale || self->cache == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->stale = FALSE;
  stop_quick (self);
  show_words (self);
  bs_data_table_set_types (get_table (self), bs_timing_cache_get_trace (self->cache)->types);
  bs_timing_rows_set (self->frame, self->tab, self->cache, &range);

  sums = bs_timing_cache_peek_sums (self->cache);
  if (all && sums == NULL && self->tab < BS_TIMING_IDLE
      && bs_timing_cache_get_trace (self->cache)->n_events > MANY_EVENTS)
    {
      self->quick = g_cancellable_new ();
      bs_timing_rows_quick_async (self, self->tab, self->cache, self->quick, quick_cb);
    }

  lists = self->tab == BS_TIMING_IDLE || self->tab == BS_TIMING_PREDICTION;
  gtk_widget_set_visible (GTK_WIDGET (self->details), lists);
  if (lists)
    {
      gboolean idle = self->tab == BS_TIMING_IDLE;

      bs_view_frame_set_title (self->details,
                               idle ? _ ("Longest waits") : _ ("Farthest from their prediction"));
      bs_data_table_set_types (bs_view_frame_get_data_table (self->details),
                               bs_timing_cache_get_trace (self->cache)->types);
      bs_data_table_set_label (bs_view_frame_get_data_table (self->details),
                               idle ? _ ("Longest waits") : _ ("Farthest from their prediction"));
      bs_timing_rows_set (self->details, idle ? BS_TIMING_GAPS : BS_TIMING_WORST, self->cache,
                          &range);
    }
}

static void
renew (BsTimingTables *self)
{
  self->stale = TRUE;
  refresh (self);
}

static void
toggled_cb (GtkToggleButton *toggle, BsTimingTables *self)
{
  if (!gtk_toggle_button_get_active (toggle))
    return;

  for (guint i = 0; i < BS_N_TIMING_TABS; i++)
    if (self->toggles[i] == toggle)
      self->tab = i;
  bs_data_table_set_mark (get_table (self), G_MAXUINT);
  renew (self);
  g_signal_emit (self, signals[TAB], 0, self->tab);
}

static void
use_row (BsTimingTables *self, BsTimingTable which, BsViewFrame *frame, guint row, gboolean go)
{
  BsTable *table = bs_data_table_get_table (bs_view_frame_get_data_table (frame));
  g_auto (BsTimingRow) about = { 0 };

  if (self->cache == NULL || table == NULL || row >= bs_table_get_n_rows (table)
      || !bs_timing_row_read (&about, which, self->cache, table, row))
    return;

  if (go)
    {
      bs_timing_go_to (self->debugger, self->selection, about.decision, about.t0, about.t1,
                       about.event);
      return;
    }

  if (about.event != BS_NO_EVENT)
    bs_profile_selection_set_event (self->selection, about.event);
  if (which < BS_TIMING_IDLE || which == BS_TIMING_PREDICTION)
    g_signal_emit (self, signals[ROW], 0, &about);
}

static void
row_selected_cb (BsTimingTables *self, guint row)
{
  use_row (self, self->shown, self->frame, row, FALSE);
}

static void
row_activated_cb (BsTimingTables *self, guint row)
{
  use_row (self, self->shown, self->frame, row, TRUE);
}

static BsTimingTable
get_details_kind (BsTimingTables *self)
{
  return self->tab == BS_TIMING_IDLE ? BS_TIMING_GAPS : BS_TIMING_WORST;
}

static void
detail_selected_cb (BsTimingTables *self, guint row)
{
  use_row (self, get_details_kind (self), self->details, row, FALSE);
}

static void
detail_activated_cb (BsTimingTables *self, guint row)
{
  use_row (self, get_details_kind (self), self->details, row, TRUE);
}

static void
find_toggled_cb (BsTimingTables *self)
{
  gboolean find = gtk_toggle_button_get_active (self->find_toggle);

  if (!find)
    bs_data_table_set_filter (get_table (self), "");
  bs_data_table_set_compact (get_table (self), !find);
}

static void
whole_cb (BsTimingTables *self)
{
  bs_profile_selection_set_range (self->selection, 0, 0);
}

static void
bs_timing_tables_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_timing_tables_parent_class)->map (widget);
  refresh (BS_TIMING_TABLES (widget));
}

static gboolean
bs_timing_tables_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_TIMING_TABLES (widget)->frame));
}

static void
bs_timing_tables_dispose (GObject *object)
{
  BsTimingTables *self = BS_TIMING_TABLES (object);

  stop_quick (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->cache, bs_timing_cache_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TIMING_TABLES);

  G_OBJECT_CLASS (bs_timing_tables_parent_class)->dispose (object);
}

static void
bs_timing_tables_class_init (BsTimingTablesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timing_tables_dispose;
  widget_class->map = bs_timing_tables_map;
  widget_class->grab_focus = bs_timing_tables_grab_focus;
  widget_class->focus = bs_focus_children;

  signals[ROW] = g_signal_new ("row", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[TAB] = g_signal_new ("tab", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_SHARES_CANVAS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/timing-tables.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, box);
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, tabs);
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, whole_button);
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, find_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, frame);
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, details);
  gtk_widget_class_bind_template_child (widget_class, BsTimingTables, shares);
}

static void
make_tabs (BsTimingTables *self)
{
  static const char *const names[BS_N_TIMING_TABS] = {
    N_ ("Type"),  N_ ("Cell"), N_ ("Kernel"),     N_ ("Batch"),
    N_ ("State"), N_ ("Idle"), N_ ("Prediction"),
  };
  static const char *const explained[BS_N_TIMING_TABS] = {
    N_ ("Time by the type of batches"),
    N_ ("Time by the cell that types call"),
    N_ ("Time by phase and type, and by kernels of a GPU"),
    N_ ("Every batch"),
    N_ ("Time by the state in which batches were chosen"),
    N_ ("When nothing ran, or less than could, and why"),
    N_ ("What the cost model predicts, beside what was measured"),
  };

  for (guint i = 0; i < BS_N_TIMING_TABS; i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (_ (names[i]));

      self->toggles[i] = GTK_TOGGLE_BUTTON (toggle);
      gtk_widget_set_tooltip_text (toggle, _ (explained[i]));
      gtk_widget_add_css_class (toggle, "small");
      gtk_toggle_button_set_group (self->toggles[i], i > 0 ? self->toggles[0] : NULL);
      gtk_box_append (GTK_BOX (self->tabs), toggle);
    }
  gtk_toggle_button_set_active (self->toggles[0], TRUE);
  for (guint i = 0; i < BS_N_TIMING_TABS; i++)
    g_signal_connect (self->toggles[i], "toggled", G_CALLBACK (toggled_cb), self);
}

static void
bs_timing_tables_init (BsTimingTables *self)
{
  BsDataTable *table, *details;

  gtk_widget_init_template (GTK_WIDGET (self));
  make_tabs (self);
  bs_view_frame_set_show_table (self->frame, TRUE);
  bs_view_frame_set_show_table (self->details, TRUE);
  table = get_table (self);
  details = bs_view_frame_get_data_table (self->details);
  bs_data_table_set_compact (table, TRUE);
  bs_data_table_set_compact (details, TRUE);
  bs_data_table_set_label (table, _ ("Where time went"));
  g_signal_connect_object (table, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "row-selected", G_CALLBACK (row_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (details, "row-selected", G_CALLBACK (detail_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (details, "row-activated", G_CALLBACK (detail_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_toggle, "toggled", G_CALLBACK (find_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->whole_button, "clicked", G_CALLBACK (whole_cb), self,
                           G_CONNECT_SWAPPED);
}

void
bs_timing_tables_set_selection (BsTimingTables *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_TIMING_TABLES (self));

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "range", G_CALLBACK (renew), self, G_CONNECT_SWAPPED);
}

void
bs_timing_tables_set (BsTimingTables *self, BsDebugger *debugger, BsTimingCache *cache)
{
  g_return_if_fail (BS_IS_TIMING_TABLES (self));

  stop_quick (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_pointer (&self->cache, bs_timing_cache_unref);
  g_set_object (&self->debugger, debugger);
  if (cache != NULL)
    self->cache = bs_timing_cache_ref (cache);
  bs_view_frame_set_debugger (self->frame, debugger);
  bs_view_frame_set_debugger (self->details, debugger);
  if (debugger != NULL && cache != NULL)
    {
      bs_canvas_set_content (BS_CANVAS (self->shares), bs_debugger_get_pictures (debugger),
                             bs_debugger_get_clock (debugger));
      self->follower = bs_follower_new (debugger, NULL, NULL, (BsFollowFunc) show_mark, self);
    }
  else
    {
      bs_canvas_set_content (BS_CANVAS (self->shares), NULL, NULL);
      bs_data_table_take_table (get_table (self), NULL);
    }
  renew (self);
}

BsTimingTable
bs_timing_tables_get_tab (BsTimingTables *self)
{
  g_return_val_if_fail (BS_IS_TIMING_TABLES (self), BS_TIMING_TYPES);

  return self->tab;
}

void
bs_timing_tables_set_tab (BsTimingTables *self, BsTimingTable tab)
{
  g_return_if_fail (BS_IS_TIMING_TABLES (self));
  g_return_if_fail (tab < BS_N_TIMING_TABS);

  gtk_toggle_button_set_active (self->toggles[tab], TRUE);
}

void
bs_timing_tables_add_control (BsTimingTables *self, GtkWidget *widget)
{
  g_return_if_fail (BS_IS_TIMING_TABLES (self));

  gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->find_toggle))), widget);
}

BsViewFrame *
bs_timing_tables_get_frame (BsTimingTables *self)
{
  g_return_val_if_fail (BS_IS_TIMING_TABLES (self), NULL);

  return self->frame;
}

BsViewFrame *
bs_timing_tables_get_details (BsTimingTables *self)
{
  g_return_val_if_fail (BS_IS_TIMING_TABLES (self), NULL);

  return self->details;
}
