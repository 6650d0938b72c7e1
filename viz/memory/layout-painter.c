/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a cell before and after planning. */
#include "config.h"

#include "viz/memory/layout-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/memory/layout-scene.h"
#include "viz/memory/pq-tree-painter.h"
#include "viz/moment.h"

#define MIN_ZOOM 0.72 /* with less, labels cannot be read */
#define MAX_ZOOM 1.5
#define MAX_ARROWS 12 /* of one copy */
#define FAINT 0.45    /* arrows of other inner batches */
#define FAINT_WORDS 0.75
#define TITLE 13.0
#define COPIES 12.0

BsLayoutPainter *
bs_layout_painter_new (BsCellMemory *memory)
{
  BsLayoutPainter *self = g_new0 (BsLayoutPainter, 1);

  self->memory = bs_cell_memory_ref (memory);
  bs_layout_scene_init (self);

  return self;
}

void
bs_layout_painter_free (BsLayoutPainter *self)
{
  bs_layout_scene_clear (self);
  bs_cell_memory_unref (self->memory);
  g_free (self);
}

BsCellMemory *
bs_layout_painter_get_memory (BsLayoutPainter *self)
{
  return self->memory;
}

void
bs_layout_painter_get_size (BsLayoutPainter *self, const BsStyle *style, double *width,
                            double *height)
{
  *width = (self->width + 2.0 * BS_LAYOUT_MARGIN) * style->text_scale;
  *height = self->height * style->text_scale;
}

/* View. */

/* The middle of what the inner batch reads and writes. */
static double
find_focus (BsLayoutPainter *self, const BsMemorySelection *selection)
{
  double low = G_MAXDOUBLE, high = 0.0;

  for (guint i = 0; i < self->row.n; i++)
    {
      guint16 variable = self->row.items[i].variable;

      if (variable == selection->variable)
        return self->x[1][variable];
      if (self->look[variable] == BS_CELL_READ || self->look[variable] == BS_CELL_WRITTEN)
        {
          low = MIN (low, self->x[1][variable]);
          high = MAX (high, self->x[1][variable]);
        }
    }

  return low <= high ? (low + high) / 2.0 : 0.0;
}

static BsView
resolve (BsLayoutPainter *self, const BsStyle *style, double width, double height,
         const BsMemorySelection *selection, const BsView *view)
{
  double whole_width, whole_height, zoom, top;
  BsView result = *view;

  bs_layout_painter_get_size (self, style, &whole_width, &whole_height);
  if (!view->follow)
    {
      result.zoom = CLAMP (view->zoom, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX);
      result.x = bs_view_clamp_axis (view->x, whole_width, width / result.zoom);
      result.y = bs_view_clamp_axis (view->y, whole_height, height / result.zoom);
      return result;
    }

  /* What is after matters more than what was before: where not both can be read, it is alone. */
  top = MAX (self->separator, 0.0) * style->text_scale;
  if (height / whole_height < MIN_ZOOM && width / whole_width > height / whole_height)
    zoom = MIN (MIN (width / whole_width, height / (whole_height - top)), 1.0);
  else
    zoom = MIN (width / whole_width, height / whole_height);
  /* What goes beyond the sides anyway may be as large as the height allows. */
  if (width / whole_width < MIN_ZOOM)
    zoom = MIN (height / whole_height, 1.0);
  result.zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
  result.x = style->right_to_left ? whole_width - width / result.zoom : 0.0;
  if (whole_width * result.zoom > width + 0.5)
    {
      double focus = (find_focus (self, selection) + BS_LAYOUT_MARGIN) * style->text_scale;

      result.x = CLAMP (focus - width / result.zoom / 2.0, 0.0, whole_width - width / result.zoom);
    }
  result.y = 0.0;
  if (whole_height * result.zoom > height + 0.5)
    {
      /* The row before its arrows, where there is not even room for that. */
      double row = (self->row_after - BS_MEMORY_HEIGHT / 2.0 - BS_MEMORY_CELL) * style->text_scale;

      result.y = MAX (top, MIN (row, whole_height - height / result.zoom));
    }

  return result;
}

