/* SPDX-License-Identifier: Apache-2.0 */
/* A few states about the current one, in places that last. */
#include "config.h"

#include "viz/fsm/fsm-near.h"

#include <math.h>
#include <string.h>

#define KEYFRAME 64
/* Places begin anew with each mini-batch, and now and then within a long one: whatever is looked at,
 * no more than so many decisions are gone through for it. */
#define CHAPTER 4096
#define LOOK_AHEAD 64
#define LOOKED_AT 8 /* edges of a state that find its place */
#define NEVER 4096u
#define N_KEPT 2

#define GAP 36.0  /* between the columns */
#define LANE 34.0 /* beside them, for ways past other boxes */
#define TOP 34.0
#define BOTTOM 30.0
#define PITCH_LEAST 74.0
#define PITCH_MOST 128.0

struct _BsFsmNear
{
  const BsFsmMachine *machine;
  BsFsmPlaces *keyframes; /* [n_decisions / KEYFRAME + 1] before these decisions, where */
  guint8 *known;          /* [n_decisions / KEYFRAME + 1] says that they are */
  guint32 kept_at[N_KEPT];
  BsFsmPlaces kept[N_KEPT];
  guint next_kept;
  guint8 *place_of; /* [n_boxes] while a place is looked for: from 1 */
  double column;
  guint64 work;
};

guint
bs_fsm_near_trail (const BsFsmMachine *machine, guint32 decision, guint32 edges[BS_FSM_TRAIL])
{
  const BsTrace *trace = machine->trace;
  guint n = 0;

  while (n < BS_FSM_TRAIL && decision >= 2 + n
         && trace->decisions[decision - 2 - n].mini_batch
                == trace->decisions[decision - 1].mini_batch)
    {
      edges[n] = machine->model->edge_of[decision - 2 - n];
      n++;
    }

  return n;
}

guint
bs_fsm_near_likely (const BsFsmMachine *machine, guint32 decision, guint32 edges[BS_FSM_LIKELY])
{
  guint32 taken = machine->model->edge_of[decision - 1];
  guint32 box = machine->model->edges[taken].from;
  guint n = 0;

  edges[n++] = taken;
  for (guint32 k = machine->out_start[box]; k < machine->out_start[box + 1] && n < BS_FSM_LIKELY;
       k++)
    if (machine->out[k] != taken)
      edges[n++] = machine->out[k];

  return n;
}

static int
find_place (const BsFsmPlaces *places, guint32 box)
{
  for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
    if (places->boxes[p] == box)
      return (int) p;

  return -1;
}

static double
distance (guint a, guint b)
{
  int rows = abs ((int) (a / BS_FSM_NEAR_COLUMNS) - (int) (b / BS_FSM_NEAR_COLUMNS));

  return rows <= 1 ? 1.0 : 1.2 + 0.6 * rows;
}

/* When a box is visited again after @decision. */
static guint32
find_next (const BsFsmMachine *machine, guint32 box, guint32 decision)
{
  const BsFsmModel *model = machine->model;
  guint32 low, high, end;

  if (box >= model->n_states)
    return G_MAXUINT32;
  low = model->visit_start[box];
  end = high = model->visit_start[box + 1];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (model->visit[middle] <= decision)
        low = middle + 1;
      else
        high = middle;
    }

  return low < end ? model->visit[low] : G_MAXUINT32;
}

/* How far off the next visit is: what is given up should be missed late. */
static guint
get_gap (BsFsmNear *self, BsFsmPlaces *places, guint p, guint32 decision)
{
  if (places->boxes[p] == BS_FSM_NONE)
    return NEVER;
  if (places->next[p] <= decision)
    places->next[p] = find_next (self->machine, places->boxes[p], decision);

  return MIN (places->next[p] - decision, NEVER);
}

