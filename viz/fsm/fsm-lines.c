/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a machine, what stands on them, and the token that goes along them. */
#include "config.h"

#include <math.h>

#include "viz/fsm/fsm-drawing.h"
#include "viz/marks.h"

#define TOKEN 18.0

static double
edge_width (const BsStyle *style, guint32 count)
{
  return MIN (1.25 + 0.13 * count, 3.4) + (style->high_contrast ? 0.5 : 0.0);
}

static const BsFsmPoint *
line_points (const BsFsmDrawing *d, const BsFsmLine *line)
{
  return &g_array_index (d->scene->points, BsFsmPoint, line->first_point);
}

static void
add_line (const BsFsmDrawing *d, const BsFsmLine *line)
{
  const BsFsmPoint *p = line_points (d, line);

  cairo_move_to (d->cr, p[0].x, p[0].y);
  for (guint32 k = 1; k + 2 < line->n_points; k += 3)
    cairo_curve_to (d->cr, p[k].x, p[k].y, p[k + 1].x, p[k + 1].y, p[k + 2].x, p[k + 2].y);
}

static void
draw_head (const BsFsmDrawing *d, const BsFsmLine *line, double size)
{
  const BsFsmPoint *p = line_points (d, line), *end = p + line->n_points - 1, *before = end - 1;
  BsFsmPoint near_end = bs_fsm_curve_at (p, line->n_points, 0.96, NULL);

  if (d->scene->picture == BS_FSM_PICTURE_FIELD)
    return;
  if (hypot (end->x - before->x, end->y - before->y) > 0.5)
    near_end = *before;
  bs_arrow_head (d->cr, end->x, end->y, end->x - near_end.x, end->y - near_end.y, size);
}

static gboolean
is_visible (const BsFsmDrawing *d, const BsFsmLine *line)
{
  const BsFsmPoint *p = line_points (d, line);
  double x0 = p->x, x1 = p->x, y0 = p->y, y1 = p->y;

  for (guint32 k = 1; k < line->n_points; k++)
    {
      x0 = MIN (x0, p[k].x);
      x1 = MAX (x1, p[k].x);
      y0 = MIN (y0, p[k].y);
      y1 = MAX (y1, p[k].y);
    }

  return x1 + 60.0 >= d->scene->x && x0 - 10.0 <= d->scene->x1 && y1 + 10.0 >= d->scene->y
         && y0 - 10.0 <= d->scene->y1;
}

/* Widths of lines in a field are pixels: it has no size of its own. */
static double
to_points (const BsFsmDrawing *d, double width)
{
  return d->scene->picture == BS_FSM_PICTURE_FIELD ? width / d->scene->scale
                                                   : MAX (width, 0.7 / d->scene->scale);
}

void
bs_fsm_draw_plain_lines (const BsFsmDrawing *d)
{
  const BsFsmModel *model = d->paper->machine->model;
  const BsStyle *style = d->style;
  BsColor full = style->foreground;
  gboolean field = d->scene->picture == BS_FSM_PICTURE_FIELD;
  double share = style->high_contrast ? 0.75 : style->dark ? 0.42 : 0.38;
  guint n = d->scene->lines->len;

  full.alpha = 1.0;
  if (n > 200 || field)
    cairo_set_antialias (d->cr, CAIRO_ANTIALIAS_FAST);
  for (guint i = 0; i < n;)
    {
      const BsFsmLine *line = &g_array_index (d->scene->lines, BsFsmLine, i);
      double width = edge_width (style, model->edges[line->edge].count), alpha = line->alpha;
      guint first = i;

      /* An opaque grey: where lines cross it must not get darker. */
      for (; i < n; i++)
        {
          line = &g_array_index (d->scene->lines, BsFsmLine, i);
          if (line->alpha != alpha || edge_width (style, model->edges[line->edge].count) != width)
            break;
          if (alpha > 0.0 && is_visible (d, line))
            add_line (d, line);
        }
      bs_color_set (d->cr, bs_color_mix (style->window, full, share * alpha));
      cairo_set_line_width (d->cr, to_points (d, field ? 0.6 * width : width));
      cairo_stroke (d->cr);
      for (guint k = first; k < i && alpha > 0.0 && d->scene->detail == BS_FSM_FULL; k++)
        if (is_visible (d, &g_array_index (d->scene->lines, BsFsmLine, k)))
          draw_head (d, &g_array_index (d->scene->lines, BsFsmLine, k), 5.5 + width);
    }
  cairo_set_antialias (d->cr, CAIRO_ANTIALIAS_DEFAULT);
}