BsView
bs_layout_painter_resolve (BsLayoutPainter *self, const BsStyle *style, double width, double height,
                           const BsMemorySelection *selection, const BsView *view)
{
  bs_layout_scene_prepare (self, style, selection);

  return resolve (self, style, width, height, selection, view);
}

/* Drawing. */

typedef struct
{
  BsLayoutPainter *self;
  cairo_t *cr;
  const BsStyle *style;
  const BsMemorySelection *selection;
  double left, right; /* of the picture, on the screen */
} Draw;

static BsColor
get_dim (const BsStyle *style)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 0.9 : 0.62);
}

static const char *
write_bytes (char buffer[40], guint64 bytes, guint32 n_calls)
{
  guint64 all;

  if (__builtin_mul_overflow (bytes, (guint64) n_calls, &all))
    all = G_MAXUINT64;

  return bs_text_bytes (buffer, all);
}

/* What is copied in all, such as `2 gathers, 38.5 KiB`. */
static char *
describe_copies (const BsCellFigures *figures, guint32 n_calls)
{
  char gathered[40], scattered[40];
  g_autofree char *gathers = g_strdup_printf (
      ngettext ("%u gather, %s", "%u gathers, %s", figures->n_gathers), figures->n_gathers,
      write_bytes (gathered, figures->gather_bytes, n_calls));
  g_autofree char *scatters = g_strdup_printf (
      ngettext ("%u scatter, %s", "%u scatters, %s", figures->n_scatters), figures->n_scatters,
      write_bytes (scattered, figures->scatter_bytes, n_calls));

  if (figures->n_gathers == 0 && figures->n_scatters == 0)
    return g_strdup (_ ("Nothing is copied"));
  if (figures->n_scatters == 0)
    return g_steal_pointer (&gathers);
  if (figures->n_gathers == 0)
    return g_steal_pointer (&scatters);

  /* Translators: gathers, and scatters */
  return g_strdup_printf (_ ("%s; %s"), gathers, scatters);
}

static char *
describe_plan (const BsCellPlan *plan, gboolean before)
{
  const char *format;

  if (before)
    format = ngettext ("Before: creation order, %u batch", "Before: creation order, %u batches",
                       plan->n_batches);
  else if (plan->planner == BS_PLANNER_CREATION)
    format = ngettext ("The run: creation order, %u batch", "The run: creation order, %u batches",
                       plan->n_batches);
  else
    format = ngettext ("After: PQ-tree plan, %u batch", "After: PQ-tree plan, %u batches",
                       plan->n_batches);

  return g_strdup_printf (format, plan->n_batches);
}

/* While reductions are replayed: those that were refused so far. */
static gboolean
is_decided (const Draw *draw, const BsLayoutCopy *copy)
{
  guint32 n = bs_plan_replay_get_n (draw->self->memory->replay);

  if (draw->selection->to >= n)
    return TRUE;

  return copy->reduction < draw->selection->to;
}

static void
sum_decided (const Draw *draw, BsCellFigures *figures)
{
  const GArray *copies = draw->self->copies[1];

  figures->n_gathers = figures->n_scatters = 0;
  figures->gather_bytes = figures->scatter_bytes = 0;
  for (guint i = 0; i < copies->len; i++)
    {
      const BsLayoutCopy *copy = &g_array_index (copies, BsLayoutCopy, i);

      if (!is_decided (draw, copy))
        continue;
      *(copy->operand < 0 ? &figures->n_scatters : &figures->n_gathers) += 1;
      *(copy->operand < 0 ? &figures->scatter_bytes : &figures->gather_bytes) += copy->bytes;
    }
}

