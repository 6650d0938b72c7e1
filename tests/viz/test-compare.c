/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of comparisons: what is drawn, as lists of operations; what stands at a point; and that
 * long runs cost what is on screen. */
#include "config.h"

#include <math.h>

#include "tests/viz/draw-log.h"
#include "tests/viz/fake-trace.h"
#include "viz/compare/pairs-painter.h"
#include "viz/compare/strips-painter.h"

typedef struct
{
  BsTrace *trace;
  BsComparison *comparison;
  BsStripsPainter *painter;
  BsStyle style;
  BsStripsView view;
} Fixture;

static BsRun *
schedule (const BsTrace *trace, const char *name)
{
  g_autoptr (BsPolicy) policy = bs_policy_new (name, NULL, NULL);
  g_autoptr (GError) error = NULL;
  BsRun *run = bs_run_new_scheduled (name, trace, NULL, policy, BS_ENCODING_SORT, NULL, &error);

  g_assert_no_error (error);
  return run;
}

static void
set_up (Fixture *self, gconstpointer n_instances)
{
  BsFakeOptions options = { .kind = BS_FAKE_TREES,
                            .seed = 7,
                            .n_mini_batches = 2,
                            .n_instances = GPOINTER_TO_UINT (n_instances),
                            .max_leaves = 12,
                            .encoding = BS_ENCODING_SORT };
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  g_autoptr (GError) error = NULL;

  self->trace = bs_fake_trace_new (&options);
  g_ptr_array_add (runs, bs_run_new_recorded ("recorded", self->trace, NULL, NULL, &error));
  g_ptr_array_add (runs, schedule (self->trace, "unbatched"));
  g_ptr_array_add (runs, schedule (self->trace, "depth"));
  self->comparison = bs_comparison_new (runs, NULL, &error);
  g_assert_no_error (error);
  self->painter = bs_strips_painter_new (self->comparison, 0, FALSE);
  bs_style_init (&self->style, FALSE);
  self->view = (BsStripsView){ .run = 2, .base = BS_STRIPS_NONE, .own = BS_STRIPS_NONE };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_strips_painter_free (self->painter);
  bs_comparison_free (self->comparison);
  bs_trace_unref (self->trace);
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  Fixture *self = user_data;

  bs_strips_painter_draw (self->painter, cr, &self->style, width, height, &self->view);
}

static void
test_goldens (Fixture *self, gconstpointer data)
{
  double height = bs_strips_painter_height (self->painter, &self->style);

  draw_log_check ("compare-strips", draw, self, 700, height);
  self->view.base = 1;
  self->view.own = bs_strips_painter_partner (self->painter, 2, 1, FALSE);
  self->view.first = 1;
  self->view.end = 6;
  self->style.high_contrast = TRUE;
  draw_log_check ("compare-strips-zoomed", draw, self, 500, height);
}

/* Every decision is found where it is drawn, by index and by nodes. */
static void
test_pick (Fixture *self, gconstpointer data)
{
  for (guint by_nodes = 0; by_nodes < 2; by_nodes++)
    {
      g_autoptr (BsStripsPainter) painter = bs_strips_painter_new (self->comparison, 0, by_nodes);
      double height = bs_strips_painter_height (painter, &self->style), width = 4000;
      double left = bs_strips_painter_left (&self->style);
      double length = bs_strips_painter_get_length (painter);
      double room = width - left - bs_strips_painter_right (&self->style);
      double scale = MIN (room / length, by_nodes ? 14.0 : 18.0);

      for (guint run = 0; run < 3; run++)
        for (guint32 i = 0;
             i < bs_comparison_get_run (self->comparison, run)->mini_batches[0].n_decisions; i++)
          {
            double at = bs_strips_painter_get_place (painter, (BsStripsPlace){ run, i });
            BsStripsPlace found = bs_strips_painter_pick (painter, &self->style, width, height,
                                                          &self->view, left + (at + 0.5) * scale,
                                                          20.0 + run * (height - 34.0) / 3.0 + 6.0);

            g_assert_cmpuint (found.run, ==, run);
            g_assert_cmpuint (found.decision, ==, i);
          }
      g_assert_cmpuint (
          bs_strips_painter_pick (painter, &self->style, width, height, &self->view, 1, 30)
              .decision,
          ==, BS_STRIPS_NONE);
    }
}

