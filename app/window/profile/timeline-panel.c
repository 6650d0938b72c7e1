/* SPDX-License-Identifier: Apache-2.0 */
/* Wall time in lanes: the timeline with its overview, search and filters. */
#include "config.h"

#include "app/window/profile/timeline-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/model/view-state.h"
#include "app/window/parts/cut-label.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/view-frame.h"
#include "app/window/profile/timeline-canvas.h"
#include "app/window/profile/timeline-overview.h"
#include "profiles/query/event-search.h"
#include "profiles/report/duration.h"

/* Rows of the table twin. */
#define MAX_ROWS 20000

/* The table follows the timeline once that rests. */
#define REST_MS 250

#define KEEP_AFTER_MS 400
#define MEMBER "timeline" /* of the view that is kept with the trace */

struct _BsTimelinePanel
{
  GtkWidget parent_instance;

  GtkWidget *box, *filters;
  BsViewFrame *frame;
  BsTimelineCanvas *canvas;
  BsTimelineOverview *overview;
  GtkEditable *search;
  GtkLabel *count, *details;
  GtkMenuButton *filter_button;

  BsDebugger *debugger; /* (nullable) */
  BsFollower *follower;
  BsProfileSelection *selection;
  GCancellable *making;    /* (nullable): the painter is being made */
  GCancellable *searching; /* (nullable) */
  GArray *hits;            /* (nullable): those of the canvas */
  guint64 n_hits;
  guint rest_source;
  BsNotebook *notebook; /* (nullable): of the debugger */
  gulong notebook_id;
  char *rows; /* (nullable): what people did with the rows; %NULL: nothing is known of that */
  guint keep_source;
  gboolean filtering; /* check buttons change together */
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsTimelinePanel, bs_timeline_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
cancel (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

typedef struct
{
  gint64 t0, t1;
} Times;

static BsTable *
make_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
            GError **error)
{
  const Times *times = data;

  return bs_timeline_tabulate (trace, times->t0, times->t1, MAX_ROWS);
}

static gboolean
rest_cb (gpointer user_data)
{
  BsTimelinePanel *self = user_data;
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  Times *times = g_new (Times, 1);

  self->rest_source = 0;
  times->t0 = scene->t0;
  times->t1 = scene->t1;
  bs_view_frame_set_table (self->frame, make_table, FALSE, times, g_free);
  return G_SOURCE_REMOVE;
}

static void
scene_cb (BsTimelinePanel *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  if (bs_timeline_canvas_get_painter (self->canvas) != NULL)
    self->rest_source = g_timeout_add (REST_MS, rest_cb, self);
}

/* What is selected, in a line below the lanes. */
static void
show_details (BsTimelinePanel *self)
{
  BsTimelinePainter *painter = bs_timeline_canvas_get_painter (self->canvas);
  guint32 event = bs_profile_selection_get_event (self->selection);
  g_autofree char *text = NULL;
  gint64 t0, t1;

  if (painter != NULL && bs_profile_selection_get_range (self->selection, &t0, &t1))
    {
      g_autofree char *length = bs_duration_to_string (t1 - t0);
      g_autofree char *from = bs_duration_to_string (t0 - bs_timeline_painter_get_origin (painter));

      text = g_strdup_printf (_ ("Selected: %s, from %s on; all tables are of this time"), length,
                              from);
    }
  else if (painter != NULL && event != BS_NO_EVENT)
    {
      BsTimelinePick pick = { .row = 0, .event = event };
      BsEvent found;

      bs_event_store_get (bs_timeline_painter_get_trace (painter)->events, event, &found);
      pick.decision = found.decision <= bs_timeline_painter_get_trace (painter)->n_decisions
                          ? found.decision
                          : 0;
      text = bs_timeline_painter_hint (painter, &pick);
      if (text != NULL)
        {
          g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

          g_free (text);
          text = g_strjoinv ("  ·  ", lines);
        }
    }
  else if (painter != NULL)
    text = g_strdup (_ ("Drag to measure; Shift and drag to move; Ctrl and the wheel to zoom; "
                        "double click to go to a decision"));
  gtk_label_set_label (self->details, text != NULL ? text : "");
}

static void
set_hits (BsTimelinePanel *self, GArray *hits)
{
  self->hits = hits;
  bs_timeline_canvas_set_hits (self->canvas, hits);
}

static void
show_count (BsTimelinePanel *self, const char *problem)
{
  g_autofree char *count = bs_format_count (self->n_hits);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%s event", "%s events", (gulong) MIN (self->n_hits, 1000)), count);

  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->search), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->search), "error");
  gtk_label_set_label (self->count, problem != NULL ? _ ("none") : text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count), problem);
  gtk_widget_set_visible (GTK_WIDGET (self->count), self->hits != NULL || problem != NULL);
}

