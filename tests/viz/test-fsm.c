/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of machines of 1 to 2 000 states: nothing overlaps, nothing jumps, and what is picked is what is
 * drawn. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/viz/draw-log.h"
#include "tests/viz/fake-machine.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/fsm/fsm-scene.h"
#include "viz/fsm/fsm-search.h"
#include "viz/fsm/fsm-table.h"

#define WIDTH 310.0
#define HEIGHT 490.0

static const guint32 sizes[] = { 1, 3, 9, 30, 200, 2000 };

typedef struct
{
  BsTrace *trace;
  BsFsmMachine *machine;
  BsFsmNear *near;
} Fixture;

static void
set_up (Fixture *self, guint32 n_states)
{
  self->trace = bs_fake_machine_new (n_states, 4 * n_states + 40, 3, n_states);
  self->machine = bs_fsm_machine_new (self->trace);
  self->near = bs_fsm_near_new (self->machine);
}

static void
tear_down (Fixture *self)
{
  bs_fsm_near_free (self->near);
  bs_fsm_machine_free (self->machine);
  bs_trace_unref (self->trace);
}

static int
place_of (const BsFsmPlaces *places, guint32 box)
{
  for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
    if (places->boxes[p] == box)
      return (int) p;

  return -1;
}

static gboolean
overlap (const BsFsmBox *a, const BsFsmBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height
         && b->y < a->y + a->height;
}

static gboolean
is_first (const BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);

  return trace->mini_batches[d->mini_batch].first_decision == decision;
}

/* What is needed is there, once, and what stays does not move, step by step and in any order. */
static void
test_near_places (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Fixture f;
      g_autoptr (BsFsmNear) other = NULL;
      BsFsmPlaces last, places, again;

      set_up (&f, sizes[i]);
      other = bs_fsm_near_new (f.machine);
      for (guint32 d = 1; d <= f.trace->n_decisions; d++)
        {
          guint32 edges[MAX (BS_FSM_TRAIL, BS_FSM_LIKELY)];
          const BsFsmEdge *all = f.machine->model->edges;
          guint n;

          bs_fsm_near_get (f.near, d, &places);
          g_assert_cmpint (place_of (&places, all[f.machine->model->edge_of[d - 1]].from), >=, 0);
          n = bs_fsm_near_likely (f.machine, d, edges);
          g_assert_cmpuint (edges[0], ==, f.machine->model->edge_of[d - 1]);
          for (guint k = 0; k < n; k++)
            g_assert_cmpint (place_of (&places, all[edges[k]].to), >=, 0);
          n = bs_fsm_near_trail (f.machine, d, edges);
          for (guint k = 0; k < n; k++)
            g_assert_cmpint (place_of (&places, all[edges[k]].from), >=, 0);
          for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
            if (places.boxes[p] != BS_FSM_NONE)
              g_assert_cmpint (place_of (&places, places.boxes[p]), ==, (int) p);
          /* Each mini-batch begins anew. */
          for (guint p = 0; p < BS_FSM_NEAR_PLACES && !is_first (f.trace, d); p++)
            if (last.boxes[p] != BS_FSM_NONE && place_of (&places, last.boxes[p]) >= 0)
              g_assert_cmpint (place_of (&places, last.boxes[p]), ==, (int) p);
          last = places;
        }
      for (guint32 d = f.trace->n_decisions; d > 0; d--)
        {
          guint32 jump = (guint32) ((guint64) d * 7919 % f.trace->n_decisions) + 1;

          bs_fsm_near_get (f.near, jump, &places);
          bs_fsm_near_get (other, d, &again);
          bs_fsm_near_get (f.near, d, &places);
          g_assert_cmpmem (&places, sizeof places, &again, sizeof again);
        }
      tear_down (&f);
    }
}

