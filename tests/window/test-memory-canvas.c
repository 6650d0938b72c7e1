/* SPDX-License-Identifier: Apache-2.0 */
/* The canvases of the Memory page and the cursor that they follow, in a window of their own. */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/window/memory/layout-canvas.h"
#include "app/window/memory/liveness-canvas.h"
#include "app/window/memory/outer-canvas.h"
#include "app/window/memory/outer-liveness-canvas.h"
#include "tests/profiles/live-run.h"
#include "tests/profiles/trace-place.h"
#include "tests/window/fixture.h"

typedef struct
{
  TracePlace place;
  BsTrace *trace;
  GtkWidget *window;
  BsDebugger *debugger;
  BsClock *clock;
  BsMemoryCursor *cursor;
  BsLayoutCanvas *layout;
  BsLivenessCanvas *liveness;
  BsOuterCanvas *outer;
  BsOuterLivenessCanvas *outer_liveness;
  guint n_changed, n_content;
} Fixture;

static void
count_cb (gpointer cursor, guint *n)
{
  ++*n;
}

static void
wait_until_made (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (bs_memory_cursor_is_cell_pending (self->cursor)
         || bs_memory_cursor_is_outer_pending (self->cursor))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      test_spin (5);
    }
}

/* To a decision whose cell asked for @n reductions or more. */
static void
go_to_cell (Fixture *self, guint32 n)
{
  for (guint32 d = 1; d <= self->trace->n_decisions; d++)
    {
      bs_clock_seek (self->clock, d);
      wait_until_made (self);
      if (bs_memory_cursor_get_n_reductions (self->cursor) >= n)
        return;
    }
  g_assert_not_reached ();
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const LiveOptions options = {
    .workload = "tree-gru",
    .policy = "agenda",
    .batch_size = 2,
    .n_batches = 2,
    .planner = BS_PLANNER_FULL,
  };
  g_autoptr (BsPictures) pictures = NULL;
  GtkWidget *grid = gtk_grid_new ();
  LiveRun *run;

  trace_place_init (&self->place, NULL);
  run = live_run_new (&options, self->place.path);
  live_run_free (run);
  self->trace = trace_place_load (self->place.path);
  pictures = bs_pictures_new (self->trace, NULL);

  self->window = gtk_window_new ();
  self->layout = g_object_new (BS_TYPE_LAYOUT_CANVAS, "hexpand", TRUE, "vexpand", TRUE, NULL);
  self->liveness = g_object_new (BS_TYPE_LIVENESS_CANVAS, "hexpand", TRUE, "vexpand", TRUE, NULL);
  self->outer = g_object_new (BS_TYPE_OUTER_CANVAS, "hexpand", TRUE, "vexpand", TRUE, NULL);
  self->outer_liveness = g_object_new (BS_TYPE_OUTER_LIVENESS_CANVAS, "hexpand", TRUE, "vexpand",
                                       TRUE, NULL);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->layout), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->liveness), 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->outer), 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->outer_liveness), 1, 1, 1, 1);
  gtk_window_set_child (GTK_WINDOW (self->window), grid);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1300, 800);
  gtk_window_present (GTK_WINDOW (self->window));

  self->debugger = bs_debugger_new (self->window, pictures);
  self->clock = bs_debugger_get_clock (self->debugger);
  self->cursor = bs_memory_cursor_new (self->window);
  g_signal_connect (self->cursor, "changed", G_CALLBACK (count_cb), &self->n_changed);
  g_signal_connect (self->cursor, "content", G_CALLBACK (count_cb), &self->n_content);
  bs_layout_canvas_set_cursor (self->layout, self->cursor);
  bs_liveness_canvas_set_cursor (self->liveness, self->cursor);
  bs_outer_canvas_set_cursor (self->outer, self->cursor);
  bs_outer_liveness_canvas_set_cursor (self->outer_liveness, self->cursor);
  bs_memory_cursor_set_debugger (self->cursor, self->debugger);
  test_set_animations (FALSE);
  test_spin (50);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer cursor = self->cursor;

  gtk_window_destroy (GTK_WINDOW (self->window));
  bs_memory_cursor_set_debugger (self->cursor, NULL);
  g_object_add_weak_pointer (G_OBJECT (self->cursor), &cursor);
  g_object_unref (self->cursor);
  test_spin (20);
  g_assert_null (cursor);
  g_object_unref (self->debugger);
  bs_trace_unref (self->trace);
  trace_place_clear (&self->place);
}

static char *
describe (Fixture *self, gpointer canvas)
{
  return BS_CANVAS_GET_CLASS (canvas)->describe (canvas, bs_debugger_get_decision (self->debugger));
}

