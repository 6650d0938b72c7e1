/* SPDX-License-Identifier: Apache-2.0 */
/* The Memory page of a recorded run: what it says is what the plan of the trace says, and it
 * follows the clock. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/memory/memory-page.h"
#include "app/window/memory/reductions-panel.h"
#include "app/window/memory/totals-view.h"
#include "app/window/parts/data-rows.h"
#include "app/window/parts/format.h"
#include "app/window/parts/view-frame.h"
#include "app/window/shell/settings.h"
#include "profiles/replay/cell-memory.h"
#include "profiles/replay/outer-memory.h"
#include "profiles/tables/tables.h"
#include "tests/window/fixture.h"
#include "viz/text.h"

#define PATIENCE_MS 20000

typedef struct
{
  BsTrace *trace;
  BsPictures *pictures;
  GtkWidget *window;
  BsMemoryPage *page;
  BsDebugger *debugger;
} Fixture;

static char *recorded;  /* (nullable): a trace with plans */
static char *scheduled; /* the same without: nothing was computed */
static char *published; /* the same with another planner */

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_set_animations (FALSE);
  if (data != NULL && *(const char *) data == '\0')
    self->trace = test_make_trace (1);
  else
    self->trace = bs_trace_load (data == NULL                      ? recorded
                                 : g_str_equal (data, "published") ? published
                                                                   : scheduled,
                                 NULL, &error);
  g_assert_no_error (error);
  self->pictures = bs_pictures_new (self->trace, NULL);
  self->window = gtk_window_new ();
  self->page = g_object_new (BS_TYPE_MEMORY_PAGE, NULL);
  self->debugger = bs_debugger_new (self->window, self->pictures);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), self->debugger);
  gtk_window_present (GTK_WINDOW (self->window));
  test_spin (300);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), NULL);
  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->debugger);
  for (guint i = 0; self->page != NULL && i < 100; i++)
    test_spin (20);
  g_assert_null (self->page);
  bs_pictures_unref (self->pictures);
  bs_trace_unref (self->trace);
}

static GtkWidget *
find (Fixture *self, GType type)
{
  GtkWidget *found = test_find (GTK_WIDGET (self->page), type);

  g_assert_nonnull (found);
  return found;
}

/* Returns: a decision whose type has a plan (or has none), from 1; 0: there is no such. */
static guint32
find_decision (Fixture *self, gboolean planned, guint nth)
{
  guint seen = 0;
  guint last = G_MAXUINT;

  for (guint32 n = 1; n <= self->trace->n_decisions; n++)
    {
      g_autoptr (BsCellMemory) memory = NULL;
      guint type = bs_trace_decision (self->trace, n)->type;

      if (type == last)
        continue;
      memory = bs_cell_memory_new_at (self->trace, n);
      if ((memory != NULL) == planned && seen++ == nth)
        return n;
      if ((memory != NULL) == planned)
        last = type;
    }

  return 0;
}

static void
go (Fixture *self, guint32 decision)
{
  bs_clock_scrub (bs_debugger_get_clock (self->debugger), decision);
  test_spin (300);
}

static void
check_total (Fixture *self, guint64 before, guint64 after, gboolean bytes)
{
  char buffer[40];
  GtkWidget *totals = find (self, BS_TYPE_TOTALS_VIEW);
  g_autofree char *was = bytes ? g_strdup (bs_text_bytes (buffer, before))
                               : bs_format_count (before);
  g_autofree char *is = bytes ? g_strdup (bs_text_bytes (buffer, after)) : bs_format_count (after);
  const char *sign = after < before   ? BS_LEFT_TO_RIGHT "↓\u2009"
                     : after > before ? BS_LEFT_TO_RIGHT "↑\u2009"
                                      : "";
  g_autofree char *text = g_strconcat (sign, is, NULL);

  g_assert_true (test_says (totals, was));
  g_assert_true (test_says (totals, text));
}

static GtkSelectionModel *
get_reductions (Fixture *self)
{
  return gtk_list_view_get_model (
      GTK_LIST_VIEW (test_find (find (self, BS_TYPE_REDUCTIONS_PANEL), GTK_TYPE_LIST_VIEW)));
}