/* A run begins with its machine: no place is empty while a state to come has none. */
static void
test_near_begins (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const BsFsmModel *model;
      BsFsmPlaces places;
      Fixture f;

      set_up (&f, sizes[i]);
      model = f.machine->model;
      for (guint32 d = 1; d <= f.trace->n_decisions; d++)
        {
          guint mini_batch = f.trace->decisions[d - 1].mini_batch;

          if (!is_first (f.trace, d))
            continue;
          bs_fsm_near_get (f.near, d, &places);
          for (guint32 k = d; k < MIN (d + 64, f.trace->n_decisions); k++)
            if (f.trace->decisions[k].mini_batch == mini_batch
                && place_of (&places, model->edges[model->edge_of[k]].from) < 0)
              g_assert_cmpint (place_of (&places, BS_FSM_NONE), <, 0);
        }
      tear_down (&f);
    }
}

static double
distance_to (const BsFsmBox *box, BsFsmPoint at)
{
  return hypot (MAX (MAX (box->x - at.x, at.x - box->x - box->width), 0.0),
                MAX (MAX (box->y - at.y, at.y - box->y - box->height), 0.0));
}

/* How near a way comes to a box. */
static double
nearest (const BsFsmPoint *p, guint n, const BsFsmBox *box)
{
  double least = G_MAXDOUBLE;

  for (guint k = 0; k <= 60; k++)
    least = MIN (least, distance_to (box, bs_fsm_curve_at (p, n, k / 60.0, NULL)));

  return least;
}

/* Boxes are apart, and a way between two of them meets no other, however wide they are. */
static void
test_near_ways (void)
{
  Fixture f;

  set_up (&f, 200);
  for (guint pass = 0; pass < 3; pass++)
    {
      BsFsmGrid grid = bs_fsm_near_grid (f.near, pass * 400.0);
      BsFsmBox boxes[BS_FSM_NEAR_PLACES];

      for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
        {
          boxes[p] = bs_fsm_near_box (&grid, p, pass == 0 ? grid.column : 50.0 + 7.0 * p);
          g_assert_true (boxes[p].x >= 0.0 && boxes[p].x + boxes[p].width <= grid.width);
          g_assert_true (boxes[p].y >= 0.0 && boxes[p].y + BS_FSM_BOX_HEIGHT <= grid.height);
          for (guint q = 0; q < p; q++)
            g_assert_false (overlap (&boxes[p], &boxes[q]));
        }
      for (guint from = 0; from < BS_FSM_NEAR_PLACES; from++)
        for (guint to = 0; to < BS_FSM_NEAR_PLACES; to++)
          {
            g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (BsFsmPoint));
            const BsFsmPoint *p;

            bs_fsm_near_route (&grid, from, to, &boxes[from], &boxes[to], points);
            p = (const BsFsmPoint *) (gpointer) points->data;
            g_assert_cmpuint (points->len % 3, ==, 1);
            g_assert_cmpfloat (distance_to (&boxes[from], p[0]), <, 0.5);
            g_assert_cmpfloat (distance_to (&boxes[to], p[points->len - 1]), <, 0.5);
            for (guint k = 0; k < points->len; k++)
              g_assert_true (isfinite (p[k].x) && isfinite (p[k].y));
            for (guint other = 0; other < BS_FSM_NEAR_PLACES; other++)
              if (other != from && other != to)
                g_assert_cmpfloat (nearest (p, points->len, &boxes[other]), >, 1.0);
          }
    }
  tear_down (&f);
}

/* A decision is little work, wherever one looks, and nothing is before one looks. */
static void
test_work (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Fixture f;
      BsFsmPlaces places;
      guint32 n;

      set_up (&f, sizes[i]);
      n = f.trace->n_decisions;
      g_assert_cmpuint (bs_fsm_near_get_work (f.near), ==, 0);
      bs_fsm_near_get (f.near, n, &places);
      g_assert_cmpuint (bs_fsm_near_get_work (f.near), >, 0);
      g_assert_cmpuint (bs_fsm_near_get_work (f.near), <=, 4000ull * MIN (n, 4096));
      for (guint32 d = 1; d <= n; d++)
        bs_fsm_near_get (f.near, d, &places);
      g_assert_cmpuint (bs_fsm_near_get_work (f.near), <=, 8000ull * n);
      tear_down (&f);
    }
}

