/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine of a run: the states it reached, its transitions, where it is. */
#include "config.h"

#include "viz/fsm/fsm-painter.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "profiles/trace/fsm-model.h"
#include "viz/fsm/fsm-layout.h"
#include "viz/fsm/fsm-light.h"
#include "viz/marks.h"

#define CHIP 19.0
#define CHIP_GAP 3.0
#define MAX_CHIPS 8
#define LABEL_DISC 13.0
#define TOKEN 18.0
#define DIGIT 7.3 /* room of a digit of a count */
#define END_SIZE 18.0
#define CAPTION_LINE 16.0
#define MAX_EDGES_DRAWN 1000
#define SPECKS_BELOW 0.16 /* of full size: boxes are specks in the colour of their action */
#define NONE G_MAXUINT32

struct _BsFsmPainter
{
  BsTrace *trace;
  BsFsmModel *model;
  BsFsmLayout *layout;
  double text_scale; /* as drawn last: picking must see the same picture */
};

static guint32
count_digits (guint32 number)
{
  guint32 n = 1;

  while (number >= 10)
    {
      number /= 10;
      n++;
    }

  return n;
}

static guint
get_chips (const BsFsmPainter *self, guint32 box, const guint16 **types, guint *hidden)
{
  const BsStateTable *table = self->trace->states;
  guint length = 0, n;

  *types = bs_state_table_get (table, self->model->states[box], &length);
  n = bs_state_n_ready (table->encoding, length);
  *hidden = n > MAX_CHIPS ? n - (MAX_CHIPS - 1) : 0;

  return n - *hidden;
}

/* What a state says of one of its ready types: the marks of a marked state; the most frequent type
 * of a max state counts as marked, too. */
static guint
get_marks (const BsFsmPainter *self, guint32 box, guint chip)
{
  const BsStateTable *table = self->trace->states;
  guint length = 0, n_ready, n_types;
  const guint16 *key = bs_state_table_get (table, self->model->states[box], &length);

  n_ready = bs_state_n_ready (table->encoding, length);
  n_types = bs_state_n_types (table->encoding, length);
  if (n_types < length)
    return key[n_types + chip];

  return n_types > n_ready && key[chip] == key[n_ready] ? BS_MARK_LOWERS_BOUND : 0;
}

static double
box_width (const BsFsmPainter *self, guint32 box)
{
  const guint16 *types;
  guint hidden, n;

  if (box >= self->model->n_states)
    return END_SIZE;
  n = get_chips (self, box, &types, &hidden);

  return 9.0 + n * (CHIP + CHIP_GAP) + (hidden > 0 ? 12.0 + DIGIT * count_digits (hidden) : 0.0)
         + 6.0 + DIGIT * count_digits (self->model->visits[box]) + 10.0;
}

static double
label_width (const BsFsmEdge *edge)
{
  double width = -LABEL_DISC - 6.0;

  for (guint i = 0; i < edge->n_types; i++)
    width += LABEL_DISC + 9.0 + DIGIT * count_digits (edge->types[i].count);

  return width + 4.0;
}

BsFsmPainter *
bs_fsm_painter_new (BsTrace *trace)
{
  BsFsmPainter *self = g_new0 (BsFsmPainter, 1);
  g_autofree double *widths = NULL;
  g_autofree BsFsmLayoutEdge *edges = NULL;

  self->trace = bs_trace_ref (trace);
  self->text_scale = 1.0;
  self->model = bs_fsm_model_new (trace);

  widths = g_new0 (double, self->model->n_boxes + 1);
  edges = g_new0 (BsFsmLayoutEdge, self->model->n_edges + 1);
  for (guint32 i = 0; i < self->model->n_boxes; i++)
    widths[i] = box_width (self, i);
  for (guint32 e = 0; e < self->model->n_edges; e++)
    edges[e] = (BsFsmLayoutEdge){ self->model->edges[e].from, self->model->edges[e].to,
                                  self->model->edges[e].count,
                                  label_width (&self->model->edges[e]) };
  self->layout = bs_fsm_layout_new (self->model->n_boxes, widths, self->model->n_edges, edges);

  return self;
}