/* Two types with cells: title, totals, batches and reductions are those of the plan. */
static void
test_follow (Fixture *self, gconstpointer data)
{
  for (guint nth = 0; nth < 2; nth++)
    {
      guint32 decision = find_decision (self, TRUE, nth);
      g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, decision);
      guint32 n = bs_trace_decision (self->trace, decision)->size;
      g_autofree char *title = g_strdup_printf ("Memory of batch %u", decision);
      const BsCellFigures *a, *b;
      GtkDropDown *batches;
      GListModel *model;

      g_assert_cmpuint (decision, >, 0);
      go (self, decision);
      g_assert_true (test_says (GTK_WIDGET (self->page), title));
      a = &memory->figures_after;
      b = &memory->figures_before;
      check_total (self, b->n_batches, a->n_batches, FALSE);
      check_total (self, b->n_gathers, a->n_gathers, FALSE);
      check_total (self, b->gather_bytes * n, a->gather_bytes * n, TRUE);
      check_total (self, b->live_bytes * n, a->live_bytes * n, TRUE);

      batches = GTK_DROP_DOWN (find (self, GTK_TYPE_DROP_DOWN));
      model = gtk_drop_down_get_model (batches);
      g_assert_cmpuint (g_list_model_get_n_items (model), ==, memory->after->n_batches);

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_reductions (self))), ==,
                        bs_plan_replay_get_n (memory->replay));
    }
}

/* The list says of each reduction what the plan's constraint says. */
static void
test_reductions (Fixture *self, gconstpointer data)
{
  guint32 decision = find_decision (self, TRUE, 0);
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, decision);
  GListModel *list;
  guint32 kept = 0, n;

  go (self, decision);
  list = G_LIST_MODEL (get_reductions (self));
  n = g_list_model_get_n_items (list);
  g_assert_cmpuint (n, >, 3);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BsDataRow) row = g_list_model_get_item (list, i);
      const BsReduction *reduction = bs_plan_replay_get (memory->replay, i);
      g_autofree char *title = bs_cell_memory_reduction_title (memory, i);
      const BsTable *table = bs_data_row_get_table (row);

      g_assert_cmpstr (bs_table_peek_text (table, bs_data_row_get_row (row), 1), ==, title);
      g_assert_cmpint (bs_table_get_integer (table, bs_data_row_get_row (row), 3), ==,
                       reduction->kept);
      if (reduction->fate != BS_REDUCTION_DIRECTED)
        g_assert_cmpint (reduction->kept, ==,
                         memory->after->constraints[reduction->constraint].accepted);
      kept += reduction->kept;
    }
  {
    g_autofree char *accepted = g_strdup_printf ("✓ %u", kept);
    g_autofree char *rejected = g_strdup_printf ("✗ %u", n - kept);

    g_assert_true (test_says (GTK_WIDGET (self->page), accepted));
    g_assert_true (test_says (GTK_WIDGET (self->page), rejected));
  }
}

static guint
get_selected (Fixture *self)
{
  return gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (get_reductions (self)));
}

static void
act (Fixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL));
  test_spin (60);
}

static void
test_replay (Fixture *self, gconstpointer data)
{
  guint32 decision = find_decision (self, TRUE, 0);
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, decision);
  GtkDropDown *batches = GTK_DROP_DOWN (find (self, GTK_TYPE_DROP_DOWN));
  guint n;

  go (self, decision);
  n = g_list_model_get_n_items (G_LIST_MODEL (get_reductions (self)));
  act (self, "memory.first");
  g_assert_cmpuint (get_selected (self), ==, GTK_INVALID_LIST_POSITION);
  act (self, "memory.step");
  act (self, "memory.step");
  g_assert_cmpuint (get_selected (self), ==, 1);
  /* The inner batch is the one that the reduction is about. */
  for (guint i = 0; i + 1 < n; i++)
    {
      const BsReduction *reduction = bs_plan_replay_get (memory->replay, i);

      gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_reductions (self)), i);
      g_assert_cmpuint (gtk_drop_down_get_selected (batches), ==,
                        memory->after->constraints[reduction->constraint].batch);
    }
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_reductions (self)), 1);
  act (self, "memory.back");
  g_assert_cmpuint (get_selected (self), ==, 0);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_reductions (self)), n - 2);
  test_spin (60);
  act (self, "memory.step");
  g_assert_cmpuint (get_selected (self), ==, n - 1);
  act (self, "memory.first");
  act (self, "memory.play");
  for (guint i = 0; get_selected (self) != 2 && i < PATIENCE_MS / 10; i++)
    test_spin (10);
  g_assert_cmpuint (get_selected (self), ==, 2);
  act (self, "memory.play");
  act (self, "memory.last");
  g_assert_cmpuint (get_selected (self), ==, n - 1);
}