static void
test_field (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Fixture f;
      g_autoptr (BsFsmField) field = NULL;

      set_up (&f, sizes[i]);
      field = bs_fsm_field_new (f.machine);
      g_assert_cmpuint (field->n_boxes, ==, f.machine->model->n_boxes);
      for (guint32 a = 0; a < field->n_boxes; a++)
        {
          const BsFsmPoint *p = &field->middles[a];

          g_assert_true (p->x > BS_FSM_GUTTER && p->x < field->width);
          g_assert_true (p->y > 0.0 && p->y < field->height);
          g_assert_true (field->radii[a] > 0.0 && 2.0 * field->radii[a] < BS_FSM_CELL_HEIGHT);
          for (guint32 b = 0; b < a; b++)
            g_assert_true (fabs (p->x - field->middles[b].x) > BS_FSM_CELL_WIDTH - 0.1
                           || fabs (p->y - field->middles[b].y) > BS_FSM_CELL_HEIGHT - 0.1);
        }
      for (guint b = 1; b < field->n_bands; b++)
        {
          g_assert_cmpuint (field->bands[b].n_ready, >, field->bands[b - 1].n_ready);
          g_assert_cmpfloat (field->bands[b].y, >,
                             field->bands[b - 1].y + field->bands[b - 1].height);
        }
      tear_down (&f);
    }
}

typedef struct
{
  BsFsmPainter *painter;
  BsStyle style;
  BsMoment moment;
  BsFsmOptions options;
  BsView view;
} Shot;

static void
init_shot (Shot *self, BsTrace *trace, BsFsmScope scope)
{
  self->painter = bs_fsm_painter_new (trace);
  bs_style_init (&self->style, FALSE);
  self->moment = bs_moment_at (1);
  self->options = bs_fsm_options_default (scope);
  self->view = bs_view_default ();
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  Shot *self = user_data;

  bs_fsm_painter_draw (self->painter, cr, &self->style, width, height, &self->moment,
                       &self->options, &self->view);
}

static char *
log_of (Shot *self)
{
  return draw_log_new (draw, self, WIDTH, HEIGHT);
}

/* Every state that is located is picked in its middle, unless it is covered by what is pinned; the current
 * state always shows. */
static void
test_pick (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint scope = BS_FSM_NEAR; scope <= BS_FSM_WHOLE; scope++)
      {
        g_autoptr (BsTrace) trace = bs_fake_machine_new (sizes[i], 4 * sizes[i] + 40, 3, 1);
        Shot shot;

        init_shot (&shot, trace, (BsFsmScope) scope);
        for (guint zoom = 0; zoom < 2; zoom++)
          for (guint32 d = 1; d <= trace->n_decisions; d += 1 + trace->n_decisions / 7)
            {
              guint32 current = bs_trace_decision (trace, d)->state;
              BsFsmPlace place;
              g_autofree char *log = NULL;

              shot.moment = bs_moment_at (d);
              shot.view.zoom = zoom == 0 ? 1.0 : 3.0;
              log = log_of (&shot);
              for (guint32 s = 0; s < trace->states->n_states;
                   s += 1 + trace->states->n_states / 90)
                if (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment, &shot.options,
                                           &shot.view, s, &place))
                  {
                    double x = place.x + place.width / 2.0, y = place.y + place.height / 2.0;
                    guint32 picked = bs_fsm_painter_pick (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                                          &shot.options, &shot.view, x, y);

                    if (x >= 0.0 && x < WIDTH && y >= 0.0 && y < HEIGHT - 80.0)
                      g_assert_cmpuint (picked, ==, s);
                  }
              g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                                    &shot.options, &shot.view, current, &place));
              g_assert_cmpuint (bs_fsm_painter_pick (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                                     &shot.options, &shot.view,
                                                     place.x + place.width / 2.0,
                                                     place.y + place.height / 2.0),
                                ==, current);
            }
        bs_fsm_painter_free (shot.painter);
      }
}