void
bs_fsm_painter_free (BsFsmPainter *self)
{
  g_clear_pointer (&self->layout, bs_fsm_layout_free);
  bs_fsm_model_free (self->model);
  bs_trace_unref (self->trace);
  g_free (self);
}

static gboolean
has_marks (const BsFsmPainter *self)
{
  return self->trace->states->encoding == BS_ENCODING_MARKED
         || self->trace->states->encoding == BS_ENCODING_MAX;
}

static double
caption_height (const BsFsmPainter *self, double width, double height)
{
  if (width < 150.0 || height < 140.0)
    return 0.0;

  return ((has_marks (self) ? 3 : 2) * CAPTION_LINE + 6.0) * self->text_scale;
}

static double
base_scale (const BsFsmPainter *self, double width, double height, BsFsmScope scope)
{
  double room = height - caption_height (self, width, height);
  double fit = MIN (width / MAX (self->layout->width, 1.0), room / MAX (self->layout->height, 1.0));

  fit = MAX (fit, 1e-3);
  if (scope == BS_FSM_WHOLE || fit >= 0.62 * self->text_scale)
    return MIN (fit, 1.3 * self->text_scale);

  return 0.92 * self->text_scale;
}

static double
follow_axis (double size, double screen, double focus)
{
  if (size <= screen)
    return (size - screen) / 2.0;

  return CLAMP (focus - screen / 2.0, 0.0, size - screen);
}

static BsFsmPoint
focus_of (const BsFsmPainter *self, guint32 decision)
{
  const BsFsmEdge *edge = &self->model->edges[self->model->edge_of[decision - 1]];
  const BsFsmBox *from = &self->layout->boxes[edge->from], *to = &self->layout->boxes[edge->to];
  double x = from->x + from->width / 2.0, y = from->y + from->height / 2.0;

  /* Somewhat towards the next state, but never far from this one. */
  return (BsFsmPoint){ x + CLAMP ((to->x + to->width / 2.0 - x) * 0.5, -70.0, 70.0),
                       y + CLAMP ((to->y + to->height / 2.0 - y) * 0.5, -90.0, 90.0) };
}

BsView
bs_fsm_painter_resolve (BsFsmPainter *self, double width, double height, const BsMoment *moment,
                        BsFsmScope scope, const BsView *view)
{
  BsView result = *view;
  double base = base_scale (self, width, height, scope), room;
  BsFsmMotion motion = bs_fsm_motion_get (self->model, moment);
  BsFsmPoint focus = { 0.0, 0.0 };

  result.zoom = isfinite (view->zoom) ? CLAMP (view->zoom, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX)
                                      : 1.0;
  if (!isfinite (result.x) || !isfinite (result.y))
    result.follow = TRUE;
  room = height - caption_height (self, width, height);
  if (!result.follow)
    {
      /* Of a picture moved far away, something still shows. */
      result.x = bs_view_clamp_axis (result.x, self->layout->width * base, width / result.zoom);
      result.y = bs_view_clamp_axis (result.y, self->layout->height * base, room / result.zoom);
      return result;
    }
  if (self->trace->n_decisions == 0)
    return result;

  focus = focus_of (self, motion.b);
  if (motion.a != motion.b)
    {
      BsFsmPoint before = focus_of (self, motion.a);
      double t = bs_ease_out (motion.t);

      focus.x = before.x + (focus.x - before.x) * t;
      focus.y = before.y + (focus.y - before.y) * t;
    }
  result.x = follow_axis (self->layout->width * base, width / result.zoom, focus.x * base);
  result.y = follow_axis (self->layout->height * base, room / result.zoom, focus.y * base);

  return result;
}