/* What both do alike are partners; in a detour partners are in the same detour. */
static void
test_partners (Fixture *self, gconstpointer data)
{
  const BsRun *base = bs_comparison_get_run (self->comparison, 0);

  for (guint run = 1; run < 3; run++)
    {
      const BsRun *own = bs_comparison_get_run (self->comparison, run);

      for (guint32 i = 0; i < base->mini_batches[0].n_decisions; i++)
        {
          const BsDetour *detour = bs_strips_painter_find_detour (self->painter, run, i,
                                                                  BS_STRIPS_NONE);
          guint32 partner = bs_strips_painter_partner (self->painter, run, i, FALSE);

          if (partner == BS_STRIPS_NONE)
            continue;
          g_assert_cmpuint (partner, <, own->mini_batches[0].n_decisions);
          g_assert_true (bs_strips_painter_find_detour (self->painter, run, BS_STRIPS_NONE, partner)
                         == detour);
          if (detour == NULL)
            {
              g_assert_cmpuint (bs_run_get_decisions (base, 0)[i].members, ==,
                                bs_run_get_decisions (own, 0)[partner].members);
              g_assert_cmpuint (bs_strips_painter_partner (self->painter, run, partner, TRUE), ==,
                                i);
            }
        }
    }
  g_assert_cmpuint (bs_strips_painter_partner (self->painter, 0, 0, FALSE), ==, BS_STRIPS_NONE);
}

/* A line below each detour, where it is found again, with its cost. */
static void
test_detours (Fixture *self, gconstpointer data)
{
  double width = 6000, height = bs_strips_painter_height (self->painter, &self->style);
  double left = bs_strips_painter_left (&self->style);
  const GArray *detours = self->comparison->pairings[2].detours;
  const BsRun *own = bs_comparison_get_run (self->comparison, 2);
  double row = (height - 18.0 - 16.0) / 3.0, lane = 18.0 + 2 * row + row - 8.0 - 6.0;
  g_autofree char *log = draw_log_new (draw, self, width, height);
  guint n = 0;

  for (guint i = 0; i < detours->len; i++)
    {
      const BsDetour *detour = &g_array_index (detours, BsDetour, i);
      BsDetourCost cost = bs_comparison_cost_detour (self->comparison, 2, detour);
      double middle = (detour->first + detour->end) / 2.0;
      g_autofree char *words = bs_strips_painter_describe_detour (self->painter, 2, detour);
      g_autofree char *ends = g_strdup_printf (
          "C decisions %u to %u (",
          own->mini_batches[detour->mini_batch].first_number + detour->first,
          own->mini_batches[detour->mini_batch].first_number + detour->end - 1);
      g_autofree char *sum = g_strdup_printf ("+%u", cost.batches - cost.base_batches);

      if (detour->mini_batch != 0 || detour->end == detour->first)
        continue;
      n++;
      g_assert_true (bs_strips_painter_pick_detour (self->painter, &self->style, width, height,
                                                    &self->view, left + middle * 18.0, lane)
                     == detour);
      g_assert_null (bs_strips_painter_pick_detour (self->painter, &self->style, width, height,
                                                    &self->view, left + middle * 18.0,
                                                    18.0 + 2 * row + 4.0));
      g_assert_nonnull (strstr (words, ends));
      if (cost.batches > cost.base_batches)
        {
          g_assert_nonnull (strstr (words, sum));
          g_assert_true (draw_log_has_text (log, sum));
        }
    }
  g_assert_cmpuint (n, >, 0);
}