/* A box that both decisions of a step show stands where it stood, halfway too. */
static void
test_steps (void)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (200, 840, 3, 2);
  Shot shot;

  init_shot (&shot, trace, BS_FSM_NEAR);
  for (guint32 d = 1; d < 200; d++)
    {
      guint32 next = bs_trace_decision (trace, d + 1)->state;
      BsFsmPlace before, halfway, after;

      if (bs_trace_decision (trace, d)->mini_batch != bs_trace_decision (trace, d + 1)->mini_batch)
        continue;
      shot.moment = bs_moment_at (d);
      g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                            &shot.options, &shot.view, next, &before));
      shot.moment = (BsMoment){ d, d + 1, 0.5, FALSE };
      g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                            &shot.options, &shot.view, next, &halfway));
      shot.moment = bs_moment_at (d + 1);
      g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                            &shot.options, &shot.view, next, &after));
      g_assert_cmpfloat (fabs (before.x - after.x) + fabs (before.y - after.y), <, 0.01);
      g_assert_cmpfloat (fabs (halfway.x - after.x) + fabs (halfway.y - after.y), <, 0.01);
    }
  bs_fsm_painter_free (shot.painter);
}

/* Backward is the same film: what is drawn at a share of a step forward is drawn at the rest of it back. */
static void
test_backward (void)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (30, 160, 1, 2);
  Shot shot;

  init_shot (&shot, trace, BS_FSM_NEAR);
  for (guint k = 1; k < 10; k++)
    {
      g_autofree char *forward = NULL, *backward = NULL;

      shot.moment = (BsMoment){ 20, 21, k / 10.0, FALSE };
      forward = log_of (&shot);
      shot.moment = (BsMoment){ 21, 20, 1.0 - k / 10.0, FALSE };
      backward = log_of (&shot);
      g_assert_cmpstr (forward, ==, backward);
    }
  bs_fsm_painter_free (shot.painter);
}

static void
test_pins (void)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (200, 840, 1, 2);

  for (guint scope = BS_FSM_NEAR; scope <= BS_FSM_WHOLE; scope++)
    {
      Shot shot;
      BsFsmPlace place, moved;
      BsFsmPin pin = { .state = bs_trace_decision (trace, 50)->state, .x = 0.25, .y = 0.75 };

      init_shot (&shot, trace, (BsFsmScope) scope);
      shot.moment = bs_moment_at (50);
      g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                            &shot.options, &shot.view, pin.state, &place));
      pin.picture = place.picture;
      shot.options.pins = &pin;
      shot.options.n_pins = 1;
      g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                            &shot.options, &shot.view, pin.state, &moved));
      g_assert_cmpfloat (fabs (moved.share_x - 0.25) + fabs (moved.share_y - 0.75), <, 1e-9);
      g_assert_cmpuint (bs_fsm_painter_pick (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                             &shot.options, &shot.view, moved.x + moved.width / 2.0,
                                             moved.y + moved.height / 2.0),
                        ==, pin.state);
      /* A pin of another picture holds nothing here. */
      pin.picture = place.picture == BS_FSM_PICTURE_NEAR ? BS_FSM_PICTURE_FIELD
                                                         : BS_FSM_PICTURE_NEAR;
      g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                            &shot.options, &shot.view, pin.state, &moved));
      g_assert_cmpfloat (fabs (moved.x - place.x) + fabs (moved.y - place.y), <, 1e-9);
      bs_fsm_painter_free (shot.painter);
    }
}

