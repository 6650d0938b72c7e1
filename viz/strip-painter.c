/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip: a bar a decision, height by batch size, colour by type. */
#include "config.h"

#include "viz/strip-painter.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "viz/marks.h"

#define N_COLORS 12
#define BAR_FROM 3.0 /* points a decision: below, the pyramid is drawn */
#define LEAST_CAP 20

struct _BsStripPainter
{
  BsTrace *trace;
  guint32 cap; /* the size of a bar of full height */
  guint32 lower_bound;
  guint n_levels;
  guint32 **levels; /* [k]: of each 2^(k+1) decisions the one with the largest batch, from 0 */
  guint32 *n_entries;
};

/* Returns: the size at @rank, from 0, of those of all batches in order. */
static guint32
size_at (const BsTrace *trace, guint32 rank)
{
  g_autofree guint32 *counts = g_new0 (guint32, 1 << 16);
  guint32 high = 0, low = 0;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    counts[trace->decisions[i].size >> 16]++;
  for (; rank >= counts[high]; high++)
    rank -= counts[high];

  memset (counts, 0, sizeof *counts << 16);
  for (guint32 i = 0; i < trace->n_decisions; i++)
    if (trace->decisions[i].size >> 16 == high)
      counts[trace->decisions[i].size & 0xffff]++;
  for (; rank >= counts[low]; low++)
    rank -= counts[low];

  return high << 16 | low;
}

static guint32
larger (const BsTrace *trace, guint32 a, guint32 b)
{
  return trace->decisions[b].size > trace->decisions[a].size ? b : a;
}

BsStripPainter *
bs_strip_painter_new (BsTrace *trace)
{
  BsStripPainter *self = g_new0 (BsStripPainter, 1);
  guint32 n = trace->n_decisions;

  self->trace = bs_trace_ref (trace);
  /* Full height is 20 nodes, or, where batches are larger than that as a rule, what nine of ten
   * stay below: then those differ visibly and the rest has a break mark. */
  self->cap = n > 0 ? MAX (LEAST_CAP, size_at (trace, (guint32) (((guint64) n - 1) * 9 / 10)))
                    : LEAST_CAP;
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    self->lower_bound += trace->mini_batches[m].lower_bound;

  for (guint32 count = n; count > 1; count = (count + 1) / 2)
    self->n_levels++;
  self->levels = g_new0 (guint32 *, self->n_levels + 1);
  self->n_entries = g_new0 (guint32, self->n_levels + 1);
  for (guint k = 0; k < self->n_levels; k++)
    {
      guint32 below = k == 0 ? n : self->n_entries[k - 1];

      self->n_entries[k] = (below + 1) / 2;
      self->levels[k] = g_new (guint32, self->n_entries[k]);
      for (guint32 i = 0; i < self->n_entries[k]; i++)
        {
          guint32 a = k == 0 ? 2 * i : self->levels[k - 1][2 * i];
          guint32 j = MIN (2 * i + 1, below - 1);

          self->levels[k][i] = larger (trace, a, k == 0 ? j : self->levels[k - 1][j]);
        }
    }

  return self;
}

guint32
bs_strip_painter_get_full_size (const BsStripPainter *self)
{
  return self->cap;
}

void
bs_strip_painter_free (BsStripPainter *self)
{
  for (guint k = 0; k < self->n_levels; k++)
    g_free (self->levels[k]);
  g_free (self->levels);
  g_free (self->n_entries);
  bs_trace_unref (self->trace);
  g_free (self);
}

/* The decision with the largest batch of [first, end), from 0: O(log n). */
static guint32
largest (const BsStripPainter *self, guint32 first, guint32 end)
{
  guint32 best = first;

  while (first < end)
    {
      guint k = 0;

      /* The highest block that begins here and does not reach too far. */
      while (k < self->n_levels && first % (2u << k) == 0 && end - first >= (2u << k))
        k++;
      best = larger (self->trace, best, k == 0 ? first : self->levels[k - 1][first >> k]);
      first += 1u << k;
    }

  return best;
}

static double
bar_height (const BsStripPainter *self, const BsStripGeometry *frame, guint32 size)
{
  double full = frame->bottom - frame->top;

  return CLAMP (rint (full * MIN (sqrt (size / (double) self->cap), 1.0)), 1.0, MAX (full, 1.0));
}

static guint32
column_decision (const BsStripPainter *self, const BsStripGeometry *frame, guint32 column,
                 guint32 n_columns)
{
  guint64 n = frame->last - frame->first + 1;
  guint32 a = (guint32) (column * n / n_columns), b = (guint32) ((column + 1) * n / n_columns);

  return largest (self, frame->first - 1 + a, frame->first - 1 + MAX (b, a + 1));
}

