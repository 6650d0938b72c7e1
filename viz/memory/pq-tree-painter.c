/* SPDX-License-Identifier: Apache-2.0 */
/* A PQ-tree above a row of its leaves. P-nodes are circles with a rake below, since their children are in
 * any order; Q-nodes are boxes. */
#include "config.h"

#include "viz/memory/pq-tree-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/memory/memory-marks.h"

#define MAX_NODES (2 * BS_MAX_OPS)
#define P_RADIUS 10.5
#define Q_WIDTH 22.0
#define Q_HEIGHT 17.0

/* A tree as it is drawn. */
typedef struct
{
  const BsPlanTree *tree;
  guint64 key[MAX_NODES]; /* of the set of leaves below */
  guint8 depth[MAX_NODES];
  gboolean marked[MAX_NODES];
  double x[MAX_NODES], y[MAX_NODES];
  double alpha[MAX_NODES];
} Picture;

static guint64
hash (guint64 value)
{
  value = (value + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return value ^ value >> 29;
}

static guint
count_nodes (const BsPlanTree *tree)
{
  return MIN (tree->n_nodes, MAX_NODES);
}

guint
bs_pq_tree_get_depth (const BsPlanTree *tree)
{
  guint8 depth[MAX_NODES] = { 0 };
  guint most = 0;

  for (guint i = 1; i < count_nodes (tree); i++)
    {
      depth[i] = depth[tree->nodes[i].parent] + 1;
      most = MAX (most, depth[i]);
    }

  return most;
}

static void
prepare (Picture *self, const BsPlanTree *tree, const gboolean *is_marked, const BsPqPlace *place)
{
  guint n = count_nodes (tree);

  self->tree = tree;
  for (guint i = 0; i < n; i++)
    {
      self->depth[i] = i > 0 ? self->depth[tree->nodes[i].parent] + 1 : 0;
      self->key[i] = 0;
      self->alpha[i] = 1.0;
      self->marked[i] = is_marked != NULL;
      self->y[i] = place->top + place->level * (self->depth[i] + 0.5);
    }
  for (guint i = n; i-- > 0;)
    {
      const BsPlanNode *node = &tree->nodes[i];

      if (node->kind == BS_PQ_LEAF)
        {
          self->key[i] = hash (node->variable);
          self->x[i] = place->x[node->variable];
          self->y[i] = place->bottom;
          self->marked[i] = is_marked != NULL && is_marked[node->variable];
        }
      else
        self->x[i] =
            (self->x[node->first_child] + self->x[node->first_child + node->n_children - 1]) / 2.0;
      if (i > 0)
        {
          self->key[node->parent] ^= self->key[i];
          self->marked[node->parent] = self->marked[node->parent] && self->marked[i];
        }
    }
}

static guint
find_key (const Picture *self, guint64 key, BsPqKind kind)
{
  for (guint i = 0; i < count_nodes (self->tree); i++)
    if (self->key[i] == key && self->tree->nodes[i].kind == kind)
      return i;

  return G_MAXUINT;
}

/* Nodes that are in both trees are drawn once, on their way. */
static void
blend (Picture *from, Picture *to, double share)
{
  for (guint i = 0; i < count_nodes (to->tree); i++)
    {
      guint other = find_key (from, to->key[i], to->tree->nodes[i].kind);

      if (other == G_MAXUINT)
        to->alpha[i] = share;
      else
        {
          to->x[i] = bs_memory_mix (from->x[other], to->x[i], share);
          to->y[i] = bs_memory_mix (from->y[other], to->y[i], share);
          from->alpha[other] = 0.0;
        }
    }
  for (guint i = 0; i < count_nodes (from->tree); i++)
    from->alpha[i] *= 1.0 - share;
}

static void
draw_edges (const Picture *self, cairo_t *cr, const BsStyle *style, guint parent, double alpha)
{
  const BsPlanNode *node = &self->tree->nodes[parent];
  double bus = self->y[parent] + P_RADIUS + 8.0;

  for (guint k = 0; k < node->n_children; k++)
    {
      guint child = node->first_child + k;
      gboolean leaf = self->tree->nodes[child].kind == BS_PQ_LEAF;
      double end = leaf ? self->y[child]
                        : self->y[child]
                              - (self->tree->nodes[child].kind == BS_PQ_Q ? Q_HEIGHT / 2.0
                                                                          : P_RADIUS);

      if (node->kind == BS_PQ_P)
        {
          cairo_move_to (cr, self->x[child], bus);
          cairo_line_to (cr, self->x[child], end);
        }
      else
        {
          cairo_move_to (cr, self->x[parent], self->y[parent] + Q_HEIGHT / 2.0);
          cairo_line_to (cr, self->x[child], end);
        }
    }
  if (node->kind == BS_PQ_P)
    {
      cairo_move_to (cr, self->x[parent], self->y[parent] + P_RADIUS);
      cairo_line_to (cr, self->x[parent], bus);
      cairo_move_to (cr, self->x[node->first_child], bus);
      cairo_line_to (cr, self->x[node->first_child + node->n_children - 1], bus);
    }
  cairo_set_line_width (cr, self->marked[parent] ? 1.5 : 1.0);
  bs_color_set (cr, self->marked[parent]
                        ? bs_color_with_alpha (style->accent, alpha)
                        : bs_color_with_alpha (style->foreground,
                                               alpha * (style->high_contrast ? 0.7 : 0.24)));
  cairo_stroke (cr);
}

static void
draw_node (cairo_t *cr, const BsStyle *style, BsPqKind kind, gboolean marked, double x, double y,
           double alpha)
{
  BsColor line = marked ? style->accent : bs_color_with_alpha (style->foreground, 0.7);
  BsColor fill = marked ? bs_color_mix (style->view, style->accent, style->dark ? 0.26 : 0.12)
                        : style->view;

  if (kind == BS_PQ_P)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, P_RADIUS, 0.0, 2.0 * G_PI);
      cairo_close_path (cr);
    }
  else
    bs_rounded_rectangle (cr, x - Q_WIDTH / 2.0, y - Q_HEIGHT / 2.0, Q_WIDTH, Q_HEIGHT, 3.0);
  bs_color_set (cr, bs_color_with_alpha (fill, alpha));
  cairo_fill_preserve (cr);
  bs_color_set (cr, bs_color_with_alpha (line, alpha));
  cairo_set_line_width (cr, marked ? 1.8 : 1.3);
  cairo_stroke (cr);
  bs_text_draw (cr, style, kind == BS_PQ_P ? "P" : "Q", 10.0, TRUE, BS_TEXT_CENTER, x, y,
                bs_color_with_alpha (style->foreground, alpha));
}

