/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the current mini-batch: what surrounds the nodes, the view, the motion. */
#include "config.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "viz/graph/graph-scene.h"

#define NONE G_MAXUINT32
#define FOCUS_MARGIN 40.0

static void
find_focus (BsGraphPainter *self)
{
  const BsTrace *trace = self->trace;

  self->focus_x = g_new0 (float, trace->n_decisions + 1);
  self->focus_first_x = g_new0 (float, trace->n_decisions + 1);
  self->focus_level = g_new0 (float, trace->n_decisions + 1);
  self->focus_lane = g_new0 (guint32, trace->n_decisions + 1);
  self->focus_y = g_new0 (float, trace->n_decisions + 1);
  for (guint32 d = 1; d <= trace->n_decisions; d++)
    {
      const BsTraceDecision *decision = bs_trace_decision (trace, d);
      const BsGraphLayout *layout = self->layouts[decision->mini_batch];
      const guint32 *members = bs_trace_members (layout->unpacked, decision);
      double x = 0.0, level = 0.0;
      guint32 lane = NONE;

      for (guint32 i = 0; i < decision->size; i++)
        {
          x += bs_graph_layout_x (layout, members[i]);
          level += layout->unpacked->depth[members[i]];
          if (lane == NONE || layout->lane[members[i]] < lane
              || (layout->lane[members[i]] == lane
                  && layout->dy[members[i]] < self->focus_y[d - 1]))
            {
              lane = layout->lane[members[i]];
              self->focus_y[d - 1] = layout->dy[members[i]];
              self->focus_first_x[d - 1] = (float) bs_graph_layout_x (layout, members[i]);
            }
        }
      self->focus_x[d - 1] = (float) (x / MAX (decision->size, 1));
      self->focus_level[d - 1] = (float) (level / MAX (decision->size, 1));
      self->focus_lane[d - 1] = lane == NONE ? 0 : lane;
    }
}

BsGraphPainter *
bs_graph_painter_new (BsTrace *trace)
{
  BsGraphPainter *self = g_new0 (BsGraphPainter, 1);

  self->trace = bs_trace_ref (trace);
  self->text_scale = 1.0;
  self->tray = TRUE;
  self->layouts = g_new0 (BsGraphLayout *, trace->n_mini_batches + 1);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, m);

      self->layouts[m] = bs_graph_layout_new (trace->types, unpacked);
    }
  self->seen = g_array_new (FALSE, FALSE, sizeof (BsGraphSeen));
  self->sorted = g_array_new (FALSE, FALSE, sizeof (guint32));
  find_focus (self);

  return self;
}