void
bs_fsm_draw_marked_lines (const BsFsmDrawing *d)
{
  const BsFsmModel *model = d->paper->machine->model;

  if (d->scene->picture == BS_FSM_PICTURE_FIELD)
    cairo_set_antialias (d->cr, CAIRO_ANTIALIAS_FAST);
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < d->scene->lines->len; i++)
      {
        const BsFsmLine *line = &g_array_index (d->scene->lines, BsFsmLine, i);
        double width = MAX (edge_width (d->style, model->edges[line->edge].count), 2.0);
        BsColor color = d->style->accent;

        if (pass == 0 && line->hot)
          {
            color = bs_color_with_alpha (d->style->foreground, 0.5);
            width = d->scene->picture == BS_FSM_PICTURE_FIELD ? 1.2 : width;
          }
        else if (pass == 1 && line->trail > 0.0)
          color = bs_color_with_alpha (color, 0.12 + 0.48 * line->trail);
        else if (pass == 2 && line->chosen > 0.0)
          color = bs_color_with_alpha (color, line->chosen);
        else
          continue;
        if (pass == 2)
          width = MAX (width, 2.4);
        add_line (d, line);
        bs_color_set (d->cr, color);
        cairo_set_line_width (d->cr, to_points (d, width));
        cairo_stroke (d->cr);
        if (d->scene->detail == BS_FSM_FULL)
          draw_head (d, line, 6.5 + width);
      }
  cairo_set_antialias (d->cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* A line of discs and numbers from the left: of a label, or of a stub. */
static double
draw_number (const BsFsmDrawing *d, guint type, gboolean filled, const char *text, gboolean bold,
             double x, double y, double alpha)
{
  const BsTypeTable *types = d->paper->machine->trace->types;

  if (filled)
    bs_disc_draw (d->cr, d->style, types, type, x, y, BS_FSM_LABEL_DISC, 1.0);
  else
    bs_chip_draw (d->cr, d->style, types, type, x - BS_FSM_LABEL_DISC / 2.0, y, BS_FSM_LABEL_DISC,
                  FALSE, alpha);
  x += BS_FSM_LABEL_DISC / 2.0 + 3.0;
  bs_text_draw (d->cr, d->style, text, 12.0, bold, BS_TEXT_LEFT, x, y,
                bs_fsm_ink (d->style, bold ? 1.0 : 0.68 * alpha));

  return x + bs_fsm_machine_label_room (text) + 6.0 + BS_FSM_LABEL_DISC / 2.0;
}

void
bs_fsm_draw_labels (const BsFsmDrawing *d)
{
  const BsFsmMachine *machine = d->paper->machine;

  for (guint i = 0; i < d->scene->lines->len; i++)
    {
      const BsFsmLine *line = &g_array_index (d->scene->lines, BsFsmLine, i);
      const BsFsmEdge *edge = &machine->model->edges[line->edge];
      double x = line->label.x, y = line->label.y, width;

      if (!line->labelled || x + 90.0 < d->scene->x || x - 10.0 > d->scene->x1
          || y + 10.0 < d->scene->y || y - 10.0 > d->scene->y1)
        continue;
      width = bs_fsm_machine_label_width (machine, line->edge, d->options->labels);
      bs_rounded_rectangle (d->cr, x - BS_FSM_LABEL_DISC / 2.0 - 1.0, y - 7.5,
                            BS_FSM_LABEL_DISC + 3.0 + width, 15.0, 7.5);
      bs_color_set (d->cr, bs_color_with_alpha (d->style->window, 0.94));
      cairo_fill (d->cr);
      for (guint k = 0; k < edge->n_types; k++)
        {
          char buffer[40];

          bs_fsm_machine_label (machine, line->edge, k, d->options->labels, buffer);
          x = draw_number (d, edge->types[k].type, TRUE, buffer, line->chosen > 0.5, x, y, 1.0);
        }
    }
}

void
bs_fsm_draw_stubs (const BsFsmDrawing *d)
{
  for (guint k = 0; k < G_N_ELEMENTS (d->scene->stubs); k++)
    {
      const BsFsmStub *stub = &d->scene->stubs[k];
      double x = stub->at.x + 4.0 + BS_FSM_LABEL_DISC / 2.0;
      char number[40], more[48];

      if (stub->alpha <= 0.0)
        continue;
      for (guint i = 0; i < MIN (stub->n_untaken, 2); i++)
        {
          gboolean with_q = d->options->labels == BS_FSM_LABEL_Q;
          double end = draw_number (d, stub->types[i], FALSE,
                                    with_q ? bs_fsm_real_to_text (stub->q[i], number) : "", FALSE,
                                    x, stub->at.y, stub->alpha);

          x = with_q ? end : x + BS_FSM_LABEL_DISC + 4.0;
        }
      if (stub->n_more == 0)
        continue;
      g_snprintf (more, sizeof more, "+%s", bs_text_number (number, stub->n_more));
      bs_text_draw (d->cr, d->style, more, 12.0, FALSE, BS_TEXT_LEFT, x - 5.0, stub->at.y,
                    bs_fsm_ink (d->style, 0.68 * stub->alpha));
    }
}

void
bs_fsm_draw_token (const BsFsmDrawing *d)
{
  const BsFsmLight *light = &d->scene->light;
  const BsFsmLine *line = NULL;
  const BsFsmPoint *p;
  double length = 1.0, size = TOKEN;
  BsFsmPoint at;

  for (guint i = 0; i < d->scene->lines->len && line == NULL; i++)
    if (g_array_index (d->scene->lines, BsFsmLine, i).edge == light->token_edge)
      line = &g_array_index (d->scene->lines, BsFsmLine, i);
  if (line == NULL)
    return;
  /* In a field the token has the size of a letter on the screen. */
  if (d->scene->detail != BS_FSM_FULL)
    size = 13.0 / d->scene->scale;
  else if (d->scene->picture == BS_FSM_PICTURE_FIELD)
    size = BS_FSM_CELL_HEIGHT / 2.0;
  p = line_points (d, line);
  for (guint32 k = 0; k + 3 < line->n_points; k += 3)
    length += hypot (p[k + 3].x - p[k].x, p[k + 3].y - p[k].y);
  length = MAX (length, 3.0 * size);
  for (guint k = 4; k-- > 1;)
    {
      double t = light->token_at - k * 0.25 * size / length;

      if (t <= 0.0)
        continue;
      at = bs_fsm_curve_at (p, line->n_points, t, NULL);
      bs_mark_path (d->cr, BS_SHAPE_CELL, at.x, at.y, size * (1.0 - 0.083 * k));
      bs_color_set (d->cr, bs_color_with_alpha (bs_style_type_color (d->style, light->token_type),
                                                light->token_alpha * (0.36 - 0.09 * k)));
      cairo_fill (d->cr);
    }
  at = bs_fsm_curve_at (p, line->n_points, light->token_at, NULL);
  bs_mark_path (d->cr, BS_SHAPE_CELL, at.x, at.y, size * 1.17);
  bs_color_set (d->cr, bs_color_with_alpha (d->style->window, light->token_alpha));
  cairo_fill (d->cr);
  bs_disc_draw (d->cr, d->style, d->paper->machine->trace->types, light->token_type, at.x, at.y,
                size, light->token_alpha);
}