static void
settle (BsFsmNear *self, BsFsmPlaces *places, const guint32 *wanted, guint n_wanted, guint32 box,
        guint32 decision)
{
  const BsFsmMachine *machine = self->machine;
  guint weight[BS_FSM_NEAR_PLACES] = { 0 }, near[BS_FSM_NEAR_PLACES], n_near = 0;
  double best_score = 0.0;
  int best = -1;

  for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
    if (places->boxes[p] != BS_FSM_NONE)
      self->place_of[places->boxes[p]] = (guint8) (p + 1);
  for (guint side = 0; side < 2; side++)
    {
      const guint32 *start = side == 0 ? machine->out_start : machine->in_start;
      const guint32 *list = side == 0 ? machine->out : machine->in;

      for (guint32 k = start[box]; k < MIN (start[box + 1], start[box] + LOOKED_AT); k++)
        {
          const BsFsmEdge *edge = &machine->model->edges[list[k]];
          guint place = self->place_of[side == 0 ? edge->to : edge->from];

          if (place > 0)
            {
              if (weight[place - 1] == 0)
                near[n_near++] = place - 1;
              weight[place - 1] += g_bit_storage (edge->count);
            }
          self->work++;
        }
    }
  for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
    {
      gboolean taken = FALSE;
      double score;

      for (guint i = 0; i < n_wanted && places->boxes[p] != BS_FSM_NONE; i++)
        taken = taken || places->boxes[p] == wanted[i];
      self->work += n_wanted + n_near;
      if (taken)
        continue;
      score = 1.5 * g_bit_storage (get_gap (self, places, p, decision));
      for (guint i = 0; i < n_near; i++)
        score -= weight[near[i]] * distance (p, near[i]);
      if (best < 0 || score > best_score + 1e-9)
        {
          best = (int) p;
          best_score = score;
        }
    }
  for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
    if (places->boxes[p] != BS_FSM_NONE)
      self->place_of[places->boxes[p]] = 0;
  if (best >= 0)
    {
      places->boxes[best] = box;
      places->next[best] = 0;
    }
}

/* States to come take the places that nobody has yet: a run begins with its machine, not with a
 * corner of it. */
static void
look_ahead (BsFsmNear *self, BsFsmPlaces *places, guint32 decision)
{
  const BsFsmModel *model = self->machine->model;
  const BsTrace *trace = self->machine->trace;
  guint32 end = MIN (decision + LOOK_AHEAD, trace->n_decisions);

  for (guint32 k = decision; k < end; k++)
    {
      guint32 box = model->edges[model->edge_of[k]].from, all[BS_FSM_NEAR_PLACES];

      if (trace->decisions[k].mini_batch != trace->decisions[decision - 1].mini_batch)
        return;
      self->work++;
      if (find_place (places, box) >= 0)
        continue;
      if (find_place (places, BS_FSM_NONE) < 0)
        return;
      memcpy (all, places->boxes, sizeof all);
      settle (self, places, all, BS_FSM_NEAR_PLACES, box, decision);
    }
}

static void
advance (BsFsmNear *self, BsFsmPlaces *places, guint32 decision)
{
  const BsFsmModel *model = self->machine->model;
  guint32 edges[BS_FSM_TRAIL + BS_FSM_LIKELY], wanted[1 + BS_FSM_TRAIL + BS_FSM_LIKELY];
  guint n = 0, n_edges;

  wanted[n++] = model->edges[model->edge_of[decision - 1]].from;
  n_edges = bs_fsm_near_likely (self->machine, decision, edges);
  for (guint i = 0; i < n_edges; i++)
    wanted[n++] = model->edges[edges[i]].to;
  n_edges = bs_fsm_near_trail (self->machine, decision, edges);
  for (guint i = 0; i < n_edges; i++)
    wanted[n++] = model->edges[edges[i]].from;
  for (guint i = 0; i < n; i++)
    if (find_place (places, wanted[i]) < 0)
      settle (self, places, wanted, n, wanted[i], decision);
  self->work += n;
}

BsFsmNear *
bs_fsm_near_new (const BsFsmMachine *machine)
{
  BsFsmNear *self = g_new0 (BsFsmNear, 1);
  guint32 n_frames = machine->trace->n_decisions / KEYFRAME + 1;

  self->machine = machine;
  self->place_of = g_new0 (guint8, machine->model->n_boxes + 1);
  self->keyframes = g_new (BsFsmPlaces, n_frames);
  self->known = g_new0 (guint8, n_frames);
  for (guint32 i = 0; i < machine->model->n_boxes; i++)
    self->column = MAX (self->column, machine->widths[i]);

  return self;
}