void
bs_graph_painter_free (BsGraphPainter *self)
{
  for (guint32 m = 0; m < self->trace->n_mini_batches; m++)
    bs_graph_layout_free (self->layouts[m]);
  g_free (self->layouts);
  g_free (self->focus_x);
  g_free (self->focus_first_x);
  g_free (self->focus_level);
  g_free (self->focus_lane);
  g_free (self->focus_y);
  g_array_unref (self->seen);
  g_array_unref (self->sorted);
  bs_trace_unref (self->trace);
  g_free (self);
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
bs_graph_painter_members (BsGraphPainter *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self->trace, decision);
  const BsGraphLayout *layout = self->layouts[d->mini_batch];
  const guint32 *members = bs_trace_members (layout->unpacked, d);
  BsGraphMembers *result = &self->members[decision % 2];

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

static double
picture_width (const BsGraphLayout *layout, BsGraphMode mode)
{
  return mode == BS_GRAPH_TYPES ? layout->unpacked->n_levels * BS_GRAPH_LAYER_PITCH
                                : layout->column_x[layout->n_columns];
}

static double
picture_height (const BsGraphLayout *layout, BsGraphMode mode)
{
  return mode == BS_GRAPH_TYPES ? layout->n_rows * BS_GRAPH_ROW_PITCH
                                : layout->lane_y[layout->n_lanes];
}

/* Room for the names of lanes: s1, s12, s123. */
static double
names_width (const BsGraphLayout *layout)
{
  double width = 44.0;

  for (guint32 n = layout->n_lanes; n >= 100; n /= 10)
    width += 8.0;

  return width;
}

static void
find_frame (const BsGraphPainter *self, const BsGraphLayout *layout, BsGraphMode mode, double width,
            double height, BsGraphFrame *frame)
{
  double scale = self->text_scale, fit;

  frame->tray = self->tray && height >= 190.0 * scale && width >= 260.0 * scale ? 96.0 * scale
                                                                                : 0.0;
  frame->header = height - frame->tray >= 110.0 ? 28.0 * scale : 0.0;
  frame->bar = height - frame->tray >= 110.0 ? 26.0 : 0.0;
  frame->x = width >= 260.0 * scale ? (mode == BS_GRAPH_TYPES ? 96.0 : names_width (layout)) * scale
                                    : 0.0;
  frame->width = MAX (width - frame->x - (frame->x > 0.0 ? 10.0 : 0.0), 1.0);
  frame->y = frame->header;
  frame->height = MAX (height - frame->header - frame->bar - frame->tray, 1.0);

  /* What nearly fits is made to fit; what is tiny is shown larger; the rest scrolls. */
  fit = MIN (frame->width / MAX (picture_width (layout, mode), 1.0),
             frame->height / MAX (picture_height (layout, mode), 1.0));
  frame->base = fit >= 0.72 * scale ? MIN (fit, 1.5 * scale) : scale;
}

static double
follow_axis (double size, double screen, double focus, gboolean center)
{
  if (size <= screen)
    return center ? (size - screen) / 2.0 : 0.0;

  return CLAMP (focus, 0.0, size - screen);
}

static void
follow (const BsGraphPainter *self, const BsGraphLayout *layout, const BsGraphFrame *frame,
        BsGraphMode mode, guint32 decision, BsView *view)
{
  double screen_x = frame->width / view->zoom, screen_y = frame->height / view->zoom;
  double x, y = 0.0;

  if (mode == BS_GRAPH_TYPES)
    x = ((double) self->focus_level[decision - 1] - 0.5) * BS_GRAPH_LAYER_PITCH;
  else
    {
      guint32 lane = self->focus_lane[decision - 1];
      double first = (double) self->focus_first_x[decision - 1];
      double before = (screen_x * 0.45 - FOCUS_MARGIN) / frame->base,
             behind = (screen_x * 0.55 - FOCUS_MARGIN) / frame->base;

      /* The middle of the batch, unless its first node would not be seen from there. */
      x = (double) self->focus_x[decision - 1];
      if (before + behind > 0.0)
        x = CLAMP (x, first - behind, first + before);
      /* The top, unless the batch begins further down: a picture that jumps about is no help. */
      if (layout->lane_y[lane + 1] * frame->base > screen_y)
        y = layout->lane_y[lane] * frame->base - BS_GRAPH_LANE_GAP;
      /* Nor is the top of a lane that is taller than the screen. */
      if ((layout->lane_y[lane + 1] - layout->lane_y[lane]) * frame->base > screen_y)
        y = (layout->lane_y[lane] + (double) self->focus_y[decision - 1]) * frame->base
            - screen_y / 2.0;
    }
  view->x = follow_axis (picture_width (layout, mode) * frame->base, screen_x,
                         x * frame->base - screen_x * 0.45, TRUE);
  view->y = follow_axis (picture_height (layout, mode) * frame->base, screen_y, y,
                         mode == BS_GRAPH_TYPES);
}

/* A motion from a to b, a < b; backward is the same film run backward. */
static void
find_motion (const BsGraphPainter *self, const BsMoment *moment, guint32 *a, guint32 *b, double *t,
             gboolean *fade)
{
  guint32 n = MAX (self->trace->n_decisions, 1);

  *a = CLAMP (moment->from, 1, n);
  *b = CLAMP (moment->to, 1, n);
  *t = CLAMP (moment->fraction, 0.0, 1.0);
  *fade = moment->fade;
  if (*a > *b)
    {
      guint32 swap = *a;

      *a = *b;
      *b = swap;
      *t = 1.0 - *t;
    }
  if (*t >= 1.0)
    *a = *b;
  else if (*t <= 0.0)
    *b = *a;
  if (*a == *b)
    *t = 1.0;
  else if (*b != *a + 1
           || bs_trace_decision (self->trace, *a)->mini_batch
                  != bs_trace_decision (self->trace, *b)->mini_batch)
    *fade = TRUE;
}

/* The scene between two decisions of one mini-batch. */
static void
set_scene (BsGraphScene *scene, BsGraphPainter *self, double width, double height, guint32 a,
           guint32 b, double t, BsGraphMode mode, const BsView *view)
{
  scene->painter = self;
  scene->layout = self->layouts[bs_trace_decision (self->trace, b)->mini_batch];
  scene->width = width;
  scene->height = height;
  scene->a = a;
  scene->b = b;
  scene->t = t;
  scene->mode = mode;
  find_frame (self, scene->layout, mode, width, height, &scene->frame);
  scene->view = *view;
  scene->view.zoom = isfinite (view->zoom) ? CLAMP (view->zoom, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX)
                                           : 1.0;
  if (!isfinite (view->x) || !isfinite (view->y))
    scene->view.follow = TRUE;
  if (!scene->view.follow)
    {
      /* Of a picture moved far away, or of a smaller one that comes next, something still shows. */
      scene->view.x = bs_view_clamp_axis (view->x,
                                          picture_width (scene->layout, mode) * scene->frame.base,
                                          scene->frame.width / scene->view.zoom);
      scene->view.y = bs_view_clamp_axis (view->y,
                                          picture_height (scene->layout, mode) * scene->frame.base,
                                          scene->frame.height / scene->view.zoom);
    }
  else
    {
      BsView before = scene->view;

      follow (self, scene->layout, &scene->frame, mode, b, &scene->view);
      if (a != b)
        {
          double share = bs_ease_out (t);

          follow (self, scene->layout, &scene->frame, mode, a, &before);
          scene->view.x = before.x + (scene->view.x - before.x) * share;
          scene->view.y = before.y + (scene->view.y - before.y) * share;
        }
      if (a == b)
        {
          /* Whole pixels at rest keep lines sharp. */
          scene->view.x = rint (scene->view.x * scene->view.zoom) / scene->view.zoom;
          scene->view.y = rint (scene->view.y * scene->view.zoom) / scene->view.zoom;
        }
    }
  scene->scale = scene->frame.base * scene->view.zoom;
}

BsView
bs_graph_painter_resolve (BsGraphPainter *self, double width, double height, const BsMoment *moment,
                          BsGraphMode mode, const BsView *view)
{
  BsGraphScene scene = { 0 };
  guint32 a, b;
  double t;
  gboolean fade;

  if (self->trace->n_decisions == 0)
    return *view;
  find_motion (self, moment, &a, &b, &t, &fade);
  if (fade && a != b)
    {
      a = b = t < 0.5 ? a : b;
      t = 1.0;
    }
  set_scene (&scene, self, width, height, a, b, t, mode, view);

  return scene.view;
}

guint32
bs_graph_painter_pick (BsGraphPainter *self, double width, double height, const BsMoment *moment,
                       BsGraphMode mode, const BsView *view, double x, double y)
{
  BsGraphScene scene = { 0 };
  guint32 a, b, best = NONE;
  double t, nearest = G_MAXDOUBLE;
  gboolean fade;

  if (self->trace->n_decisions == 0 || width < 1.0 || height < 1.0)
    return NONE;
  find_motion (self, moment, &a, &b, &t, &fade);
  set_scene (&scene, self, width, height, b, b, 1.0, mode, view);

  if (scene.frame.tray > 0.0 && y >= height - scene.frame.tray + 4.0)
    return bs_graph_scene_pick_tray (&scene, x, y);
  if (mode == BS_GRAPH_TYPES || x < scene.frame.x || x > scene.frame.x + scene.frame.width
      || y < scene.frame.y || y > scene.frame.y + scene.frame.height
      || !bs_graph_scene_collect (&scene))
    return NONE;
  for (guint i = 0; i < self->seen->len; i++)
    {
      const BsGraphSeen *seen = &g_array_index (self->seen, BsGraphSeen, i);
      double reach = (seen->satellite ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) / 2.0 * scene.scale;
      double distance = hypot (x - (double) seen->x, y - (double) seen->y);

      if (distance <= reach + 1.0 && distance < nearest)
        {
          nearest = distance;
          best = seen->node;
        }
    }

  return best;
}

static void
draw_header (BsGraphScene *self, BsGraphMode mode)
{
  const BsGraphLayout *layout = self->layout;
  double ts = self->painter->text_scale, y = self->frame.header / 2.0 + 2.0, free_from = -1.0;
  BsColor ink = bs_color_with_alpha (self->style->foreground,
                                     self->style->high_contrast ? 1.0 : 0.62);
  guint32 n = mode == BS_GRAPH_TYPES ? layout->unpacked->n_levels : layout->n_columns, column;
  gboolean first = TRUE;

  if (self->frame.header <= 0.0 || n == 0)
    return;
  column = mode == BS_GRAPH_TYPES
               ? (guint32) CLAMP (self->view.x / self->frame.base / BS_GRAPH_LAYER_PITCH, 0.0,
                                  n - 1.0)
               : bs_places_at (layout->column_x, n, self->view.x / self->frame.base);
  for (; column < n; column++)
    {
      double left, right, x, width;
      char number[40];

      if (mode == BS_GRAPH_TYPES)
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
      width = bs_text_width (self->style, number, 12.0 * ts, FALSE);
      if (x - width / 2.0 < self->frame.x || x + width / 2.0 > self->frame.x + self->frame.width
          || x - width / 2.0 < free_from)
        continue;
      bs_text_draw (self->cr, self->style, number, 12.0 * ts, FALSE, BS_TEXT_CENTER, x, y, ink);
      if (first)
        {
          /* Translators: before the number of a layer of the graph, "depth 1" */
          const char *word = _ ("depth");
          double room = bs_text_width (self->style, word, 12.0 * ts, FALSE);

          if (x - width / 2.0 - 5.0 - room > 4.0)
            bs_text_draw (self->cr, self->style, word, 12.0 * ts, FALSE, BS_TEXT_RIGHT,
                          x - width / 2.0 - 4.0, y, ink);
        }
      first = FALSE;
      free_from = x + width / 2.0 + 12.0;
    }
}

/* Lines between lanes and their names, which stay at the left edge. */
static void
draw_lanes (BsGraphScene *self, gboolean names)
{
  const BsGraphLayout *layout = self->layout;
  double y0 = self->view.y / self->frame.base, ts = self->painter->text_scale;
  double free_from = -1.0;
  guint32 lane;

  if (layout->n_lanes == 0)
    return;
  lane = bs_places_at (layout->lane_y, layout->n_lanes, y0);
  for (; lane < layout->n_lanes; lane++)
    {
      double top = bs_graph_scene_y (self, layout->lane_y[lane]);
      double bottom = bs_graph_scene_y (self, layout->lane_y[lane + 1]);
      double middle = (top + bottom) / 2.0;
      char text[32];

      if (top > self->frame.y + self->frame.height)
        break;
      if (!names)
        {
          if (lane > 0 && bottom - top >= 8.0)
            cairo_rectangle (self->cr, self->frame.x - 12.0, rint (top), self->frame.width + 12.0,
                             1.0);
          continue;
        }
      if (middle - 6.0 * ts < self->frame.y
          || middle + 6.0 * ts > self->frame.y + self->frame.height || middle < free_from)
        continue;
      free_from = middle + 14.0 * ts;
      if (lane == layout->unpacked->graph->n_instances)
        g_strlcpy (text, _ ("all"), sizeof text);
      else
        g_snprintf (text, sizeof text, "s%u", lane + 1);
      bs_text_draw_within (
          self->cr, self->style, text, 12.5 * ts, TRUE, BS_TEXT_LEFT, 10.0, middle,
          self->frame.x - 12.0,
          bs_color_with_alpha (self->style->foreground, self->style->high_contrast ? 1.0 : 0.62));
    }
  bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground,
                                               self->style->high_contrast ? 0.4 : 0.10));
  cairo_fill (self->cr);
}

