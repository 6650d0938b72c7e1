/* SPDX-License-Identifier: Apache-2.0 */
/* Where the states and transitions of a machine are drawn: layered, computed once, the same for
 * the same input. */
#include "config.h"

#include "viz/fsm/fsm-layout.h"

#include <math.h>
#include <string.h>

#include "viz/fsm/fsm-work.h"

static void
break_cycles (BsFsmWork *w)
{
  g_autofree gint64 *in = g_new0 (gint64, w->n_nodes + 1);
  g_autofree gint64 *out = g_new0 (gint64, w->n_nodes + 1);
  g_autofree guint32 *start = g_new0 (guint32, w->n_nodes + 2);
  g_autofree guint32 *incident = g_new (guint32, 2 * w->n_edges + 1);
  g_autofree gboolean *gone = g_new0 (gboolean, w->n_nodes + 1);
  guint32 front = 0, back = w->n_nodes;

  for (guint32 e = 0; e < w->n_edges; e++)
    if (w->edges[e].from != w->edges[e].to)
      {
        start[w->edges[e].from + 1]++;
        start[w->edges[e].to + 1]++;
        out[w->edges[e].from] += w->edges[e].count;
        in[w->edges[e].to] += w->edges[e].count;
      }
  for (guint32 i = 0; i < w->n_nodes; i++)
    start[i + 1] += start[i];
  {
    g_autofree guint32 *fill = g_memdup2 (start, sizeof (guint32) * (w->n_nodes + 1));

    for (guint32 e = 0; e < w->n_edges; e++)
      if (w->edges[e].from != w->edges[e].to)
        {
          incident[fill[w->edges[e].from]++] = e;
          incident[fill[w->edges[e].to]++] = e;
        }
  }

  while (front < back)
    {
      guint32 best = G_MAXUINT32;
      gint64 best_score = 0;
      gboolean sink = FALSE;

      for (guint32 i = 0; i < w->n_nodes && !sink; i++)
        {
          gint64 score;

          if (gone[i])
            continue;
          /* The run starts in node 0; the rest of a tie goes by first visit. */
          if (i == 0)
            score = G_MAXINT64;
          else if (out[i] == 0 && in[i] > 0)
            {
              sink = TRUE;
              best = i;
              break;
            }
          else
            score = in[i] == 0 ? G_MAXINT64 - 1 : out[i] - in[i];
          if (best == G_MAXUINT32 || score > best_score)
            {
              best = i;
              best_score = score;
            }
        }
      w->position[best] = sink ? --back : front++;
      gone[best] = TRUE;
      for (guint32 k = start[best]; k < start[best + 1]; k++)
        {
          const BsFsmLayoutEdge *edge = &w->edges[incident[k]];

          if (edge->from == best)
            in[edge->to] -= edge->count;
          else
            out[edge->from] -= edge->count;
        }
    }
}

static void
assign_layers (BsFsmWork *w)
{
  g_autofree guint32 *by_position = g_new (guint32, w->n_nodes + 1);
  g_autofree guint32 *start = g_new0 (guint32, w->n_nodes + 2);
  g_autofree guint32 *outgoing = g_new (guint32, w->n_edges + 1);
  g_autofree guint32 *n_in = g_new0 (guint32, w->n_nodes + 1);
  g_autofree guint32 *fill = NULL;

  for (guint32 i = 0; i < w->n_nodes; i++)
    by_position[w->position[i]] = i;
  for (guint32 e = 0; e < w->n_edges; e++)
    if (w->position[w->edges[e].from] < w->position[w->edges[e].to])
      start[w->edges[e].from + 1]++;
  for (guint32 i = 0; i < w->n_nodes; i++)
    start[i + 1] += start[i];
  fill = g_memdup2 (start, sizeof (guint32) * (w->n_nodes + 1));
  for (guint32 e = 0; e < w->n_edges; e++)
    if (w->position[w->edges[e].from] < w->position[w->edges[e].to])
      outgoing[fill[w->edges[e].from]++] = e;

  for (guint32 p = 0; p < w->n_nodes; p++)
    for (guint32 k = start[by_position[p]]; k < start[by_position[p] + 1]; k++)
      {
        guint32 to = w->edges[outgoing[k]].to;

        n_in[to]++;
        w->layer[to] = MAX (w->layer[to], w->layer[by_position[p]] + 1);
      }
  /* What nothing leads to stands right above what it leads to. */
  for (guint32 p = w->n_nodes; p-- > 1;)
    {
      guint32 node = by_position[p], least = G_MAXUINT32;

      if (n_in[node] > 0 || node == 0)
        continue;
      for (guint32 k = start[node]; k < start[node + 1]; k++)
        least = MIN (least, w->layer[w->edges[outgoing[k]].to]);
      if (least != G_MAXUINT32 && least > 0)
        w->layer[node] = least - 1;
    }
  for (guint32 i = 0; i < w->n_nodes; i++)
    w->n_layers = MAX (w->n_layers, w->layer[i] + 1);
}

