/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of several runs, a strip each. */
#include "config.h"

#include "viz/compare/strips-painter-private.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "profiles/report/document.h"
#include "viz/compare/run-badge.h"
#include "viz/marks.h"

#define BAR_FROM 3.0 /* points a decision: below, columns of the largest batch are drawn */
#define LETTER_FROM 6.0
#define LEAST_CAP 20
#define GUTTER 106.0
#define MARGIN 18.0
#define TOP 18.0
#define ROW 66.0
#define LETTERS 11.0
#define GAP 8.0
#define LANE 12.0
#define OVERVIEW 12.0
#define DIM 0.42

static int
compare_sizes (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* What nine of ten batches stay below, of some thousands of them. */
static guint32
find_cap (const BsStripsPainter *self)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint r = 0; r < self->n_rows; r++)
    for (guint32 i = 0; i < self->rows[r].n; i += self->rows[r].n / 4096 + 1)
      g_array_append_val (sizes, self->rows[r].decisions[i].size);
  if (sizes->len == 0)
    return LEAST_CAP;
  g_array_sort (sizes, compare_sizes);

  return MAX (LEAST_CAP, g_array_index (sizes, guint32, (sizes->len - 1) * 9 / 10));
}

BsStripsPainter *
bs_strips_painter_new (BsComparison *comparison, guint32 mini_batch, gboolean by_nodes)
{
  BsStripsPainter *self = g_new0 (BsStripsPainter, 1);

  self->comparison = bs_comparison_ref (comparison);
  self->mini_batch = mini_batch;
  self->by_nodes = by_nodes;
  self->n_rows = comparison->runs->len;
  self->rows = g_new0 (BsStripsRow, self->n_rows);
  for (guint r = 0; r < self->n_rows; r++)
    bs_strips_row_init (&self->rows[r], comparison, r, mini_batch);
  self->cap = find_cap (self);

  return self;
}

void
bs_strips_painter_free (BsStripsPainter *self)
{
  for (guint r = 0; r < self->n_rows; r++)
    bs_strips_row_clear (&self->rows[r]);
  g_free (self->rows);
  bs_comparison_free (self->comparison);
  g_free (self);
}

BsComparison *
bs_strips_painter_get_comparison (const BsStripsPainter *self)
{
  return self->comparison;
}

guint32
bs_strips_painter_get_mini_batch (const BsStripsPainter *self)
{
  return self->mini_batch;
}

static double
row_length (const BsStripsPainter *self, guint row)
{
  const BsStripsRow *own = &self->rows[row];

  return self->by_nodes ? (double) own->nodes[own->n] : own->n;
}

double
bs_strips_painter_get_length (const BsStripsPainter *self)
{
  double length = 1;

  for (guint r = 0; r < self->n_rows; r++)
    length = MAX (length, row_length (self, r));

  return length;
}

double
bs_strips_painter_get_place (const BsStripsPainter *self, BsStripsPlace place)
{
  return bs_strips_place_of (self, MIN (place.run, self->n_rows - 1), place.decision);
}

double
bs_strips_painter_left (const BsStyle *style)
{
  return GUTTER * bs_strips_scale_of (style);
}

double
bs_strips_painter_right (const BsStyle *style)
{
  return MARGIN;
}

double
bs_strips_painter_height (const BsStripsPainter *self, const BsStyle *style)
{
  return TOP + self->n_rows * (ROW + GAP + (LETTERS + LANE - 2.0) * bs_strips_scale_of (style))
         + OVERVIEW + 6.0;
}

void
bs_strips_frame_init (BsStripsFrame *self, const BsStripsPainter *painter, const BsStyle *style,
                      double width, double height, const BsStripsView *view)
{
  double length = bs_strips_painter_get_length (painter);
  gboolean whole = !(view->end > view->first);
  double first = whole ? 0 : view->first, end = whole ? length : view->end;

  self->left = bs_strips_painter_left (style);
  self->width = MAX (width - self->left - MARGIN, 10.0);
  self->first = first;
  /* A few decisions need not fill the width. */
  self->scale = MIN (self->width / MAX (end - first, 1e-6), painter->by_nodes ? 14.0 : 18.0);
  self->top = TOP;
  self->letters = LETTERS * bs_strips_scale_of (style);
  self->overview = whole ? 0.0 : OVERVIEW;
  self->row = MAX ((height - self->top - OVERVIEW - 4.0) / painter->n_rows, 12.0);
  self->lane = MIN (LANE * bs_strips_scale_of (style), self->row / 4.0);
  self->bars = MAX (self->row - self->letters - self->lane - GAP, 6.0);
}