/* From one batch to another of the same cell: sizes are those of its calls. */
static void
test_sizes (Fixture *self, gconstpointer data)
{
  guint32 first = find_decision (self, TRUE, 0), next = first + 1;
  const BsTraceDecision *d = bs_trace_decision (self->trace, first);
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, first);
  guint32 n;

  while (bs_trace_decision (self->trace, next)->type != d->type
         || bs_trace_decision (self->trace, next)->size == d->size)
    g_assert_cmpuint (++next, <=, self->trace->n_decisions);
  n = bs_trace_decision (self->trace, next)->size;
  go (self, first);
  act (self, "memory.first");
  act (self, "memory.step");
  go (self, next);
  check_total (self, memory->figures_before.gather_bytes * (guint64) n,
               memory->figures_after.gather_bytes * (guint64) n, TRUE);
  check_total (self, memory->figures_before.live_bytes * (guint64) n,
               memory->figures_after.live_bytes * (guint64) n, TRUE);
  {
    g_autofree char *reason = bs_cell_memory_reduction_reason (memory, 0, n);

    g_assert_true (test_says (find (self, BS_TYPE_REDUCTIONS_PANEL), reason));
    g_assert_cmpuint (get_selected (self), ==, 0);
  }
}

static void
test_batches (Fixture *self, gconstpointer data)
{
  GtkDropDown *batches = GTK_DROP_DOWN (find (self, GTK_TYPE_DROP_DOWN));
  guint n;

  go (self, find_decision (self, TRUE, 0));
  n = g_list_model_get_n_items (gtk_drop_down_get_model (batches));
  g_assert_cmpuint (n, >, 2);
  gtk_drop_down_set_selected (batches, 0);
  act (self, "memory.previous-batch");
  g_assert_cmpuint (gtk_drop_down_get_selected (batches), ==, 0);
  act (self, "memory.next-batch");
  g_assert_cmpuint (gtk_drop_down_get_selected (batches), ==, 1);
  gtk_drop_down_set_selected (batches, n - 1);
  act (self, "memory.next-batch");
  g_assert_cmpuint (gtk_drop_down_get_selected (batches), ==, n - 1);
}

/* The twin of the picture. */
static void
test_table (Fixture *self, gconstpointer data)
{
  guint32 decision = find_decision (self, TRUE, 0);
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, decision);
  g_autoptr (BsTable) wanted = bs_cell_memory_layout_table (
      memory, bs_trace_decision (self->trace, decision)->size);
  g_autoptr (GString) is = g_string_new (NULL), should = g_string_new (NULL);
  BsViewFrame *frame = BS_VIEW_FRAME (find (self, BS_TYPE_VIEW_FRAME));

  go (self, decision);
  bs_view_frame_set_show_table (frame, TRUE);
  test_spin (600);
  bs_table_print (wanted, BS_TABLE_CSV, should);
  bs_table_print (bs_data_table_get_table (bs_view_frame_get_data_table (frame)), BS_TABLE_CSV, is);
  g_assert_cmpstr (is->str, ==, should->str);
}

/* What a table of the trace says in a row that begins with @cell and @planner. */
static gint64
look_up (const BsTable *table, const char *cell, const char *planner, const char *name)
{
  guint column = 0;

  while (strcmp (bs_table_get_column_name (table, column), name) != 0)
    g_assert_cmpuint (++column, <, bs_table_get_n_columns (table));
  for (guint i = 0; i < bs_table_get_n_rows (table); i++)
    if (g_str_equal (bs_table_peek_text (table, i, 0), cell)
        && g_str_equal (bs_table_peek_text (table, i, 1), planner))
      return bs_table_get_integer (table, i, column);

  g_assert_not_reached ();
}

