/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on the decision strip beside its bars. */
#include "config.h"

#include "viz/strip-marks.h"

#include <math.h>

#include "viz/marks.h"

#define DOT 3.0      /* radius */
#define FROM 7.0     /* points a decision: below, marks of one place are one */
#define SPACING 26.0 /* then: points a dot, which has a number */
#define NEAR 9.0     /* the same of flags and diamonds, which have none */
#define TICK 1.0
#define COUNT_SIZE 9.0

static gsize
place_of (const guint32 *decisions, gsize n, guint64 decision)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (decisions[middle] < decision)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static double
scale_of (const BsStyle *style)
{
  return CLAMP (style->text_scale, 0.5, 4.0);
}

static double
row_of (const BsStyle *style, const BsStripGeometry *g, BsStripMarkKind kind)
{
  double scale = scale_of (style), below = g->bottom + g->letters;

  switch (kind)
    {
    case BS_STRIP_BREAKPOINT:
      return g->pill > 20.0 * scale ? g->legend + 24.5 * scale : g->legend + 10.0 * scale;
    case BS_STRIP_BOOKMARK:
    case BS_STRIP_NOTE:
      return g->legend + 6.0 * scale;
    case BS_STRIP_MATCH:
      return below + MIN (7.5, g->foot - 1.5);
    default:
      return below + MIN (5.0, g->foot / 2.0);
    }
}

static const char *
write_count (char buffer[16], guint32 count)
{
  if (count < 1000)
    g_snprintf (buffer, 16, "%u", count);
  else if (count < 1000000)
    g_snprintf (buffer, 16, "%uk", count / 1000);
  else
    g_snprintf (buffer, 16, "%uM", count / 1000000);

  return buffer;
}

gboolean
bs_strip_marks_next (const BsStripMarks *self, const BsStyle *style, const BsStripGeometry *g,
                     BsStripMarkKind kind, gsize *place, BsStripMark *mark)
{
  const guint32 *decisions = self->decisions[kind];
  gsize n = decisions != NULL ? self->n[kind] : 0, end;
  double spacing = kind == BS_STRIP_BREAKPOINT ? SPACING * scale_of (style)
                   : kind == BS_STRIP_MATCH    ? TICK
                                               : NEAR;

  *place = MAX (*place, place_of (decisions, n, g->first));
  if (*place >= n || decisions[*place] > g->last)
    return FALSE;

  mark->kind = kind;
  mark->first = mark->last = decisions[*place];
  end = *place + 1;
  if (g->pitch < MIN (FROM, spacing))
    {
      double bin = floor ((mark->first - g->first) * g->pitch / spacing);
      guint64 next = g->first + (guint64) ceil ((bin + 1.0) * spacing / g->pitch);

      end = MAX (end, place_of (decisions, n, MIN (next, (guint64) g->last + 1)));
      mark->last = decisions[end - 1];
    }
  mark->count = (guint32) (end - *place);
  mark->x = (bs_strip_geometry_x (g, mark->first) + bs_strip_geometry_x (g, mark->last + 1.0)) / 2;
  mark->y = row_of (style, g, kind);
  mark->width = kind == BS_STRIP_MATCH ? MAX (MIN (g->pitch - 1.0, 5.0), 1.0) : 2.0 * DOT + 1.0;
  /* Before the pole of a flag at the same place. */
  if (kind == BS_STRIP_NOTE)
    {
      mark->width = 8.0 * scale_of (style);
      mark->x = MAX (mark->x - 5.0 * scale_of (style), g->left);
    }
  if (kind == BS_STRIP_BREAKPOINT && mark->count > 1)
    {
      char text[16];

      write_count (text, mark->count);
      mark->width = MAX (bs_text_width (style, text, COUNT_SIZE * scale_of (style), FALSE) + 6.0,
                         2.0 * DOT + 1.0);
    }
  *place = end;
  return TRUE;
}

static void
draw_breakpoint (cairo_t *cr, const BsStyle *style, const BsStripMark *mark, guint32 now)
{
  gboolean here = now >= mark->first && now <= mark->last;
  double scale = scale_of (style), height = (COUNT_SIZE + 3.0) * scale;
  BsColor color = bs_style_mark_color (style, BS_MARK_BREAKPOINT);
  char text[16];

  /* Opaque below, so that the lines of mini-batches do not run through. */
  if (mark->count == 1)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, mark->x, mark->y, DOT - 0.3, 0.0, 2.0 * G_PI);
    }
  else
    {
      bs_rounded_rectangle (cr, mark->x - mark->width / 2.0, mark->y - height / 2.0, mark->width,
                            height, height / 2.0);
    }
  bs_color_set (cr, here ? color : style->window);
  cairo_fill_preserve (cr);
  bs_color_set (cr, color);
  cairo_set_line_width (cr, style->high_contrast ? 1.8 : 1.2);
  cairo_stroke (cr);
  if (mark->count > 1)
    bs_text_draw (cr, style, write_count (text, mark->count), COUNT_SIZE * scale, FALSE,
                  BS_TEXT_CENTER, mark->x, mark->y, here ? style->window : color);
}