guint32
bs_fsm_painter_pick (BsFsmPainter *self, double width, double height, const BsMoment *moment,
                     BsFsmScope scope, const BsView *view, double x, double y)
{
  BsView resolved = bs_fsm_painter_resolve (self, width, height, moment, scope, view);
  double base = base_scale (self, width, height, scope);

  x = (x / resolved.zoom + resolved.x) / base;
  y = (y / resolved.zoom + resolved.y) / base;
  for (guint32 i = 0; i < self->model->n_states; i++)
    {
      const BsFsmBox *box = &self->layout->boxes[i];

      if (x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height)
        return self->model->states[i];
    }

  return NONE;
}

guint32
bs_fsm_painter_next_visit (BsFsmPainter *self, guint32 state, guint32 decision)
{
  guint32 box = state < self->trace->states->n_states ? self->model->box_of[state] : NONE;
  guint32 low, high;

  if (box == NONE)
    return decision;
  low = self->model->visit_start[box];
  high = self->model->visit_start[box + 1];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->model->visit[middle] <= decision)
        low = middle + 1;
      else
        high = middle;
    }

  return self->model
      ->visit[low == self->model->visit_start[box + 1] ? self->model->visit_start[box] : low];
}

typedef struct
{
  double x0, y0, x1, y1; /* visible part, in points of the layout */
  double scale;
} Window;

static void
add_path (cairo_t *cr, const BsFsmLayout *layout, guint32 e)
{
  const BsFsmPath *path = &layout->paths[e];
  const BsFsmPoint *p = layout->points + path->first_point;

  cairo_move_to (cr, p[0].x, p[0].y);
  for (guint32 k = 1; k + 2 < path->n_points; k += 3)
    cairo_curve_to (cr, p[k].x, p[k].y, p[k + 1].x, p[k + 1].y, p[k + 2].x, p[k + 2].y);
}

static void
draw_head (cairo_t *cr, const BsFsmLayout *layout, guint32 e, double size)
{
  const BsFsmPath *path = &layout->paths[e];
  const BsFsmPoint *end = layout->points + path->first_point + path->n_points - 1;
  BsFsmPoint near_end = bs_fsm_path_at (layout, e, 0.96, NULL);
  const BsFsmPoint *before = end - 1;

  if (hypot (end->x - before->x, end->y - before->y) > 0.5)
    near_end = *before;
  bs_arrow_head (cr, end->x, end->y, end->x - near_end.x, end->y - near_end.y, size);
}

static double
edge_width (const BsStyle *style, guint32 count)
{
  return MIN (1.25 + 0.13 * count, 3.4) + (style->high_contrast ? 0.5 : 0.0);
}

static gboolean
path_visible (const BsFsmLayout *layout, guint32 e, const Window *window)
{
  const BsFsmPath *path = &layout->paths[e];
  const BsFsmPoint *p = layout->points + path->first_point;
  double x0 = p->x, x1 = p->x, y0 = p->y, y1 = p->y;

  for (guint32 k = 1; k < path->n_points; k++)
    {
      x0 = MIN (x0, p[k].x);
      x1 = MAX (x1, p[k].x);
      y0 = MIN (y0, p[k].y);
      y1 = MAX (y1, p[k].y);
    }

  return x1 + 60.0 >= window->x0 && x0 - 10.0 <= window->x1 && y1 + 10.0 >= window->y0
         && y0 - 10.0 <= window->y1;
}