static void
draw_bars (const BsStripPainter *self, cairo_t *cr, const BsStyle *style,
           const BsStripGeometry *frame, double before, double now, const BsStripMarks *marks)
{
  const BsTrace *trace = self->trace;
  gboolean single = frame->pitch >= BAR_FROM;
  guint32 n = single ? frame->last - frame->first + 1 : (guint32) MAX (frame->width / 3.0, 1.0);
  double pitch = single ? frame->pitch : frame->width / n;
  double gap = pitch >= 3.0 ? 1.0 : 0.0;
  g_autofree guint32 *shown = g_new (guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    shown[i] = single ? frame->first - 1 + i : column_decision (self, frame, i, n);

  for (guint color = 0; color < MIN (trace->types->n_types, N_COLORS); color++)
    {
      gboolean any = FALSE;

      for (guint32 i = 0; i < n; i++)
        {
          const BsTraceDecision *d = &trace->decisions[shown[i]];
          double x0, x1, height;

          if (d->type % N_COLORS != color)
            continue;
          x0 = rint (frame->left + i * pitch);
          x1 = MAX (rint (frame->left + (i + 1) * pitch) - gap, x0 + 1.0);
          height = bar_height (self, frame, d->size);
          if (pitch >= 6.0 && height >= 4.0)
            {
              /* Softened at the top only. */
              double r = 1.5, y = frame->bottom - height;

              cairo_move_to (cr, x0, frame->bottom);
              cairo_line_to (cr, x0, y + r);
              cairo_curve_to (cr, x0, y + r * 0.4, x0 + r * 0.4, y, x0 + r, y);
              cairo_line_to (cr, x1 - r, y);
              cairo_curve_to (cr, x1 - r * 0.4, y, x1, y + r * 0.4, x1, y + r);
              cairo_line_to (cr, x1, frame->bottom);
              cairo_close_path (cr);
            }
          else
            cairo_rectangle (cr, x0, frame->bottom - height, x1 - x0, height);
          any = TRUE;
        }
      if (any)
        bs_fill_type (cr, style, color, 1.0);
    }

  /* A break mark, and the number where it has room. */
  if (single && frame->pitch >= 5.0)
    {
      double free_from = 0.0, size = 11.0 * style->text_scale;

      for (guint32 i = 0; i < n; i++)
        {
          const BsTraceDecision *d = &trace->decisions[shown[i]];
          double x0, x1, y = frame->top + MIN (9.0, (frame->bottom - frame->top) * 0.2), room;
          char number[40];

          if (d->size <= self->cap)
            continue;
          x0 = rint (frame->left + i * pitch);
          x1 = rint (frame->left + (i + 1) * pitch) - gap;
          cairo_move_to (cr, x0 - 0.5, y + 2.0);
          cairo_line_to (cr, x1 + 0.5, y - 2.0);
          cairo_line_to (cr, x1 + 0.5, y);
          cairo_line_to (cr, x0 - 0.5, y + 4.0);
          cairo_close_path (cr);
          bs_color_set (cr, style->window);
          cairo_fill (cr);
          bs_text_number (number, d->size);
          room = bs_text_width (style, number, size, FALSE);
          x0 = (x0 + x1) / 2.0;
          if (frame->pill <= 0.0 || x0 - room / 2.0 < free_from
              || (marks != NULL
                  && bs_strip_marks_touch (
                      marks, bs_strip_geometry_pick (frame, (x0 + x1 - room) / 2.0 - 4.0),
                      bs_strip_geometry_pick (frame, (x0 + x1 + room) / 2.0 + 4.0)))
              || (x0 + room > before - 24.0 && x0 - room < before + 24.0)
              || (x0 + room > now - 24.0 && x0 - room < now + 24.0))
            continue;
          x0 = CLAMP (x0, room / 2.0 + 2.0,
                      MAX (frame->left * 2.0 + frame->width - room / 2.0 - 2.0, room / 2.0 + 2.0));
          bs_text_draw (cr, style, number, size, FALSE, BS_TEXT_CENTER, x0, frame->top - 8.0,
                        bs_color_with_alpha (style->foreground, 0.68));
          free_from = x0 + room / 2.0 + 5.0;
        }
    }
}

static void
draw_letters (const BsStripPainter *self, cairo_t *cr, const BsStyle *style,
              const BsStripGeometry *frame)
{
  const BsTrace *trace = self->trace;
  double size = MIN (7.6 * MAX (style->text_scale, 1.0), frame->pitch * 0.95);
  double y = frame->bottom + 2.0 + frame->letters / 2.0;
  const BsGlyphs *glyphs = NULL;
  guint last = G_MAXUINT;
  BsGlyphRun run;

  size = MIN (size, 10.0);
  bs_glyph_run_begin (&run, cr, size,
                      bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.75));
  for (guint32 d = frame->first; d <= frame->last; d++)
    {
      guint type = trace->decisions[d - 1].type;

      if (type != last)
        glyphs = bs_glyphs_get (style, trace->types->types[type].letter, FALSE);
      last = type;
      if (bs_glyphs_width (glyphs) * size <= frame->pitch + 1.0)
        bs_glyph_run_add (&run, glyphs, frame->left + (d - frame->first + 0.5) * frame->pitch, y);
    }
  bs_glyph_run_end (&run);
}