/* Heads stay on the screen when the rest goes beyond its edges. */
static void
draw_head (const Draw *draw, const BsCellPlan *plan, const BsCellFigures *whole, gboolean before,
           double y)
{
  const BsStyle *style = draw->style;
  guint32 n = bs_plan_replay_get_n (draw->self->memory->replay), made = draw->selection->to;
  gboolean partly = !before && made < n;
  BsCellFigures figures = *whole;
  g_autofree char *title = NULL, *copies = NULL;
  double begin = style->right_to_left ? draw->right : draw->left;
  double end = style->right_to_left ? draw->left : draw->right;
  double side = style->right_to_left ? -1.0 : 1.0;
  gboolean any;

  if (partly)
    sum_decided (draw, &figures);
  any = figures.n_gathers + figures.n_scatters > 0;
  title = partly ? g_strdup_printf (
              ngettext ("PQ-tree after %u of %u reduction", "PQ-tree after %u of %u reductions", n),
              made, n)
                 : describe_plan (plan, before);
  copies = describe_copies (&figures, draw->selection->n_calls);
  bs_memory_text_draw (draw->cr, style, title, TITLE, TRUE, BS_TEXT_LEFT, begin, y,
                       style->foreground);
  if (any || !partly)
    bs_memory_text_draw (draw->cr, style, copies, COPIES, TRUE, BS_TEXT_RIGHT, end, y,
                         bs_style_mark_color (style, any ? BS_MARK_GATHER : BS_MARK_ACCEPTED));
  if (!before && bs_layout_scene_has_tree (draw->self) && draw->right - draw->left > 620.0)
    bs_pq_tree_painter_draw_legend (
        draw->cr, style, begin + side * (20.0 + bs_text_width (style, title, TITLE, TRUE)), y);
}

static void
draw_cells (const Draw *draw, const BsCellRow *row, guint which, double y)
{
  const BsLayoutPainter *self = draw->self;

  for (guint i = 0; i < row->n; i++)
    {
      guint16 variable = row->items[i].variable;
      BsCellLook look = self->look[variable];

      if (look == BS_CELL_TRIED && which == 0)
        look = BS_CELL_PLAIN;
      if (look == BS_CELL_PLAIN && !row->items[i].inside)
        look = BS_CELL_OUTSIDE;
      bs_memory_cell_draw (draw->cr, draw->style, self->memory->labels[variable], look,
                           variable == draw->selection->variable, self->x[which][variable], y, 1.0);
    }
}

/* Batches of the row before: a line below their results, and what they are. */
static void
draw_batches (const Draw *draw)
{
  const BsLayoutPainter *self = draw->self;
  const BsCellPlan *plan = self->memory->before;
  BsColor dim = get_dim (draw->style);
  double y = self->row_before + BS_MEMORY_HEIGHT / 2.0 + 6.0;

  for (guint i = 0, end; i < self->before.n; i = end)
    {
      const BsRowItem *first = &self->before.items[i];
      g_autofree char *text = NULL;
      double x1, x2;

      for (end = i + 1; end < self->before.n && self->before.items[end].batch == first->batch
                        && self->before.items[end].inside == first->inside;
           end++)
        ;
      x1 = self->x[0][first->variable];
      x2 = self->x[0][self->before.items[end - 1].variable];
      if (first->batch == G_MAXUINT32)
        text = g_strdup (_ ("inputs"));
      else if (end - i < 2)
        text = g_strdup_printf ("%u", first->batch + 1);
      else
        /* Translators: a batch: its number, the sign of its operations, and how many there are */
        text = g_strdup_printf (_ ("%u %s × %u"), first->batch + 1,
                                bs_op_sign (plan->batches[first->batch].kind), end - i);
      cairo_rectangle (draw->cr, MIN (x1, x2) - 13.0, y, fabs (x2 - x1) + 26.0, 1.0);
      bs_color_set (draw->cr, bs_color_with_alpha (draw->style->foreground, 0.3));
      cairo_fill (draw->cr);
      bs_text_draw_within (draw->cr, draw->style, text, 11.0, FALSE, BS_TEXT_CENTER,
                           (x1 + x2) / 2.0, y + 11.0, fabs (x2 - x1) + BS_MEMORY_PITCH + 6.0, dim);
    }
}