static void
draw_edges (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, const Window *window)
{
  /* An opaque grey: where lines cross it must not get darker. */
  BsColor ground = style->window, ink = style->foreground;
  BsColor grey = bs_color_mix (ground, (BsColor){ ink.red, ink.green, ink.blue, 1.0 },
                               style->high_contrast ? 0.75
                               : style->dark        ? 0.38
                                                    : 0.34);
  guint32 n = MIN (self->model->n_edges, window->scale < SPECKS_BELOW ? 400 : MAX_EDGES_DRAWN);

  if (n > 200)
    cairo_set_antialias (cr, CAIRO_ANTIALIAS_FAST);
  grey.alpha = 1.0;
  bs_color_set (cr, grey);
  for (guint32 k = 0; k < n;)
    {
      double width = edge_width (style, self->model->edges[self->model->by_count[k]].count);
      guint32 first = k;

      for (;
           k < n && edge_width (style, self->model->edges[self->model->by_count[k]].count) == width;
           k++)
        if (path_visible (self->layout, self->model->by_count[k], window))
          add_path (cr, self->layout, self->model->by_count[k]);
      cairo_set_line_width (cr, MAX (width, 0.7 / window->scale));
      cairo_stroke (cr);
      for (guint32 i = first; i < k && window->scale > 0.25; i++)
        if (path_visible (self->layout, self->model->by_count[i], window))
          draw_head (cr, self->layout, self->model->by_count[i], 5.5 + width);
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* A machine too large to read: one speck a state, one path a colour. */
static void
draw_specks (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, const Window *window)
{
  guint n_types = MIN (self->trace->types->n_types, 12);

  for (guint color = 0; color < n_types; color++)
    {
      for (guint32 i = 0; i < self->model->n_states; i++)
        {
          const BsFsmBox *box = &self->layout->boxes[i];

          if (self->model->favourite[i] % 12 == color && box->x + box->width > window->x0
              && box->x < window->x1 && box->y + box->height > window->y0 && box->y < window->y1)
            cairo_rectangle (cr, box->x, box->y, MAX (box->width, 2.0 / window->scale),
                             MAX (box->height, 2.0 / window->scale));
        }
      bs_color_set (cr, bs_style_type_color (style, color));
      cairo_fill (cr);
    }
}

static void
draw_label (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, guint32 e, double chosen)
{
  const BsFsmEdge *edge = &self->model->edges[e];
  const BsFsmPath *path = &self->layout->paths[e];
  double x = path->label.x, y = path->label.y, width = label_width (edge);

  if (!path->labelled)
    return;
  bs_rounded_rectangle (cr, x - LABEL_DISC / 2.0 - 1.0, y - 7.5, LABEL_DISC + 1.0 + width, 15.0,
                        7.5);
  bs_color_set (cr, bs_color_with_alpha (style->window, 0.94));
  cairo_fill (cr);
  for (guint i = 0; i < edge->n_types; i++)
    {
      char buffer[40];

      bs_disc_draw (cr, style, self->trace->types, edge->types[i].type, x, y, LABEL_DISC, 1.0);
      x += LABEL_DISC / 2.0 + 3.0;
      bs_text_number (buffer, edge->types[i].count);
      bs_text_draw (cr, style, buffer, 12.0, chosen > 0.5, BS_TEXT_LEFT, x, y,
                    bs_color_with_alpha (style->foreground,
                                         style->high_contrast ? 1.0 : 0.68 + 0.32 * chosen));
      x += DIGIT * count_digits (edge->types[i].count) + 6.0 + LABEL_DISC / 2.0;
    }
}

static void
draw_end (cairo_t *cr, const BsStyle *style, const BsFsmBox *box, double target)
{
  double x = box->x + box->width / 2.0, y = box->y + box->height / 2.0;
  BsColor color = bs_color_mix (bs_color_with_alpha (style->foreground, 0.7), style->accent,
                                target);

  bs_mark_path (cr, BS_SHAPE_CELL, x, y, END_SIZE - 2.0);
  bs_color_set (cr, style->card);
  cairo_fill_preserve (cr);
  bs_color_set (cr, color);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  bs_mark_path (cr, BS_SHAPE_CELL, x, y, END_SIZE - 9.0);
  cairo_fill (cr);
  bs_text_draw (cr, style, _ ("end"), 12.0, FALSE, BS_TEXT_LEFT, x + END_SIZE / 2.0 + 5.0, y,
                bs_color_with_alpha (style->foreground, 0.68));
}

/* The marks of a chip that begins at x. */
static void
add_underline (cairo_t *cr, double x, double y)
{
  cairo_rectangle (cr, x + 3.0, y, CHIP - 6.0, 1.8);
}

static void
add_caret (cairo_t *cr, double x, double y)
{
  cairo_move_to (cr, x + CHIP / 2.0 - 3.5, y);
  cairo_rel_line_to (cr, 3.5, -3.6);
  cairo_rel_line_to (cr, 3.5, 3.6);
  cairo_close_path (cr);
}

static void
draw_box (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, guint32 i, const BsFsmLight *light,
          const Window *window)
{
  const BsFsmBox *box = &self->layout->boxes[i];
  const BsTypeTable *types = self->trace->types;
  double lit = 0.0, target = 0.0, x = box->x + 9.0, y = box->y + box->height / 2.0;
  const guint16 *chips;
  guint n, hidden, marks;
  guint32 action = i < self->model->n_states ? self->model->favourite[i] : 0;
  char buffer[40];

  for (guint k = 0; k < 2; k++)
    {
      if (light->lit[k] > 0.0 && light->current[k] == i)
        {
          lit += light->lit[k];
          if (light->lit[k] >= 0.5)
            action = light->type[k];
        }
      if (light->chosen[k] > 0.0 && self->model->edges[light->edge[k]].to == i)
        target = MAX (target, light->chosen[k]);
    }
  if (i >= self->model->n_states)
    {
      draw_end (cr, style, box, target);
      return;
    }
  if (light->current[1] == i)
    target *= 1.0 - lit;

  bs_rounded_rectangle (cr, box->x, box->y, box->width, box->height, 9.0);
  bs_color_set (cr, style->window);
  cairo_fill_preserve (cr);
  bs_color_set (cr, style->card);
  cairo_fill (cr);
  if (lit > 0.0)
    {
      bs_rounded_rectangle (cr, box->x - 6.5, box->y - 6.5, box->width + 13.0, box->height + 13.0,
                            13.0);
      bs_color_set (cr, bs_color_with_alpha (style->accent, (style->dark ? 0.26 : 0.14) * lit));
      cairo_fill (cr);
      bs_rounded_rectangle (cr, box->x, box->y, box->width, box->height, 9.0);
      bs_color_set (cr, bs_color_with_alpha (style->card, lit));
      cairo_fill (cr);
    }
  bs_rounded_rectangle (cr, box->x + 0.5, box->y + 0.5, box->width - 1.0, box->height - 1.0, 8.5);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8 : 0.20));
  cairo_set_line_width (cr, MAX (1.0, 0.6 / window->scale));
  cairo_stroke (cr);
  if (target > 0.0)
    {
      static const double dashes[] = { 4.0, 3.0 };

      bs_rounded_rectangle (cr, box->x + 0.5, box->y + 0.5, box->width - 1.0, box->height - 1.0,
                            8.5);
      bs_color_set (cr, bs_color_with_alpha (style->card, target));
      cairo_set_line_width (cr, 1.6);
      cairo_stroke_preserve (cr);
      bs_color_set (cr, bs_color_with_alpha (style->accent, target));
      cairo_set_dash (cr, dashes, 2, 0.0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
    }
  if (lit > 0.0)
    {
      bs_rounded_rectangle (cr, box->x, box->y, box->width, box->height, 9.0);
      bs_color_set (cr, bs_color_with_alpha (style->accent, lit));
      cairo_set_line_width (cr, MAX (style->high_contrast ? 3.2 : 2.5, 2.0 / window->scale));
      cairo_stroke (cr);
    }

  n = get_chips (self, i, &chips, &hidden);
  if (CHIP * window->scale < 3.0)
    return;
  for (guint k = 0; k < n; k++)
    {
      marks = get_marks (self, i, k);
      bs_chip_draw (cr, style, types, chips[k], x, y, CHIP, chips[k] == action, 1.0);
      if ((marks & BS_MARK_LOWERS_BOUND) != 0)
        add_underline (cr, x, y + CHIP / 2.0 + 1.6);
      if ((marks & BS_MARK_LEADS) != 0)
        add_caret (cr, x, y - CHIP / 2.0 - 1.6);
      bs_color_set (cr, style->foreground);
      cairo_fill (cr);
      x += CHIP + CHIP_GAP;
    }
  if (hidden > 0)
    {
      g_snprintf (buffer, sizeof buffer, "+%u", hidden);
      bs_text_draw (cr, style, buffer, 12.0, FALSE, BS_TEXT_LEFT, x + 2.0, y,
                    bs_color_with_alpha (style->foreground, 0.6));
    }
  bs_text_draw (cr, style, bs_text_number (buffer, self->model->visits[i]), 12.0, FALSE,
                BS_TEXT_RIGHT, box->x + box->width - 9.0, y,
                bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.62));
}