/* A bar to be drawn. */
typedef struct
{
  double x0, x1, height;
  guint type;
  gboolean dim;
} Bar;

/* Whether the decision is the same in the base, so that nothing is to be seen. */
static gboolean
is_common (const BsStripsPainter *self, guint row, guint run, guint32 decision)
{
  const BsStripsRow *pair = &self->rows[row == 0 ? run : row];

  return pair->is_aligned && pair->n_detours > 0 && (row > 0 || run > 0)
         && bs_strips_row_find (pair, row == 0, decision) == NULL;
}

static double
bar_height (const BsStripsPainter *self, double room, guint32 size)
{
  return CLAMP (rint (room * MIN (sqrt (size / (double) self->cap), 1.0)), 1.0, MAX (room, 1.0));
}

static void
add_bar (const BsStripsPainter *self, GArray *bars, const BsStripsFrame *frame, guint row,
         guint run, guint32 decision, double x0, double x1, double gap)
{
  const BsStripsRow *own = &self->rows[row];
  Bar bar = { .x0 = rint (x0), .type = own->type_map[own->decisions[decision].type] };

  bar.x1 = MAX (rint (x1) - gap, bar.x0 + 1.0);
  bar.height = bar_height (self, frame->bars, own->decisions[decision].size);
  bar.dim = is_common (self, row, run, decision);
  g_array_append_val (bars, bar);
}

/* Single decisions where they have room, else columns of the largest. */
static void
list_bars (const BsStripsPainter *self, const BsStripsFrame *frame, guint row, guint run,
           GArray *bars)
{
  const BsStripsRow *own = &self->rows[row];
  double end = frame->first + frame->width / frame->scale;
  guint32 a = bs_strips_row_at (own, self->by_nodes, frame->first);
  guint32 b = bs_strips_row_at (own, self->by_nodes, end);
  guint32 n_columns = (guint32) (frame->width / BAR_FROM);

  if (own->n == 0 || bs_strips_place_of (self, row, own->n) <= frame->first)
    return;
  if ((double) (b - a + 1) * BAR_FROM <= frame->width + BAR_FROM)
    {
      for (guint32 i = a; i <= b; i++)
        {
          double x0 = bs_strips_x_of (frame, bs_strips_place_of (self, row, i));
          double x1 = bs_strips_x_of (frame, bs_strips_place_of (self, row, i + 1));

          add_bar (self, bars, frame, row, run, i, x0, x1, x1 - x0 >= 3.0 ? 1.0 : 0.0);
        }
      return;
    }
  for (guint32 column = 0; column < n_columns; column++)
    {
      double from = frame->first + column * BAR_FROM / frame->scale;
      guint32 i = bs_strips_row_at (own, self->by_nodes, from);
      guint32 k = bs_strips_row_at (own, self->by_nodes, from + BAR_FROM / frame->scale);

      if (from >= row_length (self, row))
        break;
      add_bar (self, bars, frame, row, run, bs_strips_row_largest (own, i, MAX (k, i + 1)),
               frame->left + column * BAR_FROM, frame->left + (column + 1) * BAR_FROM, 0.0);
    }
}

static void
draw_bars (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style, const GArray *bars,
           double bottom)
{
  guint n_types = self->comparison->types->n_types;

  for (guint dim = 0; dim < 2; dim++)
    for (guint color = 0; color < MIN (n_types, 12); color++)
      {
        gboolean any = FALSE;

        for (guint i = 0; i < bars->len; i++)
          {
            const Bar *bar = &g_array_index (bars, Bar, i);

            if (bar->type % 12 != color || bar->dim != (gboolean) dim)
              continue;
            cairo_rectangle (cr, bar->x0, bottom - bar->height, bar->x1 - bar->x0, bar->height);
            any = TRUE;
          }
        if (any)
          bs_fill_type (cr, style, color, dim ? (style->high_contrast ? 0.55 : DIM) : 1.0);
      }
}

