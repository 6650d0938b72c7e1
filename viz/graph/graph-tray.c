/* SPDX-License-Identifier: Apache-2.0 */
/* The tray over the lower edge of the graph: the forming batch, lifted out of its places. */
#include "config.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "viz/graph/graph-scene.h"

#define DISC 29.0
#define SLOT 62.0
#define LETTER 6.4
#define TEXT_ROOM 158.0
#define HEIGHT 96.0
/* Below the card. */
#define LOWER 10.0
/* Threads reach so far up, as a share of the height. */
#define FAR 0.6

/* What is kept free at the end. */
static double
tray_room (const BsGraphScene *self)
{
  return self->show->tray > 1 ? self->show->tray : 0.0;
}

/* Whether @a comes before @b in the tray. */
static gboolean
member_before (const BsGraphLayout *layout, guint32 a, guint32 b)
{
  if (layout->lane[a] != layout->lane[b])
    return layout->lane[a] < layout->lane[b];
  if (layout->column[a] != layout->column[b])
    return layout->column[a] < layout->column[b];

  return a < b;
}

const BsGraphMembers *
bs_graph_scene_members (const BsGraphScene *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self->painter->trace, decision);
  const BsGraphLayout *layout = self->layout;
  const guint32 *members = bs_trace_members (layout->unpacked, d);
  BsGraphMembers *result = &self->painter->members[decision % 2];

  if (result->decision == decision)
    return result;

  result->decision = decision;
  result->n = 0;
  for (guint32 i = 0; i < d->size; i++)
    {
      guint32 at = result->n;

      if (at == BS_GRAPH_MAX_SLOTS && !member_before (layout, members[i], result->nodes[at - 1]))
        continue;
      if (at == BS_GRAPH_MAX_SLOTS)
        at--;
      else
        result->n++;
      for (; at > 0 && member_before (layout, members[i], result->nodes[at - 1]); at--)
        result->nodes[at] = result->nodes[at - 1];
      result->nodes[at] = members[i];
    }

  return result;
}

void
bs_graph_scene_name (const BsGraphScene *self, guint32 node, char text[64])
{
  const BsTraceGraph *unpacked = self->layout->unpacked;

  /* A node of the lane of all is of no input by itself. */
  if (self->layout->lane[node] == unpacked->graph->n_instances)
    g_snprintf (text, 64, "%s·%u", _ ("all"), unpacked->depth[node]);
  else
    g_snprintf (text, 64, "s%u·%u", unpacked->graph->instance[node] + 1, unpacked->depth[node]);
}

double
bs_graph_tray_height (double text_scale, double width, double height)
{
  return height >= 190.0 * text_scale && width >= 260.0 * text_scale ? HEIGHT * text_scale : 0.0;
}

static void
tray_card (const BsGraphScene *self, double *x, double *y, double *width, double *height)
{
  double scale = self->painter->text_scale;

  *x = 12.0;
  *width = MAX (self->width - 24.0, 0.0);
  *height = self->frame.tray - 18.0 * scale;
  *y = self->height - LOWER - *height;
}

double
bs_graph_tray_middle (const BsStyle *style, double width, double height)
{
  double tray = bs_graph_tray_height (style->text_scale, width, height);

  return tray > 0.0 ? LOWER + (tray - 18.0 * style->text_scale) / 2.0 : 0.0;
}

static guint32
slots_that_fit (const BsGraphScene *self)
{
  double scale = self->painter->text_scale;
  double room = self->width - 24.0 - (TEXT_ROOM + 14.0) * scale - tray_room (self);

  return (guint32) CLAMP (room / (SLOT * scale), 0.0, BS_GRAPH_MAX_SLOTS);
}

static char *
more_text (guint32 n)
{
  char number[40];

  /* Translators: how many more nodes a batch has than are shown */
  return g_strdup_printf (_ ("+%s more"), bs_text_number (number, n));
}

/* How many places the words need that say how many more members there are; by their letters, since
 * a click is looked for without fonts. */
static guint32
more_places (guint32 size)
{
  g_autofree char *text = more_text (size);

  return (guint32) ceil ((g_utf8_strlen (text, -1) * LETTER + 4.0) / SLOT);
}

guint32
bs_graph_scene_slots (const BsGraphScene *self, guint32 decision)
{
  guint32 size = bs_trace_decision (self->painter->trace, decision)->size;
  guint32 n = slots_that_fit (self), more;

  if (self->frame.tray <= 0.0)
    return 0;
  if (size <= n)
    return size;

  more = more_places (size);
  return n > more ? n - more : 0;
}

/* All places: those of members, and those of the words behind them. */
static guint32
count_places (guint32 n_slots, guint32 size)
{
  return n_slots + (n_slots < size ? more_places (size) : 0);
}

