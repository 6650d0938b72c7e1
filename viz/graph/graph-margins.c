/* SPDX-License-Identifier: Apache-2.0 */
/* What surrounds the nodes: numbers of columns, names of lanes and types; and what stands for a graph
 * that is not laid out yet. */
#include "config.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "viz/graph/graph-scene.h"

#define NONE BS_GRAPH_NONE

static BsColor
dim_ink (const BsGraphScene *self)
{
  return bs_color_with_alpha (self->style->foreground, self->style->high_contrast ? 1.0 : 0.62);
}

/* The names of types over the picture of inputs. */
static void
draw_type_header (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsTypeTable *types = self->painter->trace->types;
  double ts = self->painter->text_scale, y = self->frame.header / 2.0 + 2.0;

  for (guint t = 0; t < layout->unpacked->graph->n_types; t++)
    {
      double left, room = (BS_GRAPH_TYPE_PITCH - 10.0) * self->scale, chip = 15.0 * ts;

      if (layout->row[t] == NONE)
        continue;
      left = bs_graph_scene_x (self, layout->row[t] * BS_GRAPH_TYPE_PITCH + 5.0);
      if (left < self->frame.x || left + room > self->frame.x + self->frame.width)
        continue;
      if (room >= chip)
        bs_chip_draw (self->cr, self->style, types, t, left, y, chip, TRUE, 1.0);
      if (room >= chip + 20.0 * ts)
        bs_text_draw_within (self->cr, self->style, types->types[t].name, 12.0 * ts, FALSE,
                             BS_TEXT_LEFT, left + chip + 5.0, y, room - chip - 5.0, dim_ink (self));
    }
}

void
bs_graph_scene_draw_header (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  gboolean types = self->show->mode == BS_GRAPH_TYPES;
  double ts = self->painter->text_scale, y = self->frame.header / 2.0 + 2.0, free_from = -1.0;
  guint32 n = types ? layout->unpacked->n_levels : layout->n_columns, column;
  gboolean first = TRUE;

  if (self->frame.header <= 0.0 || n == 0)
    return;
  if (self->show->mode == BS_GRAPH_INPUTS)
    {
      draw_type_header (self);
      return;
    }
  column = types ? (guint32) CLAMP (self->view.x / self->frame.base / BS_GRAPH_LAYER_PITCH, 0.0,
                                    n - 1.0)
                 : bs_places_at (layout->column_x, n, self->view.x / self->frame.base);
  for (; column < n; column++)
    {
      double left, right, x, width;
      char number[40];

      if (types)
        {
          left = column * BS_GRAPH_LAYER_PITCH;
          right = left + BS_GRAPH_LAYER_PITCH;
          bs_text_number (number, column + 1);
        }
      else
        {
          left = layout->column_x[column];
          right = layout->column_x[column + 1] - BS_GRAPH_COLUMN_GAP;
          bs_text_number (number, layout->column_depth[column]);
        }
      left = bs_graph_scene_x (self, left);
      right = bs_graph_scene_x (self, right);
      if (left > self->frame.x + self->frame.width)
        break;
      /* A wide column that is half off the screen is named where it shows. */
      if (right > self->frame.x + 24.0)
        left = MAX (left, self->frame.x);
      right = MIN (right, MAX (self->frame.x + self->frame.width, left));
      x = (left + right) / 2.0;
      if (x < free_from)
        continue;
      width = bs_text_width (self->style, number, 12.0 * ts, FALSE);
      if (x - width / 2.0 < self->frame.x || x + width / 2.0 > self->frame.x + self->frame.width
          || x - width / 2.0 < free_from)
        continue;
      bs_text_draw (self->cr, self->style, number, 12.0 * ts, FALSE, BS_TEXT_CENTER, x, y,
                    dim_ink (self));
      if (first)
        {
          /* Translators: before the number of a layer of the graph, "depth 1" */
          const char *word = _ ("depth");
          double room = bs_text_width (self->style, word, 12.0 * ts, FALSE);

          if (x - width / 2.0 - 5.0 - room > 4.0)
            bs_text_draw (self->cr, self->style, word, 12.0 * ts, FALSE, BS_TEXT_RIGHT,
                          x - width / 2.0 - 4.0, y, dim_ink (self));
        }
      first = FALSE;
      free_from = x + width / 2.0 + 12.0;
    }
}

static void
draw_lane_name (BsGraphScene *self, guint32 lane, double middle)
{
  char text[32];

  if (lane == self->layout->unpacked->graph->n_instances)
    g_strlcpy (text, _ ("all"), sizeof text);
  else
    g_snprintf (text, sizeof text, "s%u", lane + 1);
  bs_text_draw_within (self->cr, self->style, text, 12.5 * self->painter->text_scale, TRUE,
                       BS_TEXT_LEFT, 10.0, middle, self->frame.x - 12.0, dim_ink (self));
}