static void
test_words (Fixture *self, gconstpointer data)
{
  g_autofree char *text = bs_strips_painter_describe (self->painter, &self->view);
  g_autofree char *place = bs_strips_painter_describe_place (self->painter,
                                                             (BsStripsPlace){ 1, 0 });
  g_autofree char *nothing = bs_strips_painter_describe_place (
      self->painter, (BsStripsPlace){ 1, BS_STRIPS_NONE });

  g_assert_nonnull (strstr (text, "A, recorded"));
  g_assert_nonnull (strstr (text, "They part"));
  g_assert_true (g_str_has_prefix (place, "B, decision 1: 1 "));
  g_assert_cmpstr (nothing, ==, "");
}

/* A run of many decisions takes no more strokes than there is room for. */
static void
test_long (Fixture *self, gconstpointer data)
{
  g_autofree char *log = draw_log_new (draw, self, 700, 300);

  g_assert_cmpuint (bs_comparison_get_run (self->comparison, 1)->mini_batches[0].n_decisions, >,
                    4000);
  g_assert_cmpuint (draw_log_count (log, ""), <, 5000);
}

/* A mini-batch that no run has, and sizes that are none. */
static void
test_nothing (Fixture *self, gconstpointer data)
{
  g_autofree char *log = NULL;

  bs_strips_painter_free (self->painter);
  self->painter = bs_strips_painter_new (self->comparison, 77, TRUE);
  log = draw_log_new (draw, self, 400, 200);
  g_assert_true (draw_log_has_text (log, "no such mini-batch"));
  g_free (draw_log_new (draw, self, 0, 0));
  g_free (draw_log_new (draw, self, 3, 5));
  g_assert_cmpuint (
      bs_strips_painter_pick (self->painter, &self->style, 400, 200, &self->view, 200, 40).decision,
      ==, BS_STRIPS_NONE);
}

typedef struct
{
  GPtrArray *pairs;
  BsTypeTable *types;
  BsStyle style;
} Pairs;

static void
draw_pairs (cairo_t *cr, double width, double height, gpointer user_data)
{
  const Pairs *self = user_data;

  bs_pairs_draw (self->pairs, self->types, cr, &self->style, width, height);
}

static void
test_pairs (Fixture *self, gconstpointer data)
{
  Pairs pairs = { bs_comparison_list_pairs (self->comparison, 1, BS_PAIRS_BATCHES, NULL),
                  self->comparison->types, self->style };
  const BsPair *first = pairs.pairs->pdata[0];
  g_autofree char *words = bs_pair_describe (first);

  draw_log_check ("compare-pairs", draw_pairs, &pairs, 400,
                  bs_pairs_height (pairs.pairs, &self->style));
  g_assert_cmpuint (bs_pairs_pick (pairs.pairs, &self->style, 10), ==, 0);
  g_assert_cmpuint (bs_pairs_pick (pairs.pairs, &self->style, 1e6), ==, G_MAXUINT);
  g_assert_nonnull (strstr (words, first->name));
  g_ptr_array_unref (pairs.pairs);

  /* Nothing ran: nothing is known of bytes. */
  pairs.pairs = bs_comparison_list_pairs (self->comparison, 1, BS_PAIRS_BYTES, NULL);
  g_assert_cmpuint (pairs.pairs->len, ==, 0);
  g_free (draw_log_new (draw_pairs, &pairs, 300, 80));
  g_ptr_array_unref (pairs.pairs);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();

#define ADD(path, n, test) g_test_add (path, Fixture, GUINT_TO_POINTER (n), set_up, test, tear_down)
  ADD ("/viz/compare/goldens", 3, test_goldens);
  ADD ("/viz/compare/pick", 6, test_pick);
  ADD ("/viz/compare/partners", 6, test_partners);
  ADD ("/viz/compare/detours", 3, test_detours);
  ADD ("/viz/compare/words", 3, test_words);
  ADD ("/viz/compare/long", 400, test_long);
  ADD ("/viz/compare/nothing", 3, test_nothing);
  ADD ("/viz/compare/pairs", 3, test_pairs);

  return g_test_run ();
}
