/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the current mini-batch: what surrounds the nodes, the view, the motion. */
#include "config.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "viz/graph/graph-scene.h"

#define NONE BS_GRAPH_NONE
#define FOCUS_MARGIN 40.0
#define REVEAL_MARGIN 30.0
/* What layouts may take in all. */
#define MAX_BYTES ((gsize) 96 << 20)

static void
clear_fade (BsGraphPainter *self)
{
  for (guint k = 0; k < G_N_ELEMENTS (self->fade.ends); k++)
    g_clear_pointer (&self->fade.ends[k], cairo_pattern_destroy);
}

BsGraphPainter *
bs_graph_painter_new (BsTrace *trace)
{
  BsGraphPainter *self = g_new0 (BsGraphPainter, 1);

  self->trace = bs_trace_ref (trace);
  self->text_scale = 1.0;
  self->layouts = bs_graph_layouts_new (trace, MAX_BYTES);
  self->links.node = NONE;
  self->links.links = g_array_new (FALSE, FALSE, sizeof (BsGraphLink));
  self->seen = g_array_new (FALSE, FALSE, sizeof (BsGraphSeen));
  self->sorted = g_array_new (FALSE, FALSE, sizeof (guint32));

  return self;
}

void
bs_graph_painter_free (BsGraphPainter *self)
{
  clear_fade (self);
  bs_graph_layouts_free (self->layouts);
  g_array_unref (self->links.links);
  g_array_unref (self->seen);
  g_array_unref (self->sorted);
  if (self->pills != NULL)
    g_array_unref (self->pills);
  bs_trace_unref (self->trace);
  g_free (self);
}

void
bs_graph_painter_set_patient (BsGraphPainter *self, gboolean patient)
{
  self->patient = patient;
}

BsGraphLayout *
bs_graph_painter_prepare (BsGraphPainter *self, guint32 mini_batch)
{
  return bs_graph_layouts_open (self->layouts, mini_batch);
}

BsGraphLayout *
bs_graph_painter_get_layout (BsGraphPainter *self, guint32 mini_batch)
{
  return self->patient ? bs_graph_layouts_peek (self->layouts, mini_batch)
                       : bs_graph_layouts_open (self->layouts, mini_batch);
}

double
bs_graph_scene_picture_width (const BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;

  switch (self->show->mode)
    {
    case BS_GRAPH_TYPES:
      return layout->unpacked->n_levels * BS_GRAPH_LAYER_PITCH;
    case BS_GRAPH_INPUTS:
      return layout->n_rows * BS_GRAPH_TYPE_PITCH;
    case BS_GRAPH_NODES:
    default:
      return layout->column_x[layout->n_columns];
    }
}

double
bs_graph_scene_picture_height (const BsGraphScene *self)
{
  const BsGraphLayout *layout = self->layout;

  switch (self->show->mode)
    {
    case BS_GRAPH_TYPES:
      return layout->n_rows * BS_GRAPH_ROW_PITCH;
    case BS_GRAPH_INPUTS:
      return layout->n_lanes * BS_GRAPH_INPUT_PITCH;
    case BS_GRAPH_NODES:
    default:
      return bs_graph_scene_top (self, self->lane1);
    }
}

/* Room for the names of lanes: s1, s12, s123. */
static double
names_width (const BsGraphLayout *layout)
{
  double width = 44.0;

  for (guint32 n = layout != NULL ? layout->n_lanes : 0; n >= 100; n /= 10)
    width += 8.0;

  return width;
}

