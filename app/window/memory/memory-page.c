/* SPDX-License-Identifier: Apache-2.0 */
/* The Memory page: layout, liveness, totals and reductions of the cell of the forming batch, or the
 * same of the values between cells; one cursor holds all together. */
#include "config.h"

#include "app/window/memory/memory-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/memory/layout-canvas.h"
#include "app/window/memory/liveness-canvas.h"
#include "app/window/memory/memory-cursor.h"
#include "app/window/memory/outer-canvas.h"
#include "app/window/memory/outer-liveness-canvas.h"
#include "app/window/memory/reductions-panel.h"
#include "app/window/memory/totals-view.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"
#include "app/window/parts/view-frame.h"
#include "app/window/shell/pages.h"
#include "app/window/shell/settings.h"
#include "viz/text.h"

/* Below it the side panel becomes a flap. */
#define NARROW_WIDTH 1180
#define NATURAL_HEIGHT 480
#define MIN_WIDTH 620
#define MIN_HEIGHT 160

struct _BsMemoryPage
{
  GtkWidget parent_instance;

  AdwFlap *flap;
  GtkWidget *paned, *bottom, *chip_box;
  BsViewFrame *layout_frame, *liveness_frame;
  BsTypeChip *chip;
  GtkLabel *batch_label, *inner_label;
  GtkDropDown *inner_batch;
  GtkToggleButton *outer_toggle, *cell_toggle, *flap_toggle;
  GtkStack *views, *liveness_views, *side;
  BsLayoutCanvas *layout_canvas;
  BsOuterCanvas *outer_canvas;
  BsLivenessCanvas *liveness_canvas;
  BsOuterLivenessCanvas *outer_liveness_canvas;
  AdwStatusPage *problem;
  GtkButton *plan_button, *other_button;
  BsTotalsView *totals;
  BsReductionsPanel *reductions;
  BsDataTable *operands;