/* The arrows of a copy, between its scratch block at @y and cells at @row. */
static void
draw_arrows (const Draw *draw, const BsLayoutCopy *copy, guint which, double y, double row,
             double alpha)
{
  BsLayoutPainter *self = draw->self;
  const BsStyle *style = draw->style;
  const guint16 *members = copy->members;
  BsStyleMark mark = copy->operand < 0 ? BS_MARK_SCATTER : BS_MARK_GATHER;
  guint n = copy->n_slots, n_arrows = 0;
  double side = row > y ? 1.0 : -1.0;
  double edge = y + side * BS_MEMORY_BLOCK / 2.0, cell = row - side * BS_MEMORY_HEIGHT / 2.0;

  for (guint i = 0; i < n; i++)
    {
      double slots = 0.0, x = self->x[which][members[i]];
      guint same = 0, first = 0;

      while (members[first] != members[i])
        first++;
      if (first < i || n_arrows++ >= MAX_ARROWS
          || bs_cell_row_find (&self->row, members[i]) == NULL)
        continue;
      for (guint k = 0; k < n; k++)
        if (members[k] == members[i])
          {
            slots += copy->x + (k + 0.5) * copy->slot;
            same++;
          }
      slots = bs_layout_scene_mirror (self, style, slots / same);
      if (mark == BS_MARK_SCATTER)
        bs_memory_arrow_draw (draw->cr, style, slots, edge, x, cell, mark, alpha);
      else
        bs_memory_arrow_draw (draw->cr, style, x, cell, slots, edge, mark, alpha);
    }
}

/* Which reduction saved a copy, or could not. Returns: (transfer full) (nullable). */
static char *
describe_fate (const Draw *draw, const BsLayoutCopy *copy)
{
  if (copy->reduction == G_MAXUINT32 || !is_decided (draw, copy))
    return NULL;
  if (!copy->stays)
    return g_strdup_printf (_ ("✓ saved by reduction %u"), copy->reduction + 1);

  return bs_plan_replay_get (draw->self->memory->replay, copy->reduction)->kept
             ? NULL
             : g_strdup_printf (_ ("✗ reduction %u refused"), copy->reduction + 1);
}

/* In a line from @begin on. Returns: where it ends. */
static double
draw_words (const Draw *draw, const char *text, double size, gboolean bold, double begin, double y,
            double room, BsColor color)
{
  const BsStyle *style = draw->style;

  bs_text_draw_within (draw->cr, style, text, size, bold,
                       style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT, begin, y, room, color);

  return MIN (bs_text_width (style, text, size, bold), room);
}

/* Its scratch block, with words on a ground of their own: arrows of other blocks go below them. */
static void
draw_block (const Draw *draw, const BsCellPlan *plan, const BsLayoutCopy *copy, double y,
            double ground, double alpha)
{
  BsLayoutPainter *self = draw->self;
  const BsStyle *style = draw->style;
  guint all = plan->batches[copy->batch].n, n = copy->n_slots;
  BsStyleMark mark = copy->operand < 0 ? BS_MARK_SCATTER : BS_MARK_GATHER;
  double side = style->right_to_left ? -1.0 : 1.0;
  double begin = bs_layout_scene_mirror (self, style, copy->x + n * copy->slot + BS_LAYOUT_WORDS);
  double room = copy->width - n * copy->slot - BS_LAYOUT_WORDS, used;
  g_autofree char *text = NULL, *fate = describe_fate (draw, copy);
  char bytes[40];

  for (guint i = 0; i < n; i++)
    bs_memory_slot_draw (
        draw->cr, style, i + 1 == n && n < all ? "\u2026" : self->memory->labels[copy->members[i]],
        mark, bs_layout_scene_mirror (self, style, copy->x + (i + 0.5) * copy->slot), y, copy->slot,
        alpha);

  write_bytes (bytes, copy->bytes, draw->selection->n_calls);
  text = mark == BS_MARK_SCATTER ? g_strdup_printf (_ ("scatter %s"), bytes)
                                 : g_strdup_printf (_ ("gather %s"), bytes);
  cairo_rectangle (draw->cr, style->right_to_left ? begin - room : begin - 2.0, y - 14.0,
                   room + 2.0, 30.0);
  bs_color_set (draw->cr, bs_color_with_alpha (style->window, ground));
  cairo_fill (draw->cr);
  used = draw_words (draw, text, 12.0, TRUE, begin, y - 6.0, room,
                     bs_color_with_alpha (bs_style_mark_color (style, mark), alpha));
  if (fate != NULL && room - used > 40.0)
    draw_words (draw, fate, 11.0, FALSE, begin + side * (used + 8.0), y - 6.0, room - used - 8.0,
                bs_style_mark_color (style, copy->stays ? BS_MARK_REJECTED : BS_MARK_ACCEPTED));
  draw_words (draw, copy->reason, 11.0, FALSE, begin, y + 8.0, room,
              bs_color_with_alpha (get_dim (style), alpha));
}