/* How far a mini-batch is from its bound, as far as there is room for words. */
static char *
mini_batch_text (const BsStripPainter *self, const BsStyle *style, guint32 m, double room)
{
  const BsTraceMiniBatch *mini_batch = &self->trace->mini_batches[m];
  double size = 11.0 * style->text_scale;
  g_autofree char *whole = NULL;
  char *name = g_strdup_printf (_ ("mini-batch %u"), m);
  char batches[40], bound[40], above[40];

  bs_text_number (batches, mini_batch->n_decisions);
  bs_text_number (bound, mini_batch->lower_bound);
  if (mini_batch->n_decisions > mini_batch->lower_bound)
    whole = g_strdup_printf (
        /* Translators: mini-batch 3: 180 batches, lower bound 147: 33 above */
        g_dngettext (GETTEXT_PACKAGE, "%s: %s batch, lower bound %s: %s above",
                     "%s: %s batches, lower bound %s: %s above", mini_batch->n_decisions),
        name, batches, bound,
        bs_text_number (above, mini_batch->n_decisions - mini_batch->lower_bound));
  else
    whole = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s batch, at the bound",
                                          "%s: %s batches, at the bound", mini_batch->n_decisions),
                             name, batches);
  if (!self->trace->complete || bs_text_width (style, whole, size, FALSE) + 30.0 > room)
    return name;

  g_free (name);
  return g_steal_pointer (&whole);
}

static void
draw_mini_batches (const BsStripPainter *self, cairo_t *cr, const BsStyle *style,
                   const BsStripGeometry *frame, double now)
{
  const BsTrace *trace = self->trace;
  double scale = style->text_scale, last_x = -100.0;

  if (trace->n_mini_batches < 2)
    return;
  for (guint64 d = frame->first; d <= frame->last;)
    {
      guint32 m = trace->decisions[d - 1].mini_batch;
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];
      double x = bs_strip_geometry_x (frame, mini_batch->first_decision), end;

      end = x + mini_batch->n_decisions * frame->pitch;
      if (mini_batch->first_decision > MAX (frame->first, 1) && x - last_x >= 5.0)
        {
          cairo_rectangle (cr, rint (x - 1.0), frame->legend + 4.0, 1.0,
                           frame->bottom + frame->letters - frame->legend);
          last_x = x;
        }
      /* Too many to tell apart: fewer lines, and no more work than lines. */
      d = MAX ((guint64) mini_batch->first_decision + mini_batch->n_decisions,
               d + (guint64) floor (5.0 / frame->pitch));
      x = MAX (x, frame->left);
      end = MIN (end, frame->left + frame->width);
      if (frame->pill > 20.0 * scale && end - x >= 100.0 * scale)
        {
          g_autofree char *text = mini_batch_text (self, style, m, end - x);
          double width = bs_text_width (style, text, 11.0 * scale, FALSE);

          if (now > x - 20.0 && now < x + width + 30.0)
            continue;
          bs_text_draw (cr, style, text, 11.0 * scale, FALSE, BS_TEXT_LEFT, x + 3.0,
                        frame->legend + 8.0 * scale, bs_color_with_alpha (style->foreground, 0.55));
        }
    }
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.7 : 0.22));
  cairo_fill (cr);
}