  BsDebugger *debugger;
  BsFollower *follower;
  BsMemoryCursor *cursor;
  BsCellMemory *shown; /* (nullable): whose batches the drop-down lists */
  gboolean following;  /* controls change because the cursor did */
  guint layout_source;
  gboolean narrow, want_narrow;
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsMemoryPage, bs_memory_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static gboolean
is_outer (BsMemoryPage *self)
{
  return gtk_toggle_button_get_active (self->outer_toggle);
}

/* What twins of the pictures are made from; threads share it. */
typedef struct
{
  BsCellMemory *cell;   /* (nullable) */
  BsOuterMemory *outer; /* (nullable) */
  guint32 n_calls;
  gboolean liveness;
} Twin;

static void
twin_free (gpointer data)
{
  Twin *self = data;

  g_clear_pointer (&self->cell, bs_cell_memory_unref);
  g_clear_pointer (&self->outer, bs_outer_memory_unref);
  g_free (self);
}

static BsTable *
make_twin (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
           GError **error)
{
  const Twin *self = data;

  if (self->outer != NULL)
    {
      /* Its own mini-batch only, which the clock may have left. */
      if (bs_trace_decision (trace, decision)->mini_batch
          != bs_outer_memory_get_mini_batch (self->outer))
        return bs_outer_memory_totals_table (self->outer);
      return self->liveness ? bs_outer_memory_values_table (self->outer, decision)
                            : bs_outer_memory_operands_table (self->outer, decision);
    }
  if (self->cell != NULL)
    return self->liveness ? bs_cell_memory_liveness_table (self->cell, self->n_calls)
                          : bs_cell_memory_layout_table (self->cell, self->n_calls);

  return bs_table_new ();
}

static void
set_twin (BsMemoryPage *self, BsViewFrame *frame, gboolean liveness)
{
  BsCellMemory *cell = bs_memory_cursor_get_cell (self->cursor);
  BsOuterMemory *outer = is_outer (self) ? bs_memory_cursor_get_outer (self->cursor) : NULL;
  Twin *twin = g_new0 (Twin, 1);

  if (outer != NULL)
    twin->outer = bs_outer_memory_ref (outer);
  else if (cell != NULL && !is_outer (self))
    twin->cell = bs_cell_memory_ref (cell);
  twin->n_calls = bs_memory_cursor_get_selection (self->cursor).n_calls;
  twin->liveness = liveness;
  bs_view_frame_set_table (frame, make_twin, outer != NULL, twin, twin_free);
}

/* Returns: (transfer full): such as `LSTMCell, 27 variables of 3.5 KiB`. */
static char *
cell_text (const BsCellMemory *cell, guint32 n_calls)
{
  const BsCellPlan *plan = cell->after;
  const char *name = cell->name;
  gboolean same = plan->n_variables > 0;
  char bytes[40];

  for (guint i = 1; i < plan->n_variables; i++)
    same = same && plan->variables[i].length == plan->variables[0].length;
  if (same)
    /* Translators: a cell, how many variables it has, and how large each is */
    return g_strdup_printf (
        ngettext ("%s, %u variable of %s", "%s, %u variables of %s", plan->n_variables), name,
        plan->n_variables,
        bs_text_bytes (bytes, (guint64) plan->variables[0].length * n_calls * sizeof (float)));

  /* Translators: a cell, how many variables it has, and how large all are
   * together */
  return g_strdup_printf (
      ngettext ("%s, %u variable, %s", "%s, %u variables, %s", plan->n_variables), name,
      plan->n_variables, bs_text_bytes (bytes, cell->figures_after.variable_bytes * n_calls));
}

static void
show_head (BsMemoryPage *self)
{
  BsTrace *trace = bs_debugger_get_trace (self->debugger);
  guint32 decision = bs_debugger_get_decision (self->debugger);
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  BsCellMemory *cell = bs_memory_cursor_get_cell (self->cursor);
  g_autofree char *number = bs_format_count (decision);
  g_autofree char *size = bs_format_count (d->size);
  g_autofree char *title = g_strdup_printf (_ ("Memory of batch %s"), number);
  g_autofree char *batch = g_strdup_printf ("%s × %s", trace->types->types[d->type].name, size);
  g_autofree char *subtitle = NULL, *now = NULL;

  bs_type_chip_set (self->chip, trace->types, d->type, TRUE);
  gtk_label_set_label (self->batch_label, batch);
  bs_view_frame_set_title (self->layout_frame, title);
  if (is_outer (self))
    subtitle = g_strdup_printf (_ ("mini-batch %u, between cells"), d->mini_batch);
  else if (cell != NULL)
    subtitle = cell_text (cell, d->size);
  if (subtitle != NULL && bs_memory_cursor_is_planned_now (self->cursor))
    now = g_strdup_printf (_ ("planned now, not what ran: %s"), subtitle);
  bs_view_frame_set_subtitle (self->layout_frame, now != NULL ? now : subtitle);
}

/* What new batches do and what the layout does: with a plan only. */
static char *
split_savings (const BsCellMemory *cell, guint32 n_calls)
{
  const BsCellFigures *figures[] = { &cell->figures_before, &cell->figures_batched,
                                     &cell->figures_after };
  char bytes[3][40];

  if (cell->before == cell->after
      || figures[0]->gather_bytes + figures[1]->gather_bytes + figures[0]->scatter_bytes
                 + figures[1]->scatter_bytes
             == 0)
    return NULL;
  for (guint i = 0; i < 3; i++)
    bs_text_bytes (bytes[i], (figures[i]->gather_bytes + figures[i]->scatter_bytes) * n_calls);

  /* Translators: three sizes: before planning, with the batches of the plan, and with its layout */
  return g_strdup_printf (
      _ ("Copied: %s before, %s with the new batches alone, %s with the new layout, too"), bytes[0],
      bytes[1], bytes[2]);
}

static void
show_cell_totals (BsMemoryPage *self, const BsCellMemory *cell, guint32 n_calls)
{
  const BsCellFigures *b = &cell->figures_before, *a = &cell->figures_after;
  g_autofree char *note = NULL;
  BsTotal totals[8];
  guint n = 0;

  totals[n++] = (BsTotal){ _ ("Inner batches"), b->n_batches, a->n_batches, FALSE, FALSE };
  totals[n++] = (BsTotal){ _ ("Gathers"), b->n_gathers, a->n_gathers, FALSE, FALSE };
  totals[n++] = (BsTotal){ _ ("Gathered"), b->gather_bytes * n_calls, a->gather_bytes * n_calls,
                           TRUE, FALSE };
  if (b->n_scatters + a->n_scatters > 0)
    {
      totals[n++] = (BsTotal){ _ ("Scatters"), b->n_scatters, a->n_scatters, FALSE, FALSE };
      totals[n++] = (BsTotal){ _ ("Scattered"), b->scatter_bytes * n_calls,
                               a->scatter_bytes * n_calls, TRUE, FALSE };
    }
  totals[n++] = (BsTotal){ _ ("All variables"), b->variable_bytes * n_calls,
                           a->variable_bytes * n_calls, TRUE, TRUE };
  totals[n++] = (BsTotal){ _ ("Peak live"), b->live_bytes * n_calls, a->live_bytes * n_calls, TRUE,
                           FALSE };
  note = split_savings (cell, n_calls);
  bs_totals_view_set (self->totals, totals, n);
  bs_totals_view_set_note (self->totals, note);
}

static void
show_outer_totals (BsMemoryPage *self, const BsOuterMemory *outer)
{
  const BsGraphPlanReport *report = bs_outer_memory_get_report (outer);
  const BsTotal totals[] = {
    { _ ("Operands"), report->creation.n_operands, report->planned.n_operands, FALSE, TRUE },
    { _ ("Gathers"), report->creation.n_gathers, report->planned.n_gathers, FALSE, FALSE },
    { _ ("Gathered"), report->creation.gather_bytes, report->planned.gather_bytes, TRUE, FALSE },
    { _ ("All values"), report->value_bytes, report->place_bytes, TRUE, TRUE },
  };

  BsPlanner planner;
  /* With the whole plan kernels take columns wherever they are; others are handed copies. */
  gboolean in_place = report->planned.n_gathers > 0
                      && bs_trace_get_planner (bs_debugger_get_trace (self->debugger), &planner)
                      && planner == BS_PLANNER_FULL
                      && !bs_memory_cursor_is_planned_now (self->cursor);

  bs_totals_view_set (self->totals, totals, G_N_ELEMENTS (totals));
  bs_totals_view_set_note (self->totals,
                           in_place ? _ ("Gathers are pieces of memory here: the run read them in "
                                         "place, and copied nothing between cells.")
                                    : NULL);
}

static char *
describe_tuple (const BsOuterTuple *tuple)
{
  switch (tuple->access)
    {
    case BS_OUTER_GATHER:
      return g_strdup_printf (ngettext ("gather, %u piece", "gather, %u pieces", tuple->n_runs),
                              tuple->n_runs);
    case BS_OUTER_TABLE:
      return g_strdup (_ ("rows of a table"));
    case BS_OUTER_LIST:
      return g_strdup (_ ("lists"));
    case BS_OUTER_IN_PLACE:
    default:
      return g_strdup (_ ("in place"));
    }
}

/* Short enough for the side; the picture says how much and why, its table all of it. */
static BsTable *
list_operands (const BsOuterMemory *outer, guint32 decision)
{
  BsTable *table = bs_table_new ();
  BsOuterBatch batch;

  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "before", BS_COLUMN_TEXT);
  bs_table_add_column (table, "after", BS_COLUMN_TEXT);
  bs_outer_memory_get_batch (outer, decision, &batch);
  for (guint k = 0; k < batch.n_tuples; k++)
    {
      g_autofree char *before = describe_tuple (&batch.before[k]);
      g_autofree char *after = describe_tuple (&batch.after[k]);

      bs_table_add_integer (table, k + 1);
      bs_table_add_text (table, before);
      bs_table_add_text (table, after);
    }