static void
test_neighbours (void)
{
  static const int ways[4][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };

  for (guint i = 1; i < G_N_ELEMENTS (sizes); i++)
    for (guint scope = BS_FSM_NEAR; scope <= BS_FSM_WHOLE; scope++)
      {
        g_autoptr (BsTrace) trace = bs_fake_machine_new (sizes[i], 4 * sizes[i] + 40, 1, 4);
        guint32 from = bs_trace_decision (trace, 30)->state;
        guint n_found = 0;
        BsFsmPlace a, b;
        Shot shot;

        init_shot (&shot, trace, (BsFsmScope) scope);
        shot.moment = bs_moment_at (30);
        for (guint k = 0; k < 4; k++)
          {
            guint32 to = bs_fsm_painter_neighbour (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                                   &shot.options, &shot.view, from, ways[k][0],
                                                   ways[k][1]);

            if (to == G_MAXUINT32)
              continue;
            n_found++;
            g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                                  &shot.options, &shot.view, from, &a));
            g_assert_true (bs_fsm_painter_locate (shot.painter, WIDTH, HEIGHT, &shot.moment,
                                                  &shot.options, &shot.view, to, &b));
            g_assert_cmpfloat ((b.x + b.width / 2.0 - a.x - a.width / 2.0) * ways[k][0]
                                   + (b.y + b.height / 2.0 - a.y - a.height / 2.0) * ways[k][1],
                               >, 0.0);
          }
        g_assert_cmpuint (n_found, >, 0);
        bs_fsm_painter_free (shot.painter);
      }
}

static void
test_visits (void)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (9, 80, 2, 4);
  g_autoptr (BsFsmPainter) painter = bs_fsm_painter_new (trace);

  for (guint32 d = 1; d <= trace->n_decisions; d++)
    for (guint32 s = 0; s < trace->states->n_states; s++)
      {
        guint32 next = bs_fsm_painter_visit (painter, s, d, TRUE);
        guint32 previous = bs_fsm_painter_visit (painter, s, d, FALSE);

        g_assert_cmpuint (bs_trace_decision (trace, next)->state, ==, s);
        g_assert_cmpuint (bs_trace_decision (trace, previous)->state, ==, s);
        for (guint32 k = d + 1; k < next; k++)
          g_assert_cmpuint (bs_trace_decision (trace, k)->state, !=, s);
        for (guint32 k = previous + 1; k < d; k++)
          g_assert_cmpuint (bs_trace_decision (trace, k)->state, !=, s);
      }
}

static guint
count (const BsTrace *trace, const char *text)
{
  guint n;
  g_autofree guint8 *found = bs_fsm_search (trace, text, &n);
  guint really = 0;

  for (guint32 s = 0; found != NULL && s < trace->states->n_states; s++)
    really += found[s];
  g_assert_cmpuint (n, ==, really);

  return n;
}

static void
test_search (void)
{
  /* States 0 to 6: a, b, ab, c, ac, bc, abc. */
  g_autoptr (BsTrace) trace = bs_fake_machine_new (7, 60, 1, 4);
  guint n;

  g_assert_null (bs_fsm_search (trace, "", &n));
  g_assert_null (bs_fsm_search (trace, " + ", &n));
  g_assert_cmpuint (count (trace, "typea"), ==, 4);
  g_assert_cmpuint (count (trace, "A"), ==, 4);
  g_assert_cmpuint (count (trace, "a c"), ==, 2);
  g_assert_cmpuint (count (trace, "TypeA>typeC"), ==, 2);
  g_assert_cmpuint (count (trace, "typec>typea"), ==, 0);
  g_assert_cmpuint (count (trace, "typea+typeb"), ==, 2);
  g_assert_cmpuint (count (trace, "type"), ==, 7);
  g_assert_cmpuint (count (trace, "nothing"), ==, 0);
  g_assert_cmpuint (count (trace, "\xc3\x84 \xe2\x82\xac"), ==, 0);
}

