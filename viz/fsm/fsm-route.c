/* SPDX-License-Identifier: Apache-2.0 */
/* The ways of transitions between their states, and the places of their labels. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "viz/fsm/fsm-work.h"

static void
add_point (GArray *points, double x, double y)
{
  BsFsmPoint point = { x, y };

  g_array_append_val (points, point);
}

/* One cubic between two points, leaving and arriving upright. */
static void
add_upright (GArray *points, double x0, double y0, double x1, double y1)
{
  double bend = (y1 - y0) * 0.45;

  add_point (points, x0, y0 + bend);
  add_point (points, x1, y1 - bend);
  add_point (points, x1, y1);
}

static void
add_line (GArray *points, double x0, double y0, double x1, double y1)
{
  add_point (points, x0 + (x1 - x0) / 3.0, y0 + (y1 - y0) / 3.0);
  add_point (points, x0 + (x1 - x0) * 2.0 / 3.0, y0 + (y1 - y0) * 2.0 / 3.0);
  add_point (points, x1, y1);
}

/* A rounded corner from (x0, y0) by the corner to (x1, y1). */
static void
add_corner (GArray *points, double x0, double y0, double corner_x, double corner_y, double x1,
            double y1)
{
  add_point (points, x0 + (corner_x - x0) * 0.6, y0 + (corner_y - y0) * 0.6);
  add_point (points, x1 + (corner_x - x1) * 0.6, y1 + (corner_y - y1) * 0.6);
  add_point (points, x1, y1);
}

typedef struct
{
  guint32 low, high; /* layers */
  double x;
  gboolean left;
} Lane;

/* Round the side: out of the box (or into the gap, where others stand between), up or down a
 * lane of its own, and back in. */
static void
route_beside (BsFsmWork *w, GArray *lanes, GArray *points, const BsFsmLayoutEdge *edge)
{
  const BsFsmSlot *from = SLOT (w, edge->from), *to = SLOT (w, edge->to);
  guint32 low = MIN (from->layer, to->layer), high = MAX (from->layer, to->layer);
  guint32 from_last = w->layer_start[from->layer + 1] - w->layer_start[from->layer] - 1;
  guint32 to_last = w->layer_start[to->layer + 1] - w->layer_start[to->layer] - 1;
  guint32 left_cost = from->index + to->index;
  guint32 right_cost = from_last - from->index + to_last - to->index;
  gboolean upward = from->layer > to->layer;
  gboolean left = left_cost < right_cost || (left_cost == right_cost && upward);
  double side = left ? -1.0 : 1.0, edge_x = 0.0, step = lanes->len > 24 ? 9.0 : LANE_GAP;
  double from_y = from->layer * PITCH + BS_FSM_BOX_HEIGHT / 2.0;
  double to_y = to->layer * PITCH + BS_FSM_BOX_HEIGHT / 2.0;
  double direction = from_y == to_y ? 1.0 : to_y > from_y ? 1.0 : -1.0, radius;
  gboolean from_outer = from->index == (left ? 0 : from_last);
  gboolean to_outer = to->index == (left ? 0 : to_last);
  double start_x = from->x + side * w->widths[edge->from] / 2.0;
  double end_x = to->x + side * w->widths[edge->to] / 2.0;
  Lane lane = { low, high, 0.0, left };

  /* A loop on the right of a box is in the way there. */
  if (!left && from->right > w->widths[edge->from] / 2.0 + 1.0)
    from_outer = FALSE;
  if (!left && to->right > w->widths[edge->to] / 2.0 + 1.0)
    to_outer = FALSE;

  edge_x = left ? G_MAXDOUBLE : -G_MAXDOUBLE;
  for (guint32 l = low; l <= high; l++)
    {
      const BsFsmSlot *slot = SLOT (w,
                                    w->order[left ? w->layer_start[l] : w->layer_start[l + 1] - 1]);

      edge_x = left ? MIN (edge_x, slot->x - slot->left) : MAX (edge_x, slot->x + slot->right);
    }
  lane.x = edge_x + side * LANE_GAP;
  for (guint i = 0; i < lanes->len; i++)
    {
      const Lane *other = &g_array_index (lanes, Lane, i);

      if (other->left == left && other->low <= high && other->high >= low)
        lane.x = left ? MIN (lane.x, other->x - step) : MAX (lane.x, other->x + step);
    }
  g_array_append_val (lanes, lane);

  radius = MIN (26.0, fabs (to_y - from_y) / 2.0);
  if (from_outer)
    {
      double y = from_y + (edge->from % 3 - 1.0) * 3.0;

      add_point (points, start_x, y);
      add_corner (points, start_x, y, lane.x, y, lane.x, from_y + direction * radius);
    }
  else
    {
      double x = from->x + side * w->widths[edge->from] * 0.32;
      double y = from_y + direction * (BS_FSM_BOX_HEIGHT / 2.0 + 15.0);

      add_point (points, x, from_y + direction * BS_FSM_BOX_HEIGHT / 2.0);
      add_corner (points, x, from_y + direction * BS_FSM_BOX_HEIGHT / 2.0, x, y, x + side * 14.0,
                  y);
      add_line (points, x + side * 14.0, y, lane.x - side * 14.0, y);
      add_corner (points, lane.x - side * 14.0, y, lane.x, y, lane.x, y + direction * 14.0);
      from_y = y + direction * 14.0;
      radius = 0.0;
    }
  {
    double turn = to_outer ? MIN (26.0, fabs (to_y - from_y) / 2.0) : 14.0;
    double last_y = to_outer ? to_y : to_y - direction * (BS_FSM_BOX_HEIGHT / 2.0 + 21.0);

    add_line (points, lane.x, from_y + direction * radius, lane.x, last_y - direction * turn);
    if (to_outer)
      add_corner (points, lane.x, last_y - direction * turn, lane.x, to_y, end_x, to_y);
    else
      {
        double x = to->x + side * w->widths[edge->to] * 0.38;

        add_corner (points, lane.x, last_y - direction * turn, lane.x, last_y, lane.x - side * 14.0,
                    last_y);
        add_line (points, lane.x - side * 14.0, last_y, x + side * 14.0, last_y);
        add_corner (points, x + side * 14.0, last_y, x, last_y, x,
                    to_y - direction * BS_FSM_BOX_HEIGHT / 2.0);
      }
  }
}