static gboolean
keep_cb (gpointer user_data)
{
  BsTimelinePanel *self = user_data;
  JsonNode *state = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  self->keep_source = 0;
  json_object_set_string_member (object, "rows", self->rows);
  json_node_set_object (state, object);
  bs_view_state_keep (self->notebook, MEMBER, state);
  return G_SOURCE_REMOVE;
}

static void
rows_cb (BsTimelinePanel *self)
{
  BsTimelinePainter *painter = bs_timeline_canvas_get_painter (self->canvas);

  g_free (self->rows);
  self->rows = bs_timeline_rows_to_text (bs_timeline_painter_get_rows (painter));
  g_clear_handle_id (&self->keep_source, g_source_remove);
  if (self->notebook != NULL)
    self->keep_source = g_timeout_add (KEEP_AFTER_MS, keep_cb, self);
}

/* Once, as soon as what is kept was read; whoever was faster has chosen. */
static void
notebook_cb (BsNotebook *notebook, BsTimelinePanel *self)
{
  const BsSidecar *sidecar = bs_notebook_get_sidecar (notebook);
  g_autoptr (JsonNode) state = NULL;
  JsonNode *rows;

  if (sidecar == NULL)
    return;

  g_clear_signal_handler (&self->notebook_id, notebook);
  state = bs_view_state_get (sidecar, MEMBER);
  rows = state != NULL && JSON_NODE_HOLDS_OBJECT (state)
             ? json_object_get_member (json_node_get_object (state), "rows")
             : NULL;
  if (self->rows != NULL || rows == NULL || !JSON_NODE_HOLDS_VALUE (rows)
      || json_node_get_value_type (rows) != G_TYPE_STRING)
    return;

  self->rows = json_node_dup_string (rows);
  if (bs_timeline_canvas_get_painter (self->canvas) != NULL)
    bs_timeline_canvas_restore_rows (self->canvas, self->rows);
}

static void
leave_notebook (BsTimelinePanel *self)
{
  if (self->keep_source != 0)
    {
      g_source_remove (self->keep_source);
      keep_cb (self);
    }
  if (self->notebook != NULL)
    g_clear_signal_handler (&self->notebook_id, self->notebook);
  g_clear_object (&self->notebook);
  g_clear_pointer (&self->rows, g_free);
}

static void
follow_notebook (BsTimelinePanel *self)
{
  g_set_object (&self->notebook, bs_debugger_get_notebook (self->debugger));
  if (self->notebook == NULL)
    return;

  self->notebook_id = g_signal_connect (self->notebook, "changed", G_CALLBACK (notebook_cb), self);
  notebook_cb (self->notebook, self);
}

typedef struct
{
  BsTrace *trace;
  char *text;
  guint64 n_all;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  bs_trace_unref (self->trace);
  g_free (self->text);
  g_free (self);
}

static void
search_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *self = data;
  GError *error = NULL;
  GArray *found = bs_event_search (self->trace, self->text, &self->n_all, cancellable, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTimelinePanel *self = BS_TIMELINE_PANEL (source);
  const Search *search = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GArray *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->searching);
  self->n_hits = found != NULL ? search->n_all : 0;
  set_hits (self, found);
  show_count (self, error != NULL ? error->message : NULL);
}

static void
search_changed_cb (BsTimelinePanel *self)
{
  const char *text = gtk_editable_get_text (self->search);
  g_autoptr (GTask) task = NULL;
  Search *search;

  cancel (&self->searching);
  if (*text == '\0' || self->debugger == NULL)
    {
      set_hits (self, NULL);
      show_count (self, NULL);
      return;
    }

  self->searching = g_cancellable_new ();
  search = g_new0 (Search, 1);
  search->trace = bs_trace_ref (bs_debugger_get_trace (self->debugger));
  search->text = g_strdup (text);
  task = g_task_new (self, self->searching, search_cb, NULL);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_thread);
}

