/* SPDX-License-Identifier: Apache-2.0 */
/* A pill that is unfolded: its nodes one by one, on a card over its place. */
#include "config.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "viz/graph/graph-scene.h"

#define NONE BS_GRAPH_NONE
#define PITCH 34.0
#define NAMED_PITCH 52.0
#define MARK 22.0
#define HEAD 34.0
#define PAD 12.0
#define FOOT 22.0
#define MAX_ROWS 10
#define MAX_COLUMNS 24
/* With more than these there is no room for names. */
#define MAX_NAMED 24

typedef struct
{
  const BsGraphPill *pill;
  const guint32 *nodes;
  guint32 shown, columns, rows;
  double x, y, width, height; /* of the card */
  double pitch_x, pitch_y;
} Card;

static gboolean
find_card (const BsGraphScene *self, Card *card)
{
  const BsGraphPills *pills = bs_graph_scene_pills_of (self);
  const BsGraphSpot *spot = &self->show->open;
  const BsGraphFrame *frame = &self->frame;
  double ts = self->painter->text_scale, x, y, room_x, room_y;
  guint32 found, max_columns, max_rows;
  gboolean named;

  if (spot->type == NONE || (spot->lane != NONE && spot->lane >= self->layout->n_lanes))
    return FALSE;
  found = bs_graph_pills_find (pills, spot->lane, spot->column, spot->type);
  if (found == NONE)
    return FALSE;
  card->pill = &pills->pills[found];
  card->nodes = pills->nodes + card->pill->first;
  named = card->pill->count <= MAX_NAMED;
  card->pitch_x = (named ? NAMED_PITCH : PITCH) * ts;
  card->pitch_y = (named ? NAMED_PITCH : PITCH) * ts;
  room_x = frame->width - 2.0 * PAD - 8.0;
  room_y = frame->height - (HEAD + FOOT) * ts - 8.0;
  if (room_x < card->pitch_x || room_y < card->pitch_y)
    return FALSE;
  max_columns = MIN ((guint32) (room_x / card->pitch_x), MAX_COLUMNS);
  max_rows = MIN ((guint32) (room_y / card->pitch_y), MAX_ROWS);
  card->columns = (guint32) ceil (sqrt (card->pill->count * 2.0));
  card->columns = CLAMP (card->columns, 1, max_columns);
  while (card->columns < max_columns
         && (card->pill->count + card->columns - 1) / card->columns > max_rows)
    card->columns++;
  card->rows = MIN ((card->pill->count + card->columns - 1) / card->columns, max_rows);
  card->shown = MIN (card->pill->count, card->rows * card->columns);
  card->width = MIN (MAX (card->columns * card->pitch_x + 2.0 * PAD, 190.0 * ts),
                     frame->width - 4.0);
  card->height = card->rows * card->pitch_y + HEAD * ts
                 + (card->shown < card->pill->count ? FOOT * ts : 6.0);
  bs_graph_scene_spot_place (self, spot, &x, &y);
  card->x = rint (
      CLAMP (x - card->width / 2.0, frame->x + 2.0, frame->x + frame->width - card->width - 2.0));
  card->y = rint (CLAMP (y - HEAD * ts / 2.0, frame->y + 2.0,
                         MAX (frame->y + frame->height - card->height - 2.0, frame->y + 2.0)));

  return TRUE;
}

static void
node_place (const BsGraphScene *self, const Card *card, guint32 i, double *x, double *y)
{
  double left = card->x + (card->width - card->columns * card->pitch_x) / 2.0;

  *x = left + (i % card->columns + 0.5) * card->pitch_x;
  *y = card->y + HEAD * self->painter->text_scale + (i / card->columns) * card->pitch_y
       + MARK / 2.0 * self->painter->text_scale + 4.0;
}

static void
close_place (const BsGraphScene *self, const Card *card, double *x, double *y)
{
  *x = card->x + card->width - 17.0 * self->painter->text_scale;
  *y = card->y + HEAD / 2.0 * self->painter->text_scale;
}

static char *
make_title (const BsGraphScene *self, const Card *card)
{
  const BsGraphPill *pill = card->pill;
  const char *type = self->painter->trace->types->types[pill->type].name;
  guint32 depth = pill->column + 1;
  char number[40];

  bs_text_number (number, pill->count);
  if (self->show->mode == BS_GRAPH_TYPES)
    /* Translators: a type, how many nodes, the depth in the graph */
    return g_strdup_printf (_ ("%s × %s, depth %u"), type, number, depth);
  if (pill->lane == self->layout->unpacked->graph->n_instances)
    /* Translators: a type, and how many nodes */
    return g_strdup_printf (_ ("%s × %s, of all inputs"), type, number);
  if (self->show->mode == BS_GRAPH_INPUTS)
    /* Translators: a type, how many nodes, the number of the input */
    return g_strdup_printf (_ ("%s × %s, input %u"), type, number, pill->lane + 1);

  /* Translators: a type, how many nodes, the number of the input, the depth in the graph */
  return g_strdup_printf (_ ("%s × %s, input %u, depth %u"), type, number, pill->lane + 1,
                          self->layout->column_depth[pill->column]);
}