static void
draw_chosen (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, const BsFsmLight *light)
{
  for (guint k = 0; k < 2; k++)
    if (light->chosen[k] > 0.0)
      {
        guint32 e = light->edge[k];
        double width = MAX (edge_width (style, self->model->edges[e].count), 2.4);

        add_path (cr, self->layout, e);
        bs_color_set (cr, bs_color_with_alpha (style->accent, light->chosen[k]));
        cairo_set_line_width (cr, width);
        cairo_stroke (cr);
        draw_head (cr, self->layout, e, 6.5 + width);
      }
}

static void
draw_token (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, const BsFsmLight *light)
{
  const BsFsmPath *path = &self->layout->paths[light->token_edge];
  const BsFsmPoint *p = self->layout->points + path->first_point;
  double length = 1.0;
  BsFsmPoint at;

  for (guint32 k = 0; k + 3 < path->n_points; k += 3)
    length += hypot (p[k + 3].x - p[k].x, p[k + 3].y - p[k].y);
  if (self->model->edges[light->token_edge].from == self->model->edges[light->token_edge].to)
    length = 60.0;
  for (guint k = 4; k-- > 1;)
    {
      double t = light->token_at - k * 4.5 / length;

      if (t <= 0.0)
        continue;
      at = bs_fsm_path_at (self->layout, light->token_edge, t, NULL);
      bs_mark_path (cr, BS_SHAPE_CELL, at.x, at.y, TOKEN - 1.5 * k);
      bs_color_set (cr, bs_color_with_alpha (bs_style_type_color (style, light->token_type),
                                             light->token_alpha * (0.36 - 0.09 * k)));
      cairo_fill (cr);
    }
  at = bs_fsm_path_at (self->layout, light->token_edge, light->token_at, NULL);
  bs_mark_path (cr, BS_SHAPE_CELL, at.x, at.y, TOKEN + 3.0);
  bs_color_set (cr, bs_color_with_alpha (style->window, light->token_alpha));
  cairo_fill (cr);
  bs_disc_draw (cr, style, self->trace->types, light->token_type, at.x, at.y, TOKEN,
                light->token_alpha);
}