void
bs_fsm_work_route (BsFsmWork *w, BsFsmLayout *self, GArray *points)
{
  g_autoptr (GArray) lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  g_autofree guint32 *by_span = g_new (guint32, w->n_edges + 1);
  g_autofree guint32 *span_start = g_new0 (guint32, w->n_layers + 3);

  /* Short ways round first: they get the inner lanes. */
  for (guint32 e = 0; e < w->n_edges; e++)
    {
      guint32 a = w->layer[w->edges[e].from], b = w->layer[w->edges[e].to];

      span_start[(a > b ? a - b : b - a) + 1]++;
    }
  for (guint32 s = 0; s <= w->n_layers; s++)
    span_start[s + 1] += span_start[s];
  for (guint32 e = 0; e < w->n_edges; e++)
    {
      guint32 a = w->layer[w->edges[e].from], b = w->layer[w->edges[e].to];

      by_span[span_start[a > b ? a - b : b - a]++] = e;
    }

  for (guint32 k = 0; k < w->n_edges; k++)
    {
      guint32 e = by_span[k];
      const BsFsmLayoutEdge *edge = &w->edges[e];
      guint32 first = w->first_segment[e], end = w->first_segment[e + 1];
      BsFsmPath *path = &self->paths[e];

      path->first_point = points->len;
      if (edge->from == edge->to)
        {
          const BsFsmSlot *slot = SLOT (w, edge->from);
          double x = slot->x + w->widths[edge->from] / 2.0;
          double y = slot->layer * PITCH + BS_FSM_BOX_HEIGHT / 2.0;

          add_point (points, x, y - 8.0);
          add_point (points, x + 31.0, y - 24.0);
          add_point (points, x + 31.0, y + 24.0);
          add_point (points, x, y + 8.0);
        }
      else if (first == end)
        route_beside (w, lanes, points, edge);
      else
        {
          gboolean down = w->layer[edge->from] < w->layer[edge->to];

          for (guint32 i = 0; i < end - first; i++)
            {
              const BsFsmSegment *segment = SEGMENT (w, down ? first + i : end - 1 - i);
              const BsFsmSlot *upper = SLOT (w, segment->upper), *lower = SLOT (w, segment->lower);
              double y0 = upper->layer * PITCH + BS_FSM_BOX_HEIGHT, y1 = lower->layer * PITCH;

              if (down)
                {
                  if (i == 0)
                    add_point (points, segment->upper_port, y0);
                  add_upright (points, segment->upper_port, y0, segment->lower_port, y1);
                  if (lower->node == G_MAXUINT32)
                    add_line (points, lower->x, y1, lower->x, y1 + BS_FSM_BOX_HEIGHT);
                }
              else
                {
                  if (i == 0)
                    add_point (points, segment->lower_port, y1);
                  add_upright (points, segment->lower_port, y1, segment->upper_port, y0);
                  if (upper->node == G_MAXUINT32)
                    add_line (points, upper->x, y0, upper->x, y0 - BS_FSM_BOX_HEIGHT);
                }
            }
        }
      path->n_points = points->len - path->first_point;
    }
}