static gboolean
overlap (const BsLayoutCopy *a, const BsLayoutCopy *b)
{
  return a->lane == b->lane && a->x < b->x + b->width && b->x < a->x + a->width;
}

/* Whether a copy is for the inner batch: the same operation reads or writes it. */
static gboolean
is_selected (const Draw *draw, const BsCellPlan *plan, const BsLayoutCopy *copy)
{
  const BsLayoutPainter *self = draw->self;
  const BsPlanBatch *batch = &plan->batches[copy->batch];

  for (guint i = 0; i < batch->n; i++)
    if (self->batch_after[plan->members[batch->result.first_member + i]] == draw->selection->batch)
      return TRUE;

  return FALSE;
}

/* All that there is room for; those of the inner batch in any case. Arrows first. */
static void
draw_copies (const Draw *draw, const BsCellPlan *plan, guint copies_of, guint which, double lanes,
             double row, double alpha)
{
  const GArray *copies = draw->self->copies[copies_of];
  const BsLayoutCopy *forced = NULL;

  for (guint i = 0; i < copies->len; i++)
    {
      const BsLayoutCopy *copy = &g_array_index (copies, BsLayoutCopy, i);

      if (!copy->shown && is_selected (draw, plan, copy))
        forced = copy;
    }
  for (guint i = 0; i < 2 * copies->len; i++)
    {
      const BsLayoutCopy *copy = &g_array_index (copies, BsLayoutCopy, i % copies->len);
      gboolean faint = copies->len > 3 && draw->selection->batch != BS_MEMORY_NONE
                       && !is_selected (draw, plan, copy);
      double share = alpha * (faint ? FAINT : 1.0), y;

      if ((which == 1 && !is_decided (draw, copy))
          || (copy != forced && (!copy->shown || (forced != NULL && overlap (copy, forced)))))
        continue;
      /* The first lane is the one beside the cells. */
      y = lanes + BS_LAYOUT_LANE * (copy->lane + 0.5);
      if (row > lanes)
        y = lanes + BS_LAYOUT_LANE * (draw->self->n_lanes[copies_of] - copy->lane - 0.5);
      if (i < copies->len)
        draw_arrows (draw, copy, which, y, row, share);
      else
        draw_block (draw, plan, copy, y, alpha, alpha * (faint ? FAINT_WORDS : 1.0));
    }
}

static guint
count_hidden (const GArray *copies)
{
  guint n = 0;

  for (guint i = 0; i < copies->len; i++)
    n += !g_array_index (copies, BsLayoutCopy, i).shown;

  return n;
}

static void
draw_hidden (const Draw *draw, guint which, double y)
{
  guint n = count_hidden (draw->self->copies[which]);
  g_autofree char *text = NULL;
  double end = draw->style->right_to_left ? draw->left : draw->right;

  if (n == 0)
    return;
  text = g_strdup_printf (ngettext ("%u more copy: choose its batch to see it",
                                    "%u more copies: choose their batches to see them", n),
                          n);
  bs_memory_text_draw (draw->cr, draw->style, text, 11.0, FALSE, BS_TEXT_RIGHT, end, y,
                       get_dim (draw->style));
}