static void
test_table (void)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (30, 200, 2, 4);
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);
  g_autoptr (BsTable) table = bs_fsm_table_new (trace);
  guint64 n_visits = 0;

  g_assert_cmpuint (bs_table_get_n_rows (table), ==, model->n_states);
  g_assert_cmpstr (bs_table_get_column_name (table, 2), ==, "visits");
  g_assert_cmpstr (bs_table_get_column_name (table, 6), ==, "q");
  for (guint row = 0; row < model->n_states; row++)
    {
      g_autofree char *state = bs_table_get_text (table, row, 0);
      g_autofree char *visits = bs_table_get_text (table, row, 2);
      g_autofree char *q = bs_table_get_text (table, row, 6);
      g_autofree char *expected = bs_fsm_model_state_text (model, row);
      double value = bs_fsm_model_get_q (model, row, model->favourite[row]);

      g_assert_cmpstr (state, ==, expected);
      n_visits += g_ascii_strtoull (visits, NULL, 10);
      if (isnan (value))
        g_assert_cmpstr (q, ==, "");
      else
        g_assert_cmpfloat (g_ascii_strtod (q, NULL), ==, value);
    }
  g_assert_cmpuint (n_visits, ==, trace->n_decisions);
}

/* What the machine says of actions adds up to the run. */
static void
test_facts (void)
{
  Fixture f;
  const BsFsmMachine *m;

  set_up (&f, 200);
  m = f.machine;
  for (guint32 box = 0; box < m->model->n_states; box++)
    {
      guint32 taken = 0;
      guint n_untaken = 0;
      guint16 types[2];
      double q[2], best = -INFINITY;

      for (guint32 k = m->action_start[box]; k < m->action_start[box + 1]; k++)
        {
          const BsFsmActionFacts *action = &m->actions[k];
          double value = bs_fsm_model_get_q (m->model, box, action->type);

          taken += action->taken;
          g_assert_true (isnan (value) ? isnan (action->q) : action->q == value);
          g_assert_true (action->taken == 0
                         || (action->least_rho > 0.0 && action->least_rho <= action->most_rho
                             && action->most_rho <= 1.0));
          if (action->taken == 0 && !isnan (action->q))
            {
              n_untaken++;
              best = MAX (best, action->q);
            }
        }
      g_assert_cmpuint (taken, ==, m->model->visits[box]);
      g_assert_cmpuint (bs_fsm_machine_untaken (m, box, types, q), ==, n_untaken);
      if (n_untaken > 0)
        g_assert_cmpfloat (q[0], ==, best);
      if (n_untaken > 1)
        g_assert_cmpfloat (q[1], <=, q[0]);
    }
  tear_down (&f);
}

/* Labels say what they are asked to say. */
static void
test_labels (void)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (200, 840, 1, 2);
  guint32 d = 60;
  const BsFsmMachine *machine;
  guint32 edge;
  Shot shot;

  init_shot (&shot, trace, BS_FSM_NEAR);
  machine = bs_fsm_painter_get_machine (shot.painter);
  edge = machine->model->edge_of[d - 1];
  shot.moment = bs_moment_at (d);
  for (guint labels = 0; labels < BS_N_FSM_LABELS; labels++)
    {
      g_autofree char *log = NULL;
      char buffer[40];

      shot.options.labels = (BsFsmLabels) labels;
      log = log_of (&shot);
      g_assert_true (draw_log_has_text (
          log, bs_fsm_machine_label (machine, edge, 0, shot.options.labels, buffer)));
    }
  bs_fsm_painter_free (shot.painter);
}

/* Each look is another drawing, none fails, and the current state always is in the accent's frame. */
static void
test_looks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint scope = BS_FSM_NEAR; scope <= BS_FSM_WHOLE; scope++)
      {
        g_autoptr (BsTrace) trace = bs_fake_machine_new (sizes[i], 4 * sizes[i] + 40, 3, 1);
        g_autofree guint8 *matches = g_new0 (guint8, sizes[i] + 1);
        Shot shot;

        init_shot (&shot, trace, (BsFsmScope) scope);
        shot.moment = bs_moment_at (sizes[i] + 3);
        for (guint look = 0; look < 7; look++)
          {
            g_autofree char *log = NULL, *plain = log_of (&shot);
            const Shot kept = shot;

            bs_style_init (&shot.style, look == 0);
            shot.style.high_contrast = look == 1;
            shot.style.right_to_left = look == 2;
            shot.style.text_scale = look == 3 ? 2.0 : 1.0;
            shot.options.selected = look == 4 ? bs_trace_decision (trace, 1)->state : G_MAXUINT32;
            shot.options.hovered = look == 5 ? bs_trace_decision (trace, 2)->state : G_MAXUINT32;
            shot.options.matches = look == 6 ? matches : NULL;
            log = log_of (&shot);
            g_assert_cmpuint (draw_log_count (log, "fill"), >, 0);
            if (look < 4)
              g_assert_cmpstr (log, !=, plain);
            if (look != 0)
              g_assert_nonnull (strstr (log, "stroke #3584e4"));
            shot = kept;
          }
        bs_fsm_painter_free (shot.painter);
      }
}

