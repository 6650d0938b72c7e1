/* SPDX-License-Identifier: Apache-2.0 */
/* Detours on the strips of runs: where two part, how far it is until they meet, and what it costs. */
#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "profiles/comparison/comparison-summary.h"
#include "profiles/report/document.h"
#include "viz/compare/run-badge.h"
#include "viz/compare/strips-painter-private.h"
#include "viz/marks.h"

#define TICK 3.0
#define LEAST_LINE 2.0 /* points: below, detours are one line */

static void
diamond (cairo_t *cr, double x, double y, double r)
{
  cairo_move_to (cr, x, y - r);
  cairo_line_to (cr, x + r, y);
  cairo_line_to (cr, x, y + r);
  cairo_line_to (cr, x - r, y);
  cairo_close_path (cr);
}

/* A line down the rows at the places of two decisions. */
static void
draw_link (const BsStripsPainter *self, cairo_t *cr, const BsStripsFrame *frame, guint run,
           guint32 base, guint32 own, double from)
{
  double x0 = bs_strips_x_of (frame, bs_strips_place_of (self, 0, base)) - 0.5;
  double x1 = bs_strips_x_of (frame, bs_strips_place_of (self, run, own)) - 0.5;
  double y = frame->top + frame->bars + frame->letters, below = frame->top + run * frame->row;

  cairo_move_to (cr, x0, from);
  cairo_line_to (cr, x0, y);
  if (fabs (x1 - x0) > 0.5 || run > 1)
    {
      cairo_line_to (cr, x1, below - 3.0);
      cairo_line_to (cr, x1, below);
    }
  cairo_line_to (cr, x1, below + frame->bars + frame->letters);
}

/* Where the run leaves the base: the first with a line, all with a diamond as far as there is room. */
static void
draw_partings (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
               const BsStripsFrame *frame, const BsStripsView *view)
{
  const BsStripsRow *pair = &self->rows[view->run];
  BsColor color = bs_style_mark_color (style, BS_MARK_BRANCH);
  double free_from = -G_MAXDOUBLE;

  bs_color_set (cr, color);
  cairo_set_line_width (cr, 1.5);
  for (guint32 i = 0; i < pair->n_detours; i++)
    {
      const BsDetour *detour = &pair->detours[i];
      double x = bs_strips_x_of (frame, bs_strips_place_of (self, 0, detour->base_first));
      gboolean is_looked_at = view->base >= detour->base_first && view->base < detour->base_end;

      if (x < frame->left - 1.0 || x > frame->left + frame->width + 1.0)
        continue;
      if (i > 0 && !is_looked_at && x < free_from)
        continue;
      diamond (cr, x, frame->top - 9.0, i == 0 ? 6.0 : 4.0);
      if (i == 0 || is_looked_at)
        cairo_fill (cr);
      else
        cairo_stroke (cr);
      free_from = x + 11.0;
      if (i == 0)
        {
          draw_link (self, cr, frame, view->run, detour->base_first, detour->first,
                     frame->top - 4.0);
          cairo_stroke (cr);
        }
    }
}

/* The cost of a detour, as long as there is room for; more batches or less, and with more room the time. */
static double
draw_cost (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style, guint run,
           const BsDetour *detour, double x, double y, double room)
{
  BsDetourCost cost = bs_comparison_cost_detour (self->comparison, run, detour);
  gint64 more = (gint64) cost.batches - cost.base_batches;
  double size = 10.5 * bs_strips_scale_of (style), width;
  g_autofree char *batches = more != 0 ? bs_amount_to_text (BS_AMOUNT_COUNT, (double) more, TRUE)
                                       : g_strdup ("±0");
  g_autofree char *time = bs_amount_to_text (BS_AMOUNT_NS, cost.ns - cost.base_ns, TRUE);
  g_autofree char *both = g_strdup_printf (cost.is_predicted ? "%s · ≈ %s" : "%s · %s", batches,
                                           time != NULL ? time : "");
  BsColor color = more < 0   ? bs_style_mark_color (style, BS_MARK_ACCEPTED)
                  : more > 0 ? bs_style_mark_color (style, BS_MARK_REJECTED)
                             : bs_color_with_alpha (style->foreground, 0.75);
  const char *text = both;

  if (time == NULL || bs_text_width (style, both, size, TRUE) + 12.0 > room)
    text = batches;
  width = bs_text_width (style, text, size, TRUE) + 6.0;
  if (width + 6.0 > room)
    return 0.0;

  bs_text_draw (cr, style, text, size, TRUE, BS_TEXT_CENTER, x, y, color);
  return width;
}