static void
find_frame (BsGraphScene *self)
{
  BsGraphFrame *frame = &self->frame;
  double scale = self->painter->text_scale, width = self->width, height = self->height, fit;
  gboolean tray = self->show->tray > 0 && !self->show->undecided;

  frame->tray = tray ? bs_graph_tray_height (scale, width, height) : 0.0;
  frame->header = height - frame->tray >= 110.0 ? 28.0 * scale : 0.0;
  frame->bar = height - frame->tray >= 110.0 ? 26.0 : 0.0;
  frame->side = frame->bar > 0.0 && width >= 260.0 * scale ? 20.0 : 0.0;
  frame->x = width < 260.0 * scale                ? 0.0
             : self->show->mode == BS_GRAPH_TYPES ? 96.0 * scale
                                                  : names_width (self->layout) * scale;
  frame->width = MAX (width - frame->x - (frame->side > 0.0 ? frame->side + 4.0 : 0.0), 1.0);
  frame->y = frame->header;
  frame->height = MAX (height - frame->header - frame->bar - frame->tray, 1.0);
  frame->base = scale;
  if (self->layout == NULL)
    return;

  /* What nearly fits is made to fit; what is tiny is shown larger; the rest scrolls. */
  fit = MIN (frame->width / MAX (bs_graph_scene_picture_width (self), 1.0),
             frame->height / MAX (bs_graph_scene_picture_height (self), 1.0));
  if (self->show->mode == BS_GRAPH_INPUTS)
    frame->base = scale;
  /* One input alone has the height for itself. */
  else if (self->lane1 - self->lane0 < self->layout->n_lanes)
    frame->base = CLAMP (frame->height / MAX (bs_graph_scene_picture_height (self), 1.0), scale,
                         1.5 * scale);
  else if (fit >= 0.72 * scale)
    frame->base = MIN (fit, 1.5 * scale);
}

static double
follow_axis (double size, double screen, double focus, gboolean center)
{
  if (size <= screen)
    return center ? (size - screen) / 2.0 : 0.0;

  return CLAMP (focus, 0.0, size - screen);
}

/* Of one input alone: where it is at a decision, or where it goes on. */
static void
find_lane_focus (const BsGraphScene *self, guint32 decision, BsGraphFocus *focus)
{
  const BsGraphLayout *layout = self->layout;
  guint32 best = NONE, best_decision = 0;

  for (guint32 i = layout->lane_start[focus->lane]; i < layout->lane_start[focus->lane + 1]; i++)
    {
      guint32 node = layout->lane_nodes[i], at = layout->unpacked->node_decision[node];

      if (best == NONE || (at >= decision && (best_decision < decision || at < best_decision))
          || (at < decision && best_decision < decision && at > best_decision))
        {
          best = node;
          best_decision = at;
        }
    }
  if (best == NONE)
    return;
  focus->x = focus->first_x = (float) bs_graph_layout_x (layout, best);
  focus->y = layout->dy[best];
}

static BsGraphFocus
find_focus (const BsGraphScene *self, guint32 decision)
{
  const BsGraphLayout *layout = self->layout;
  const BsTraceMiniBatch *mini_batch = layout->unpacked->mini_batch;
  BsGraphFocus focus = layout->focus[decision - mini_batch->first_decision];
  guint32 node = self->show->node;

  if (self->show->follow_node && node < layout->unpacked->graph->n_nodes)
    {
      focus.x = focus.first_x = (float) bs_graph_layout_x (layout, node);
      focus.level = layout->unpacked->depth[node];
      focus.lane = layout->lane[node];
      focus.y = layout->dy[node];
    }
  if (self->lane1 - self->lane0 < layout->n_lanes && focus.lane != self->lane0)
    {
      focus.lane = self->lane0;
      find_lane_focus (self, decision, &focus);
    }

  return focus;
}