static void
draw_letters (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
              const BsStripsFrame *frame, guint row, double y)
{
  const BsStripsRow *own = &self->rows[row];
  double end = frame->first + frame->width / frame->scale;
  guint32 a = bs_strips_row_at (own, self->by_nodes, frame->first);
  guint32 b = bs_strips_row_at (own, self->by_nodes, end);
  double size = 7.6 * MAX (bs_strips_scale_of (style), 1.0);
  BsGlyphRun run;

  if (own->n == 0 || (double) (b - a + 1) * LETTER_FROM > frame->width + LETTER_FROM)
    return;
  bs_glyph_run_begin (&run, cr, size,
                      bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.75));
  for (guint32 i = a; i <= b; i++)
    {
      guint type = own->type_map[own->decisions[i].type];
      const BsGlyphs *glyphs = bs_glyphs_get (style, self->comparison->types->types[type].letter,
                                              FALSE);
      double x0 = bs_strips_x_of (frame, bs_strips_place_of (self, row, i));
      double x1 = bs_strips_x_of (frame, bs_strips_place_of (self, row, i + 1));

      if (bs_glyphs_width (glyphs) * size <= x1 - x0 + 1.0 && x0 >= frame->left - 1.0
          && x1 <= frame->left + frame->width + 1.0)
        bs_glyph_run_add (&run, glyphs, (x0 + x1) / 2.0, y);
    }
  bs_glyph_run_end (&run);
}

/* What both do alike has a grey ground. */
static void
draw_ground (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
             const BsStripsFrame *frame, guint row, guint run, double top)
{
  const BsStripsRow *pair = &self->rows[row == 0 ? run : row];
  double right = frame->left + frame->width;
  guint32 at = 0;

  if (!pair->is_aligned || pair->n_detours == 0 || (row == 0 && run == 0))
    return;
  for (guint32 i = 0; i <= pair->n_detours; i++)
    {
      const BsDetour *detour = i < pair->n_detours ? &pair->detours[i] : NULL;
      guint32 end = detour == NULL ? self->rows[row].n
                    : row == 0     ? detour->base_first
                                   : detour->first;
      double x0 = MAX (bs_strips_x_of (frame, bs_strips_place_of (self, row, at)), frame->left);
      double x1 = MIN (bs_strips_x_of (frame, bs_strips_place_of (self, row, end)), right);

      if (x1 - x0 >= 0.5)
        cairo_rectangle (cr, x0, top, x1 - x0, frame->bars + frame->letters);
      if (detour != NULL)
        at = row == 0 ? detour->base_end : detour->end;
      if (bs_strips_x_of (frame, bs_strips_place_of (self, row, at)) > right)
        break;
    }
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.14 : 0.06));
  cairo_fill (cr);
}

/* The decisions that are looked at. */
static void
draw_cursor (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
             const BsStripsFrame *frame, const BsStripsView *view)
{
  const guint32 at[2] = { view->base, view->own };
  const guint rows[2] = { 0, view->run };

  for (guint side = 0; side < 2; side++)
    {
      double top = frame->top + rows[side] * frame->row, x0, x1;

      if (at[side] == BS_STRIPS_NONE || at[side] >= self->rows[rows[side]].n
          || (side == 1 && view->run == 0))
        continue;
      x0 = bs_strips_x_of (frame, bs_strips_place_of (self, rows[side], at[side]));
      x1 = bs_strips_x_of (frame, bs_strips_place_of (self, rows[side], at[side] + 1));
      x0 = MAX (x0, frame->left) - 2.0;
      x1 = MIN (MAX (x1, x0 + 4.0), frame->left + frame->width) + 1.0;
      if (x1 <= x0)
        continue;
      bs_rounded_rectangle (cr, x0, top - 2.0, x1 - x0, frame->bars + frame->letters + 3.0, 2.0);
      bs_color_set (cr, bs_color_with_alpha (style->accent, 0.16));
      cairo_fill_preserve (cr);
      bs_color_set (cr, style->accent);
      cairo_set_line_width (cr, 1.5);
      cairo_stroke (cr);
    }
}

