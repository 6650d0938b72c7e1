/* SPDX-License-Identifier: Apache-2.0 */
/* A branch below the decision strip: what is drawn, as lists of operations, lines up with the strip and
 * costs what is on screen. */
#include "config.h"

#include "tests/viz/draw-log.h"
#include "tests/viz/fake-trace.h"
#include "viz/branch-row-painter.h"

typedef struct
{
  BsTrace *trace;
  BsBranch *branch;
  BsStyle style;
  guint32 first, range[2]; /* 0: all */
  gboolean shown;
  double opened;
} Row;

/* The first choice of the last mini-batch, taken otherwise. */
static void
make_branch (Row *self, BsBranchPolicy *policy)
{
  const BsTrace *trace = self->trace;
  g_autoptr (GError) error = NULL;

  for (guint32 d = self->first; d <= trace->n_decisions && self->branch == NULL; d++)
    for (guint i = 0; i < bs_trace_decision (trace, d)->n_candidates && self->branch == NULL; i++)
      if (bs_trace_candidates (trace, d)[i].type != bs_trace_decision (trace, d)->type)
        self->branch = bs_branch_new (trace, NULL, d, bs_trace_candidates (trace, d)[i].type,
                                      policy, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->branch);
}

static void
set_up (Row *self, gconstpointer n_instances)
{
  BsFakeOptions options = { .kind = BS_FAKE_TREES,
                            .seed = 7,
                            .n_mini_batches = 2,
                            .n_instances = GPOINTER_TO_UINT (n_instances),
                            .max_leaves = 12,
                            .encoding = BS_ENCODING_SORT };
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new ("depth", NULL, NULL);

  self->trace = bs_fake_trace_new (&options);
  self->first = self->trace->mini_batches[1].first_decision;
  self->opened = 1.0;
  bs_style_init (&self->style, FALSE);
  make_branch (self, policy);
}

static void
tear_down (Row *self, gconstpointer data)
{
  bs_branch_unref (self->branch);
  bs_trace_unref (self->trace);
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  Row *self = user_data;
  BsStripGeometry geometry;

  bs_strip_geometry_init (&geometry, &self->style, width, height, self->trace->n_decisions,
                          self->range[0] > 0 ? self->range : NULL);
  bs_branch_row_draw (cr, &self->style, width, height, &geometry, self->branch, 20, self->first,
                      self->branch->decision, self->shown, self->opened);
}

static void
test_goldens (Row *row, gconstpointer data)
{
  draw_log_check ("branch-row", draw, row, 600, 24);
  row->opened = 0.4;
  draw_log_check ("branch-row-opening", draw, row, 600, 24);
  row->opened = 1.0;
  row->shown = TRUE;
  row->style.high_contrast = TRUE;
  row->range[0] = row->branch->decision + 1;
  row->range[1] = row->branch->decision + 4;
  draw_log_check ("branch-row-zoomed", draw, row, 400, 24);
}

/* Where none of it is on show nothing is drawn. */
static void
test_elsewhere (Row *row, gconstpointer data)
{
  g_autofree char *log = NULL;

  row->range[0] = 1;
  row->range[1] = row->first - 1;
  log = draw_log_new (draw, row, 600, 24);
  g_assert_cmpuint (draw_log_count (log, "fill"), ==, 0);
  g_assert_cmpuint (draw_log_count (log, "stroke"), ==, 0);
}

/* A bar for each point across at most, and for each batch where there is room. */
static void
test_dense (Row *row, gconstpointer data)
{
  g_autofree char *narrow = draw_log_new (draw, row, 40, 24);
  g_autofree char *wide = draw_log_new (draw, row, 4000, 24);

  guint32 last = MIN (row->first + row->branch->n_batches - 1, row->trace->n_decisions);
  guint n_bars = last - row->branch->decision + 1;

  /* A bar can have a pattern on it: three lines of the log. */
  g_assert_cmpuint (draw_log_count (narrow, "fill"), >, 0);
  g_assert_cmpuint (draw_log_count (narrow, "fill"), <=, 3 * 40);
  g_assert_cmpuint (draw_log_count (wide, "fill"), >=, n_bars);
  g_assert_cmpuint (draw_log_count (wide, "fill"), <=, 3 * n_bars);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();

  g_test_add ("/viz/branch-row/goldens", Row, GUINT_TO_POINTER (5), set_up, test_goldens,
              tear_down);
  g_test_add ("/viz/branch-row/elsewhere", Row, GUINT_TO_POINTER (5), set_up, test_elsewhere,
              tear_down);
  g_test_add ("/viz/branch-row/dense", Row, GUINT_TO_POINTER (200), set_up, test_dense, tear_down);

  return g_test_run ();
}