/* Brackets. */

static char *
name_access (guint32 batch, int operand, BsAccess access)
{
  if (operand < 0)
    return access == BS_ACCESS_SCATTER ? NULL : g_strdup_printf (_ ("b%u writes"), batch + 1);
  switch (access)
    {
    case BS_ACCESS_IN_PLACE:
      return g_strdup_printf (_ ("b%u reads in place"), batch + 1);
    case BS_ACCESS_CALLER:
      return g_strdup_printf (_ ("b%u reads where the caller put it"), batch + 1);
    case BS_ACCESS_BROADCAST:
      return g_strdup_printf (_ ("b%u reads again, stride 0"), batch + 1);
    default:
      return NULL;
    }
}

/* Whether the variables of a tuple are side by side in the row as it is; where it begins and ends. */
static gboolean
find_span (const BsLayoutPainter *self, const guint16 *members, guint n, double *x1, double *x2)
{
  guint low = G_MAXUINT, high = 0, distinct = 0;

  for (guint i = 0; i < n; i++)
    {
      const BsRowItem *item = bs_cell_row_find (&self->row, members[i]);
      guint first = 0;

      if (item == NULL)
        return FALSE;
      while (members[first] != members[i])
        first++;
      distinct += first == i;
      low = MIN (low, (guint) (item - self->row.items));
      high = MAX (high, (guint) (item - self->row.items));
    }
  *x1 = self->x[1][self->row.items[low].variable];
  *x2 = self->x[1][self->row.items[high].variable];

  return high - low + 1 == distinct;
}

static void
draw_brackets (const Draw *draw)
{
  const BsLayoutPainter *self = draw->self;
  const BsCellPlan *plan = self->memory->after;
  const BsPlanBatch *batch;
  double ends[BS_LAYOUT_MAX_BRACKETS][2 * (1 + BS_PLAN_MAX_OPERANDS)];
  guint n_ends[BS_LAYOUT_MAX_BRACKETS] = { 0 };

  if (draw->selection->batch >= plan->n_batches)
    return;

  batch = &plan->batches[draw->selection->batch];
  for (int k = -1; k < (int) batch->n_operands; k++)
    {
      const BsPlanTuple *tuple = bs_layout_scene_tuple (batch, k);
      g_autofree char *text = name_access (draw->selection->batch, k, tuple->access);
      double x1, x2, half, middle;
      guint level = 0;

      if (text == NULL
          || !find_span (self, plan->members + tuple->first_member, batch->n, &x1, &x2))
        continue;
      half = bs_text_width (draw->style, text, 11.0, TRUE) / 2.0 + 4.0;
      middle = CLAMP ((x1 + x2) / 2.0, half - BS_LAYOUT_MARGIN,
                      MAX (self->width - half + BS_LAYOUT_MARGIN, half));
      half = MAX (fabs (x2 - x1) / 2.0 + 14.0, half);
      for (; level + 1 < BS_LAYOUT_MAX_BRACKETS; level++)
        {
          gboolean is_room = TRUE;

          for (guint i = 0; i < n_ends[level]; i += 2)
            is_room = is_room
                      && (middle - half > ends[level][i + 1] || middle + half < ends[level][i]);
          if (is_room)
            break;
        }
      ends[level][n_ends[level]++] = middle - half;
      ends[level][n_ends[level]++] = middle + half;
      bs_memory_bracket_draw (draw->cr, draw->style, MIN (x1, x2) - 14.0, MAX (x1, x2) + 14.0,
                              middle, self->brackets + level * BS_LAYOUT_BRACKET, text,
                              draw->style->accent_text);
    }
}