  return table;
}

static void
show_operands (BsMemoryPage *self)
{
  BsOuterMemory *outer = is_outer (self) ? bs_memory_cursor_get_outer (self->cursor) : NULL;
  guint32 decision = bs_debugger_get_decision (self->debugger);

  if (outer == NULL
      || bs_trace_decision (bs_debugger_get_trace (self->debugger), decision)->mini_batch
             != bs_outer_memory_get_mini_batch (outer))
    return;

  bs_data_table_take_table (self->operands, list_operands (outer, decision));
}

/* The batches of the cell, of which one is looked at. */
static void
show_batches (BsMemoryPage *self, BsCellMemory *cell)
{
  g_autoptr (GtkStringList) list = NULL;

  if (cell == self->shown)
    return;

  if (cell != NULL)
    bs_cell_memory_ref (cell);
  g_clear_pointer (&self->shown, bs_cell_memory_unref);
  self->shown = cell;
  list = gtk_string_list_new (NULL);
  for (guint i = 0; cell != NULL && i < cell->after->n_batches; i++)
    gtk_string_list_take (list, bs_cell_memory_batch_text (cell, cell->after, i));
  self->following = TRUE;
  gtk_drop_down_set_model (self->inner_batch, G_LIST_MODEL (list));
  self->following = FALSE;
}