/* What the marks of chips say: draws the sign and its meaning from x on; returns where it ends. */
static double
draw_sign (cairo_t *cr, const BsStyle *style, BsMark mark, const char *text, double x, double y,
           double width, BsColor ink)
{
  double scale = style->text_scale, room = (CHIP - 2.0) * scale, left = x + 18.0;

  if (style->right_to_left)
    left = width - x - 18.0 - room;
  cairo_save (cr);
  cairo_translate (cr, left - 3.0 * scale, y);
  cairo_scale (cr, scale, scale);
  if (mark == BS_MARK_LOWERS_BOUND)
    add_underline (cr, 0.0, -0.9);
  else
    add_caret (cr, -3.0, 1.8);
  bs_color_set (cr, style->foreground);
  cairo_fill (cr);
  cairo_restore (cr);
  bs_text_draw_within (cr, style, text, 12.0 * scale, FALSE,
                       style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                       style->right_to_left ? left - 2.0 * scale : left + room, y,
                       MAX (width - x - room - 36.0, 1.0), ink);

  return x + room + bs_text_width (style, text, 12.0 * scale, FALSE) + 12.0 * scale;
}

static void
draw_caption (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width, double height,
              guint32 n_shown)
{
  BsEncoding encoding = self->trace->states->encoding;
  double line = CAPTION_LINE * style->text_scale, room = caption_height (self, width, height);
  double x = style->right_to_left ? width - 18.0 : 18.0, y = height - room + line / 2.0;
  BsTextAlign align = style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT;
  BsColor ink = bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.68);
  g_autofree char *what = NULL, *count = NULL;

  if (room == 0.0)
    return;

  if (self->trace->fsm != NULL)
    /* Translators: a state machine, and an encoding such as sort */
    what = g_strdup_printf (_ ("FSM, %s encoding"), bs_encoding_to_string (encoding));
  else
    /* Translators: the states that another policy passed through, and an encoding */
    what = g_strdup_printf (_ ("Frontiers, %s encoding"), bs_encoding_to_string (encoding));
  if (n_shown < self->model->n_states)
    count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of the %u state of this run",
                                          "%u of the %u states of this run", self->model->n_states),
                             n_shown, self->model->n_states);
  else
    count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The %u state of this run",
                                          "All %u states of this run", self->model->n_states),
                             self->model->n_states);
  bs_text_draw_within (cr, style, what, 12.0 * style->text_scale, FALSE, align, x, y, width - 36.0,
                       ink);
  y += line;
  bs_text_draw_within (cr, style, count, 12.0 * style->text_scale, FALSE, align, x, y, width - 36.0,
                       ink);
  y += line;
  if (encoding == BS_ENCODING_MAX)
    draw_sign (cr, style, BS_MARK_LOWERS_BOUND, _ ("most nodes ready"), 0.0, y, width, ink);
  if (encoding == BS_ENCODING_MARKED)
    {
      double end = draw_sign (cr, style, BS_MARK_LOWERS_BOUND, _ ("lowers the bound"), 0.0, y,
                              width, ink);

      draw_sign (cr, style, BS_MARK_LEADS, _ ("leads"), end, y, width, ink);
    }
}