static void
draw_row_names (BsGraphScene *self)
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

/* The whole depth under the lanes: how much is where, how much of it has run, what is shown. */
static void
draw_bar (BsGraphScene *self, BsGraphMode mode)
{
  const BsGraphLayout *layout = self->layout;
  const BsStyle *style = self->style;
  double left = self->frame.x + 2.0, width = self->frame.width - 4.0, full = 12.0;
  double bottom = self->frame.y + self->frame.height + 7.0 + full, pitch, size, from, to;
  guint32 columns_drawn;
  double done_share = bs_graph_scene_part (self, 0.0, 0.32);

  if (self->frame.bar <= 0.0 || width < 20.0 || layout->n_buckets == 0)
    return;
  /* Never thinner than three pixels: then several buckets share one. */
  columns_drawn = MIN (layout->n_buckets, (guint32) MAX (width / 3.0, 1.0));
  pitch = MIN (width / columns_drawn, 40.0);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint32 i = 0; i < columns_drawn; i++)
        {
          guint32 b0 = (guint32) ((guint64) i * layout->n_buckets / columns_drawn);
          guint32 b1 = (guint32) ((guint64) (i + 1) * layout->n_buckets / columns_drawn);
          guint32 n = 0, most = 0;
          double done = 0.0, height, x0 = rint (left + i * pitch);
          double x1 = MAX (rint (left + (i + 1) * pitch) - 1.0, x0 + 1.0);

          for (guint32 b = b0; b < b1; b++)
            {
              guint32 first = layout->bucket_start[b], count = layout->bucket_start[b + 1] - first;
              const guint32 *decisions = layout->bucket_decision + first;
              double after = bs_sorted_below (decisions, count, self->b);

              if (self->a != self->b)
                {
                  double before = bs_sorted_below (decisions, count, self->a);

                  after = before + (after - before) * done_share;
                }
              done += after;
              n += count;
              most = MAX (most, count);
            }
          if (n == 0)
            continue;
          height = MAX (2.0, full * sqrt (most / (double) MAX (layout->bucket_most, 1)));
          if (pass == 1)
            height *= done / n;
          cairo_rectangle (self->cr, x0, bottom - rint (height), x1 - x0, rint (height));
        }
      bs_color_set (self->cr, bs_color_with_alpha (style->foreground, pass == 0 ? 0.2 : 0.5));
      cairo_fill (self->cr);
    }

  size = picture_width (layout, mode) * self->frame.base;
  from = CLAMP (self->view.x / size, 0.0, 1.0);
  to = CLAMP ((self->view.x + self->frame.width / self->view.zoom) / size, 0.0, 1.0);
  if (mode == BS_GRAPH_NODES && layout->n_columns > 0)
    {
      /* Columns differ in width on the picture, not in the bar. */
      double ends[2] = { from, to };

      for (guint k = 0; k < 2; k++)
        {
          double at = ends[k] * layout->column_x[layout->n_columns];
          guint32 c = bs_places_at (layout->column_x, layout->n_columns, at);

          ends[k] = (c
                     + CLAMP ((at - layout->column_x[c])
                                  / MAX (layout->column_x[c + 1] - layout->column_x[c], 1e-9),
                              0.0, 1.0))
                    / layout->n_columns;
        }
      from = ends[0];
      to = ends[1];
    }
  if (to > from && (from > 0.001 || to < 0.999))
    {
      double span = pitch * columns_drawn, x = left + from * span;
      double length = MAX ((to - from) * span, 8.0);

      bs_rounded_rectangle (self->cr, x - 1.0, bottom - full - 3.0, length + 2.0, full + 6.0, 4.0);
      bs_color_set (self->cr, bs_color_with_alpha (style->accent, style->dark ? 0.26 : 0.14));
      cairo_fill_preserve (self->cr);
      bs_color_set (self->cr, style->accent);
      cairo_set_line_width (self->cr, 1.5);
      cairo_stroke (self->cr);
    }
}