static void
follow_cursor (BsMemoryPage *self)
{
  self->following = TRUE;
  if (self->shown != NULL)
    gtk_drop_down_set_selected (self->inner_batch, bs_memory_cursor_get_batch (self->cursor));
  self->following = FALSE;
  if (is_outer (self) && bs_memory_cursor_get_operand (self->cursor) != BS_MEMORY_NONE)
    bs_data_table_select_row (self->operands, bs_memory_cursor_get_operand (self->cursor));
}

static void
show_problem (BsMemoryPage *self, const char *problem)
{
  g_autofree char *text = problem != NULL ? g_markup_escape_text (problem, -1) : NULL;

  adw_status_page_set_description (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->plan_button),
                          !bs_memory_cursor_is_planned (self->cursor)
                              && !bs_memory_cursor_is_planned_now (self->cursor)
                              && !bs_memory_cursor_is_planning_failed (self->cursor));
  gtk_button_set_label (self->other_button,
                        is_outer (self) ? _ ("Show the cell") : _ ("Show the outer graph"));
}

/* What there is to see: cell or outer graph, or why neither. */
static void
show_content (BsMemoryPage *self)
{
  gboolean outer = is_outer (self);
  BsCellMemory *cell = bs_memory_cursor_get_cell (self->cursor);
  BsOuterMemory *between = outer ? bs_memory_cursor_get_outer (self->cursor) : NULL;
  gboolean pending = outer ? bs_memory_cursor_is_outer_pending (self->cursor)
                           : bs_memory_cursor_is_cell_pending (self->cursor);
  const char *problem = outer ? bs_memory_cursor_get_outer_problem (self->cursor)
                              : bs_memory_cursor_get_cell_problem (self->cursor);
  gboolean there = outer ? between != NULL : cell != NULL;
  const char *kind = outer ? "outer" : "cell";

  if (!there && !pending)
    show_problem (self, problem);
  bs_pages_show (self->views, there ? kind : pending ? "pending" : "problem");
  bs_pages_show (self->liveness_views, kind);
  bs_pages_show (self->side, kind);
  gtk_widget_set_visible (self->bottom, there);
  gtk_widget_set_visible (GTK_WIDGET (self->inner_batch), !outer && cell != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->inner_label), !outer && cell != NULL);
  show_batches (self, cell);
  show_head (self);
  if (outer && there)
    show_outer_totals (self, between);
  else if (there)
    show_cell_totals (self, cell, bs_memory_cursor_get_selection (self->cursor).n_calls);
  bs_view_frame_set_subtitle (
      self->liveness_frame,
      outer ? NULL : _ ("program order across, places down; a bar is live storage"));
  show_operands (self);
  set_twin (self, self->layout_frame, FALSE);
  set_twin (self, self->liveness_frame, TRUE);
  follow_cursor (self);
}

static void
content_cb (BsMemoryCursor *cursor, BsMemoryPage *self)
{
  if (self->debugger != NULL)
    show_content (self);
}

static void
changed_cb (BsMemoryCursor *cursor, BsMemoryPage *self)
{
  if (self->debugger != NULL)
    follow_cursor (self);
}

static void
update (gpointer user_data)
{
  BsMemoryPage *self = user_data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      show_head (self);
      show_operands (self);
    }
}

static void
inner_batch_cb (GtkDropDown *dropdown, GParamSpec *pspec, BsMemoryPage *self)
{
  guint selected = gtk_drop_down_get_selected (dropdown);

  if (!self->following && selected != GTK_INVALID_LIST_POSITION)
    bs_memory_cursor_set_batch (self->cursor, selected);
}

static void
outer_toggled_cb (GtkToggleButton *button, BsMemoryPage *self)
{
  if (self->debugger != NULL)
    show_content (self);
}

static void
other_cb (GtkButton *button, BsMemoryPage *self)
{
  gtk_toggle_button_set_active (is_outer (self) ? self->cell_toggle : self->outer_toggle, TRUE);
}

static void
operand_cb (BsDataTable *table, guint row, BsMemoryPage *self)
{
  bs_memory_cursor_set_operand (self->cursor, row);
}