/* The reduction at hand: its variables, where they are, and its fate. */
static void
draw_reduction (const Draw *draw)
{
  BsLayoutPainter *self = draw->self;
  const BsPlanReplay *replay = self->memory->replay;
  guint32 n = MIN (draw->selection->to, bs_plan_replay_get_n (replay));
  const BsReduction *reduction;

  if (!draw->selection->try || n == 0)
    return;

  reduction = bs_plan_replay_get (replay, n - 1);
  if (reduction->fate == BS_REDUCTION_DIRECTED)
    return;
  for (guint i = 0, end; i < self->row.n; i = end)
    {
      double x1 = self->x[1][self->row.items[i].variable], x2 = x1;

      for (end = i + 1; end < self->row.n && self->is_tried[self->row.items[end].variable]
                        && self->is_tried[self->row.items[i].variable];
           end++)
        x2 = self->x[1][self->row.items[end].variable];
      if (self->is_tried[self->row.items[i].variable])
        bs_memory_fate_draw (draw->cr, draw->style, MIN (x1, x2) - 17.5, MAX (x1, x2) + 17.5,
                             self->row_after, reduction->kept);
    }
}

static void
draw_after (const Draw *draw)
{
  BsLayoutPainter *self = draw->self;
  const BsMemorySelection *selection = draw->selection;
  const BsCellMemory *memory = self->memory;
  double planned = bs_ease_out (selection->planned);

  draw_head (draw, memory->after, &memory->figures_after, FALSE, self->head_after);
  if (bs_layout_scene_has_tree (self))
    {
      const BsPqPlace place = { self->x[1], self->tree, self->level,
                                self->row_after - BS_MEMORY_HEIGHT / 2.0 };

      bs_pq_tree_painter_draw (draw->cr, draw->style,
                               bs_layout_scene_get_tree (self, selection->from),
                               bs_layout_scene_get_tree (self, selection->to),
                               bs_ease_out (selection->step), self->is_tried, &place);
    }
  if (selection->planned < 1.0)
    draw_copies (draw, memory->before, 0, 1, self->lanes_after, self->row_after, 1.0 - planned);
  draw_copies (draw, memory->after, 1, 1, self->lanes_after, self->row_after, planned);
  draw_cells (draw, &self->row, 1, self->row_after);
  draw_reduction (draw);
  if (selection->planned >= 1.0)
    draw_brackets (draw);
  draw_hidden (draw, 1, self->brackets);
}

static void
draw_before (const Draw *draw)
{
  BsLayoutPainter *self = draw->self;
  const BsCellMemory *memory = self->memory;

  draw_head (draw, memory->before, &memory->figures_before, TRUE, self->lanes_before / 2.0);
  draw_copies (draw, memory->before, 0, 0, self->lanes_before, self->row_before, 1.0);
  draw_cells (draw, &self->before, 0, self->row_before);
  draw_batches (draw);
  draw_hidden (draw, 0, self->separator - 7.0);
  cairo_rectangle (draw->cr, draw->left, self->separator, draw->right - draw->left, 1.0);
  bs_color_set (draw->cr, bs_color_with_alpha (draw->style->foreground, 0.1));
  cairo_fill (draw->cr);
}

void
bs_layout_painter_draw (BsLayoutPainter *self, cairo_t *cr, const BsStyle *style, double width,
                        double height, const BsMemorySelection *selection, const BsView *view)
{
  Draw draw = { self, cr, style, selection, 0.0, self->width };
  double scale;
  BsView at;

  bs_layout_scene_prepare (self, style, selection);
  at = resolve (self, style, width, height, selection, view);
  scale = at.zoom * style->text_scale;
  draw.left = at.x / style->text_scale - BS_LAYOUT_MARGIN;
  draw.right = draw.left + width / scale - BS_LAYOUT_MARGIN;
  draw.left += BS_LAYOUT_MARGIN;
  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_clip (cr);
  cairo_translate (cr, -at.x * at.zoom, -at.y * at.zoom);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, BS_LAYOUT_MARGIN, 0.0);
  if (bs_layout_scene_has_before (self))
    draw_before (&draw);
  draw_after (&draw);
  cairo_restore (cr);
}