static void
draw_machine (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width, double height,
              const BsFsmMotion *motion, BsFsmScope scope, const BsView *view)
{
  BsMoment moment = { motion->a, motion->b, motion->t, FALSE };
  BsView resolved = bs_fsm_painter_resolve (self, width, height, &moment, scope, view);
  double scale = base_scale (self, width, height, scope) * resolved.zoom;
  double room = height - caption_height (self, width, height);
  Window window = { .scale = scale };
  BsFsmLight light = bs_fsm_light_get (self->model, motion);
  gboolean specks = scale < SPECKS_BELOW;
  guint32 n_shown = 0;

  window.x0 = resolved.x * resolved.zoom / scale;
  window.y0 = resolved.y * resolved.zoom / scale;
  window.x1 = window.x0 + width / scale;
  window.y1 = window.y0 + room / scale;

  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, width, room);
  cairo_clip (cr);
  cairo_translate (cr, -resolved.x * resolved.zoom, -resolved.y * resolved.zoom);
  cairo_scale (cr, scale, scale);

  draw_edges (self, cr, style, &window);
  if (specks)
    draw_specks (self, cr, style, &window);
  draw_chosen (self, cr, style, &light);
  for (guint32 i = 0; i < self->model->n_boxes; i++)
    {
      const BsFsmBox *box = &self->layout->boxes[i];

      if (box->x + box->width + 60.0 < window.x0 || box->x - 20.0 > window.x1
          || box->y + box->height + 20.0 < window.y0 || box->y - 20.0 > window.y1)
        continue;
      if (!specks || light.current[0] == i || light.current[1] == i)
        draw_box (self, cr, style, i, &light, &window);
      if (i < self->model->n_states && box->x + box->width > window.x0 && box->x < window.x1
          && box->y + box->height > window.y0 && box->y < window.y1)
        n_shown++;
    }
  for (guint32 k = 0; k < MIN (self->model->n_edges, MAX_EDGES_DRAWN) && scale > 0.3; k++)
    {
      guint32 e = self->model->by_count[k];
      const BsFsmPoint *label = &self->layout->paths[e].label;
      double chosen = (light.edge[0] == e ? light.chosen[0] : 0.0)
                      + (light.edge[1] == e ? light.chosen[1] : 0.0);

      if (label->x + 90.0 > window.x0 && label->x - 10.0 < window.x1 && label->y + 10.0 > window.y0
          && label->y - 10.0 < window.y1)
        draw_label (self, cr, style, e, MIN (chosen, 1.0));
    }
  draw_token (self, cr, style, &light);
  cairo_restore (cr);
  draw_caption (self, cr, style, width, height, n_shown);
}