/* Short edges bend through the layers they cross, the long ones go round. */
static gboolean
goes_through (const BsFsmWork *w, const BsFsmLayoutEdge *edge)
{
  guint32 from = w->layer[edge->from], to = w->layer[edge->to];

  if (from < to)
    return to - from <= (w->n_nodes > 60 ? 6u : 3u);

  return from - to >= 1 && from - to <= (w->n_nodes > 60 ? 3u : 1u);
}

static void
make_slots (BsFsmWork *w)
{
  for (guint32 i = 0; i < w->n_nodes; i++)
    {
      BsFsmSlot slot = { .node = i, .layer = w->layer[i] };

      slot.left = slot.right = w->widths[i] / 2.0;
      g_array_append_val (w->slots, slot);
    }
  for (guint32 e = 0; e < w->n_edges; e++)
    {
      const BsFsmLayoutEdge *edge = &w->edges[e];
      guint32 top, bottom, previous;

      w->first_segment[e] = w->segments->len;
      if (edge->from == edge->to)
        {
          SLOT (w, edge->from)->right += LOOP_LABEL + LABEL_RADIUS + edge->label_width;
          continue;
        }
      if (!goes_through (w, edge))
        continue;
      top = w->layer[edge->from] < w->layer[edge->to] ? edge->from : edge->to;
      bottom = top == edge->from ? edge->to : edge->from;
      previous = top;
      for (guint32 layer = w->layer[top] + 1; layer <= w->layer[bottom]; layer++)
        {
          guint32 next = bottom;
          BsFsmSegment segment = { .edge = e, .upper = previous, .weight = 1.0 };

          if (layer < w->layer[bottom])
            {
              BsFsmSlot slot = { .node = G_MAXUINT32, .layer = layer };

              slot.left = slot.right = DUMMY_WIDTH / 2.0;
              next = w->slots->len;
              g_array_append_val (w->slots, slot);
            }
          segment.lower = next;
          if (previous >= w->n_nodes && next >= w->n_nodes)
            segment.weight = 6.0;
          else
            segment.weight = 1.0 + MIN (edge->count, 8u) * 0.25;
          g_array_append_val (w->segments, segment);
          previous = next;
        }
    }
  w->first_segment[w->n_edges] = w->segments->len;
}

static void
index_slots (BsFsmWork *w)
{
  guint32 n = w->slots->len, m = w->segments->len;
  g_autofree guint32 *fill = NULL;

  w->layer_start = g_new0 (guint32, w->n_layers + 2);
  w->order = g_new (guint32, n + 1);
  for (guint32 i = 0; i < n; i++)
    w->layer_start[SLOT (w, i)->layer + 1]++;
  for (guint32 l = 0; l < w->n_layers; l++)
    w->layer_start[l + 1] += w->layer_start[l];
  fill = g_memdup2 (w->layer_start, sizeof (guint32) * (w->n_layers + 1));
  for (guint32 i = 0; i < n; i++)
    {
      BsFsmSlot *slot = SLOT (w, i);

      slot->index = fill[slot->layer] - w->layer_start[slot->layer];
      w->order[fill[slot->layer]++] = i;
    }

  w->up_start = g_new0 (guint32, n + 2);
  w->down_start = g_new0 (guint32, n + 2);
  w->up = g_new (guint32, m + 1);
  w->down = g_new (guint32, m + 1);
  for (guint32 s = 0; s < m; s++)
    {
      w->up_start[SEGMENT (w, s)->lower + 1]++;
      w->down_start[SEGMENT (w, s)->upper + 1]++;
    }
  for (guint32 i = 0; i < n; i++)
    {
      w->up_start[i + 1] += w->up_start[i];
      w->down_start[i + 1] += w->down_start[i];
    }
  {
    g_autofree guint32 *up = g_memdup2 (w->up_start, sizeof (guint32) * (n + 1));
    g_autofree guint32 *down = g_memdup2 (w->down_start, sizeof (guint32) * (n + 1));

    for (guint32 s = 0; s < m; s++)
      {
        w->up[up[SEGMENT (w, s)->lower]++] = s;
        w->down[down[SEGMENT (w, s)->upper]++] = s;
      }
  }
}