static void
assert_says (Fixture *self, gpointer canvas, const char *text)
{
  g_autofree char *words = describe (self, canvas);

  if (strstr (words, text) == NULL)
    g_error ("“%s” is not in “%s”", text, words);
}

/* As an arrow key would. */
static gboolean
move (gpointer canvas, int dx, int dy)
{
  return BS_MEMORY_CANVAS_GET_CLASS (canvas)->move (canvas, dx, dy);
}

/* Nothing is made before somebody looks. */
static void
test_active (Fixture *self, gconstpointer data)
{
  test_spin (50);
  g_assert_null (bs_memory_cursor_get_cell (self->cursor));
  bs_memory_cursor_set_active (self->cursor, TRUE);
  wait_until_made (self);
  go_to_cell (self, 5);
  g_assert_nonnull (bs_memory_cursor_get_cell (self->cursor));
  g_assert_null (bs_memory_cursor_get_cell_problem (self->cursor));
}

/* The selection by keyboard: variables and inner batches, said in words. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  BsCellMemory *memory;
  guint32 batch;

  bs_memory_cursor_set_active (self->cursor, TRUE);
  go_to_cell (self, 5);
  memory = bs_memory_cursor_get_cell (self->cursor);
  batch = bs_memory_cursor_get_batch (self->cursor);
  g_assert_cmpuint (batch, ==, bs_cell_memory_get_default_batch (memory));
  self->n_changed = 0;
  g_assert_true (move (self->layout, G_MININT, 0));
  g_assert_cmpuint (self->n_changed, ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      guint32 variable = bs_memory_cursor_get_selection (self->cursor).variable;

      assert_says (self, self->layout, memory->labels[variable]);
      move (self->layout, 1, 0);
      g_assert_cmpuint (bs_memory_cursor_get_selection (self->cursor).variable, !=, variable);
    }
  g_assert_true (move (self->layout, 0, -1));
  g_assert_cmpuint (bs_memory_cursor_get_batch (self->cursor), ==, batch - 1);
  {
    g_autofree char *name = bs_cell_memory_batch_text (memory, memory->after, batch - 1);

    assert_says (self, self->layout, name);
  }
  move (self->liveness, G_MAXINT, 0);
  g_assert_cmpuint (bs_memory_cursor_get_batch (self->cursor), ==, memory->after->n_batches - 1);
  move (self->liveness, 1, 0);
  g_assert_cmpuint (bs_memory_cursor_get_batch (self->cursor), ==, memory->after->n_batches - 1);
  move (self->liveness, 0, 1);
  assert_says (self, self->liveness, "alive from b");
}

/* A click on a variable selects it and the batch that computes it. */
static void
test_click (Fixture *self, gconstpointer data)
{
  int width, height;
  guint n_found = 0;

  bs_memory_cursor_set_active (self->cursor, TRUE);
  go_to_cell (self, 5);
  test_spin (50);
  width = gtk_widget_get_width (GTK_WIDGET (self->layout));
  height = gtk_widget_get_height (GTK_WIDGET (self->layout));
  g_assert_cmpint (width, >, 100);
  for (int y = 5; y < height; y += 10)
    for (int x = 5; x < width; x += 10)
      {
        BsMemorySelection selection;

        BS_CANVAS_GET_CLASS (self->layout)->pick (BS_CANVAS (self->layout), x, y);
        selection = bs_memory_cursor_get_selection (self->cursor);
        if (selection.variable == BS_MEMORY_NONE)
          continue;
        n_found++;
        g_assert_cmpuint (selection.batch, <,
                          bs_memory_cursor_get_cell (self->cursor)->after->n_batches);
      }
  g_assert_cmpuint (n_found, >, 5);
}

