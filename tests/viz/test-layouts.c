/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts: nothing overlaps, nothing is lost, and the same input gives the same picture. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fake-trace.h"
#include "viz/fsm/fsm-layout.h"
#include "viz/graph/graph-layout.h"

/* A machine like those that runs pass through: a walk that comes back to old states often. */
static GArray *
random_machine (GRand *rand, guint32 n_nodes, guint32 n_steps)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (BsFsmLayoutEdge));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  guint32 at = 0, fresh = 1;

  for (guint32 step = 0; step < n_steps || fresh < n_nodes; step++)
    {
      guint32 to = fresh < n_nodes && g_rand_int_range (rand, 0, 3) == 0
                       ? fresh++
                       : (guint32) g_rand_int_range (rand, 0, (gint32) fresh);
      gint64 key = (gint64) at << 32 | to, *copy;
      gpointer found;

      if (g_hash_table_lookup_extended (seen, &key, NULL, &found))
        g_array_index (edges, BsFsmLayoutEdge, GPOINTER_TO_UINT (found)).count++;
      else
        {
          BsFsmLayoutEdge edge = { at, to, 1, 8.0 + g_rand_int_range (rand, 0, 30) };

          copy = g_new (gint64, 1);
          *copy = key;
          g_ptr_array_add (keys, copy);
          g_hash_table_insert (seen, copy, GUINT_TO_POINTER (edges->len));
          g_array_append_val (edges, edge);
        }
      at = to;
    }

  return edges;
}

static gboolean
overlap (const BsFsmBox *a, const BsFsmBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height
         && b->y < a->y + a->height;
}

static void
check_machine (const BsFsmLayout *layout, guint32 n_nodes, const double *widths,
               const BsFsmLayoutEdge *edges)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (BsFsmBox));

  for (guint32 i = 0; i < n_nodes; i++)
    {
      const BsFsmBox *box = &layout->boxes[i];

      g_assert_cmpfloat (box->width, ==, widths[i]);
      g_assert_true (box->x >= 0.0 && box->x + box->width <= layout->width);
      g_assert_true (box->y >= 0.0 && box->y + box->height <= layout->height);
      for (guint32 j = 0; j < i; j++)
        g_assert_false (overlap (box, &layout->boxes[j]));
    }
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      const BsFsmPath *path = &layout->paths[e];
      const BsFsmPoint *first = layout->points + path->first_point;
      const BsFsmPoint *last = first + path->n_points - 1;
      const BsFsmBox *from = &layout->boxes[edges[e].from], *to = &layout->boxes[edges[e].to];

      g_assert_cmpuint (path->n_points % 3, ==, 1);
      g_assert_cmpuint (path->n_points, >, 1);
      /* On the rims of the two boxes. */
      g_assert_true (first->x > from->x - 0.5 && first->x < from->x + from->width + 0.5);
      g_assert_true (first->y > from->y - 0.5 && first->y < from->y + from->height + 0.5);
      g_assert_true (last->x > to->x - 0.5 && last->x < to->x + to->width + 0.5);
      g_assert_true (last->y > to->y - 0.5 && last->y < to->y + to->height + 0.5);
      for (guint32 k = 0; k < path->n_points; k++)
        g_assert_true (isfinite (first[k].x) && isfinite (first[k].y));
      if (path->labelled)
        {
          BsFsmBox label = { path->label.x - 8.0, path->label.y - 8.0, 16.0 + edges[e].label_width,
                             16.0 };

          for (guint32 i = 0; i < n_nodes; i++)
            g_assert_false (overlap (&label, &layout->boxes[i]));
          for (guint i = 0; i < labels->len; i++)
            g_assert_false (overlap (&label, &g_array_index (labels, BsFsmBox, i)));
          g_array_append_val (labels, label);
        }
    }
}