/* The totals are those of the table that the command line writes. */
static void
test_plans (Fixture *self, gconstpointer data)
{
  guint32 decision = find_decision (self, TRUE, 0);
  guint32 n = bs_trace_decision (self->trace, decision)->size;
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, decision);
  const char *cell = self->trace->cells[memory->cell];
  g_autoptr (BsTable) plans = bs_tables_plans (self->trace);

  go (self, decision);
  check_total (self, (guint64) look_up (plans, cell, "creation", "batches"),
               (guint64) look_up (plans, cell, "full", "batches"), FALSE);
  check_total (self, (guint64) look_up (plans, cell, "creation", "gathers"),
               (guint64) look_up (plans, cell, "full", "gathers"), FALSE);
  check_total (self, (guint64) look_up (plans, cell, "creation", "gather_bytes") * n,
               (guint64) look_up (plans, cell, "full", "gather_bytes") * n, TRUE);
  /* What batching alone does is said, too. */
  {
    char bytes[3][40];
    g_autofree char *note = g_strdup_printf (
        "Copied: %s before, %s with the new batches alone, %s with the new layout, too",
        bs_text_bytes (bytes[0], memory->figures_before.gather_bytes * n),
        bs_text_bytes (bytes[1], memory->figures_batched.gather_bytes * n),
        bs_text_bytes (bytes[2], memory->figures_after.gather_bytes * n));

    g_assert_cmpuint (memory->figures_batched.n_scatters, ==, 0);
    g_assert_true (test_says (find (self, BS_TYPE_TOTALS_VIEW), note));
  }
}

/* Between cells: the sums of the mini-batch, and the operands of the batch. */
static void
test_outer (Fixture *self, gconstpointer data)
{
  GtkWidget *toggle = test_find_labelled (GTK_WIDGET (self->page), GTK_TYPE_TOGGLE_BUTTON,
                                          "Outer graph");
  const BsGraphPlanReport *report;
  g_autoptr (BsOuterMemory) outer = bs_outer_memory_new (self->trace, 0, NULL, NULL, NULL);
  GtkWidget *operands = test_find (GTK_WIDGET (self->page), BS_TYPE_DATA_TABLE);
  guint32 decision = find_decision (self, TRUE, 0);
  g_autoptr (BsTable) wanted = NULL;

  g_assert_nonnull (outer);
  report = bs_outer_memory_get_report (outer);
  wanted = bs_outer_memory_operands_table (outer, decision);
  go (self, decision);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  test_spin (600);
  check_total (self, report->creation.n_gathers, report->planned.n_gathers, FALSE);
  check_total (self, report->creation.gather_bytes, report->planned.gather_bytes, TRUE);
  g_assert_nonnull (operands);
  g_assert_cmpuint (bs_data_table_get_n_shown (BS_DATA_TABLE (operands)), ==,
                    bs_table_get_n_rows (wanted));
  g_assert_true (test_says (GTK_WIDGET (self->page), "Operands of the batch"));
  /* What is gathered by the layout is not by the run, whose kernels read it where it lies. */
  for (guint32 d = 1; d <= self->trace->n_decisions; d++)
    g_assert_cmpuint (bs_trace_decision (self->trace, d)->gather_bytes, ==, 0);
  g_assert_true (test_says (GTK_WIDGET (self->page),
                            "Gathers are pieces of memory here: the run read them in place, and "
                            "copied nothing between cells.")
                 == (report->planned.n_gathers > 0));
  act (self, "memory.outer");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
}

static void
test_narrow (Fixture *self, gconstpointer data)
{
  AdwFlap *flap = ADW_FLAP (find (self, ADW_TYPE_FLAP));

  g_assert_true (adw_flap_get_reveal_flap (flap));
  g_assert_false (adw_flap_get_folded (flap));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 700);
  test_spin (500);
  g_assert_true (adw_flap_get_folded (flap));
  g_assert_false (adw_flap_get_reveal_flap (flap));
}

/* A run without plans says so, and does not fall over. */
static void
test_without (Fixture *self, gconstpointer data)
{
  GtkWidget *status = find (self, ADW_TYPE_STATUS_PAGE);
  GtkButton *other;

  g_assert_true (gtk_widget_get_mapped (status));
  g_assert_nonnull (adw_status_page_get_description (ADW_STATUS_PAGE (status)));
  act (self, "memory.step");
  act (self, "memory.next-batch");
  act (self, "memory.play");

  other = GTK_BUTTON (gtk_widget_get_template_child (find (self, BS_TYPE_MEMORY_PAGE),
                                                     BS_TYPE_MEMORY_PAGE, "other_button"));
  g_assert_cmpstr (gtk_button_get_label (other), ==, "Show the outer graph");
  g_signal_emit_by_name (other, "clicked");
  test_spin (50);
  g_assert_cmpstr (gtk_button_get_label (other), ==, "Show the cell");
}