/* To the hit after or before what is selected, or after the left edge of the screen. */
static void
go_to_hit (BsTimelinePanel *self, gboolean forward)
{
  guint32 event = bs_profile_selection_get_event (self->selection);
  guint i = 0;

  if (self->hits == NULL || self->hits->len == 0)
    return;

  while (event != BS_NO_EVENT && i < self->hits->len
         && g_array_index (self->hits, guint32, i) < event + (forward ? 1 : 0))
    i++;
  if (!forward)
    i = i > 0 ? i - 1 : self->hits->len - 1;
  bs_timeline_canvas_show_event (self->canvas,
                                 g_array_index (self->hits, guint32, i % self->hits->len));
}

static void
next_cb (BsTimelinePanel *self)
{
  go_to_hit (self, TRUE);
}

static void
previous_cb (BsTimelinePanel *self)
{
  go_to_hit (self, FALSE);
}

static gboolean
previous_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  go_to_hit (user_data, FALSE);
  return TRUE;
}

static void
filter_cb (BsTimelinePanel *self)
{
  guint n_types, all = 0, on = 0;
  gboolean *types;
  guint32 phases = 0;

  if (self->debugger == NULL || self->filtering)
    return;

  n_types = bs_debugger_get_trace (self->debugger)->types->n_types;
  types = g_new0 (gboolean, n_types + 1);
  for (GtkWidget *child = gtk_widget_get_first_child (self->filters); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_CHECK_BUTTON (child))
      {
        guint id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (child), "id"));
        gboolean active = gtk_check_button_get_active (GTK_CHECK_BUTTON (child));

        all++;
        on += active;
        if (id < n_types)
          types[id] = active;
        else if (active)
          phases |= 1u << (id - n_types);
      }
  /* Nothing is left out: then nor is what is of no type. */
  if (on == all)
    g_clear_pointer (&types, g_free);
  bs_timeline_canvas_set_filter (self->canvas, types, on == all ? G_MAXUINT32 : phases);
  if (on == all)
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "accent");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "accent");
}

static void
add_filter (BsTimelinePanel *self, const char *name, guint id)
{
  GtkWidget *check = gtk_check_button_new_with_label (name);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_object_set_data (G_OBJECT (check), "id", GUINT_TO_POINTER (id));
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (filter_cb), self);
  gtk_box_append (GTK_BOX (self->filters), check);
}

static void
all_cb (BsTimelinePanel *self)
{
  self->filtering = TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (self->filters); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_CHECK_BUTTON (child))
      gtk_check_button_set_active (GTK_CHECK_BUTTON (child), TRUE);
  self->filtering = FALSE;
  filter_cb (self);
}

static void
make_filters (BsTimelinePanel *self)
{
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  GtkWidget *all = gtk_button_new_with_label (_ ("All"));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->filters)) != NULL)
    gtk_box_remove (GTK_BOX (self->filters), child);
  gtk_widget_add_css_class (all, "flat");
  g_signal_connect_swapped (all, "clicked", G_CALLBACK (all_cb), self);
  gtk_box_append (GTK_BOX (self->filters), all);
  /* A hostile trace has as many types as it likes. */
  for (guint i = 0; i < MIN (trace->types->n_types, 64); i++)
    add_filter (self, trace->types->types[i].name, i);
  gtk_box_append (GTK_BOX (self->filters), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  for (guint k = 0; k < BS_N_PHASES; k++)
    if (trace->phase_ns[k] > 0)
      add_filter (self, bs_timeline_phase_title (k), trace->types->n_types + k);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, bs_timeline_painter_new (data),
                         (GDestroyNotify) bs_timeline_painter_free);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTimelinePanel *self = BS_TIMELINE_PANEL (source);
  g_autoptr (BsTimelinePainter) painter = g_task_propagate_pointer (G_TASK (result), NULL);

  if (painter == NULL || self->debugger == NULL)
    return;

  g_clear_object (&self->making);
  bs_timeline_canvas_set_painter (self->canvas, g_steal_pointer (&painter), self->debugger);
  if (self->rows != NULL)
    bs_timeline_canvas_restore_rows (self->canvas, self->rows);
  show_details (self);
  search_changed_cb (self);
}