static void
draw_nodes (BsGraphScene *self, const Card *card)
{
  static const BsLook looks[] = { [BS_NODE_ABSENT] = BS_LOOK_NONE,
                                  [BS_NODE_WAITING] = BS_LOOK_WAITING,
                                  [BS_NODE_FRONTIER] = BS_LOOK_FRONTIER,
                                  [BS_NODE_FORMING] = BS_LOOK_FORMING,
                                  [BS_NODE_EXECUTED] = BS_LOOK_EXECUTED };
  double ts = self->painter->text_scale, d = MARK * ts;

  for (guint32 i = 0; i < card->shown; i++)
    {
      guint32 node = card->nodes[i];
      BsNodeState state = bs_graph_scene_state (self, node, self->b);
      double x, y;
      char name[64];

      node_place (self, card, i, &x, &y);
      bs_mark_draw (self->cr, self->style, self->painter->trace->types, card->pill->type,
                    looks[state], x, y, d, 1.0);
      if (card->pill->count <= MAX_NAMED && state != BS_NODE_ABSENT)
        {
          bs_graph_scene_name (self, node, name);
          bs_text_draw_within (self->cr, self->style, name, 11.0 * ts, FALSE, BS_TEXT_CENTER, x,
                               y + d / 2.0 + 10.0 * ts, card->pitch_x - 2.0,
                               bs_color_with_alpha (self->style->foreground, 0.68));
        }
      if (node == self->show->node)
        {
          bs_rounded_rectangle (self->cr, x - d / 2.0 - 4.0, y - d / 2.0 - 4.0, d + 8.0, d + 8.0,
                                6.0);
          bs_color_set (self->cr, self->style->accent);
          cairo_set_line_width (self->cr, 2.0);
          cairo_stroke (self->cr);
        }
    }
}

void
bs_graph_scene_draw_card (BsGraphScene *self)
{
  const BsStyle *style = self->style;
  cairo_t *cr = self->cr;
  double ts = self->painter->text_scale, x, y, arm = 4.0 * ts;
  g_autofree char *title = NULL;
  Card card;

  if (!find_card (self, &card))
    return;
  for (int i = 4; i >= 1; i--)
    {
      bs_rounded_rectangle (cr, card.x - i, card.y - i + 2.0, card.width + 2.0 * i,
                            card.height + 2.0 * i, 12.0 + i);
      cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, style->dark ? 0.07 : 0.028);
      cairo_fill (cr);
    }
  bs_rounded_rectangle (cr, card.x, card.y, card.width, card.height, 12.0);
  bs_color_set (cr, style->view);
  cairo_fill_preserve (cr);
  bs_color_set (cr, style->card);
  cairo_fill_preserve (cr);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8 : 0.16));
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);

  title = make_title (self, &card);
  bs_text_draw_within (cr, style, title, 12.5 * ts, TRUE, BS_TEXT_LEFT, card.x + PAD + 2.0,
                       card.y + HEAD / 2.0 * ts, card.width - PAD - 40.0 * ts, style->foreground);
  close_place (self, &card, &x, &y);
  cairo_move_to (cr, x - arm, y - arm);
  cairo_line_to (cr, x + arm, y + arm);
  cairo_move_to (cr, x + arm, y - arm);
  cairo_line_to (cr, x - arm, y + arm);
  bs_color_set (cr, style->foreground);
  cairo_set_line_width (cr, 1.8);
  cairo_stroke (cr);
  draw_nodes (self, &card);
  if (card.shown < card.pill->count)
    {
      char number[40];
      /* Translators: how many more nodes there are than are shown */
      g_autofree char *more = g_strdup_printf (
          _ ("+%s more"), bs_text_number (number, card.pill->count - card.shown));

      bs_text_draw (cr, style, more, 12.0 * ts, FALSE, BS_TEXT_CENTER, card.x + card.width / 2.0,
                    card.y + card.height - FOOT / 2.0 * ts - 2.0,
                    bs_color_with_alpha (style->foreground, 0.68));
    }
}

gboolean
bs_graph_scene_pick_card (BsGraphScene *self, double x, double y, BsGraphHit *hit)
{
  double ts = self->painter->text_scale, cross_x, cross_y;
  Card card;

  if (!find_card (self, &card) || x < card.x || x > card.x + card.width || y < card.y
      || y > card.y + card.height)
    return FALSE;

  hit->kind = BS_GRAPH_HIT_CARD;
  close_place (self, &card, &cross_x, &cross_y);
  if (hypot (x - cross_x, y - cross_y) <= 14.0 * ts)
    {
      hit->kind = BS_GRAPH_HIT_CLOSE;
      return TRUE;
    }
  for (guint32 i = 0; i < card.shown; i++)
    {
      double node_x, node_y;

      node_place (self, &card, i, &node_x, &node_y);
      if (hypot (x - node_x, y - node_y) <= MARK / 2.0 * ts + 2.0)
        {
          hit->kind = BS_GRAPH_HIT_NODE;
          hit->node = card.nodes[i];
        }
    }

  return TRUE;
}