static gboolean
says_planned_now (Fixture *self)
{
  g_autofree char *subtitle = NULL;

  g_object_get (find (self, BS_TYPE_VIEW_FRAME), "subtitle", &subtitle, NULL);
  return subtitle != NULL && g_str_has_prefix (subtitle, "planned now");
}

static void
spin_until_planned (Fixture *self)
{
  for (guint i = 0; i < PATIENCE_MS / 50; i++)
    {
      GtkWidget *status = find (self, ADW_TYPE_STATUS_PAGE);

      if (!gtk_widget_get_mapped (status) && says_planned_now (self))
        break;
      test_spin (50);
    }
}

/* A run without plans is planned now: what is shown is what a run with a plan would have had, and says
 * what it is. */
static void
test_plan_now (Fixture *self, gconstpointer data)
{
  GtkWidget *button = test_find_labelled (GTK_WIDGET (self->page), GTK_TYPE_BUTTON, "Plan now");
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) planned = bs_trace_load (recorded, NULL, &error);
  guint32 decision = 1;
  g_autoptr (BsCellMemory) memory = NULL;
  g_autoptr (BsOuterMemory) outer = NULL;

  g_assert_no_error (error);
  while (decision < planned->n_decisions
         && (memory = bs_cell_memory_new_at (planned, decision)) == NULL)
    decision++;
  g_assert_nonnull (memory);
  go (self, decision);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_mapped (button));
  g_signal_emit_by_name (button, "clicked");
  spin_until_planned (self);
  g_assert_false (gtk_widget_get_mapped (button));
  check_total (
      self,
      memory->figures_before.gather_bytes * (guint64) bs_trace_decision (planned, decision)->size,
      memory->figures_after.gather_bytes * (guint64) bs_trace_decision (planned, decision)->size,
      TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_reductions (self))), ==,
                    bs_plan_replay_get_n (memory->replay));

  /* Between cells as well. */
  outer = bs_outer_memory_new (planned, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  act (self, "memory.outer");
  for (guint i = 0;
       i < PATIENCE_MS / 50 && gtk_widget_get_mapped (find (self, ADW_TYPE_STATUS_PAGE)); i++)
    test_spin (50);
  test_spin (300);
  check_total (self, bs_outer_memory_get_report (outer)->creation.gather_bytes,
               bs_outer_memory_get_report (outer)->planned.gather_bytes, TRUE);
  g_assert_true (says_planned_now (self));
}

static guint64
sum_variables (const BsPlansNow *now)
{
  guint64 bytes = 0;

  for (guint cell = 0; cell < bs_plans_now_get_n_cells (now); cell++)
    if (bs_plans_now_get_plan (now, cell) != NULL)
      bytes += bs_plans_now_get_plan (now, cell)->total_bytes;

  return bytes;
}

/* As many words and labels as the trace says; where it does not, those of the samples, and that is
 * said. */
static void
test_plan_guessed (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) other = bs_trace_load (scheduled, NULL, NULL);
  g_autoptr (BsPlansNow) now = bs_plans_now_new (self->trace, NULL, NULL), more = NULL;
  guint n = self->trace->n_vocabularies;

  g_assert_false (bs_plans_now_is_guessed (now));
  for (guint i = 0; i < other->n_vocabularies; i++)
    other->vocabularies[i].n += 16;
  more = bs_plans_now_new (other, NULL, NULL);
  for (guint i = 0; i < other->n_vocabularies; i++)
    other->vocabularies[i].n -= 16;
  g_assert_false (bs_plans_now_is_guessed (more));
  g_assert_cmpuint (sum_variables (more), >, sum_variables (now));

  self->trace->n_vocabularies = 0;
  go (self, 1);
  act (self, "memory.plan-now");
  spin_until_planned (self);
  self->trace->n_vocabularies = n;
  for (guint32 d = 1; d <= self->trace->n_decisions; d++)
    {
      go (self, d);
      if (gtk_widget_get_mapped (find (self, BS_TYPE_REDUCTIONS_PANEL))
          && test_says (find (self, BS_TYPE_REDUCTIONS_PANEL),
                        "Planned now with the planner “full”, for as many words and labels as the "
                        "samples have: the trace does not say how many its inputs had."))
        return;
    }
  g_assert_not_reached ();
}