/* How much longer or shorter a run is, where there is room behind it. */
static void
draw_difference (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
                 const BsStripsFrame *frame, guint row)
{
  gint64 difference = (gint64) self->rows[row].n - self->rows[0].n;
  guint shorter = difference < 0 ? row : 0;
  double x0 = bs_strips_x_of (frame, self->rows[shorter].n) + 3.0;
  double x1 = bs_strips_x_of (frame, self->rows[difference < 0 ? 0 : row].n) - 1.0;
  double y = frame->top + shorter * frame->row + frame->bars * 0.55;
  char number[40], text[48];

  if (self->by_nodes || difference == 0 || x1 - x0 < 10.0 || x0 < frame->left
      || x1 > frame->left + frame->width + 1.0 || (shorter == 0 && self->n_rows > 2)
      || !self->rows[row].is_aligned)
    return;
  bs_color_set (cr,
                bs_style_mark_color (style, difference < 0 ? BS_MARK_ACCEPTED : BS_MARK_REJECTED));
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x0, y - 5.0);
  cairo_line_to (cr, x0, y + 5.0);
  cairo_move_to (cr, x0, y);
  cairo_line_to (cr, x1, y);
  cairo_move_to (cr, x1, y - 5.0);
  cairo_line_to (cr, x1, y + 5.0);
  cairo_stroke (cr);
  bs_text_number (number, (guint64) ABS (difference));
  g_snprintf (text, sizeof text, "%s%s", difference < 0 ? "\342\210\222" : "+", number);
  bs_text_draw (cr, style, text, 12.5 * bs_strips_scale_of (style), TRUE, BS_TEXT_RIGHT, x1,
                y - 11.0 * bs_strips_scale_of (style),
                bs_style_mark_color (style, difference < 0 ? BS_MARK_ACCEPTED : BS_MARK_REJECTED));
}

static void
draw_overview (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
               const BsStripsFrame *frame, double height)
{
  double length = bs_strips_painter_get_length (self), y = height - OVERVIEW / 2.0 - 1.0;
  double x0 = frame->left + frame->width * frame->first / length;
  double x1 = x0 + frame->width * frame->width / frame->scale / length;

  bs_rounded_rectangle (cr, frame->left, y - 2.0, frame->width, 4.0, 2.0);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.12));
  cairo_fill (cr);
  bs_rounded_rectangle (cr, x0, y - 3.0, MAX (MIN (x1, frame->left + frame->width) - x0, 4.0), 6.0,
                        3.0);
  bs_color_set (cr, style->accent);
  cairo_fill (cr);
}

void
bs_strips_painter_draw (BsStripsPainter *self, cairo_t *cr, const BsStyle *style, double width,
                        double height, const BsStripsView *view)
{
  BsStripsFrame frame;
  double scale = bs_strips_scale_of (style), badge = 20.0 * scale;
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (Bar));

  if (width < 1.0 || height < 1.0)
    return;
  bs_strips_frame_init (&frame, self, style, width, height, view);
  for (guint r = 0; r < self->n_rows; r++)
    {
      double top = frame.top + r * frame.row, bottom = top + frame.bars;
      char number[40];

      bs_run_badge_draw (cr, style, r, 12.0, top + frame.bars / 2.0, badge);
      bs_text_draw (cr, style, bs_text_number (number, self->rows[r].n), 13.0 * scale, FALSE,
                    BS_TEXT_LEFT, 12.0 + badge + 8.0 * scale, top + frame.bars / 2.0,
                    bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.75));
      cairo_save (cr);
      cairo_rectangle (cr, frame.left - 0.5, top - 1.0, frame.width + 1.0, frame.row + 1.0);
      cairo_clip (cr);
      draw_ground (self, cr, style, &frame, r, view->run, top);
      g_array_set_size (bars, 0);
      list_bars (self, &frame, r, view->run, bars);
      draw_bars (self, cr, style, bars, bottom);
      draw_letters (self, cr, style, &frame, r, bottom + 2.0 + frame.letters / 2.0);
      cairo_restore (cr);
      if (self->rows[r].n == 0)
        bs_text_draw (cr, style, _ ("This run has no such mini-batch"), 12.0 * scale, FALSE,
                      BS_TEXT_LEFT, frame.left, top + frame.bars / 2.0,
                      bs_color_with_alpha (style->foreground, 0.7));
      if (r > 0)
        draw_difference (self, cr, style, &frame, r);
    }
  draw_cursor (self, cr, style, &frame, view);
  cairo_save (cr);
  cairo_rectangle (cr, frame.left - 8.0, 0.0, frame.width + 16.0, height);
  cairo_clip (cr);
  if (view->run > 0 && view->run < self->n_rows)
    bs_strips_draw_detours (self, cr, style, &frame, view);
  cairo_restore (cr);
  if (frame.overview > 0.0)
    draw_overview (self, cr, style, &frame, height);
}