/* Rectangles already on the picture, by coarse squares. */
typedef struct
{
  GArray *boxes; /* BsFsmBox */
  GArray *next;  /* guint32: with the same square; parallel to entries */
  GArray *entry; /* guint32: box of an entry */
  guint32 *heads;
  guint32 columns, rows;
  double left, top, cell;
} Grid;

static gboolean
grid_visit (Grid *grid, const BsFsmBox *box, gboolean add)
{
  guint32 id = grid->boxes->len;
  guint32 x0 = (guint32) CLAMP ((box->x - grid->left) / grid->cell, 0, grid->columns - 1);
  guint32 x1 = (guint32) CLAMP ((box->x + box->width - grid->left) / grid->cell, 0,
                                grid->columns - 1);
  guint32 y0 = (guint32) CLAMP ((box->y - grid->top) / grid->cell, 0, grid->rows - 1);
  guint32 y1 = (guint32) CLAMP ((box->y + box->height - grid->top) / grid->cell, 0, grid->rows - 1);

  if (add)
    g_array_append_val (grid->boxes, *box);
  for (guint32 y = y0; y <= y1; y++)
    for (guint32 x = x0; x <= x1; x++)
      {
        guint32 *head = &grid->heads[y * grid->columns + x];

        if (add)
          {
            guint32 entry = grid->entry->len;

            g_array_append_val (grid->entry, id);
            g_array_append_val (grid->next, *head);
            *head = entry;
            continue;
          }
        for (guint32 e = *head; e != G_MAXUINT32; e = g_array_index (grid->next, guint32, e))
          {
            const BsFsmBox *other = &g_array_index (grid->boxes, BsFsmBox,
                                                    g_array_index (grid->entry, guint32, e));

            if (box->x < other->x + other->width && other->x < box->x + box->width
                && box->y < other->y + other->height && other->y < box->y + box->height)
              return TRUE;
          }
      }

  return FALSE;
}