/* Lines between lanes and their names, which stay at the left edge. */
void
bs_graph_scene_draw_lanes (BsGraphScene *self, gboolean names)
{
  const BsGraphLayout *layout = self->layout;
  double y0 = self->view.y / self->frame.base, ts = self->painter->text_scale;
  double free_from = -1.0;
  gboolean inputs = self->show->mode == BS_GRAPH_INPUTS;
  guint32 lane;

  if (self->lane0 == self->lane1)
    return;
  if (inputs)
    lane = (guint32) CLAMP (y0 / BS_GRAPH_INPUT_PITCH, 0.0, layout->n_lanes - 1.0);
  else
    lane = MAX (bs_places_at (layout->lane_y, layout->n_lanes, y0 + layout->lane_y[self->lane0]),
                self->lane0);
  for (; lane < self->lane1; lane++)
    {
      double from = inputs ? lane * BS_GRAPH_INPUT_PITCH : bs_graph_scene_top (self, lane);
      double to = inputs ? from + BS_GRAPH_INPUT_PITCH : bs_graph_scene_top (self, lane + 1);
      double top = bs_graph_scene_y (self, from), bottom = bs_graph_scene_y (self, to);
      double middle = (top + bottom) / 2.0;

      if (top > self->frame.y + self->frame.height)
        break;
      if (!names)
        {
          if (lane > self->lane0 && bottom - top >= 8.0)
            cairo_rectangle (self->cr, self->frame.x - 12.0, rint (top), self->frame.width + 12.0,
                             1.0);
          continue;
        }
      /* A lane taller than the screen is named where it shows. */
      middle = CLAMP (middle, MIN (self->frame.y + 10.0 * ts, bottom - 8.0 * ts),
                      MAX (self->frame.y + self->frame.height - 10.0 * ts, top + 8.0 * ts));
      if (middle - 6.0 * ts < self->frame.y
          || middle + 6.0 * ts > self->frame.y + self->frame.height || middle < free_from)
        continue;
      free_from = middle + 14.0 * ts;
      draw_lane_name (self, lane, middle);
    }
  bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground,
                                               self->style->high_contrast ? 0.4 : 0.10));
  cairo_fill (self->cr);
}

void
bs_graph_scene_draw_row_names (BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;
  const BsTypeTable *types = self->painter->trace->types;
  double ts = self->painter->text_scale;

  for (guint t = 0; t < layout->unpacked->graph->n_types && self->frame.x > 0.0; t++)
    {
      double y;

      if (layout->row[t] == NONE)
        continue;
      y = bs_graph_scene_y (self, (layout->row[t] + 0.5) * BS_GRAPH_ROW_PITCH);
      if (y < self->frame.y + 8.0 || y > self->frame.y + self->frame.height - 8.0)
        continue;
      bs_chip_draw (self->cr, self->style, types, t, 12.0 * ts, y, 17.0 * ts, TRUE, 1.0);
      bs_text_draw_within (self->cr, self->style, types->types[t].name, 12.5 * ts, FALSE,
                           BS_TEXT_LEFT, 35.0 * ts, y, 58.0 * ts, self->style->foreground);
    }
}

/* What stands for a mini-batch that is being laid out: lanes without nodes. */
void
bs_graph_scene_draw_outline (BsGraphScene *self)
{
  const BsTrace *trace = self->painter->trace;
  guint32 m = bs_trace_decision (trace, self->b)->mini_batch;
  guint32 n = trace->mini_batches[m].n_nodes;
  double ts = self->painter->text_scale, pitch = 48.0 * ts;
  double bottom = self->frame.y + self->frame.height;
  char number[40];
  g_autofree char *text = g_strdup_printf (
      /* Translators: how many nodes; the number has been formatted */
      g_dngettext (GETTEXT_PACKAGE, "Laying out %s node…", "Laying out %s nodes…", n),
      bs_text_number (number, n));

  for (double y = self->frame.y; y + pitch <= bottom; y += pitch)
    bs_rounded_rectangle (self->cr, self->frame.x, y + 6.0, self->frame.width, pitch - 12.0, 6.0);
  bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground,
                                               self->style->high_contrast ? 0.12 : 0.05));
  cairo_fill (self->cr);
  bs_text_draw_within (self->cr, self->style, text, 13.0 * ts, FALSE, BS_TEXT_CENTER,
                       self->width / 2.0, self->frame.y + self->frame.height / 2.0, self->width,
                       dim_ink (self));
}