static void
slot_place (const BsGraphScene *self, guint32 slot, guint32 n_slots, double *x, double *y)
{
  double scale = self->painter->text_scale, left, top, width, height;
  double pitch = SLOT * scale;

  tray_card (self, &left, &top, &width, &height);
  /* Few nodes stand a little apart, as on a shelf. */
  pitch = CLAMP ((width - (TEXT_ROOM + 14.0) * scale - tray_room (self)) / MAX (n_slots, 1), pitch,
                 pitch * 1.25);
  *x = left + TEXT_ROOM * scale + (slot + 0.5) * pitch;
  if (self->painter->right_to_left)
    *x = left + width - (*x - left);
  *y = top + height * 0.42;
}

static void
draw_card (const BsGraphScene *self)
{
  cairo_t *cr = self->cr;
  const BsStyle *style = self->style;
  double x, y, width, height;

  tray_card (self, &x, &y, &width, &height);
  for (int i = 5; i >= 1; i--)
    {
      bs_rounded_rectangle (cr, x - i, y - i + 2.0, width + 2.0 * i, height + 2.0 * i, 12.0 + i);
      cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, style->dark ? 0.07 : 0.028);
      cairo_fill (cr);
    }
  bs_rounded_rectangle (cr, x, y, width, height, 12.0);
  bs_color_set (cr, style->view);
  cairo_fill_preserve (cr);
  bs_color_set (cr, style->card);
  cairo_fill_preserve (cr);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8 : 0.12));
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
}

static void
draw_words (const BsGraphScene *self, guint32 decision, double alpha)
{
  const BsTrace *trace = self->painter->trace;
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsStyle *style = self->style;
  double scale = self->painter->text_scale, left, top, width, height, x, middle;
  BsTextAlign align = style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT;
  BsColor ink = bs_color_with_alpha (style->foreground, alpha);
  gboolean ran = d->run_end_ns != 0 || d->gather_bytes > 0;
  char number[40];
  g_autofree char *title = g_strdup_printf (_ ("Batch %s"), bs_text_number (number, decision));
  g_autofree char *what = g_strdup_printf ("%s × %s", trace->types->types[d->type].name,
                                           bs_text_number (number, d->size));

  if (alpha <= 0.004)
    return;
  tray_card (self, &left, &top, &width, &height);
  x = style->right_to_left ? left + width - 18.0 * scale : left + 18.0 * scale;
  middle = top + height / 2.0 - (ran ? 1.0 : -8.0) * scale;
  bs_text_draw_within (self->cr, style, title, 14.7 * scale, TRUE, align, x, middle - 18.0 * scale,
                       (TEXT_ROOM - 24.0) * scale, ink);
  bs_text_draw_within (self->cr, style, what, 13.5 * scale, FALSE, align, x, middle + 1.0 * scale,
                       (TEXT_ROOM - 24.0) * scale, ink);
  if (ran)
    {
      g_autofree char *gathers = d->gather_bytes > 0 ? g_strdup_printf (
                                     _ ("gathers %s"), bs_text_bytes (number, d->gather_bytes))
                                                     : g_strdup (_ ("gathers nothing"));

      bs_text_draw_within (self->cr, style, gathers, 12.0 * scale, FALSE, align, x,
                           middle + 19.0 * scale, (TEXT_ROOM - 24.0) * scale,
                           bs_color_with_alpha (ink, 0.68));
    }
}

static gboolean
place_in_sight (const BsGraphScene *self, guint32 node, double *x, double *y)
{
  if (self->show->mode == BS_GRAPH_NODES)
    {
      if (!bs_graph_scene_has_lane (self, self->layout->lane[node]))
        {
          /* Of another input than the one that is shown: it comes from below. */
          *x = self->frame.x + self->frame.width / 2.0;
          *y = self->frame.y + self->frame.height + BS_GRAPH_CELL;
          return FALSE;
        }
      bs_graph_scene_node (self, node, x, y);
    }
  else
    {
      BsGraphSpot spot = bs_graph_scene_spot_of (self, node);

      bs_graph_scene_spot_place (self, &spot, x, y);
    }

  return bs_graph_scene_in_sight (self, *x, *y);
}

/* The threads between places and slots, under the card. */
static void
draw_threads (const BsGraphScene *self, guint32 decision, double alpha)
{
  static const double dots[] = { 1.5, 4.0 };
  const BsGraphMembers *members = bs_graph_scene_members (self, decision);
  guint32 n_slots = bs_graph_scene_slots (self, decision);
  guint type = bs_trace_decision (self->painter->trace, decision)->type;
  guint32 size = bs_trace_decision (self->painter->trace, decision)->size;
  guint32 places = count_places (MIN (n_slots, members->n), size);

  /* A column of inputs that glow says it without them. */
  if (self->show->mode == BS_GRAPH_INPUTS)
    return;
  if (alpha <= 0.004 || BS_GRAPH_CELL * self->scale < 14.0)
    return;
  for (guint32 i = 0; i < MIN (n_slots, members->n); i++)
    {
      double x, y, slot_x, slot_y, card_x, card_y, card_width, card_height;

      if (!place_in_sight (self, members->nodes[i], &x, &y))
        continue;
      slot_place (self, i, places, &slot_x, &slot_y);
      tray_card (self, &card_x, &card_y, &card_width, &card_height);
      /* A thread across half of the picture leads nobody. */
      if (card_y - y > self->frame.height * FAR)
        continue;
      y += (self->show->mode == BS_GRAPH_NODES ? BS_GRAPH_CELL : BS_GRAPH_PILL_HEIGHT) * 0.5
           * self->scale;
      cairo_move_to (self->cr, x, y);
      cairo_curve_to (self->cr, x, y + (card_y - y) * 0.6, slot_x, card_y - (card_y - y) * 0.4,
                      slot_x, card_y);
    }
  bs_color_set (self->cr,
                bs_color_with_alpha (bs_style_type_color (self->style, type), 0.5 * alpha));
  cairo_set_line_width (self->cr, 1.2);
  cairo_set_dash (self->cr, dots, 2, 0.0);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0.0);
}