/* Also the zooms of the picture in the frame with the focus. */
static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsViewFrame *frame = bs_view_frame_find (widget);
  BsCanvas *canvas = frame != NULL ? bs_view_frame_get_canvas (frame) : NULL;

  if (canvas != NULL)
    bs_canvas_zoom (canvas, g_str_equal (name, "view.zoom-in")    ? 1.25
                            : g_str_equal (name, "view.zoom-out") ? 1 / 1.25
                                                                  : 0);
}

static void
reduction_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (widget);
  guint32 n = bs_memory_cursor_get_n_reductions (self->cursor);
  guint32 made = bs_memory_cursor_get_reduction (self->cursor);

  bs_memory_cursor_pause (self->cursor);
  if (g_str_equal (name, "memory.first"))
    made = 0;
  else if (g_str_equal (name, "memory.last"))
    made = n;
  else if (g_str_equal (name, "memory.step"))
    made = MIN (made + 1, n);
  else
    made = made > 0 ? made - 1 : 0;
  bs_memory_cursor_set_reduction (self->cursor, made);
}

static void
play_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (widget);

  if (bs_memory_cursor_is_playing (self->cursor))
    bs_memory_cursor_pause (self->cursor);
  else
    bs_memory_cursor_play (self->cursor);
}

static void
batch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (widget);
  guint32 batch = bs_memory_cursor_get_batch (self->cursor);

  if (self->shown == NULL)
    return;
  if (g_str_equal (name, "memory.next-batch"))
    bs_memory_cursor_set_batch (self->cursor,
                                batch + 1 < self->shown->after->n_batches ? batch + 1 : batch);
  else
    bs_memory_cursor_set_batch (self->cursor, batch > 0 ? batch - 1 : 0);
}

static void
outer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  other_cb (NULL, BS_MEMORY_PAGE (widget));
}

static void
plan_now_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_memory_cursor_plan_now (BS_MEMORY_PAGE (widget)->cursor);
}

static void
as_it_ran_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_memory_cursor_show_run (BS_MEMORY_PAGE (widget)->cursor);
}

static void
lay_out (BsMemoryPage *self)
{
  self->narrow = self->want_narrow;
  adw_flap_set_fold_policy (self->flap, self->narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                     : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !self->narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->flap_toggle), self->narrow);
}

static gboolean
layout_cb (gpointer user_data)
{
  BsMemoryPage *self = user_data;

  self->layout_source = 0;
  lay_out (self);
  return G_SOURCE_REMOVE;
}

static void
bs_memory_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  /* A wide page must not keep the window from getting narrow: it makes room
   * then. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NARROW_WIDTH : NATURAL_HEIGHT;
}

static void
bs_memory_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (widget);
  GtkWidget *flap = GTK_WIDGET (self->flap);
  int min_width, min_height;

  self->want_narrow = width < NARROW_WIDTH;
  /* Children cannot change while they are being placed. */
  if (self->want_narrow != self->narrow && self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);

  gtk_widget_measure (flap, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (flap, GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &min_height, NULL,
                      NULL, NULL);
  gtk_widget_allocate (flap, MAX (width, min_width), MAX (height, min_height), baseline, NULL);
}

static void
bs_memory_page_map (GtkWidget *widget)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (widget);

  GTK_WIDGET_CLASS (bs_memory_page_parent_class)->map (widget);
  bs_memory_cursor_set_active (self->cursor, TRUE);
  if (self->debugger != NULL)
    show_content (self);
}

static void
bs_memory_page_unmap (GtkWidget *widget)
{
  bs_memory_cursor_set_active (BS_MEMORY_PAGE (widget)->cursor, FALSE);
  GTK_WIDGET_CLASS (bs_memory_page_parent_class)->unmap (widget);
}

static gboolean
bs_memory_page_grab_focus (GtkWidget *widget)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->layout_frame))
         || gtk_widget_child_focus (GTK_WIDGET (self->layout_frame), GTK_DIR_TAB_FORWARD);
}