/* How much of the height is shown, at the right edge. */
static void
draw_side (BsGraphScene *self, BsGraphMode mode)
{
  double size = picture_height (self->layout, mode) * self->frame.base;
  double shown = self->frame.height / self->view.zoom, from, length;

  if (shown >= size || self->frame.x <= 0.0)
    return;
  from = CLAMP (self->view.y / size, 0.0, 1.0) * self->frame.height;
  length = CLAMP (shown / size * self->frame.height, 16.0, self->frame.height);
  from = MIN (from, self->frame.height - length);
  bs_rounded_rectangle (self->cr, self->width - 6.0, self->frame.y + from, 3.0, length, 1.5);
  bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground, 0.28));
  cairo_fill (self->cr);
}

static void
draw_scene (BsGraphScene *self)
{
  cairo_t *cr = self->cr;
  BsGraphMode mode = self->mode;

  draw_header (self, mode);
  cairo_save (cr);
  cairo_rectangle (cr, self->frame.x > 0.0 ? self->frame.x - 12.0 : 0.0, self->frame.y,
                   self->frame.width + (self->frame.x > 0.0 ? 12.0 : 0.0), self->frame.height);
  cairo_clip (cr);
  if (mode == BS_GRAPH_TYPES)
    bs_graph_scene_draw_types (self);
  else
    {
      draw_lanes (self, FALSE);
      cairo_rectangle (cr, self->frame.x - 2.0, self->frame.y, self->frame.width + 2.0,
                       self->frame.height);
      cairo_clip (cr);
      if (bs_graph_scene_collect (self))
        {
          bs_graph_scene_draw_edges (self);
          bs_graph_scene_draw_nodes (self);
        }
      else
        bs_graph_scene_draw_pills (self);
    }
  cairo_restore (cr);
  if (mode == BS_GRAPH_TYPES)
    draw_row_names (self);
  else if (self->frame.x > 0.0)
    draw_lanes (self, TRUE);
  draw_bar (self, mode);
  draw_side (self, mode);
  bs_graph_scene_draw_tray (self);
}