/* Returns: (transfer full): `4.91 ms: construction 0.41 ms, scheduling 120 µs` */
static char *
head_text (const BsTrace *trace)
{
  static const BsPhase phases[] = { BS_PHASE_CONSTRUCT, BS_PHASE_SCHEDULE, BS_PHASE_PLAN };
  g_autofree char *all = bs_duration_to_string (trace->events->t1 - trace->events->t0);
  GString *out = g_string_new (all);
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    if (trace->phase_ns[phases[i]] > 0)
      {
        g_autofree char *ns = bs_duration_to_string (trace->phase_ns[phases[i]]);
        g_autofree char *name = g_utf8_strdown (bs_timeline_phase_title (phases[i]), -1);

        g_string_append_printf (out, "%s%s %s", any ? ", " : ": ", name, ns);
        any = TRUE;
      }

  return g_string_free (out, FALSE);
}

static void
content_cb (gpointer user_data)
{
  BsTimelinePanel *self = user_data;
  BsTrace *trace = bs_debugger_get_trace (self->debugger);
  g_autofree char *subtitle = head_text (trace);
  g_autoptr (GTask) task = NULL;

  cancel (&self->making);
  bs_timeline_canvas_set_painter (self->canvas, NULL, NULL);
  bs_view_frame_set_subtitle (self->frame, trace->events->n_events > 0
                                               ? subtitle
                                               : _ ("no times: the run was only scheduled"));
  make_filters (self);
  self->making = g_cancellable_new ();
  task = g_task_new (self, self->making, made_cb, NULL);
  g_task_set_task_data (task, bs_trace_ref (trace), (GDestroyNotify) bs_trace_unref);
  g_task_set_check_cancellable (task, TRUE);
  g_task_run_in_thread (task, make_thread);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsTimelinePanel *self = BS_TIMELINE_PANEL (view);

  leave_notebook (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  cancel (&self->making);
  cancel (&self->searching);
  bs_timeline_canvas_set_painter (self->canvas, NULL, NULL);
  self->hits = NULL;
  g_set_object (&self->debugger, debugger);
  bs_view_frame_set_debugger (self->frame, debugger);
  if (debugger != NULL)
    {
      self->follower = bs_follower_new (debugger, content_cb, NULL, NULL, self);
      follow_notebook (self);
    }
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static gboolean
bs_timeline_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_TIMELINE_PANEL (widget)->canvas));
}

static void
bs_timeline_panel_dispose (GObject *object)
{
  BsTimelinePanel *self = BS_TIMELINE_PANEL (object);

  leave_notebook (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  cancel (&self->making);
  cancel (&self->searching);
  if (self->canvas != NULL)
    g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TIMELINE_PANEL);
  self->canvas = NULL;
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bs_timeline_panel_parent_class)->dispose (object);
}

static void
bs_timeline_panel_class_init (BsTimelinePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timeline_panel_dispose;
  widget_class->grab_focus = bs_timeline_panel_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_TIMELINE_CANVAS);
  g_type_ensure (BS_TYPE_TIMELINE_OVERVIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/timeline-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, box);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, frame);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, canvas);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, overview);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, search);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, count);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, details);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, filter_button);
  gtk_widget_class_bind_template_child (widget_class, BsTimelinePanel, filters);
}

static void
bs_timeline_panel_init (BsTimelinePanel *self)
{
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));
  bs_cut_label_watch (self->details);
  bs_timeline_overview_set_canvas (self->overview, self->canvas);
  g_signal_connect_swapped (self->canvas, "scene", G_CALLBACK (scene_cb), self);
  g_signal_connect_swapped (self->canvas, "rows", G_CALLBACK (rows_cb), self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->search, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->search, "previous-match", G_CALLBACK (previous_cb), self);
  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_SHIFT_MASK),
                        gtk_callback_action_new (previous_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

void
bs_timeline_panel_set_selection (BsTimelinePanel *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_TIMELINE_PANEL (self));
  g_return_if_fail (self->selection == NULL);

  self->selection = g_object_ref (selection);
  bs_timeline_canvas_set_selection (self->canvas, selection);
  g_signal_connect_swapped (selection, "range", G_CALLBACK (show_details), self);
  g_signal_connect_swapped (selection, "event", G_CALLBACK (show_details), self);
}

void
bs_timeline_panel_zoom (BsTimelinePanel *self, double factor)
{
  g_return_if_fail (BS_IS_TIMELINE_PANEL (self));

  bs_timeline_canvas_zoom (self->canvas, factor);
}

void
bs_timeline_panel_find (BsTimelinePanel *self)
{
  g_return_if_fail (BS_IS_TIMELINE_PANEL (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