void
bs_fsm_near_free (BsFsmNear *self)
{
  g_free (self->keyframes);
  g_free (self->known);
  g_free (self->place_of);
  g_free (self);
}

guint64
bs_fsm_near_get_work (const BsFsmNear *self)
{
  return self->work;
}

/* Decisions before the chapter of @decision. */
static guint32
find_chapter (const BsFsmNear *self, guint32 decision)
{
  const BsTrace *trace = self->machine->trace;
  const BsTraceMiniBatch *m = &trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch];
  guint32 before = m->first_decision - 1;

  return before + (decision - 1 - before) / CHAPTER * CHAPTER;
}

void
bs_fsm_near_get (BsFsmNear *self, guint32 decision, BsFsmPlaces *places)
{
  guint32 at = find_chapter (self, decision);
  guint32 frame = (decision - 1) / KEYFRAME;

  memset (places, 255, sizeof *places);
  /* The latest that is known within the chapter. */
  for (guint32 k = frame; k * KEYFRAME > at; k--)
    if (self->known[k])
      {
        *places = self->keyframes[k];
        at = k * KEYFRAME;
        break;
      }
  for (guint i = 0; i < N_KEPT; i++)
    if (self->kept_at[i] > at && self->kept_at[i] <= decision)
      {
        *places = self->kept[i];
        at = self->kept_at[i];
      }
  if (at == decision)
    return;
  while (at < decision)
    {
      if (at % KEYFRAME == 0)
        {
          self->keyframes[at / KEYFRAME] = *places;
          self->known[at / KEYFRAME] = TRUE;
        }
      advance (self, places, ++at);
      if (at == find_chapter (self, at) + 1)
        look_ahead (self, places, at);
    }
  self->kept_at[self->next_kept] = decision;
  self->kept[self->next_kept] = *places;
  self->next_kept = (self->next_kept + 1) % N_KEPT;
}

BsFsmGrid
bs_fsm_near_grid (const BsFsmNear *self, double height)
{
  const double gaps = BS_FSM_NEAR_ROWS - 1, rest = TOP + BOTTOM + BS_FSM_BOX_HEIGHT;
  BsFsmGrid grid = { .column = self->column };

  grid.pitch = CLAMP ((height - rest) / gaps, PITCH_LEAST, PITCH_MOST);
  grid.width = 2.0 * (self->column + LANE) + GAP;
  grid.height = rest + gaps * grid.pitch;

  return grid;
}

BsFsmBox
bs_fsm_near_box (const BsFsmGrid *grid, guint place, double width)
{
  gboolean left = place % BS_FSM_NEAR_COLUMNS == 0;

  return (BsFsmBox){ left ? LANE : grid->width - LANE - width,
                     TOP + place / BS_FSM_NEAR_COLUMNS * grid->pitch, width, BS_FSM_BOX_HEIGHT };
}

static void
add_point (GArray *points, double x, double y)
{
  BsFsmPoint point = { x, y };

  g_array_append_val (points, point);
}

static void
add_cubic (GArray *points, double x0, double y0, double x1, double y1, double x2, double y2,
           double x3, double y3)
{
  add_point (points, x0, y0);
  add_point (points, x1, y1);
  add_point (points, x2, y2);
  add_point (points, x3, y3);
}

/* Where an upright way leaves a box: towards where it goes, and beside the one that comes back. */
static double
get_port (const BsFsmBox *box, double towards, double shift)
{
  double middle = box->x + box->width / 2.0, room = box->width * 0.34;

  return middle + CLAMP ((towards - middle) * 0.4, -room, room) + MIN (shift, box->width / 6.0);
}

static void
add_loop (GArray *points, const BsFsmBox *box, gboolean left)
{
  double x = left ? box->x + box->width * 0.12 : box->x + box->width * 0.88;
  double step = left ? 18.0 : -18.0;

  add_cubic (points, x, box->y, x - step * 0.5, box->y - 30.0, x + step * 1.5, box->y - 30.0,
             x + step, box->y);
}