void
bs_fsm_layout_place_labels (BsFsmLayout *self, const BsFsmLayoutEdge *edges)
{
  static const double places[] = { 0.40, 0.34, 0.46, 0.28, 0.52, 0.22, 0.58,
                                   0.64, 0.16, 0.7,  0.76, 0.82, 0.88, 0.12 };
  Grid grid = { .left = 0.0, .top = 0.0, .cell = 48.0 };
  const double pad = 1.5;

  while ((self->width / grid.cell + 1.0) * (self->height / grid.cell + 1.0) > 262144.0)
    grid.cell *= 2.0;
  grid.columns = (guint32) (self->width / grid.cell) + 1;
  grid.rows = (guint32) (self->height / grid.cell) + 1;
  grid.heads = g_new (guint32, (gsize) grid.columns * grid.rows);
  memset (grid.heads, 255, sizeof (guint32) * grid.columns * grid.rows);
  grid.boxes = g_array_new (FALSE, FALSE, sizeof (BsFsmBox));
  grid.next = g_array_new (FALSE, FALSE, sizeof (guint32));
  grid.entry = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 e = 0; e < self->n_edges; e++)
    self->paths[e].labelled = FALSE;
  for (guint32 i = 0; i < self->n_nodes; i++)
    {
      BsFsmBox box = self->boxes[i];

      box.x -= 3.0;
      box.y -= 3.0;
      box.width += 6.0;
      box.height += 6.0;
      grid_visit (&grid, &box, TRUE);
    }
  /* Loops have one place, kept free for them; then the busiest edges choose. */
  for (guint round = 0; round < 2; round++)
    for (guint32 e = 0; e < self->n_edges; e++)
      {
        BsFsmPath *path = &self->paths[e];
        gboolean loop = edges[e].from == edges[e].to;

        if (loop != (round == 0))
          continue;
        for (guint k = 0; k < (loop ? 1 : G_N_ELEMENTS (places)) && !path->labelled; k++)
          {
            BsFsmPoint point = bs_fsm_path_at (self, e, loop ? 0.0 : places[k], NULL);
            BsFsmBox box;

            if (loop)
              {
                point.x += LOOP_LABEL;
                point.y += 8.0;
              }
            box = (BsFsmBox){ point.x - LABEL_RADIUS - pad, point.y - LABEL_RADIUS - pad,
                              2.0 * LABEL_RADIUS + edges[e].label_width + 2.0 * pad,
                              2.0 * LABEL_RADIUS + 2.0 * pad };

            if (grid_visit (&grid, &box, FALSE))
              continue;
            grid_visit (&grid, &box, TRUE);
            path->label = point;
            path->labelled = TRUE;
          }
      }

  g_free (grid.heads);
  g_array_unref (grid.boxes);
  g_array_unref (grid.next);
  g_array_unref (grid.entry);
}

BsFsmPoint
bs_fsm_path_at (const BsFsmLayout *self, guint32 edge, double t, BsFsmPoint *direction)
{
  const BsFsmPath *path = &self->paths[edge];

  return bs_fsm_curve_at (self->points + path->first_point, path->n_points, t, direction);
}

BsFsmPoint
bs_fsm_curve_at (const BsFsmPoint *p, guint32 n_points, double t, BsFsmPoint *direction)
{
  guint32 n = (n_points - 1) / 3, k = 0;
  double total = 0.0, target, u, v, a, b, c, d;

  /* By chord length: near enough, and equal steps look equal. */
  for (guint32 i = 0; i < n; i++)
    total += hypot (p[3 * i + 3].x - p[3 * i].x, p[3 * i + 3].y - p[3 * i].y) + 1e-6;
  target = CLAMP (t, 0.0, 1.0) * total;
  for (k = 0; k + 1 < n; k++)
    {
      double length = hypot (p[3 * k + 3].x - p[3 * k].x, p[3 * k + 3].y - p[3 * k].y) + 1e-6;

      if (target <= length)
        break;
      target -= length;
    }
  p += 3 * k;
  u = CLAMP (target / (hypot (p[3].x - p[0].x, p[3].y - p[0].y) + 1e-6), 0.0, 1.0);
  v = 1.0 - u;
  if (direction != NULL)
    {
      double s = CLAMP (u, 0.001, 0.999), r = 1.0 - s;

      direction->x = r * r * (p[1].x - p[0].x) + 2 * r * s * (p[2].x - p[1].x)
                     + s * s * (p[3].x - p[2].x);
      direction->y = r * r * (p[1].y - p[0].y) + 2 * r * s * (p[2].y - p[1].y)
                     + s * s * (p[3].y - p[2].y);
    }
  a = v * v * v;
  b = 3.0 * v * v * u;
  c = 3.0 * v * u * u;
  d = u * u * u;

  return (BsFsmPoint){ a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                       a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}