static void
bs_memory_page_dispose (GObject *object)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->cursor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->cursor, self);
      bs_memory_cursor_set_debugger (self->cursor, NULL);
    }
  g_clear_object (&self->debugger);
  g_clear_pointer (&self->shown, bs_cell_memory_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_MEMORY_PAGE);
  g_clear_object (&self->cursor);

  G_OBJECT_CLASS (bs_memory_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const char *const zooms[] = { "view.zoom-in", "view.zoom-out", "view.zoom-fit" };
  static const char *const reductions[] = { "memory.first", "memory.last", "memory.step",
                                            "memory.back" };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (widget_class, zooms[i], NULL, zoom_action);
  for (guint i = 0; i < G_N_ELEMENTS (reductions); i++)
    gtk_widget_class_install_action (widget_class, reductions[i], NULL, reduction_action);
  bs_view_frame_install_forwards (widget_class);
  gtk_widget_class_install_action (widget_class, "memory.play", NULL, play_action);
  gtk_widget_class_install_action (widget_class, "memory.next-batch", NULL, batch_action);
  gtk_widget_class_install_action (widget_class, "memory.previous-batch", NULL, batch_action);
  gtk_widget_class_install_action (widget_class, "memory.outer", NULL, outer_action);
  gtk_widget_class_install_action (widget_class, "memory.plan-now", NULL, plan_now_action);
  gtk_widget_class_install_action (widget_class, "memory.as-it-ran", NULL, as_it_ran_action);
}

static void
bs_memory_page_class_init (BsMemoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_memory_page_dispose;
  widget_class->measure = bs_memory_page_measure;
  widget_class->size_allocate = bs_memory_page_size_allocate;
  widget_class->map = bs_memory_page_map;
  widget_class->unmap = bs_memory_page_unmap;
  widget_class->grab_focus = bs_memory_page_grab_focus;
  widget_class->focus = bs_focus_children;
  install_actions (widget_class);

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_LAYOUT_CANVAS);
  g_type_ensure (BS_TYPE_OUTER_CANVAS);
  g_type_ensure (BS_TYPE_LIVENESS_CANVAS);
  g_type_ensure (BS_TYPE_OUTER_LIVENESS_CANVAS);
  g_type_ensure (BS_TYPE_TOTALS_VIEW);
  g_type_ensure (BS_TYPE_REDUCTIONS_PANEL);
  g_type_ensure (BS_TYPE_DATA_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/memory-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, flap);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, paned);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, layout_frame);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, liveness_frame);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, chip_box);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, batch_label);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, inner_label);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, inner_batch);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, cell_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, outer_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, flap_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, views);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, liveness_views);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, side);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, layout_canvas);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, outer_canvas);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, liveness_canvas);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, outer_liveness_canvas);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, problem);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, plan_button);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, other_button);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, totals);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, reductions);
  gtk_widget_class_bind_template_child (widget_class, BsMemoryPage, operands);
}

static void
bs_memory_page_init (BsMemoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_settings_bind_paned (GTK_PANED (self->paned), "liveness-height", TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->chip = BS_TYPE_CHIP (bs_type_chip_new (20));
  gtk_box_append (GTK_BOX (self->chip_box), GTK_WIDGET (self->chip));
  self->cursor = bs_memory_cursor_new (GTK_WIDGET (self));
  bs_layout_canvas_set_cursor (self->layout_canvas, self->cursor);
  bs_outer_canvas_set_cursor (self->outer_canvas, self->cursor);
  bs_liveness_canvas_set_cursor (self->liveness_canvas, self->cursor);
  bs_outer_liveness_canvas_set_cursor (self->outer_liveness_canvas, self->cursor);
  bs_reductions_panel_set_cursor (self->reductions, self->cursor);
  bs_data_table_set_compact (self->operands, TRUE);
  bs_data_table_set_label (self->operands, _ ("Operands of the batch"));
  g_object_bind_property (self->flap, "reveal-flap", self->flap_toggle, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);

  g_signal_connect (self->cursor, "content", G_CALLBACK (content_cb), self);
  g_signal_connect (self->cursor, "changed", G_CALLBACK (changed_cb), self);
  bs_focus_name_inner (self->inner_batch);
  g_signal_connect (self->inner_batch, "notify::selected", G_CALLBACK (inner_batch_cb), self);
  g_signal_connect (self->outer_toggle, "toggled", G_CALLBACK (outer_toggled_cb), self);
  g_signal_connect (self->other_button, "clicked", G_CALLBACK (other_cb), self);
  g_signal_connect (self->operands, "row-selected", G_CALLBACK (operand_cb), self);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (view);

  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  bs_memory_cursor_set_debugger (self->cursor, debugger);
  bs_view_frame_set_debugger (self->layout_frame, debugger);
  bs_view_frame_set_debugger (self->liveness_frame, debugger);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, NULL, NULL, update, self);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}