static void
test_machines (void)
{
  for (guint32 seed = 1; seed <= 150; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint32 n_nodes = 1 + (guint32) g_rand_int_range (rand, 0, seed % 10 == 0 ? 200 : 60);
      g_autofree double *widths = g_new (double, n_nodes);
      g_autoptr (GArray) edges = random_machine (rand, n_nodes, 3 * n_nodes);
      g_autoptr (BsFsmLayout) layout = NULL;
      g_autoptr (BsFsmLayout) again = NULL;
      const BsFsmLayoutEdge *data = (const BsFsmLayoutEdge *) (gpointer) edges->data;

      for (guint32 i = 0; i < n_nodes; i++)
        widths[i] = 40.0 + g_rand_int_range (rand, 0, 180);
      layout = bs_fsm_layout_new (n_nodes, widths, edges->len, data);
      again = bs_fsm_layout_new (n_nodes, widths, edges->len, data);
      check_machine (layout, n_nodes, widths, data);
      g_assert_cmpmem (layout->boxes, sizeof (BsFsmBox) * n_nodes, again->boxes,
                       sizeof (BsFsmBox) * n_nodes);
      g_assert_cmpmem (layout->paths, sizeof (BsFsmPath) * edges->len, again->paths,
                       sizeof (BsFsmPath) * edges->len);
    }
}

static void
test_labels (void)
{
  guint32 n = 0, n_labelled = 0;

  /* Machines of the size of those that people look at have room for nearly all labels. */
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint32 n_nodes = 3 + seed % 10;
      g_autofree double *widths = g_new (double, n_nodes);
      g_autoptr (GArray) edges = random_machine (rand, n_nodes, 2 * n_nodes);
      g_autoptr (BsFsmLayout) layout = NULL;

      for (guint32 i = 0; i < n_nodes; i++)
        widths[i] = 110.0;
      layout = bs_fsm_layout_new (n_nodes, widths, edges->len,
                                  (const BsFsmLayoutEdge *) (gpointer) edges->data);
      n += edges->len;
      for (guint32 e = 0; e < edges->len; e++)
        n_labelled += layout->paths[e].labelled;
    }
  g_assert_cmpuint (n_labelled, >=, n * 97 / 100);
}

static void
test_large_machine (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree double *widths = g_new (double, 2000);
  g_autoptr (GArray) edges = random_machine (rand, 2000, 6000);
  g_autoptr (BsFsmLayout) layout = NULL;

  for (guint32 i = 0; i < 2000; i++)
    widths[i] = 40.0 + g_rand_int_range (rand, 0, 180);
  layout = bs_fsm_layout_new (2000, widths, edges->len,
                              (const BsFsmLayoutEdge *) (gpointer) edges->data);
  check_machine (layout, 2000, widths, (const BsFsmLayoutEdge *) (gpointer) edges->data);
}

static void
test_path (void)
{
  const double widths[2] = { 100.0, 60.0 };
  const BsFsmLayoutEdge edges[3] = { { 0, 1, 4, 10.0 }, { 1, 0, 2, 10.0 }, { 1, 1, 1, 10.0 } };
  g_autoptr (BsFsmLayout) layout = bs_fsm_layout_new (2, widths, 3, edges);

  for (guint32 e = 0; e < 3; e++)
    {
      const BsFsmPoint *p = layout->points + layout->paths[e].first_point;
      const BsFsmPoint *q = p + layout->paths[e].n_points - 1;
      BsFsmPoint start = bs_fsm_path_at (layout, e, 0.0, NULL);
      BsFsmPoint end = bs_fsm_path_at (layout, e, 1.0, NULL);

      g_assert_cmpfloat (hypot (start.x - p->x, start.y - p->y), <, 1e-6);
      g_assert_cmpfloat (hypot (end.x - q->x, end.y - q->y), <, 1e-6);
    }
  /* The start is on top. */
  g_assert_cmpfloat (layout->boxes[0].y, <, layout->boxes[1].y);
}