static int
compare_slots (gconstpointer a, gconstpointer b, gpointer data)
{
  BsFsmWork *w = data;
  const BsFsmSlot *left = SLOT (w, *(const guint32 *) a), *right = SLOT (w, *(const guint32 *) b);

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;

  return left->index < right->index ? -1 : left->index > right->index;
}

static void
sweep_order (BsFsmWork *w, gboolean down)
{
  for (guint32 step = 1; step < w->n_layers; step++)
    {
      guint32 layer = down ? step : w->n_layers - 1 - step;
      guint32 first = w->layer_start[layer], end = w->layer_start[layer + 1];

      for (guint32 k = first; k < end; k++)
        {
          guint32 id = w->order[k];
          BsFsmSlot *slot = SLOT (w, id);
          const guint32 *start = down ? w->up_start : w->down_start;
          const guint32 *list = down ? w->up : w->down;
          double sum = 0.0;

          for (guint32 s = start[id]; s < start[id + 1]; s++)
            {
              const BsFsmSegment *segment = SEGMENT (w, list[s]);

              sum += SLOT (w, down ? segment->upper : segment->lower)->index;
            }
          slot->key = start[id] == start[id + 1] ? slot->index : sum / (start[id + 1] - start[id]);
        }
      g_qsort_with_data (w->order + first, (int) (end - first), sizeof (guint32), compare_slots, w);
      for (guint32 k = first; k < end; k++)
        SLOT (w, w->order[k])->index = k - first;
    }
}

static guint64
count_crossings (BsFsmWork *w)
{
  guint64 n = 0;

  for (guint32 i = 0; i < w->segments->len; i++)
    for (guint32 j = i + 1; j < w->segments->len; j++)
      {
        const BsFsmSegment *a = SEGMENT (w, i), *b = SEGMENT (w, j);
        gint64 top, bottom;

        if (SLOT (w, a->upper)->layer != SLOT (w, b->upper)->layer)
          continue;
        top = (gint64) SLOT (w, a->upper)->index - SLOT (w, b->upper)->index;
        bottom = (gint64) SLOT (w, a->lower)->index - SLOT (w, b->lower)->index;
        n += top * bottom < 0;
      }

  return n;
}

static void
order_layers (BsFsmWork *w)
{
  gboolean small = w->segments->len <= 240;
  g_autofree guint32 *best = g_memdup2 (w->order, sizeof (guint32) * (w->slots->len + 1));
  guint64 fewest = small ? count_crossings (w) : 0;

  for (guint round = 0; round < (small ? 12u : 4u); round++)
    {
      sweep_order (w, round % 2 == 0);
      if (small)
        {
          guint64 n = count_crossings (w);

          if (n < fewest)
            {
              fewest = n;
              memcpy (best, w->order, sizeof (guint32) * w->slots->len);
            }
        }
    }
  if (small)
    memcpy (w->order, best, sizeof (guint32) * w->slots->len);
  for (guint32 layer = 0; layer < w->n_layers; layer++)
    for (guint32 k = w->layer_start[layer]; k < w->layer_start[layer + 1]; k++)
      SLOT (w, w->order[k])->index = k - w->layer_start[layer];
}

/* The places nearest to the wishes that keep order and distance: pool adjacent violators. */
static void
place_layer (BsFsmWork *w, guint32 layer, double *wish, double *weight, double *offset,
             guint32 *pool)
{
  guint32 first = w->layer_start[layer], n = w->layer_start[layer + 1] - first, n_pools = 0;

  offset[0] = 0.0;
  for (guint32 i = 1; i < n; i++)
    {
      const BsFsmSlot *a = SLOT (w, w->order[first + i - 1]), *b = SLOT (w, w->order[first + i]);

      offset[i] = offset[i - 1] + a->right + b->left
                  + (a->node == G_MAXUINT32 || b->node == G_MAXUINT32 ? BOX_GAP * 0.6 : BOX_GAP);
    }
  for (guint32 i = 0; i < n; i++)
    {
      wish[i] -= offset[i];
      pool[n_pools] = i;
      wish[n_pools] = wish[i];
      weight[n_pools] = weight[i];
      n_pools++;
      while (n_pools > 1 && wish[n_pools - 2] > wish[n_pools - 1])
        {
          double total = weight[n_pools - 2] + weight[n_pools - 1];

          wish[n_pools - 2] = (wish[n_pools - 2] * weight[n_pools - 2]
                               + wish[n_pools - 1] * weight[n_pools - 1])
                              / total;
          weight[n_pools - 2] = total;
          n_pools--;
        }
    }
  for (guint32 p = 0; p < n_pools; p++)
    for (guint32 i = pool[p]; i < (p + 1 < n_pools ? pool[p + 1] : n); i++)
      SLOT (w, w->order[first + i])->x = wish[p] + offset[i];
}