/* A line below what a run does until it meets the other again, with the cost of it in the line of the run
 * that is beside the base. */
static void
draw_ways (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
           const BsStripsFrame *frame, const BsStripsView *view, guint row)
{
  const BsStripsRow *pair = &self->rows[view->run];
  double y = rint (frame->top + row * frame->row + frame->bars + frame->letters + frame->lane / 2.0)
             + 0.5;
  double right = frame->left + frame->width, drawn = -G_MAXDOUBLE;
  BsColor color = bs_style_mark_color (style, BS_MARK_BRANCH);

  cairo_set_line_width (cr, 1.0);
  for (guint32 i = 0; i < pair->n_detours; i++)
    {
      const BsDetour *detour = &pair->detours[i];
      guint32 first = row == 0 ? detour->base_first : detour->first;
      guint32 end = row == 0 ? detour->base_end : detour->end;
      double x0 = rint (bs_strips_x_of (frame, bs_strips_place_of (self, row, first))) + 0.5;
      double x1 = rint (bs_strips_x_of (frame, bs_strips_place_of (self, row, end))) - 1.5;
      double from = MAX (x0, frame->left), to = MIN (x1, right), label = 0.0;

      if (x0 > right)
        break;
      x1 = MAX (x1, x0 + LEAST_LINE);
      to = MAX (to, MIN (x1, right));
      if (to < frame->left || to < drawn)
        continue;
      drawn = to;
      if (row > 0)
        label = draw_cost (self, cr, style, view->run, detour, (from + to) / 2.0, y - 0.5,
                           to - from);
      bs_color_set (cr, color);
      if (x0 >= frame->left)
        {
          cairo_move_to (cr, x0, y - TICK);
          cairo_line_to (cr, x0, y + TICK);
        }
      cairo_move_to (cr, from, y);
      if (label > 0.0)
        {
          cairo_line_to (cr, (from + to - label) / 2.0, y);
          cairo_move_to (cr, (from + to + label) / 2.0, y);
        }
      cairo_line_to (cr, to, y);
      /* Those that never meet have no end. */
      if (detour->meets && x1 <= right && x1 - x0 >= 2.0 * TICK)
        {
          cairo_move_to (cr, x1, y - TICK);
          cairo_line_to (cr, x1, y + TICK);
        }
      cairo_stroke (cr);
    }
}

void
bs_strips_draw_detours (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
                        const BsStripsFrame *frame, const BsStripsView *view)
{
  draw_partings (self, cr, style, frame, view);
  draw_ways (self, cr, style, frame, view, 0);
  draw_ways (self, cr, style, frame, view, view->run);
}

const BsDetour *
bs_strips_painter_pick_detour (BsStripsPainter *self, const BsStyle *style, double width,
                               double height, const BsStripsView *view, double x, double y)
{
  BsStripsPlace place = bs_strips_painter_pick (self, style, width, height, view, x, y);
  BsStripsFrame frame;
  double below;

  if (place.decision == BS_STRIPS_NONE || (place.run > 0 && place.run != view->run))
    return NULL;

  bs_strips_frame_init (&frame, self, style, width, height, view);
  below = y - frame.top - place.run * frame.row - frame.bars - frame.letters;
  if (below < 0.0 || below > frame.lane)
    return NULL;

  return bs_strips_painter_find_detour (
      self, view->run, place.run == 0 ? place.decision : BS_STRIPS_NONE, place.decision);
}