/* All decisions, with those on show in a frame. */
static void
draw_overview (const BsStripPainter *self, cairo_t *cr, const BsStyle *style,
               const BsStripGeometry *frame, double height)
{
  guint32 n = self->trace->n_decisions, columns = (guint32) MAX (frame->width / 3.0, 1.0);
  double full = frame->overview - 5.0, bottom = height - 2.0, pitch = frame->width / columns;
  double x = frame->left + frame->width * (frame->first - 1.0) / n;
  double end = frame->left + frame->width * frame->last / n;

  for (guint32 i = 0; i < columns; i++)
    {
      guint32 a = (guint32) ((guint64) i * n / columns);
      guint32 b = (guint32) (((guint64) i + 1) * n / columns);
      guint32 size = self->trace->decisions[largest (self, a, MAX (b, a + 1))].size;
      double bar = MAX (full * MIN (sqrt (size / (double) self->cap), 1.0), 1.0);

      cairo_rectangle (cr, frame->left + i * pitch, bottom - bar, pitch, bar);
    }
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.6 : 0.28));
  cairo_fill (cr);
  bs_rounded_rectangle (cr, x - 1.5, bottom - full - 2.0, MAX (end - x, 4.0) + 3.0, full + 3.0,
                        3.0);
  bs_color_set (cr, bs_color_with_alpha (style->accent, 0.15));
  cairo_fill_preserve (cr);
  bs_color_set (cr, style->accent);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
draw_cursor (cairo_t *cr, const BsStyle *style, const BsStripGeometry *frame, double x,
             guint32 decision)
{
  double scale = CLAMP (style->text_scale, 0.5, 4.0), width, y = frame->legend + 10.0 * scale;
  char number[40];

  cairo_rectangle (cr, rint (x) - 0.75, frame->pill > 0.0 ? y : frame->legend, 1.5,
                   frame->bottom - (frame->pill > 0.0 ? y : frame->legend));
  bs_color_set (cr, style->accent);
  cairo_fill (cr);
  if (frame->letters > 0.0 || frame->bottom - frame->top > 20.0)
    {
      cairo_rectangle (cr, frame->left, frame->bottom + frame->letters + 2.5,
                       MAX (x - frame->left, 0.0), 2.0);
      cairo_fill (cr);
    }
  if (frame->pill <= 0.0)
    return;
  bs_text_number (number, decision);
  width = bs_text_width (style, number, 12.5 * scale, TRUE) + 16.0 * scale;
  x = CLAMP (x, width / 2.0 + 1.0,
             MAX (2.0 * frame->left + frame->width - width / 2.0 - 1.0, width / 2.0 + 1.0));
  bs_rounded_rectangle (cr, x - width / 2.0, y - 8.5 * scale, width, 17.0 * scale, 8.5 * scale);
  bs_color_set (cr, style->accent);
  cairo_fill (cr);
  bs_text_draw (cr, style, number, 12.5 * scale, TRUE, BS_TEXT_CENTER, x, y,
                (BsColor){ 1.0, 1.0, 1.0, 1.0 });
}

static void
draw_legend (const BsStripPainter *self, cairo_t *cr, const BsStyle *style,
             const BsStripGeometry *frame, double width)
{
  const BsTrace *trace = self->trace;
  double scale = CLAMP (style->text_scale, 0.5, 4.0), y = 18.0 * scale, chip = 16.0 * scale;
  double sign = style->right_to_left ? -1.0 : 1.0, x, summary_width;
  BsTextAlign start = style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT;
  BsTextAlign end = style->right_to_left ? BS_TEXT_LEFT : BS_TEXT_RIGHT;
  BsColor dim = bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.68);
  g_autofree char *summary = NULL, *above = NULL;
  char a[40], b[40], c[40];

  bs_text_number (a, trace->n_decisions);
  bs_text_number (b, self->lower_bound);
  summary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s batch, lower bound %s:",
                                          "%s batches, lower bound %s:", trace->n_decisions),
                             a, b);
  if (trace->n_decisions > self->lower_bound)
    above = g_strdup_printf (_ ("%s above"),
                             bs_text_number (c, trace->n_decisions - self->lower_bound));
  else
    above = g_strdup (_ ("at the bound"));
  if (!trace->complete)
    {
      g_free (summary);
      g_free (above);
      summary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s batch so far,",
                                              "%s batches so far,", trace->n_decisions),
                                 a);
      above = g_strdup (_ ("cut short"));
    }
  x = style->right_to_left ? frame->left : width - frame->left;
  bs_text_draw (cr, style, above, 12.5 * scale, TRUE, end, x, y,
                !trace->complete ? bs_style_mark_color (style, BS_MARK_WARNING)
                : trace->n_decisions > self->lower_bound
                    ? style->foreground
                    : bs_style_mark_color (style, BS_MARK_ACCEPTED));
  summary_width = bs_text_width (style, above, 12.5 * scale, TRUE) + 4.0 * scale;
  bs_text_draw (cr, style, summary, 12.5 * scale, FALSE, end, x - sign * summary_width, y, dim);
  summary_width += bs_text_width (style, summary, 12.5 * scale, FALSE);

  x = style->right_to_left ? width - frame->left : frame->left;
  bs_text_draw (cr, style, _ ("Decisions"), 12.5 * scale, TRUE, start, x, y, style->foreground);
  x += sign * (bs_text_width (style, _ ("Decisions"), 12.5 * scale, TRUE) + 20.0 * scale);
  for (guint t = 0; t < trace->types->n_types; t++)
    {
      const char *name = trace->types->types[t].name;
      double room = chip + 7.0 * scale + bs_text_width (style, name, 12.5 * scale, FALSE);
      double left = style->right_to_left ? x - chip : x;

      if (style->right_to_left ? x - room < frame->left + summary_width + 30.0 * scale
                               : x + room > width - frame->left - summary_width - 30.0 * scale)
        {
          bs_text_draw (cr, style, "…", 12.5 * scale, FALSE, start, x, y, dim);
          break;
        }
      bs_chip_draw (cr, style, trace->types, t, rint (left), y, chip, TRUE, 1.0);
      bs_text_draw (cr, style, name, 12.5 * scale, FALSE, start, x + sign * (chip + 7.0 * scale), y,
                    dim);
      x += sign * (room + 16.0 * scale);
    }
}