/* Discs on the way: at 0 in their places, at 1 in the tray. */
static void
draw_discs (const BsGraphScene *self, guint32 decision, double way)
{
  const BsTrace *trace = self->painter->trace;
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsGraphMembers *members = bs_graph_scene_members (self, decision);
  guint32 n_slots = MIN (bs_graph_scene_slots (self, decision), members->n);
  guint32 places = count_places (n_slots, d->size);
  double scale = self->painter->text_scale, x = 0.0, y = 0.0;

  if (way <= 0.0)
    return;
  for (guint32 i = 0; i < n_slots; i++)
    {
      guint32 node = members->nodes[i];
      double from_x, from_y, size = DISC * scale, alpha = MIN (1.0, way * 6.0);
      char text[64];

      slot_place (self, i, places, &x, &y);
      if (way < 1.0)
        {
          gboolean seen = place_in_sight (self, node, &from_x, &from_y);
          double small = (self->layout->satellite[node] ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL)
                         * self->scale;

          if (!seen)
            {
              from_x = CLAMP (from_x, self->frame.x, self->frame.x + self->frame.width);
              from_y = CLAMP (from_y, self->frame.y, self->frame.y + self->frame.height);
              alpha = way;
            }
          x = from_x + (x - from_x) * way;
          y = from_y + (y - from_y) * way;
          size = small + (size - small) * way;
        }
      bs_mark_draw (self->cr, self->style, trace->types, d->type, BS_LOOK_FORMING, x, y, size,
                    alpha);
      bs_graph_scene_name (self, node, text);
      if (way > 0.5)
        bs_text_draw (self->cr, self->style, text, 11.0 * scale, FALSE, BS_TEXT_CENTER, x,
                      y + (DISC / 2.0 + 15.0) * scale,
                      bs_color_with_alpha (self->style->foreground, 0.68 * (way - 0.5) * 2.0));
    }
  if (n_slots < d->size && places <= slots_that_fit (self))
    {
      g_autofree char *more = more_text (d->size - n_slots);
      double last;

      slot_place (self, n_slots, places, &x, &y);
      slot_place (self, places - 1, places, &last, &y);
      bs_text_draw (self->cr, self->style, more, 12.0 * scale, FALSE, BS_TEXT_CENTER,
                    (x + last) / 2.0, y, bs_color_with_alpha (self->style->foreground, 0.68 * way));
    }
}

void
bs_graph_scene_draw_tray (BsGraphScene *self)
{
  double down, up;

  if (self->frame.tray <= 0.0)
    return;

  if (self->layout == NULL)
    {
      draw_card (self);
      draw_words (self, self->b, 1.0);
      return;
    }
  if (self->a == self->b)
    {
      draw_threads (self, self->b, 1.0);
      draw_card (self);
      draw_words (self, self->b, 1.0);
      draw_discs (self, self->b, 1.0);
      return;
    }

  /* The threads stretch with the discs; the card hides their ends. */
  down = bs_graph_scene_part (self, 0.0, 0.32);
  up = bs_graph_scene_part (self, 0.5, 1.0);
  draw_threads (self, self->a, 1.0 - down);
  draw_threads (self, self->b, up);
  draw_card (self);
  draw_words (self, self->a, 1.0 - bs_graph_scene_part (self, 0.2, 0.5));
  draw_words (self, self->b, bs_graph_scene_part (self, 0.4, 0.8));
  if (self->t < 0.32)
    draw_discs (self, self->a, 1.0 - down);
  if (self->t > 0.5)
    draw_discs (self, self->b, up);
}

guint32
bs_graph_scene_pick_tray (const BsGraphScene *self, double x, double y)
{
  const BsGraphMembers *members = bs_graph_scene_members (self, self->b);
  guint32 n_slots = MIN (bs_graph_scene_slots (self, self->b), members->n);
  guint32 size = bs_trace_decision (self->painter->trace, self->b)->size;

  for (guint32 i = 0; i < n_slots; i++)
    {
      double slot_x, slot_y;

      slot_place (self, i, count_places (n_slots, size), &slot_x, &slot_y);
      if (hypot (x - slot_x, y - slot_y) <= DISC * 0.6 * self->painter->text_scale)
        return members->nodes[i];
    }

  return G_MAXUINT32;
}