static void
check_gathered (Fixture *self, BsTrace *trace, guint32 decision)
{
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (trace, decision);
  guint64 n = bs_trace_decision (self->trace, decision)->size;

  check_total (self, memory->figures_before.n_gathers, memory->figures_after.n_gathers, FALSE);
  check_total (self, memory->figures_before.gather_bytes * n,
               memory->figures_after.gather_bytes * n, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_reductions (self))), ==,
                    bs_plan_replay_get_n (memory->replay));
}

/* The advice is to try the best planner: what that shows is what a run with it has, and there is a way
 * back to what ran. */
static void
test_what_if (Fixture *self, gconstpointer data)
{
  GtkWidget *panel = find (self, BS_TYPE_REDUCTIONS_PANEL);
  GtkWidget *try = test_find_labelled (panel, GTK_TYPE_BUTTON, "What if");
  GtkWidget *so = test_find_labelled (panel, GTK_TYPE_BUTTON, "Record so…");
  GtkWidget *back = test_find_labelled (panel, GTK_TYPE_BUTTON, "As it ran");
  guint32 decision = find_decision (self, TRUE, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) full = bs_trace_load (recorded, NULL, &error);
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (self->trace, decision);
  g_autofree char *advice = bs_cell_memory_advice (memory,
                                                   bs_trace_decision (self->trace, decision)->size);

  g_assert_no_error (error);
  g_assert_cmpuint (bs_trace_decision (full, decision)->type, ==,
                    bs_trace_decision (self->trace, decision)->type);
  go (self, decision);
  g_assert_true (test_says (panel, advice));
  g_assert_true (gtk_widget_get_mapped (try));
  g_assert_false (gtk_widget_get_mapped (back));
  check_gathered (self, self->trace, decision);

  for (guint i = 0; i < 2; i++)
    {
      g_signal_emit_by_name (try, "clicked");
      spin_until_planned (self);
      test_spin (300);
      check_gathered (self, full, decision);
      g_assert_false (gtk_widget_get_mapped (try));
      g_assert_true (gtk_widget_get_mapped (back));
      g_assert_true (gtk_widget_get_mapped (so));

      g_signal_emit_by_name (back, "clicked");
      test_spin (300);
      g_assert_false (says_planned_now (self));
      check_gathered (self, self->trace, decision);
      g_assert_true (gtk_widget_get_mapped (try));
    }
}

/* The handle stays where somebody left it; nothing is kept of one that nobody has moved. */
static void
test_handle (Fixture *self, gconstpointer data)
{
  GtkPaned *paned = GTK_PANED (find (self, GTK_TYPE_PANED));
  BsMemoryPage *other;
  GtkWidget *window;
  int kept;

  g_settings_reset (bs_settings_get (), "liveness-height");
  go (self, 2);
  test_spin (700);
  g_assert_cmpint (g_settings_get_int (bs_settings_get (), "liveness-height"), ==, 0);
  gtk_paned_set_position (paned, gtk_paned_get_position (paned) - 50);
  test_spin (700);
  kept = g_settings_get_int (bs_settings_get (), "liveness-height");
  g_assert_cmpint (kept, ==,
                   gtk_widget_get_height (GTK_WIDGET (paned)) - gtk_paned_get_position (paned));

  other = g_object_new (BS_TYPE_MEMORY_PAGE, NULL);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1300, 850);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (other));
  bs_trace_view_set_debugger (BS_TRACE_VIEW (other), self->debugger);
  gtk_window_present (GTK_WINDOW (window));
  test_spin (400);
  paned = GTK_PANED (test_find (GTK_WIDGET (other), GTK_TYPE_PANED));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (paned)) - gtk_paned_get_position (paned), ==,
                   kept);
  bs_trace_view_set_debugger (BS_TRACE_VIEW (other), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (bs_settings_get (), "liveness-height");
}

/* The page goes while plans are made: nothing is left behind (tear_down looks). */
static void
test_plan_and_close (Fixture *self, gconstpointer data)
{
  GtkWidget *button = test_find_labelled (GTK_WIDGET (self->page), GTK_TYPE_BUTTON, "Plan now");

  go (self, find_decision (self, FALSE, 0));
  g_signal_emit_by_name (button, "clicked");
}