static void
place_slots (BsFsmWork *w)
{
  guint32 widest = 0;
  g_autofree double *wish = NULL, *weight = NULL, *offset = NULL;
  g_autofree guint32 *pool = NULL;

  for (guint32 l = 0; l < w->n_layers; l++)
    widest = MAX (widest, w->layer_start[l + 1] - w->layer_start[l]);
  wish = g_new0 (double, widest + 1);
  weight = g_new0 (double, widest + 1);
  offset = g_new0 (double, widest + 1);
  pool = g_new0 (guint32, widest + 1);

  /* Round 0 packs every layer about 0; later ones pull down, up, and both ways. */
  for (guint round = 0; round < 9; round++)
    for (guint32 step = 0; step < w->n_layers; step++)
      {
        gboolean use_up = round % 2 == 1 || round >= 6, use_down = round % 2 == 0 || round >= 6;
        guint32 layer = round % 2 == 1 ? step : w->n_layers - 1 - step;
        guint32 first = w->layer_start[layer], n = w->layer_start[layer + 1] - first;

        for (guint32 i = 0; i < n; i++)
          {
            guint32 id = w->order[first + i];
            double sum = 0.0, total = 0.0;

            for (guint32 s = w->up_start[id]; use_up && s < w->up_start[id + 1]; s++)
              {
                const BsFsmSegment *segment = SEGMENT (w, w->up[s]);

                sum += SLOT (w, segment->upper)->x * segment->weight;
                total += segment->weight;
              }
            for (guint32 s = w->down_start[id]; use_down && s < w->down_start[id + 1]; s++)
              {
                const BsFsmSegment *segment = SEGMENT (w, w->down[s]);

                sum += SLOT (w, segment->lower)->x * segment->weight;
                total += segment->weight;
              }
            wish[i] = round == 0 ? 0.0 : total > 0.0 ? sum / total : SLOT (w, id)->x;
            weight[i] = total > 0.0 && round > 0 ? total : 1.0;
          }
        place_layer (w, layer, wish, weight, offset, pool);
      }
}

static int
compare_uppers (gconstpointer a, gconstpointer b, gpointer data)
{
  BsFsmWork *w = data;
  const BsFsmSegment *left = SEGMENT (w, *(const guint32 *) a),
                     *right = SEGMENT (w, *(const guint32 *) b);
  double x = SLOT (w, left->upper)->x, y = SLOT (w, right->upper)->x;

  if (x != y)
    return x < y ? -1 : 1;

  return left->edge < right->edge ? -1 : left->edge > right->edge;
}

static int
compare_lowers (gconstpointer a, gconstpointer b, gpointer data)
{
  BsFsmWork *w = data;
  const BsFsmSegment *left = SEGMENT (w, *(const guint32 *) a),
                     *right = SEGMENT (w, *(const guint32 *) b);
  double x = SLOT (w, left->lower)->x, y = SLOT (w, right->lower)->x;

  if (x != y)
    return x < y ? -1 : 1;

  return left->edge < right->edge ? -1 : left->edge > right->edge;
}

static void
place_ports (BsFsmWork *w)
{
  for (guint32 i = 0; i < w->slots->len; i++)
    {
      const BsFsmSlot *slot = SLOT (w, i);
      guint32 n_up = w->up_start[i + 1] - w->up_start[i];
      guint32 n_down = w->down_start[i + 1] - w->down_start[i];
      double width = slot->node == G_MAXUINT32 ? 0.0 : MAX (w->widths[i] - 28.0, 0.0);

      g_qsort_with_data (w->up + w->up_start[i], (int) n_up, sizeof (guint32), compare_uppers, w);
      g_qsort_with_data (w->down + w->down_start[i], (int) n_down, sizeof (guint32), compare_lowers,
                         w);
      for (guint32 k = 0; k < n_up; k++)
        SEGMENT (w, w->up[w->up_start[i] + k])->lower_port =
            slot->x + (n_up > 1 ? MIN (34.0, width / (n_up - 1)) * (k - (n_up - 1) / 2.0) : 0.0);
      for (guint32 k = 0; k < n_down; k++)
        SEGMENT (w, w->down[w->down_start[i] + k])->upper_port =
            slot->x
            + (n_down > 1 ? MIN (34.0, width / (n_down - 1)) * (k - (n_down - 1) / 2.0) : 0.0);
    }
}