/* Reductions one by one, forward, back and all at once. */
static void
test_reductions (Fixture *self, gconstpointer data)
{
  guint32 n;

  bs_memory_cursor_set_active (self->cursor, TRUE);
  go_to_cell (self, 5);
  n = bs_memory_cursor_get_n_reductions (self->cursor);
  g_assert_cmpuint (bs_memory_cursor_get_reduction (self->cursor), ==, n);
  bs_memory_cursor_set_reduction (self->cursor, 2);
  g_assert_cmpuint (bs_memory_cursor_get_reduction (self->cursor), ==, 2);
  test_spin (30);
  g_assert_cmpfloat (bs_memory_cursor_get_selection (self->cursor).step, ==, 1.0);
  {
    g_autofree char *title = bs_cell_memory_reduction_title (
        bs_memory_cursor_get_cell (self->cursor), 1);

    assert_says (self, self->layout, title);
  }
  bs_memory_cursor_set_reduction (self->cursor, 0);
  g_assert_cmpuint (bs_memory_cursor_get_reduction (self->cursor), ==, 0);
  bs_memory_cursor_set_reduction (self->cursor, n - 2);
  bs_memory_cursor_play (self->cursor);
  g_assert_true (bs_memory_cursor_is_playing (self->cursor));
  for (guint i = 0; i < 300 && bs_memory_cursor_is_playing (self->cursor); i++)
    test_spin (10);
  g_assert_false (bs_memory_cursor_is_playing (self->cursor));
  g_assert_cmpuint (bs_memory_cursor_get_reduction (self->cursor), ==, n);
  bs_memory_cursor_play (self->cursor);
  g_assert_cmpuint (bs_memory_cursor_get_reduction (self->cursor), ==, 0);
  bs_memory_cursor_pause (self->cursor);
  bs_memory_cursor_replay_plan (self->cursor);
  test_spin (30);
  g_assert_cmpfloat (bs_memory_cursor_get_selection (self->cursor).planned, ==, 1.0);
  g_assert_cmpuint (bs_memory_cursor_get_reduction (self->cursor), ==, n);
}

/* The outer graph follows the clock over mini-batches, and its picture leads it. */
static void
test_outer (Fixture *self, gconstpointer data)
{
  guint32 second = self->trace->mini_batches[1].first_decision;
  int width, height;

  bs_memory_cursor_set_active (self->cursor, TRUE);
  bs_memory_cursor_get_outer (self->cursor);
  go_to_cell (self, 20); /* reads what was computed */
  wait_until_made (self);
  g_assert_nonnull (bs_memory_cursor_get_outer (self->cursor));
  g_assert_true (move (self->outer, 0, 1));
  g_assert_cmpuint (bs_memory_cursor_get_operand (self->cursor), ==, 0);
  assert_says (self, self->outer, "Operand 1: before");

  bs_clock_seek (self->clock, second);
  wait_until_made (self);
  g_assert_cmpuint (bs_outer_memory_get_mini_batch (bs_memory_cursor_get_outer (self->cursor)), ==,
                    1);
  g_assert_cmpuint (bs_memory_cursor_get_operand (self->cursor), ==, BS_MEMORY_NONE);
  test_spin (50);
  width = gtk_widget_get_width (GTK_WIDGET (self->outer_liveness));
  height = gtk_widget_get_height (GTK_WIDGET (self->outer_liveness));
  BS_CANVAS_GET_CLASS (self->outer_liveness)
      ->pick (BS_CANVAS (self->outer_liveness), width * 0.6, height * 0.6);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), >, second);
  move (self->outer_liveness, G_MININT, 0);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 1);
}

/* Traces that come and go while things are made. */
static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) other = test_make_trace (1);
  g_autoptr (BsPictures) pictures = bs_pictures_new (other, NULL);
  g_autoptr (BsPictures) own = bs_pictures_ref (bs_debugger_get_pictures (self->debugger));

  bs_memory_cursor_set_active (self->cursor, TRUE);
  for (guint i = 0; i < 4; i++)
    {
      bs_memory_cursor_get_outer (self->cursor);
      bs_debugger_show (self->debugger, i % 2 == 0 ? pictures : own, 1);
      test_spin (i * 7);
    }
  bs_debugger_show (self->debugger, pictures, 1);
  wait_until_made (self);
  g_assert_null (bs_memory_cursor_get_cell (self->cursor));
  g_assert_nonnull (bs_memory_cursor_get_cell_problem (self->cursor));
  g_assert_null (bs_memory_cursor_get_outer (self->cursor));
  wait_until_made (self);
  g_assert_nonnull (bs_memory_cursor_get_outer_problem (self->cursor));
  assert_says (self, self->layout, "No memory plan");
  assert_says (self, self->outer, "No memory of the outer graph");
}

int
main (int argc, char **argv)
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add ("/memory-canvas/active", Fixture, NULL, set_up, test_active, tear_down);
  g_test_add ("/memory-canvas/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/memory-canvas/click", Fixture, NULL, set_up, test_click, tear_down);
  g_test_add ("/memory-canvas/reductions", Fixture, NULL, set_up, test_reductions, tear_down);
  g_test_add ("/memory-canvas/outer", Fixture, NULL, set_up, test_outer, tear_down);
  g_test_add ("/memory-canvas/changes", Fixture, NULL, set_up, test_changes, tear_down);

  return g_test_run ();
}