/* All keys at once, on the way from batch to batch. */
static void
test_quick (Fixture *self, gconstpointer data)
{
  static const char *const actions[] = {
    "memory.step", "memory.play",  "memory.back",  "memory.next-batch", "memory.previous-batch",
    "memory.last", "memory.first", "memory.outer", "memory.plan-now",   "memory.as-it-ran"
  };
  guint32 decision = find_decision (self, TRUE, 0);

  for (guint i = 0; i < 400; i++)
    {
      bs_clock_scrub (bs_debugger_get_clock (self->debugger),
                      1 + (i * 7) % self->trace->n_decisions);
      gtk_widget_activate_action (GTK_WIDGET (self->page),
                                  actions[(i * 13 + i / 10) % G_N_ELEMENTS (actions)], NULL);
      if (i % 10 == 0)
        test_spin (2);
    }
  gtk_widget_activate_action (GTK_WIDGET (self->page), "memory.as-it-ran", NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (test_find_labelled (
                                    GTK_WIDGET (self->page), GTK_TYPE_TOGGLE_BUTTON, "Cell")),
                                TRUE);
  go (self, decision);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "memory.as-it-ran", NULL);
  test_spin (600);
  check_gathered (self, self->trace, decision);
}

/* Of trees that somebody made up no model is known. */
static void
test_plan_unknown (Fixture *self, gconstpointer data)
{
  GtkWidget *button = test_find_labelled (GTK_WIDGET (self->page), GTK_TYPE_BUTTON, "Plan now");
  AdwStatusPage *status = ADW_STATUS_PAGE (find (self, ADW_TYPE_STATUS_PAGE));
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;

  g_assert_null (bs_plans_now_new (self->trace, NULL, &error));
  why = g_markup_escape_text (error->message, -1);
  g_signal_emit_by_name (button, "clicked");
  test_spin (50);
  for (guint i = 0; i < 250 && !gtk_widget_get_mapped (GTK_WIDGET (status)); i++)
    test_spin (20);
  g_assert_false (gtk_widget_get_mapped (button));
  g_assert_cmpstr (adw_status_page_get_description (status), ==, why);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL, *out = NULL, *wrong = NULL;
  const char *program = g_getenv ("BATCHSCOPE_CLI");
  int status = 1, result;

  if (!test_init (&argc, &argv))
    return 0;

  folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  recorded = g_build_filename (folder, "run.bscope", NULL);
  scheduled = g_build_filename (folder, "scheduled.bscope", NULL);
  published = g_build_filename (folder, "published.bscope", NULL);
  if (program != NULL)
    {
      const char *command[] = { program,        "record",       "--workload",
                                "lattice-lstm", "--batch-size", "2",
                                "-o",           recorded,       NULL };

      g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &wrong,
                    &status, NULL);
      if (status == 0)
        {
          const char *again[] = { program,           "record", "--workload", "lattice-lstm",
                                  "--batch-size",    "2",      "-o",         scheduled,
                                  "--schedule-only", NULL };

          const char *other[] = { program,        "record",    "--workload", "lattice-lstm",
                                  "--batch-size", "2",         "-o",         published,
                                  "--planner",    "published", NULL };

          g_spawn_sync (NULL, (char **) again, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                        NULL, &status, NULL);
          if (status == 0)
            g_spawn_sync (NULL, (char **) other, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                          NULL, &status, NULL);
        }
    }

#define ADD(name, function, data)                                                                  \
  g_test_add ("/window/memory-page/" name, Fixture, data, set_up, function, tear_down)
  if (status == 0)
    {
      ADD ("follow", test_follow, NULL);
      ADD ("reductions", test_reductions, NULL);
      ADD ("replay", test_replay, NULL);
      ADD ("sizes", test_sizes, NULL);
      ADD ("batches", test_batches, NULL);
      ADD ("table", test_table, NULL);
      ADD ("plans", test_plans, NULL);
      ADD ("outer", test_outer, NULL);
      ADD ("narrow", test_narrow, NULL);
      ADD ("handle", test_handle, NULL);
      ADD ("plan-now", test_plan_now, "scheduled");
      ADD ("plan-guessed", test_plan_guessed, "scheduled");
      ADD ("plan-and-close", test_plan_and_close, "scheduled");
      ADD ("what-if", test_what_if, "published");
      ADD ("quick", test_quick, "published");
    }
  else
    g_test_message ("%s cannot record: %s", program != NULL ? program : "nothing", wrong);
  ADD ("without", test_without, "");
  ADD ("plan-unknown", test_plan_unknown, "");
  g_assert_cmpint (program != NULL ? status : 0, ==, 0);

  result = g_test_run ();
  g_unlink (recorded);
  g_unlink (scheduled);
  g_unlink (published);
  g_rmdir (folder);
  return result;
}