BsStripsPlace
bs_strips_painter_pick (BsStripsPainter *self, const BsStyle *style, double width, double height,
                        const BsStripsView *view, double x, double y)
{
  BsStripsPlace place = { 0, BS_STRIPS_NONE };
  BsStripsFrame frame;
  double row, at;

  bs_strips_frame_init (&frame, self, style, width, height, view);
  row = floor ((y - frame.top) / frame.row);
  at = frame.first + (x - frame.left) / frame.scale;
  if (row < 0 && y >= 0)
    row = 0;
  if (row < 0 || row >= self->n_rows || x < frame.left - 4.0 || x > frame.left + frame.width + 4.0)
    return place;

  place.run = (guint) row;
  if (self->rows[place.run].n > 0 && at < row_length (self, place.run) + 4.0 / frame.scale)
    place.decision = bs_strips_row_at (&self->rows[place.run], self->by_nodes, at);

  return place;
}

char *
bs_strips_painter_describe_place (const BsStripsPainter *self, BsStripsPlace place)
{
  const BsRun *run = bs_comparison_get_run (self->comparison, place.run);
  const BsRunDecision *d;
  g_autofree char *number = NULL, *name = NULL;
  char letter[16];

  if (place.decision == BS_STRIPS_NONE || place.decision >= self->rows[place.run].n)
    return g_strdup ("");

  d = &self->rows[place.run].decisions[place.decision];
  number = bs_count_to_string ((guint64) run->mini_batches[self->mini_batch].first_number
                               + place.decision);
  name = bs_table_printable (run->types->types[d->type].name);
  if (d->state != G_MAXUINT32)
    {
      g_autofree char *state = bs_table_printable (run->states[d->state].text);

      /* Translators: letter of a run, number, size, type, state */
      return g_strdup_printf (_ ("%s, decision %s: %u %s, in state %s"),
                              bs_run_letter (letter, place.run), number, d->size, name, state);
    }

  return g_strdup_printf (_ ("%s, decision %s: %u %s"), bs_run_letter (letter, place.run), number,
                          d->size, name);
}

char *
bs_strips_painter_describe (const BsStripsPainter *self, const BsStripsView *view)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const BsStripsRow *pair = &self->rows[MIN (view->run, self->n_rows - 1)];
  const BsDetour *detour;

  g_string_append_printf (text, _ ("Mini-batch %u."), self->mini_batch);
  for (guint r = 0; r < self->n_rows; r++)
    {
      g_autofree char *name = bs_table_printable (
          bs_comparison_get_run (self->comparison, r)->name);
      char letter[16];

      g_string_append_c (text, ' ');
      g_string_append_printf (
          text, ngettext ("%s, %s: %u batch.", "%s, %s: %u batches.", self->rows[r].n),
          bs_run_letter (letter, r), name, self->rows[r].n);
    }
  if (view->run == 0)
    return g_string_free (g_steal_pointer (&text), FALSE);

  g_string_append_c (text, ' ');
  if (!pair->is_aligned)
    g_string_append (text, _ ("Their graphs are not the same."));
  else if (pair->n_detours == 0)
    g_string_append (text, _ ("They do the same."));
  else
    {
      const BsRun *base = bs_comparison_get_run (self->comparison, 0);

      g_string_append_printf (
          text,
          ngettext ("They part %u time, first at decision %u.",
                    "They part %u times, first at decision %u.", pair->n_detours),
          pair->n_detours,
          base->mini_batches[self->mini_batch].first_number + pair->detours[0].base_first);
    }
  detour = bs_strips_painter_find_detour (self, view->run, view->base, view->own);
  if (detour != NULL)
    {
      g_autofree char *way = bs_strips_painter_describe_detour (self, view->run, detour);

      g_string_append_printf (text, " %s.", way);
    }
  if (view->base != BS_STRIPS_NONE)
    {
      g_autofree char *a = bs_strips_painter_describe_place (self,
                                                             (BsStripsPlace){ 0, view->base });
      g_autofree char *b = bs_strips_painter_describe_place (
          self, (BsStripsPlace){ view->run, view->own });

      g_string_append_printf (text, " %s%s%s", a, *b != '\0' ? "; " : "", b);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