/* Moves all to the positive side and measures it. */
static void
normalize (const BsFsmWork *w, BsFsmLayout *self, GArray *points)
{
  double left = 0.0, top = 0.0, right = 0.0, bottom = 0.0;

  for (guint32 i = 0; i < self->n_nodes; i++)
    {
      const BsFsmBox *box = &self->boxes[i];

      left = i == 0 ? box->x : MIN (left, box->x);
      top = i == 0 ? box->y : MIN (top, box->y);
      right = i == 0 ? box->x + box->width : MAX (right, box->x + box->width);
      bottom = i == 0 ? box->y + box->height : MAX (bottom, box->y + box->height);
    }
  for (guint32 e = 0; e < self->n_edges; e++)
    for (guint32 k = 0; k < self->paths[e].n_points; k++)
      {
        const BsFsmPoint *p = &g_array_index (points, BsFsmPoint, self->paths[e].first_point + k);

        left = MIN (left, p->x - LABEL_RADIUS);
        right = MAX (right, p->x + LABEL_RADIUS + w->edges[e].label_width
                                + (w->edges[e].from == w->edges[e].to ? 16.0 : 0.0));
        top = MIN (top, p->y);
        bottom = MAX (bottom, p->y);
      }
  for (guint32 i = 0; i < self->n_nodes; i++)
    {
      self->boxes[i].x += MARGIN - left;
      self->boxes[i].y += MARGIN - top;
    }
  for (guint k = 0; k < points->len; k++)
    {
      g_array_index (points, BsFsmPoint, k).x += MARGIN - left;
      g_array_index (points, BsFsmPoint, k).y += MARGIN - top;
    }
  self->width = right - left + 2.0 * MARGIN;
  self->height = bottom - top + 2.0 * MARGIN;
}

BsFsmLayout *
bs_fsm_layout_new (guint32 n_nodes, const double *widths, guint32 n_edges,
                   const BsFsmLayoutEdge *edges)
{
  BsFsmLayout *self = g_new0 (BsFsmLayout, 1);
  BsFsmWork w = { .n_nodes = n_nodes, .n_edges = n_edges, .widths = widths, .edges = edges };
  GArray *points = g_array_new (FALSE, FALSE, sizeof (BsFsmPoint));

  self->n_nodes = n_nodes;
  self->n_edges = n_edges;
  self->boxes = g_new0 (BsFsmBox, n_nodes + 1);
  self->paths = g_new0 (BsFsmPath, n_edges + 1);
  w.position = g_new0 (guint32, n_nodes + 1);
  w.layer = g_new0 (guint32, n_nodes + 1);
  w.first_segment = g_new0 (guint32, n_edges + 2);
  w.slots = g_array_new (FALSE, TRUE, sizeof (BsFsmSlot));
  w.segments = g_array_new (FALSE, TRUE, sizeof (BsFsmSegment));

  break_cycles (&w);
  assign_layers (&w);
  make_slots (&w);
  index_slots (&w);
  order_layers (&w);
  place_slots (&w);
  place_ports (&w);
  for (guint32 i = 0; i < n_nodes; i++)
    self->boxes[i] = (BsFsmBox){ SLOT (&w, i)->x - widths[i] / 2.0, w.layer[i] * PITCH, widths[i],
                                 BS_FSM_BOX_HEIGHT };
  bs_fsm_work_route (&w, self, points);
  normalize (&w, self, points);
  self->points = (BsFsmPoint *) (gpointer) g_array_free (points, FALSE);
  bs_fsm_layout_place_labels (self, edges);

  g_free (w.position);
  g_free (w.layer);
  g_free (w.first_segment);
  g_free (w.layer_start);
  g_free (w.order);
  g_free (w.up_start);
  g_free (w.up);
  g_free (w.down_start);
  g_free (w.down);
  g_array_unref (w.slots);
  g_array_unref (w.segments);

  return self;
}

void
bs_fsm_layout_free (BsFsmLayout *self)
{
  g_free (self->boxes);
  g_free (self->paths);
  g_free (self->points);
  g_free (self);
}
