/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of memory: goldens of what they draw, figures against those of the trace, and what can be
 * picked in them. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/profiles/live-run.h"
#include "tests/profiles/trace-place.h"
#include "tests/viz/draw-log.h"
#include "viz/marks.h"
#include "viz/memory/copy-places.h"
#include "viz/memory/layout-painter.h"
#include "viz/memory/liveness-painter.h"
#include "viz/memory/memory-picture.h"
#include "viz/memory/outer-painter.h"

#define WIDTH 1000.0
#define HEIGHT 640.0

typedef struct
{
  TracePlace place;
  BsTrace *trace;
} Fixture;

static void
set_up_run (Fixture *fixture, const char *workload, BsPlanner planner)
{
  const LiveOptions options = {
    .workload = workload, .policy = "agenda", .batch_size = 2, .n_batches = 1, .planner = planner
  };
  LiveRun *run;

  trace_place_init (&fixture->place, NULL);
  run = live_run_new (&options, fixture->place.path);
  live_run_free (run);
  fixture->trace = trace_place_load (fixture->place.path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_run (fixture, "tree-gru", GPOINTER_TO_UINT (data));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bs_trace_unref (fixture->trace);
  trace_place_clear (&fixture->place);
}

/* The first decision of a batch whose cell asked for @n reductions or more. */
static guint32
find_decision (BsTrace *trace, guint32 n)
{
  for (guint32 d = 1; d <= trace->n_decisions; d++)
    {
      g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (trace, d);

      if (memory != NULL && bs_plan_replay_get_n (memory->replay) >= n)
        return d;
    }
  g_assert_not_reached ();
}

typedef struct
{
  BsLayoutPainter *layout;
  BsLivenessPainter *liveness;
  BsOuterPainter *outer;
  BsStyle style;
  BsMemorySelection selection;
  BsView view;
  BsMoment moment;
} Scene;

static void
draw_layout (cairo_t *cr, double width, double height, gpointer user_data)
{
  Scene *scene = user_data;

  bs_layout_painter_draw (scene->layout, cr, &scene->style, width, height, &scene->selection,
                          &scene->view);
}

static void
draw_liveness (cairo_t *cr, double width, double height, gpointer user_data)
{
  Scene *scene = user_data;

  bs_liveness_painter_draw (scene->liveness, cr, &scene->style, width, height, &scene->selection,
                            &scene->view);
}

static void
draw_outer (cairo_t *cr, double width, double height, gpointer user_data)
{
  Scene *scene = user_data;

  bs_outer_painter_draw (scene->outer, cr, &scene->style, width, height, &scene->moment, 0);
}

static void
draw_outer_liveness (cairo_t *cr, double width, double height, gpointer user_data)
{
  Scene *scene = user_data;

  bs_outer_painter_draw_liveness (scene->outer, cr, &scene->style, width, height, &scene->moment);
}

static void
scene_init (Scene *scene, Fixture *fixture, guint32 decision)
{
  g_autoptr (BsCellMemory) memory = bs_cell_memory_new_at (fixture->trace, decision);
  g_autoptr (BsOuterMemory) outer = NULL;
  g_autoptr (GError) error = NULL;

  outer = bs_outer_memory_new (fixture->trace, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  *scene = (Scene){
    .layout = bs_layout_painter_new (memory),
    .liveness = bs_liveness_painter_new (memory),
    .outer = bs_outer_painter_new (outer),
    .selection = bs_memory_selection_at (4, bs_cell_memory_get_default_batch (memory)),
    .view = bs_view_default (),
    .moment = bs_moment_at (decision),
  };
  bs_style_init (&scene->style, FALSE);
}

static void
scene_clear (Scene *scene)
{
  bs_layout_painter_free (scene->layout);
  bs_liveness_painter_free (scene->liveness);
  bs_outer_painter_free (scene->outer);
}

static void
draw_marks (cairo_t *cr, double width, double height, gpointer user_data)
{
  BsStyle style;

  bs_style_init (&style, FALSE);
  bs_color_set (cr, style.accent);
  bs_rounded_rectangle (cr, 10.0, 10.0, 30.0, 20.0, 4.0);
  cairo_fill (cr);
  cairo_move_to (cr, 1.25, 2.0);
  cairo_curve_to (cr, 5.0, 2.0, 6.0, 7.0, 9.0, 9.0);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
  bs_text_draw (cr, &style, "b5 reads", 12.0, TRUE, BS_TEXT_CENTER, 20.0, 20.0, style.foreground);
}

static void
test_log (void)
{
  g_autofree char *log = draw_log_new (draw_marks, NULL, 100.0, 60.0);

  g_assert_cmpstr (log, ==,
                   "fill #3584e4 round 10 10 40 30\n"
                   "stroke #3584e4 2 M 1.3 2 C 9 9\n"
                   "text \"b5 reads\" center bold 12 #000000@80 20 20\n");
  g_assert_cmpuint (draw_log_count (log, "stroke"), ==, 1);
  g_assert_true (draw_log_has_text (log, "reads"));
  g_assert_false (draw_log_has_text (log, "writes"));
}

static void
test_goldens (Fixture *fixture, gconstpointer data)
{
  guint32 decision = find_decision (fixture->trace, 20);
  Scene scene;

  scene_init (&scene, fixture, decision);
  draw_log_check ("memory-layout", draw_layout, &scene, WIDTH, HEIGHT);
  draw_log_check ("memory-liveness", draw_liveness, &scene, WIDTH, 300.0);
  draw_log_check ("memory-outer", draw_outer, &scene, WIDTH, 400.0);

  scene.selection.from = 5;
  scene.selection.to = 6;
  scene.selection.step = 0.4;
  scene.selection.try = TRUE;
  draw_log_check ("memory-reduction", draw_layout, &scene, WIDTH, HEIGHT);

  scene.selection = bs_memory_selection_at (4, scene.selection.batch);
  scene.selection.planned = 0.3;
  scene.style.right_to_left = TRUE;
  draw_log_check ("memory-planned-rtl", draw_layout, &scene, WIDTH, HEIGHT);
  scene_clear (&scene);
}

/* Copies, brackets and figures of the picture are those of the plans. */
static void
test_figures (Fixture *fixture, gconstpointer data)
{
  for (guint cell = 0; cell < fixture->trace->n_cells; cell++)
    {
      g_autoptr (BsCellMemory) memory = bs_cell_memory_new (fixture->trace, cell);
      const BsCellFigures *before = &memory->figures_before, *after = &memory->figures_after;
      const BsCellFigures *batched = &memory->figures_batched;
      g_autoptr (BsTable) totals = bs_cell_memory_totals_table (memory, 3);

      g_assert_cmpint (bs_table_get_integer (totals, 2, 1), ==, (gint64) before->gather_bytes * 3);
      g_assert_cmpint (bs_table_get_integer (totals, 2, 3), ==, (gint64) after->gather_bytes * 3);
      /* What batching saved and what the layout saved is all that was saved. */
      g_assert_cmpint (bs_table_get_integer (totals, 2, 4) + bs_table_get_integer (totals, 2, 5),
                       ==,
                       (gint64) (before->gather_bytes * 3) - (gint64) (after->gather_bytes * 3));
      g_assert_cmpuint (after->live_bytes, <=, after->variable_bytes);
      g_assert_cmpuint (after->variable_bytes, ==, before->variable_bytes);
      g_assert_cmpuint (batched->n_batches, ==, after->n_batches);
      /* Without a plan nothing is in between. */
      if (memory->after == memory->before)
        {
          g_assert_cmpuint (batched->n_gathers, ==, before->n_gathers);
          g_assert_cmpuint (batched->gather_bytes, ==, before->gather_bytes);
          g_assert_cmpuint (batched->n_scatters, ==, before->n_scatters);
          g_assert_cmpuint (batched->scatter_bytes, ==, before->scatter_bytes);
        }
      for (guint i = 0; i < memory->n_variables; i++)
        for (guint k = 0; k < i; k++)
          g_assert_cmpstr (memory->labels[i], !=, memory->labels[k]);
    }
}

/* What is said of a copy before planning is what became of it: the reduction that decided is about the
 * same operand of the same operations. */
static void
check_fates (const BsCellMemory *memory)
{
  const BsCellPlan *before = memory->before, *after = memory->after;

  for (guint b = 0; b < before->n_batches; b++)
    for (int k = -1; k < (int) before->batches[b].n_operands; k++)
      {
        const BsPlanBatch *batch = &before->batches[b];
        const BsPlanTuple *tuple = k < 0 ? &batch->result : &batch->operands[k], *now;
        guint32 index = bs_cell_memory_find_reduction (memory, before, b, k), n;
        const BsPlanConstraint *asked;
        const guint16 *set;
        gboolean is_copied;

        if (index == G_MAXUINT32)
          continue;
        asked = &after->constraints[bs_plan_replay_get (memory->replay, index)->constraint];
        set = bs_plan_replay_get_members (memory->replay, index, &n);
        g_assert_cmpint (asked->operand, ==, k);
        for (guint i = 0; i < batch->n; i++)
          {
            guint32 at = 0;

            while (set[at] != before->members[tuple->first_member + i])
              g_assert_cmpuint (++at, <, n);
          }
        now = k < 0 ? &after->batches[asked->batch].result
                    : &after->batches[asked->batch].operands[k];
        is_copied = now->access == BS_ACCESS_GATHER || now->access == BS_ACCESS_SCATTER;
        if (!bs_plan_replay_get (memory->replay, index)->kept)
          g_assert_true (is_copied);
      }
}

/* All copies of shipped cells with a plan have such a reduction, and the picture says which. */
static void
test_fates (Fixture *fixture, gconstpointer data)
{
  guint32 decision = find_decision (fixture->trace, 20), n;
  guint n_said = 0;
  g_autofree char *whole = NULL, *none = NULL;
  BsCellMemory *memory;
  Scene scene;

  for (guint cell = 0; cell < fixture->trace->n_cells; cell++)
    {
      g_autoptr (BsCellMemory) of = bs_cell_memory_new (fixture->trace, cell);

      check_fates (of);
    }

  scene_init (&scene, fixture, decision);
  memory = bs_layout_painter_get_memory (scene.layout);
  n = bs_plan_replay_get_n (memory->replay);
  whole = draw_log_new (draw_layout, &scene, WIDTH, HEIGHT);
  for (guint b = 0; b < memory->before->n_batches; b++)
    for (int k = -1; k < (int) memory->before->batches[b].n_operands; k++)
      {
        const BsPlanBatch *batch = &memory->before->batches[b];
        BsAccess access = (k < 0 ? &batch->result : &batch->operands[k])->access;
        guint32 index = bs_cell_memory_find_reduction (memory, memory->before, b, k);
        g_autofree char *words = NULL;

        if (access != BS_ACCESS_GATHER && access != BS_ACCESS_SCATTER)
          continue;
        g_assert_cmpuint (index, <, n);
        words = g_strdup_printf (bs_plan_replay_get (memory->replay, index)->kept
                                     ? "saved by reduction %u"
                                     : "reduction %u refused",
                                 index + 1);
        g_assert_true (draw_log_has_text (whole, words));
        n_said++;
      }
  g_assert_cmpuint (n_said, ==,
                    memory->figures_before.n_gathers + memory->figures_before.n_scatters);

  /* Before the first one, none has decided anything. */
  scene.selection.from = scene.selection.to = 0;
  none = draw_log_new (draw_layout, &scene, WIDTH, HEIGHT);
  g_assert_false (draw_log_has_text (none, "saved by"));
  g_assert_false (draw_log_has_text (none, "refused"));
  g_assert_true (draw_log_has_text (none, "PQ-tree after 0 of"));
  scene_clear (&scene);
}

/* Scratch blocks lie side by side, inside, also many of them. */
static void
test_places (void)
{
  for (guint n = 0; n <= 200; n = n < 8 ? n + 1 : n * 5)
    {
      g_autoptr (GArray) copies = g_array_new (FALSE, TRUE, sizeof (BsLayoutCopy));
      guint n_lanes, n_shown = 0;

      for (guint i = 0; i < n; i++)
        {
          BsLayoutCopy copy = {
            .batch = i, .bytes = (i * 7919) % 13, .n_slots = 1 + i % 16, .slot = 16.0 + i % 7
          };

          copy.width = copy.n_slots * copy.slot + 8.0 + 100.0 + (i * 31) % 120;
          for (guint k = 0; k < copy.n_slots; k++)
            copy.from[k] = k % 5 == 4 ? -1.0 : (double) ((i * 173 + k * 31) % 900);
          g_array_append_val (copies, copy);
        }
      n_lanes = bs_copy_places_find (copies, 1000.0);
      for (guint i = 0; i < n; i++)
        {
          const BsLayoutCopy *a = &g_array_index (copies, BsLayoutCopy, i);

          if (!a->shown)
            continue;
          n_shown++;
          g_assert_cmpuint (a->lane, <, n_lanes);
          g_assert_cmpfloat (a->x, >=, 0.0);
          g_assert_cmpfloat (a->x + a->width, <=, 1000.0);
          for (guint k = 0; k < i; k++)
            {
              const BsLayoutCopy *b = &g_array_index (copies, BsLayoutCopy, k);

              if (b->shown && b->lane == a->lane)
                g_assert_true (a->x >= b->x + b->width || b->x >= a->x + a->width);
            }
        }
      g_assert_cmpuint (n_shown, >=, MIN (n, 2));
    }
}

/* Batches of the outer graph add up to what the trace says of the mini-batch. */
static void
test_outer (Fixture *fixture, gconstpointer data)
{
  for (guint32 m = 0; m < fixture->trace->n_mini_batches; m++)
    {
      const BsTraceMiniBatch *mini_batch = &fixture->trace->mini_batches[m];
      g_autoptr (GError) error = NULL;
      g_autoptr (BsOuterMemory)
          memory = bs_outer_memory_new (fixture->trace, m, NULL, NULL, &error);
      BsGathers sums[2] = { { 0 } };
      const BsGathers *recorded[] = { &mini_batch->plan.creation, &mini_batch->plan.planned };
      const float *map;
      guint n_columns;
      double most = 0.0;

      g_assert_no_error (error);
      g_assert_true (mini_batch->is_planned);
      for (guint32 d = 0; d < mini_batch->n_decisions; d++)
        {
          BsOuterBatch batch;

          bs_outer_memory_get_batch (memory, mini_batch->first_decision + d, &batch);
          for (guint k = 0; k < batch.n_tuples; k++)
            for (guint i = 0; i < 2; i++)
              {
                const BsOuterTuple *tuple = i == 0 ? &batch.before[k] : &batch.after[k];

                sums[i].n_operands += tuple->access != BS_OUTER_TABLE;
                if (tuple->access != BS_OUTER_GATHER)
                  continue;
                g_assert_cmpint (tuple->why, !=, BS_OUTER_WHY_NOT);
                sums[i].n_gathers++;
                sums[i].gather_bytes += tuple->bytes;
              }
        }
      for (guint i = 0; i < 2; i++)
        {
          g_assert_cmpuint (sums[i].n_operands, ==, recorded[i]->n_operands);
          g_assert_cmpuint (sums[i].n_gathers, ==, recorded[i]->n_gathers);
          g_assert_cmpuint (sums[i].gather_bytes, ==, recorded[i]->gather_bytes);
        }
      map = bs_outer_memory_get_map (memory, &n_columns);
      for (guint i = 0; i < n_columns * BS_OUTER_ROWS; i++)
        {
          g_assert_cmpfloat (map[i], >=, -1e-4);
          g_assert_cmpfloat (map[i], <=, 1.0 + 1e-4);
          most = MAX (most, map[i]);
        }
      g_assert_cmpfloat (most, >, 0.1);
    }
}

/* Each variable can be found with the pointer where the picture has it, at any size and zoom. */
static void
test_pick (Fixture *fixture, gconstpointer data)
{
  guint32 decision = find_decision (fixture->trace, 20);
  static const double sizes[][2] = { { 1000.0, 640.0 }, { 500.0, 300.0 }, { 2400.0, 1400.0 } };
  Scene scene;
  guint n;

  scene_init (&scene, fixture, decision);
  n = bs_layout_painter_get_memory (scene.layout)->after->n_layout;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint rtl = 0; rtl < 2; rtl++)
      {
        g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
        BsView at;

        scene.style.right_to_left = rtl;
        at = bs_layout_painter_resolve (scene.layout, &scene.style, sizes[i][0], sizes[i][1],
                                        &scene.selection, &scene.view);
        g_assert_cmpfloat (at.zoom, >, 0.1);
        for (double y = 4.0; y < sizes[i][1]; y += 8.0)
          for (double x = 2.0; x < sizes[i][0]; x += 6.0)
            {
              BsMemoryPick pick = bs_layout_painter_pick (scene.layout, &scene.style, sizes[i][0],
                                                          sizes[i][1], &scene.selection,
                                                          &scene.view, x, y);
              g_autofree char *hint = NULL;

              if (pick.variable == BS_MEMORY_NONE)
                continue;
              if (g_hash_table_add (found, GUINT_TO_POINTER (pick.variable + 1)))
                {
                  hint = bs_layout_painter_hint (scene.layout, &scene.style, sizes[i][0],
                                                 sizes[i][1], &scene.selection, &scene.view, x, y);
                  g_assert_nonnull (hint);
                }
            }
        if (i != 1) /* there it is cut off */
          g_assert_cmpuint (g_hash_table_size (found), >=, n);
      }
  scene_clear (&scene);
}

/* All reductions, forward and back, and the keyboard's way along the row. */
static void
test_walk (Fixture *fixture, gconstpointer data)
{
  guint32 decision = find_decision (fixture->trace, 20), n, last = BS_MEMORY_NONE;
  g_autofree char *final = NULL;
  BsCellMemory *memory;
  Scene scene;

  scene_init (&scene, fixture, decision);
  memory = bs_layout_painter_get_memory (scene.layout);
  n = bs_plan_replay_get_n (memory->replay);
  final = draw_log_new (draw_layout, &scene, WIDTH, HEIGHT);
  for (guint32 k = 0; k <= 2 * n; k++)
    {
      g_autofree char *log = NULL, *words = NULL;

      scene.selection.to = k <= n ? k : 2 * n - k;
      scene.selection.from = k <= n ? (k > 0 ? k - 1 : 0) : scene.selection.to + 1;
      scene.selection.step = 0.5;
      scene.selection.try = TRUE;
      log = draw_log_new (draw_layout, &scene, WIDTH, HEIGHT);
      words = bs_layout_painter_describe (scene.layout, &scene.selection);
      g_assert_true (draw_log_has_text (log, "\"P\""));
      g_assert_nonnull (words);
      if (scene.selection.to > 0)
        {
          g_autofree char *title = bs_cell_memory_reduction_title (memory, scene.selection.to - 1);

          g_assert_nonnull (strstr (words, title));
        }
    }
  scene.selection = bs_memory_selection_at (4, scene.selection.batch);
  scene.selection.to = scene.selection.from = n;
  {
    g_autofree char *again = draw_log_new (draw_layout, &scene, WIDTH, HEIGHT);

    g_assert_cmpstr (again, ==, final);
  }

  for (guint i = 0; i < 200; i++)
    {
      guint32 next = bs_layout_painter_neighbour (scene.layout, &scene.selection, 1);

      g_assert_cmpuint (next, <, memory->n_variables);
      if (next == last)
        break;
      last = scene.selection.variable = next;
      g_assert_cmpuint (i, <, 199);
    }
  scene_clear (&scene);
}

/* Any style and size draws something and comes to an end. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  static const double sizes[][2] = {
    { 1.0, 1.0 }, { 60.0, 40.0 }, { 300.0, 900.0 }, { 4000.0, 200.0 }
  };
  static const DrawLogFunc draws[] = { draw_layout, draw_liveness, draw_outer,
                                       draw_outer_liveness };
  guint32 decision = find_decision (fixture->trace, 20);
  Scene scene;

  scene_init (&scene, fixture, decision);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (draws); k++)
      for (guint s = 0; s < 8; s++)
        {
          g_autofree char *log = NULL;

          bs_style_init (&scene.style, s & 1);
          scene.style.high_contrast = (s & 2) != 0;
          scene.style.right_to_left = (s & 4) != 0;
          scene.style.text_scale = s == 7 ? 2.0 : 1.0;
          log = draw_log_new (draws[k], &scene, sizes[i][0], sizes[i][1]);
          g_assert_cmpstr (log, !=, "");
          g_assert_null (strstr (log, "nan"));
          g_assert_null (strstr (log, "inf"));
        }
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  static const char *const planners[BS_N_PLANNERS] = { "creation", "published", "full" };

  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  g_test_add_func ("/memory/log", test_log);
  g_test_add_func ("/memory/places", test_places);
  g_test_add ("/memory/fates", Fixture, GUINT_TO_POINTER (BS_PLANNER_PUBLISHED), set_up, test_fates,
              tear_down);
  g_test_add ("/memory/goldens", Fixture, GUINT_TO_POINTER (BS_PLANNER_PUBLISHED), set_up,
              test_goldens, tear_down);
  for (guint i = 0; i < BS_N_PLANNERS; i++)
    {
      g_autofree char *figures = g_strdup_printf ("/memory/figures/%s", planners[i]);
      g_autofree char *outer = g_strdup_printf ("/memory/outer/%s", planners[i]);

      g_test_add (figures, Fixture, GUINT_TO_POINTER (i), set_up, test_figures, tear_down);
      g_test_add (outer, Fixture, GUINT_TO_POINTER (i), set_up, test_outer, tear_down);
    }
  g_test_add ("/memory/pick", Fixture, GUINT_TO_POINTER (BS_PLANNER_FULL), set_up, test_pick,
              tear_down);
  g_test_add ("/memory/walk", Fixture, GUINT_TO_POINTER (BS_PLANNER_FULL), set_up, test_walk,
              tear_down);
  g_test_add ("/memory/sizes", Fixture, GUINT_TO_POINTER (BS_PLANNER_PUBLISHED), set_up, test_sizes,
              tear_down);

  return g_test_run ();
}