void
bs_graph_painter_draw (BsGraphPainter *self, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment, BsGraphMode mode, const BsView *view,
                       guint32 selected_node, int tray)
{
  BsGraphScene scene = { .style = style, .cr = cr, .selected = selected_node };
  guint32 a, b;
  double t;
  gboolean fade;

  if (width < 1.0 || height < 1.0)
    return;
  self->text_scale = CLAMP (style->text_scale, 0.5, 4.0);
  self->tray = tray > 0;
  self->tray_room = tray > 1 ? tray : 0.0;
  self->right_to_left = style->right_to_left;
  if (self->trace->n_decisions == 0)
    {
      bs_text_draw_within (cr, style, _ ("No decision was recorded"), 13.0 * style->text_scale,
                           FALSE, BS_TEXT_CENTER, width / 2.0, height / 2.0, width,
                           bs_color_with_alpha (style->foreground, 0.6));
      return;
    }

  find_motion (self, moment, &a, &b, &t, &fade);
  if (a == b || !fade)
    {
      set_scene (&scene, self, width, height, a, b, t, mode, view);
      draw_scene (&scene);
      return;
    }

  t = bs_ease_out (t);
  cairo_push_group (cr);
  for (guint k = 0; k < 2; k++)
    {
      cairo_push_group (cr);
      set_scene (&scene, self, width, height, k == 0 ? a : b, k == 0 ? a : b, 1.0, mode, view);
      draw_scene (&scene);
      cairo_pop_group_to_source (cr);
      if (k == 1)
        cairo_set_operator (cr, CAIRO_OPERATOR_ADD);
      cairo_paint_with_alpha (cr, k == 0 ? 1.0 - t : t);
    }
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
}