static void
follow (const BsGraphScene *self, guint32 decision, BsView *view)
{
  const BsGraphFrame *frame = &self->frame;
  BsGraphFocus focus = find_focus (self, decision);
  double screen_x = frame->width / view->zoom, screen_y = frame->height / view->zoom;
  double base = frame->base, x = 0.0, y = 0.0;

  if (self->show->mode == BS_GRAPH_TYPES)
    x = ((double) focus.level - 0.5) * BS_GRAPH_LAYER_PITCH;
  else if (self->show->mode == BS_GRAPH_INPUTS)
    {
      y = focus.lane * BS_GRAPH_INPUT_PITCH * base;
      y = y + BS_GRAPH_INPUT_PITCH * base > screen_y ? y - screen_y * 0.4 : 0.0;
    }
  else
    {
      double top = bs_graph_scene_top (self, focus.lane) * base;
      double bottom = bs_graph_scene_top (self, focus.lane + 1) * base;
      double first = (double) focus.first_x;
      double before = (screen_x * 0.45 - FOCUS_MARGIN) / base,
             behind = (screen_x * 0.55 - FOCUS_MARGIN) / base;

      /* The middle of the batch, unless its first node would not be seen from there. */
      x = (double) focus.x;
      if (before + behind > 0.0)
        x = CLAMP (x, first - behind, first + before);
      /* The top, unless the batch begins further down: a picture that jumps about is no help. */
      if (bottom > screen_y)
        y = top - BS_GRAPH_LANE_GAP;
      /* Nor is the top of a lane that is taller than the screen. */
      if (bottom - top > screen_y)
        y = top + (double) focus.y * base - screen_y / 2.0;
    }
  view->x = follow_axis (bs_graph_scene_picture_width (self) * base, screen_x,
                         x * base - screen_x * 0.45, self->show->mode != BS_GRAPH_INPUTS);
  view->y = follow_axis (bs_graph_scene_picture_height (self) * base, screen_y, y,
                         self->show->mode == BS_GRAPH_TYPES
                             || self->lane1 - self->lane0 < self->layout->n_lanes);
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

static void
resolve (BsGraphScene *self)
{
  BsView wanted = self->view;

  if (!isfinite (wanted.x) || !isfinite (wanted.y))
    self->view.follow = TRUE;
  if (!self->view.follow)
    {
      /* Of a picture moved far away, or of a smaller one that comes next, something still shows. */
      self->view.x = bs_view_clamp_axis (wanted.x,
                                         bs_graph_scene_picture_width (self) * self->frame.base,
                                         self->frame.width / self->view.zoom);
      self->view.y = bs_view_clamp_axis (wanted.y,
                                         bs_graph_scene_picture_height (self) * self->frame.base,
                                         self->frame.height / self->view.zoom);
      return;
    }

  follow (self, self->b, &self->view);
  if (self->a != self->b)
    {
      double share = bs_ease_out (self->t);

      follow (self, self->a, &wanted);
      self->view.x = wanted.x + (self->view.x - wanted.x) * share;
      self->view.y = wanted.y + (self->view.y - wanted.y) * share;
    }
  else
    {
      /* Whole pixels at rest keep lines sharp. */
      self->view.x = rint (self->view.x * self->view.zoom) / self->view.zoom;
      self->view.y = rint (self->view.y * self->view.zoom) / self->view.zoom;
    }
}

/* The scene between two decisions of one mini-batch. */
static void
begin_scene (BsGraphScene *self, guint32 a, guint32 b, double t, const BsView *view)
{
  self->layout = bs_graph_painter_get_layout (
      self->painter, bs_trace_decision (self->painter->trace, b)->mini_batch);
  self->a = a;
  self->b = b;
  self->t = t;
  self->lane0 = 0;
  self->lane1 = self->layout != NULL ? self->layout->n_lanes : 0;
  if (self->show->mode == BS_GRAPH_NODES && self->show->lane < self->lane1)
    {
      self->lane0 = self->show->lane;
      self->lane1 = self->lane0 + 1;
    }
  find_frame (self);
  self->view = *view;
  self->view.zoom = isfinite (view->zoom) ? CLAMP (view->zoom, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX)
                                          : 1.0;
  if (self->layout != NULL)
    resolve (self);
  self->scale = self->frame.base * self->view.zoom;
}

static void
end_scene (BsGraphScene *self)
{
  g_clear_pointer (&self->layout, bs_graph_layout_unref);
}

/* The scene that somebody points at, or moves: of a jump the nearer end. */
static void
begin_still (BsGraphScene *self, const BsMoment *moment, gboolean end, const BsView *view)
{
  guint32 a, b;
  double t;
  gboolean fade;

  find_motion (self->painter, moment, &a, &b, &t, &fade);
  if (end)
    a = b;
  else if (fade && a != b)
    a = b = t < 0.5 ? a : b;
  begin_scene (self, a, b, a == b ? 1.0 : t, view);
}

BsView
bs_graph_painter_resolve (BsGraphPainter *self, double width, double height, const BsMoment *moment,
                          const BsGraphShow *show, const BsView *view)
{
  BsGraphScene scene = { .painter = self, .show = show, .width = width, .height = height };
  BsView result = *view;

  if (self->trace->n_decisions == 0)
    return *view;
  begin_still (&scene, moment, FALSE, view);
  if (scene.layout != NULL)
    result = scene.view;
  end_scene (&scene);

  return result;
}

static double
reveal_axis (double at, double place, double screen)
{
  double margin = MIN (REVEAL_MARGIN, screen / 4.0);

  return CLAMP (at, place - screen + margin, place - margin);
}

BsView
bs_graph_painter_reveal (BsGraphPainter *self, double width, double height, const BsMoment *moment,
                         const BsGraphShow *show, const BsView *view)
{
  BsGraphScene scene = { .painter = self, .show = show, .width = width, .height = height };
  BsView result = *view;
  double x = 0.0, y = 0.0;
  gboolean there = FALSE;

  if (self->trace->n_decisions == 0)
    return *view;
  begin_still (&scene, moment, TRUE, view);
  if (scene.layout != NULL && show->node < scene.layout->unpacked->graph->n_nodes)
    {
      BsGraphSpot spot = bs_graph_scene_spot_of (&scene, show->node);

      there = TRUE;
      if (show->mode == BS_GRAPH_NODES)
        bs_graph_scene_node (&scene, show->node, &x, &y);
      else
        bs_graph_scene_spot_place (&scene, &spot, &x, &y);
    }
  else if (scene.layout != NULL && show->pill.type < scene.layout->unpacked->graph->n_types)
    {
      there = TRUE;
      bs_graph_scene_spot_place (&scene, &show->pill, &x, &y);
    }
  if (there)
    {
      double screen_x = scene.frame.width / scene.view.zoom;
      double screen_y = scene.frame.height / scene.view.zoom;
      double at_x = scene.view.x + (x - scene.frame.x) / scene.view.zoom;
      double at_y = scene.view.y + (y - scene.frame.y) / scene.view.zoom;
      BsView shown = { scene.view.zoom, reveal_axis (scene.view.x, at_x, screen_x),
                       reveal_axis (scene.view.y, at_y, screen_y), FALSE };

      if (fabs (shown.x - scene.view.x) > 0.5 || fabs (shown.y - scene.view.y) > 0.5)
        result = shown;
    }
  end_scene (&scene);

  return result;
}

static guint32
pick_node (BsGraphScene *self, double x, double y)
{
  double nearest = G_MAXDOUBLE;
  guint32 best = NONE;

  for (guint i = 0; i < self->painter->seen->len; i++)
    {
      const BsGraphSeen *seen = &g_array_index (self->painter->seen, BsGraphSeen, i);
      double reach = (seen->satellite ? BS_GRAPH_SATELLITE : BS_GRAPH_CELL) / 2.0 * self->scale;
      double distance = hypot (x - (double) seen->x, y - (double) seen->y);

      if (distance <= reach + 1.0 && distance < nearest)
        {
          nearest = distance;
          best = seen->node;
        }
    }

  return best;
}

static guint32
lane_at (const BsGraphScene *self, double y)
{
  double at = (self->view.y + (y - self->frame.y) / self->view.zoom) / self->frame.base;

  if (at < 0.0 || at >= bs_graph_scene_picture_height (self) || self->layout->n_lanes == 0)
    return NONE;

  return self->show->mode == BS_GRAPH_INPUTS
             ? MIN ((guint32) (at / BS_GRAPH_INPUT_PITCH), self->layout->n_lanes - 1)
             : bs_places_at (self->layout->lane_y, self->layout->n_lanes,
                             at + self->layout->lane_y[self->lane0]);
}

static void
pick (BsGraphScene *self, double x, double y, BsGraphHit *hit)
{
  const BsGraphFrame *frame = &self->frame;

  if (frame->tray > 0.0 && y >= self->height - frame->tray + 4.0)
    {
      hit->node = bs_graph_scene_pick_tray (self, x, y);
      if (hit->node != NONE)
        hit->kind = BS_GRAPH_HIT_NODE;
      return;
    }
  if (bs_graph_scene_pick_card (self, x, y, hit) || bs_graph_scene_pick_bars (self, x, y, hit))
    return;
  if (y < frame->y || y > frame->y + frame->height)
    return;
  if (x < frame->x && self->show->mode != BS_GRAPH_TYPES)
    {
      hit->lane = lane_at (self, y);
      if (hit->lane != NONE)
        hit->kind = BS_GRAPH_HIT_LANE;
      return;
    }
  if (x < frame->x || x > frame->x + frame->width)
    return;
  if (self->show->mode == BS_GRAPH_NODES && bs_graph_scene_collect (self))
    {
      hit->node = pick_node (self, x, y);
      if (hit->node != NONE)
        hit->kind = BS_GRAPH_HIT_NODE;
    }
  else if (bs_graph_scene_pick_pill (self, x, y, &hit->pill))
    hit->kind = BS_GRAPH_HIT_PILL;
}

BsGraphHit
bs_graph_painter_pick (BsGraphPainter *self, double width, double height, const BsMoment *moment,
                       const BsGraphShow *show, const BsView *view, double x, double y)
{
  BsGraphScene scene = { .painter = self, .show = show, .width = width, .height = height };
  BsGraphHit hit = { BS_GRAPH_HIT_NOTHING, NONE, NONE, bs_graph_no_spot (), 0.0, 0.0 };

  if (self->trace->n_decisions == 0 || width < 1.0 || height < 1.0)
    return hit;
  begin_still (&scene, moment, TRUE, view);
  if (scene.layout != NULL)
    pick (&scene, x, y, &hit);
  end_scene (&scene);

  return hit;
}

static void
draw_scene (BsGraphScene *self)
{
  cairo_t *cr = self->cr;
  BsGraphMode mode = self->show->mode;

  if (self->layout == NULL)
    {
      bs_graph_scene_draw_outline (self);
      bs_graph_scene_draw_tray (self);
      return;
    }

  bs_graph_scene_draw_header (self);
  cairo_save (cr);
  cairo_rectangle (cr, self->frame.x > 0.0 ? self->frame.x - 12.0 : 0.0, self->frame.y,
                   self->frame.width + (self->frame.x > 0.0 ? 12.0 : 0.0), self->frame.height);
  cairo_clip (cr);
  if (mode != BS_GRAPH_TYPES)
    bs_graph_scene_draw_lanes (self, FALSE);
  if (mode == BS_GRAPH_NODES)
    {
      cairo_rectangle (cr, self->frame.x - 2.0, self->frame.y, self->frame.width + 2.0,
                       self->frame.height);
      cairo_clip (cr);
    }
  if (mode == BS_GRAPH_NODES && bs_graph_scene_collect (self))
    {
      bs_graph_scene_draw_edges (self);
      bs_graph_scene_draw_nodes (self);
    }
  else
    bs_graph_scene_draw_pills (self);
  bs_graph_scene_draw_links (self);
  cairo_restore (cr);
  if (mode == BS_GRAPH_TYPES)
    bs_graph_scene_draw_row_names (self);
  else if (self->frame.x > 0.0)
    bs_graph_scene_draw_lanes (self, TRUE);
  bs_graph_scene_draw_bars (self);
  bs_graph_scene_draw_tray (self);
  bs_graph_scene_draw_card (self);
}

static void
draw_moment (BsGraphScene *self, guint32 a, guint32 b, double t, const BsView *view)
{
  begin_scene (self, a, b, t, view);
  draw_scene (self);
  end_scene (self);
}

static gboolean
is_laid_out (BsGraphPainter *self, guint32 decision)
{
  g_autoptr (BsGraphLayout) layout = bs_graph_painter_get_layout (
      self, bs_trace_decision (self->trace, decision)->mini_batch);

  return layout != NULL;
}

static gboolean
same_number (double a, double b)
{
  return !(a < b) && !(a > b);
}

/* Whether the ends that are there are those of this jump. */
static gboolean
is_same_fade (const BsGraphFade *a, const BsGraphFade *b)
{
  return a->a == b->a && a->b == b->b && same_number (a->width, b->width)
         && same_number (a->height, b->height) && same_number (a->view.zoom, b->view.zoom)
         && same_number (a->view.x, b->view.x) && same_number (a->view.y, b->view.y)
         && a->view.follow == b->view.follow && a->mode == b->mode && a->node == b->node
         && a->lane == b->lane && a->dark == b->dark && a->high_contrast == b->high_contrast
         && a->laid_out[0] == b->laid_out[0] && a->laid_out[1] == b->laid_out[1];
}

static void
draw_fade (BsGraphScene *self, guint32 a, guint32 b, double share, const BsView *view)
{
  BsGraphPainter *painter = self->painter;
  BsGraphFade fade = { .a = a,
                       .b = b,
                       .width = self->width,
                       .height = self->height,
                       .view = *view,
                       .mode = self->show->mode,
                       .node = self->show->node,
                       .lane = self->show->lane,
                       .dark = self->style->dark,
                       .high_contrast = self->style->high_contrast,
                       .laid_out = { is_laid_out (painter, a), is_laid_out (painter, b) } };
  cairo_t *cr = self->cr;
  /* Ends that are no pixels belong to a drawing, which goes to another thread. */
  gboolean keep = cairo_surface_get_type (cairo_get_group_target (cr)) == CAIRO_SURFACE_TYPE_IMAGE;

  if (!keep || painter->fade.ends[0] == NULL || !is_same_fade (&fade, &painter->fade))
    {
      clear_fade (painter);
      painter->fade = fade;
      for (guint k = 0; k < 2; k++)
        {
          cairo_push_group (cr);
          draw_moment (self, k == 0 ? a : b, k == 0 ? a : b, 1.0, view);
          painter->fade.ends[k] = cairo_pop_group (cr);
        }
    }
  cairo_push_group (cr);
  for (guint k = 0; k < 2; k++)
    {
      cairo_set_source (cr, painter->fade.ends[k]);
      if (k == 1)
        cairo_set_operator (cr, CAIRO_OPERATOR_ADD);
      cairo_paint_with_alpha (cr, k == 0 ? 1.0 - share : share);
    }
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
  if (!keep)
    clear_fade (painter);
}

void
bs_graph_painter_draw (BsGraphPainter *self, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment, const BsGraphShow *show,
                       const BsView *view)
{
  BsGraphScene scene = {
    .painter = self, .style = style, .cr = cr, .show = show, .width = width, .height = height
  };
  guint32 a, b;
  double t;
  gboolean fade;

  if (width < 1.0 || height < 1.0)
    return;
  self->text_scale = CLAMP (style->text_scale, 0.5, 4.0);
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
      clear_fade (self);
      draw_moment (&scene, a, b, t, view);
      return;
    }

  draw_fade (&scene, a, b, bs_ease_out (t), view);
}

char *
bs_graph_painter_describe (BsGraphPainter *self, guint32 decision, gboolean undecided)
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
  if (!undecided)
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
  if (undecided)
    return g_strjoin (" ", graph, state, NULL);

  batch = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Batch %u forms of %u node of type %s.",
                                        "Batch %u forms of %u nodes of type %s.", d->size),
                           decision, d->size, trace->types->types[d->type].name);

  return g_strjoin (" ", graph, state, batch, NULL);
}