const BsDetour *
bs_strips_painter_find_detour (const BsStripsPainter *self, guint run, guint32 base, guint32 own)
{
  if (run == 0 || run >= self->n_rows)
    return NULL;

  return bs_strips_row_find (&self->rows[run], base != BS_STRIPS_NONE,
                             base != BS_STRIPS_NONE ? base : own);
}

guint32
bs_strips_painter_partner (const BsStripsPainter *self, guint run, guint32 decision,
                           gboolean backwards)
{
  const BsStripsRow *row;
  const BsDetour *before = NULL;
  guint32 low = 0, high, partner;
  gint64 offset;

  if (run == 0 || run >= self->n_rows || !self->rows[run].is_aligned || decision == BS_STRIPS_NONE)
    return BS_STRIPS_NONE;

  /* The last detour that begins at or before it. */
  row = &self->rows[run];
  high = row->n_detours;
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if ((backwards ? row->detours[middle].first : row->detours[middle].base_first) <= decision)
        low = middle + 1;
      else
        high = middle;
    }
  before = low > 0 ? &row->detours[low - 1] : NULL;
  if (before == NULL)
    partner = decision;
  else
    {
      guint32 first = backwards ? before->first : before->base_first;
      guint32 end = backwards ? before->end : before->base_end;
      guint32 other_first = backwards ? before->base_first : before->first;
      guint32 other_end = backwards ? before->base_end : before->end;

      offset = (gint64) decision - first;
      if (decision >= end)
        partner = other_end + (decision - end);
      else
        partner = other_end > other_first
                      ? (guint32) MIN (other_first + offset, (gint64) other_end - 1)
                      : other_first;
    }

  return partner < (backwards ? self->rows[0].n : row->n) ? partner : BS_STRIPS_NONE;
}

/* Returns: (transfer full): `B decisions 12 to 18 (7 batches)`. */
static char *
describe_way (const BsStripsPainter *self, guint run, guint32 first, guint32 end)
{
  guint32 number =
      bs_comparison_get_run (self->comparison, run)->mini_batches[self->mini_batch].first_number;
  g_autofree char *from = bs_count_to_string ((guint64) number + first);
  g_autofree char *to = bs_count_to_string ((guint64) number + end - (end > first));
  g_autofree char *n = bs_count_to_string (end - first);
  char letter[16];

  /* Translators: letter of a run, its decisions, how many */
  return g_strdup_printf (ngettext ("%s decisions %s to %s (%s batch)",
                                    "%s decisions %s to %s (%s batches)", end - first),
                          bs_run_letter (letter, run), from, to, n);
}

char *
bs_strips_painter_describe_detour (const BsStripsPainter *self, guint run, const BsDetour *detour)
{
  BsDetourCost cost = bs_comparison_cost_detour (self->comparison, run, detour);
  g_autofree char *base = describe_way (self, 0, detour->base_first, detour->base_end);
  g_autofree char *own = describe_way (self, run, detour->first, detour->end);
  gint64 more = (gint64) cost.batches - cost.base_batches;
  g_autofree char *batches = more != 0 ? bs_amount_to_text (BS_AMOUNT_COUNT, (double) more, TRUE)
                                       : g_strdup ("±0");
  g_autofree char *time = bs_amount_to_text (BS_AMOUNT_NS, cost.ns - cost.base_ns, TRUE);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: what two runs do until they meet again; how many batches more the second takes */
  g_string_append_printf (text, _ ("Detour: %s, %s: %s batches"), base, own, batches);
  if (time != NULL)
    g_string_append_printf (text, cost.is_predicted ? _ (", %s predicted") : ", %s", time);
  if (!detour->meets)
    g_string_append (text, _ ("; one recording ends before they meet again"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