char *
bs_graph_painter_describe (BsGraphPainter *self, guint32 decision)
{
  const BsTrace *trace = self->trace;
  const BsTraceDecision *d;
  const BsTraceMiniBatch *mini_batch;
  const BsCandidate *candidates;
  g_autofree char *graph = NULL, *state = NULL, *batch = NULL;
  guint32 n_ready = 0, n_nodes;

  if (trace->n_decisions == 0)
    return g_strdup (_ ("No decision was recorded"));
  decision = CLAMP (decision, 1, trace->n_decisions);
  d = bs_trace_decision (trace, decision);
  mini_batch = &trace->mini_batches[d->mini_batch];
  candidates = bs_trace_candidates (trace, decision);
  for (guint32 i = 0; i < d->n_candidates; i++)
    n_ready += candidates[i].ready;
  n_ready -= MIN (d->size, n_ready);
  n_nodes = bs_trace_n_there (mini_batch, decision);
  graph = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                        "Dataflow graph of mini-batch %u with %u node.",
                                        "Dataflow graph of mini-batch %u with %u nodes.", n_nodes),
                           d->mini_batch, n_nodes);
  if (mini_batch->n_stages > 0)
    {
      guint32 stage = bs_trace_stage (mini_batch, decision) + 1;
      char *grown = g_strdup_printf (_ ("%s Stage %u of %u of a graph that grows."), graph, stage,
                                     mini_batch->n_stages);

      g_free (graph);
      graph = grown;
    }
  state = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u has run, %u more ready.",
                                        "%u have run, %u more ready.", d->n_executed),
                           d->n_executed, n_ready);
  batch = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Batch %u forms of %u node of type %s.",
                                        "Batch %u forms of %u nodes of type %s.", d->size),
                           decision, d->size, trace->types->types[d->type].name);

  return g_strjoin (" ", graph, state, batch, NULL);
}