void
bs_strip_painter_draw_marked (BsStripPainter *self, cairo_t *cr, const BsStyle *style, double width,
                              double height, const BsMoment *moment, const guint32 range[2],
                              const BsStripMarks *marks)
{
  BsMoment at = moment != NULL ? *moment : bs_moment_at (1);
  double t = bs_ease_out (at.fraction), from, to, x;
  guint32 n = MAX (self->trace->n_decisions, 1), a, b;
  BsStripGeometry frame;

  if (width < 1.0 || height < 1.0)
    return;
  if (self->trace->n_decisions == 0)
    {
      bs_text_draw_within (cr, style, _ ("No decision was recorded"), 13.0 * style->text_scale,
                           FALSE, BS_TEXT_CENTER, width / 2.0, height / 2.0, width,
                           bs_color_with_alpha (style->foreground, 0.6));
      return;
    }
  bs_strip_geometry_init (&frame, style, width, height, self->trace->n_decisions, range);
  a = CLAMP (at.from, 1, n);
  b = CLAMP (at.to, 1, n);
  from = frame.left + ((double) a - frame.first + 0.5) * frame.pitch;
  to = frame.left + ((double) b - frame.first + 0.5) * frame.pitch;
  x = moment == NULL ? -G_MAXDOUBLE : at.fraction >= 1.0 ? to : from + (to - from) * t;

  if (frame.legend > 0.0)
    draw_legend (self, cr, style, &frame, width);
  cairo_save (cr);
  cairo_rectangle (cr, 0.0, frame.legend, width, height - frame.legend);
  cairo_clip (cr);
  draw_mini_batches (self, cr, style, &frame, x);
  draw_bars (self, cr, style, &frame, x, x, marks);
  if (frame.letters > 0.0)
    draw_letters (self, cr, style, &frame);
  if (marks != NULL)
    bs_strip_marks_draw (marks, cr, style, &frame, moment != NULL && at.fraction >= 1.0 ? b : 0);
  if (x >= frame.left - 1.0 && x <= frame.left + frame.width + 1.0)
    draw_cursor (cr, style, &frame, x, t < 0.5 ? a : b);
  if (frame.overview > 0.0)
    draw_overview (self, cr, style, &frame, height);
  cairo_restore (cr);
}

void
bs_strip_painter_draw (BsStripPainter *self, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment, const guint32 range[2])
{
  bs_strip_painter_draw_marked (self, cr, style, width, height, moment, range, NULL);
}

guint32
bs_strip_painter_pick (BsStripPainter *self, double width, const BsStyle *style,
                       const guint32 range[2], double x)
{
  BsStripGeometry frame;

  bs_strip_geometry_init (&frame, style, width, 100.0, self->trace->n_decisions, range);
  return bs_strip_geometry_pick (&frame, x);
}

void
bs_strip_painter_draw_thumbnail (BsStripPainter *self, cairo_t *cr, const BsStyle *style,
                                 double width, double height)
{
  BsStripGeometry frame = { .width = width, .bottom = height, .first = 1 };

  if (width < 1.0 || height < 1.0 || self->trace->n_decisions == 0)
    return;
  frame.last = self->trace->n_decisions;
  frame.pitch = MIN (width / frame.last, 14.0);
  draw_bars (self, cr, style, &frame, -1000.0, -1000.0, NULL);
}