static void
check_graph (const BsTrace *trace, guint32 m)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, m);
  const BsGraph *graph = unpacked->graph;
  g_autoptr (BsGraphLayout) layout = bs_graph_layout_new (trace->types, unpacked);
  g_autofree guint8 *seen = g_new0 (guint8, graph->n_nodes + 1);
  guint32 total = 0, executed = 0, absent = 0;

  for (guint32 lane = 0; lane < layout->n_lanes; lane++)
    for (guint32 i = layout->lane_start[lane]; i < layout->lane_start[lane + 1]; i++)
      {
        guint32 node = layout->lane_nodes[i];
        double x = bs_graph_layout_x (layout, node), y = bs_graph_layout_y (layout, node);

        g_assert_cmpuint (layout->lane[node], ==, lane);
        g_assert_cmpuint (seen[node]++, ==, 0);
        g_assert_true (x >= layout->column_x[layout->column[node]]
                       && x <= layout->column_x[layout->column[node] + 1]);
        g_assert_true (y >= layout->lane_y[lane] && y <= layout->lane_y[lane + 1]);
        /* What it reads is not right of it. */
        for (guint32 k = graph->input_start[node]; k < graph->input_start[node + 1]; k++)
          g_assert_cmpuint (layout->column[graph->inputs[k]], <=, layout->column[node]);
        /* Marks of one lane keep apart. */
        for (guint32 j = layout->lane_start[lane]; j < i; j++)
          {
            guint32 other = layout->lane_nodes[j];
            double reach = ((layout->satellite[node] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL)
                            + (layout->satellite[other] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL))
                           / 2.0;
            double dx = fabs (x - bs_graph_layout_x (layout, other));
            double dy = fabs (y - bs_graph_layout_y (layout, other));

            g_assert_true (MAX (dx, dy) >= reach - 0.01);
          }
      }
  for (guint32 v = 0; v < graph->n_nodes; v++)
    g_assert_cmpuint (seen[v], ==, 1);

  for (guint which = 0; which < 2; which++)
    {
      const BsGraphPills *pills = which == 0 ? &layout->places : &layout->types;
      guint32 decision = mini_batch->first_decision + mini_batch->n_decisions / 2;

      total = executed = absent = 0;
      for (guint32 p = 0; p < pills->n_pills; p++)
        {
          BsGraphShares s = bs_graph_pill_shares (pills, &pills->pills[p], decision);

          g_assert_cmpuint (s.executed + s.forming + s.frontier + s.waiting + s.absent, ==,
                            pills->pills[p].count);
          absent += s.absent;
          total += pills->pills[p].count;
          executed += s.executed;
        }
      g_assert_cmpuint (total, ==, graph->n_nodes);
      g_assert_cmpuint (executed, ==, bs_trace_decision (trace, decision)->n_executed);
      g_assert_cmpuint (graph->n_nodes - absent, ==, bs_trace_n_there (mini_batch, decision));
    }
}

static void
test_graphs (gconstpointer data)
{
  for (guint32 seed = 1; seed <= 25; seed++)
    {
      BsFakeOptions options = {
        .kind = (BsFakeKind) GPOINTER_TO_INT (data),
        .seed = seed,
        .n_mini_batches = 2,
        .n_instances = 1 + seed % 7,
        .max_leaves = 2 + seed * 2,
        .n_types = 1 + seed % 15,
        .encoding = (BsEncoding) (seed % BS_N_ENCODINGS),
        .grows = seed % 3 == 0,
        .random = seed % 2 == 0,
      };
      g_autoptr (BsTrace) trace = bs_fake_trace_new (&options);

      for (guint32 m = 0; m < trace->n_mini_batches; m++)
        check_graph (trace, m);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/fsm/random", test_machines);
  g_test_add_func ("/layout/fsm/labels", test_labels);
  g_test_add_func ("/layout/fsm/large", test_large_machine);
  g_test_add_func ("/layout/fsm/path", test_path);
  g_test_add_data_func ("/layout/graph/trees", GINT_TO_POINTER (BS_FAKE_TREES), test_graphs);
  g_test_add_data_func ("/layout/graph/mixed", GINT_TO_POINTER (BS_FAKE_MIXED), test_graphs);

  return g_test_run ();
}