static void
add_flag (cairo_t *cr, const BsStyle *style, const BsStripGeometry *g, const BsStripMark *mark)
{
  double scale = scale_of (style), x = rint (mark->x), top = mark->y - 4.0 * scale;

  cairo_rectangle (cr, x - 0.5, top, 1.0, MAX (g->top - top, 8.0 * scale));
  cairo_move_to (cr, x, top);
  cairo_line_to (cr, x + 7.0 * scale, top + 3.0 * scale);
  cairo_line_to (cr, x, top + 6.0 * scale);
  cairo_close_path (cr);
}

static void
add_bubble (cairo_t *cr, const BsStyle *style, const BsStripMark *mark)
{
  double scale = scale_of (style), left = rint (mark->x) - 4.0 * scale, right = left + 8.0 * scale;
  double top = mark->y - 4.0 * scale, bottom = top + 6.0 * scale;

  cairo_move_to (cr, left, top);
  cairo_line_to (cr, right, top);
  cairo_line_to (cr, right, bottom + 3.0 * scale);
  cairo_line_to (cr, right - 3.0 * scale, bottom);
  cairo_line_to (cr, left, bottom);
  cairo_close_path (cr);
}

static void
add_diamond (cairo_t *cr, const BsStripMark *mark)
{
  cairo_move_to (cr, mark->x, mark->y - 4.0);
  cairo_line_to (cr, mark->x + 4.0, mark->y);
  cairo_line_to (cr, mark->x, mark->y + 4.0);
  cairo_line_to (cr, mark->x - 4.0, mark->y);
  cairo_close_path (cr);
}

/* Where a batch brought the end no nearer. */
static void
draw_rises (const BsStripMarks *self, cairo_t *cr, const BsStyle *style, const BsStripGeometry *g)
{
  guint32 here, next;
  gboolean known;

  if (self->to_go == NULL || g->pitch < 3.0 || g->foot <= 0.0)
    return;

  known = self->to_go (self->user_data, g->first, &here);
  for (guint32 d = g->first; d <= g->last; d++)
    {
      gboolean next_known = self->to_go (self->user_data, d + 1, &next);

      /* The next mini-batch begins where one batch was left. */
      if (known && next_known && here > 1 && next >= here)
        {
          double x = rint (bs_strip_geometry_x (g, d));

          cairo_rectangle (cr, x, g->bottom + 0.5,
                           MAX (rint (bs_strip_geometry_x (g, d + 1.0)) - x - 1.0, 1.0), 2.0);
        }
      known = next_known;
      here = next;
    }
  bs_color_set (cr, bs_style_mark_color (style, BS_MARK_WARNING));
  cairo_fill (cr);
}

void
bs_strip_marks_draw (const BsStripMarks *self, cairo_t *cr, const BsStyle *style,
                     const BsStripGeometry *g, guint32 now)
{
  BsStripMark mark;

  draw_rises (self, cr, style, g);
  for (gsize i = 0; bs_strip_marks_next (self, style, g, BS_STRIP_BOOKMARK, &i, &mark);)
    add_flag (cr, style, g, &mark);
  for (gsize i = 0; bs_strip_marks_next (self, style, g, BS_STRIP_NOTE, &i, &mark);)
    add_bubble (cr, style, &mark);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.85));
  cairo_fill (cr);
  for (gsize i = 0; bs_strip_marks_next (self, style, g, BS_STRIP_MATCH, &i, &mark);)
    cairo_rectangle (cr, rint (mark.x - mark.width / 2.0), mark.y - 2.0, mark.width, 4.0);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.85));
  cairo_fill (cr);
  for (gsize i = 0; bs_strip_marks_next (self, style, g, BS_STRIP_DIVERGENCE, &i, &mark);)
    add_diamond (cr, &mark);
  bs_color_set (cr, bs_style_mark_color (style, BS_MARK_BRANCH));
  cairo_fill (cr);
  for (gsize i = 0; bs_strip_marks_next (self, style, g, BS_STRIP_BREAKPOINT, &i, &mark);)
    draw_breakpoint (cr, style, &mark, now);
}

gboolean
bs_strip_marks_pick (const BsStripMarks *self, const BsStyle *style, const BsStripGeometry *g,
                     double x, double y, BsStripMark *mark)
{
  /* What is drawn last is on top. */
  static const BsStripMarkKind kinds[] = { BS_STRIP_BREAKPOINT, BS_STRIP_DIVERGENCE,
                                           BS_STRIP_BOOKMARK, BS_STRIP_NOTE };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (gsize i = 0; bs_strip_marks_next (self, style, g, kinds[k], &i, mark);)
      if (fabs (y - mark->y) <= 6.0 * scale_of (style)
          && fabs (x - mark->x) <= MAX (mark->width / 2.0, MIN (g->pitch / 2.0, 6.0)))
        return TRUE;

  return FALSE;
}

gboolean
bs_strip_marks_touch (const BsStripMarks *self, guint32 first, guint32 last)
{
  for (guint kind = BS_STRIP_BREAKPOINT; kind <= BS_STRIP_NOTE; kind++)
    {
      const guint32 *decisions = self->decisions[kind];
      gsize n = decisions != NULL ? self->n[kind] : 0, place = place_of (decisions, n, first);

      if (place < n && decisions[place] <= last)
        return TRUE;
    }

  return FALSE;
}