/* Sizes that panels can have for a moment. */
static void
test_sizes (void)
{
  static const double widths[] = { 1.0, 40.0, 149.0, 310.0, 3840.0 };
  static const double heights[] = { 1.0, 50.0, 139.0, 490.0, 2160.0 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i += 2)
    for (guint scope = BS_FSM_NEAR; scope <= BS_FSM_WHOLE; scope++)
      {
        g_autoptr (BsTrace) trace = bs_fake_machine_new (sizes[i], 4 * sizes[i] + 40, 1, 1);
        Shot shot;

        init_shot (&shot, trace, (BsFsmScope) scope);
        for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
          for (guint h = 0; h < G_N_ELEMENTS (heights); h++)
            for (guint zoom = 0; zoom < 3; zoom++)
              {
                g_autofree char *log = NULL;

                shot.view.zoom = zoom == 0 ? 0.01 : zoom == 1 ? 1.0 : 100.0;
                shot.moment = (BsMoment){ 5, 6, 0.4, FALSE };
                log = draw_log_new (draw, &shot, widths[w], heights[h]);
                g_assert_null (strstr (log, "nan"));
                g_assert_null (strstr (log, "inf"));
              }
        bs_fsm_painter_free (shot.painter);
      }
}

static void
test_goldens (void)
{
  static const struct
  {
    const char *name;
    guint32 n_states;
    BsFsmScope scope;
    double fraction;
  } cases[] = { { "fsm-near", 200, BS_FSM_NEAR, 1.0 },
                { "fsm-near-moving", 200, BS_FSM_NEAR, 0.3 },
                { "fsm-small", 3, BS_FSM_NEAR, 1.0 },
                { "fsm-field", 200, BS_FSM_WHOLE, 1.0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsTrace)
          trace = bs_fake_machine_new (cases[i].n_states, 4 * cases[i].n_states + 8, 1, 3);
      Shot shot;

      init_shot (&shot, trace, cases[i].scope);
      shot.moment = cases[i].fraction < 1.0 ? (BsMoment){ 12, 13, cases[i].fraction, FALSE }
                                            : bs_moment_at (12);
      draw_log_check (cases[i].name, draw, &shot, WIDTH, HEIGHT);
      bs_fsm_painter_free (shot.painter);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  g_test_add_func ("/fsm/near/places", test_near_places);
  g_test_add_func ("/fsm/near/begins", test_near_begins);
  g_test_add_func ("/fsm/near/ways", test_near_ways);
  g_test_add_func ("/fsm/near/steps", test_steps);
  g_test_add_func ("/fsm/near/backward", test_backward);
  g_test_add_func ("/fsm/work", test_work);
  g_test_add_func ("/fsm/field", test_field);
  g_test_add_func ("/fsm/pick", test_pick);
  g_test_add_func ("/fsm/pins", test_pins);
  g_test_add_func ("/fsm/neighbours", test_neighbours);
  g_test_add_func ("/fsm/visits", test_visits);
  g_test_add_func ("/fsm/search", test_search);
  g_test_add_func ("/fsm/table", test_table);
  g_test_add_func ("/fsm/facts", test_facts);
  g_test_add_func ("/fsm/labels", test_labels);
  g_test_add_func ("/fsm/looks", test_looks);
  g_test_add_func ("/fsm/sizes", test_sizes);
  g_test_add_func ("/fsm/goldens", test_goldens);

  return g_test_run ();
}