static void
draw_picture (const Picture *self, cairo_t *cr, const BsStyle *style)
{
  for (guint i = 0; i < count_nodes (self->tree); i++)
    if (self->tree->nodes[i].kind != BS_PQ_LEAF && self->alpha[i] > 0.0)
      draw_edges (self, cr, style, i, self->alpha[i]);
  for (guint i = 0; i < count_nodes (self->tree); i++)
    if (self->tree->nodes[i].kind != BS_PQ_LEAF && self->alpha[i] > 0.0)
      draw_node (cr, style, self->tree->nodes[i].kind, self->marked[i], self->x[i], self->y[i],
                 self->alpha[i]);
}

void
bs_pq_tree_painter_draw (cairo_t *cr, const BsStyle *style, const BsPlanTree *from,
                         const BsPlanTree *to, double share, const gboolean *is_marked,
                         const BsPqPlace *place)
{
  Picture before, after;

  prepare (&after, to, is_marked, place);
  if (from != to && share < 1.0)
    {
      prepare (&before, from, is_marked, place);
      blend (&before, &after, share);
      draw_picture (&before, cr, style);
    }
  draw_picture (&after, cr, style);
}

void
bs_pq_tree_painter_draw_legend (cairo_t *cr, const BsStyle *style, double x, double y)
{
  const struct
  {
    BsPqKind kind;
    const char *text;
  } rows[] = { { BS_PQ_P, _ ("any order") }, { BS_PQ_Q, _ ("this order or its mirror") } };
  double side = style->right_to_left ? -1.0 : 1.0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      draw_node (cr, style, rows[i].kind, FALSE, x + side * 12.0, y, 1.0);
      bs_memory_text_draw (cr, style, rows[i].text, 12.0, FALSE, BS_TEXT_LEFT, x + side * 30.0, y,
                           bs_color_with_alpha (style->foreground, 0.62));
      x += side * (54.0 + bs_text_width (style, rows[i].text, 12.0, FALSE));
    }
}