void
bs_fsm_painter_draw (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width,
                     double height, const BsMoment *moment, BsFsmScope scope, const BsView *view)
{
  BsFsmMotion motion;

  if (width < 1.0 || height < 1.0)
    return;
  self->text_scale = CLAMP (style->text_scale, 0.5, 4.0);
  if (self->trace->n_decisions == 0)
    {
      bs_text_draw_within (cr, style, _ ("No decision was recorded"), 13.0 * style->text_scale,
                           FALSE, BS_TEXT_CENTER, width / 2.0, height / 2.0, width,
                           bs_color_with_alpha (style->foreground, 0.6));
      return;
    }

  motion = bs_fsm_motion_get (self->model, moment);
  if (motion.a == motion.b || !motion.fade)
    draw_machine (self, cr, style, width, height, &motion, scope, view);
  else
    {
      BsFsmMotion before = { motion.a, motion.a, 1.0, FALSE },
                  after = { motion.b, motion.b, 1.0, FALSE };
      double t = bs_ease_out (motion.t);

      cairo_push_group (cr);
      cairo_push_group (cr);
      draw_machine (self, cr, style, width, height, &before, scope, view);
      cairo_pop_group_to_source (cr);
      cairo_paint_with_alpha (cr, 1.0 - t);
      cairo_push_group (cr);
      draw_machine (self, cr, style, width, height, &after, scope, view);
      cairo_pop_group_to_source (cr);
      cairo_set_operator (cr, CAIRO_OPERATOR_ADD);
      cairo_paint_with_alpha (cr, t);
      cairo_pop_group_to_source (cr);
      cairo_paint (cr);
    }
}

char *
bs_fsm_painter_describe (BsFsmPainter *self, guint32 decision)
{
  const BsTrace *trace = self->trace;
  g_autofree char *state = NULL, *next = NULL, *machine = NULL, *here = NULL;
  const BsTraceDecision *d;
  guint32 box;

  if (trace->n_decisions == 0)
    return g_strdup (_ ("No decision was recorded"));
  decision = CLAMP (decision, 1, trace->n_decisions);
  d = bs_trace_decision (trace, decision);
  box = self->model->box_of[d->state];
  state = bs_trace_state_text (trace, decision);
  machine = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "State machine with %u state.",
                                          "State machine with %u states.", self->model->n_states),
                             self->model->n_states);
  here = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Decision %u is in state %s, which was visited %u time.",
                                       "Decision %u is in state %s, which was visited %u times.",
                                       self->model->visits[box]),
                          decision, state, self->model->visits[box]);
  if (bs_fsm_model_destination (self->model, decision) < self->model->n_states)
    {
      g_autofree char *target = bs_trace_state_text (trace, decision + 1);

      next = g_strdup_printf (_ ("Batching %s leads to state %s."),
                              trace->types->types[d->type].name, target);
    }
  else
    next = g_strdup_printf (_ ("Batching %s ends the mini-batch."),
                            trace->types->types[d->type].name);

  return g_strjoin (" ", machine, here, next, NULL);
}