void
bs_fsm_near_route (const BsFsmGrid *grid, guint from, guint to, const BsFsmBox *a,
                   const BsFsmBox *b, GArray *points)
{
  int rows = (int) (to / BS_FSM_NEAR_COLUMNS) - (int) (from / BS_FSM_NEAR_COLUMNS);
  gboolean left = from % BS_FSM_NEAR_COLUMNS == 0;
  gboolean across = left != (to % BS_FSM_NEAR_COLUMNS == 0);
  double y0 = a->y + a->height / 2.0, y1 = b->y + b->height / 2.0;

  if (from == to)
    add_loop (points, a, left);
  else if (rows == 0)
    {
      double x0 = left ? a->x + a->width : a->x, x1 = left ? b->x : b->x + b->width;
      double y = y0 + (left ? -6.0 : 6.0), bend = left ? -7.0 : 7.0;

      add_cubic (points, x0, y, x0 + (x1 - x0) * 0.3, y + bend, x0 + (x1 - x0) * 0.7, y + bend, x1,
                 y);
    }
  else if (abs (rows) == 1)
    {
      double shift = rows > 0 ? -7.0 : 7.0, way = rows * grid->pitch - rows * BS_FSM_BOX_HEIGHT;
      double x0 = get_port (a, b->x + b->width / 2.0, shift);
      double x1 = get_port (b, a->x + a->width / 2.0, shift);
      double start = rows > 0 ? a->y + a->height : a->y;

      add_cubic (points, x0, start, x0, start + way * 0.45, x1, start + way * 0.55, x1,
                 start + way);
    }
  else if (!across)
    {
      /* Past the others on the outside; further ways further out. */
      double side = left ? -1.0 : 1.0, shift = rows > 0 ? 6.0 : -6.0;
      double edge = left ? LANE : grid->width - LANE;
      double out = edge + side * (LANE - 6.0) * (abs (rows) + (rows < 0 ? 0.5 : 0.0)) / 3.6;

      add_cubic (points, edge, y0 + shift, out, y0 + shift * 2.0, out, y1 - shift * 2.0, edge,
                 y1 - shift);
    }
  else
    {
      double x0 = left ? a->x + a->width : a->x, x1 = left ? b->x : b->x + b->width;
      double middle = grid->width / 2.0 + (rows > 0 ? -4.0 : 4.0);
      double shift = rows > 0 ? 7.0 : -7.0;

      /* Into the aisle, along it, and out again. */
      add_cubic (points, x0, y0 + shift, middle, y0 + shift, middle, y0 + shift, middle,
                 y0 + (y1 - y0) * 0.3);
      add_point (points, middle, y0 + (y1 - y0) * 0.45);
      add_point (points, middle, y0 + (y1 - y0) * 0.55);
      add_point (points, middle, y0 + (y1 - y0) * 0.7);
      add_point (points, middle, y1 - shift);
      add_point (points, middle, y1 - shift);
      add_point (points, x1, y1 - shift);
    }
}

void
bs_fsm_direct_route (const BsFsmBox *a, const BsFsmBox *b, GArray *points)
{
  double ax = a->x + a->width / 2.0, bx = b->x + b->width / 2.0;
  double ay = a->y + a->height / 2.0, by = b->y + b->height / 2.0;

  if (a == b || (a->x == b->x && a->y == b->y))
    add_loop (points, a, TRUE);
  else if (b->y > a->y + a->height + 6.0 || a->y > b->y + b->height + 6.0)
    {
      gboolean down = by > ay;
      double shift = down ? -6.0 : 6.0;
      double y0 = down ? a->y + a->height : a->y, y1 = down ? b->y : b->y + b->height;
      double x0 = get_port (a, bx, shift), x1 = get_port (b, ax, shift), bend = (y1 - y0) * 0.45;

      add_cubic (points, x0, y0, x0, y0 + bend, x1, y1 - bend, x1, y1);
    }
  else
    {
      gboolean right = bx > ax;
      double shift = right ? -5.0 : 5.0;
      double x0 = right ? a->x + a->width : a->x, x1 = right ? b->x : b->x + b->width;
      double bend = (x1 - x0) * 0.45;

      add_cubic (points, x0, ay + shift, x0 + bend, ay + shift, x1 - bend, by + shift, x1,
                 by + shift);
    }
}
