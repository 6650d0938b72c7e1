/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the scene of a machine. */
#include "config.h"

#include "viz/fsm/fsm-draw.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "viz/fsm/fsm-drawing.h"
#include "viz/marks.h"

#define CALLOUT_GAP 16.0
#define CALLOUT_STEP 12.0
#define END_ROOM 60.0

typedef struct
{
  double lit, target;
  guint32 action;
} Lights;

static Lights
get_lights (const BsFsmDrawing *d, guint32 box)
{
  const BsFsmModel *model = d->paper->machine->model;
  const BsFsmLight *light = &d->scene->light;
  Lights lights = { 0.0, 0.0, box < model->n_states ? model->favourite[box] : 0 };

  for (guint k = 0; k < 2; k++)
    {
      if (light->lit[k] > 0.0 && light->current[k] == box)
        {
          lights.lit += light->lit[k];
          if (light->lit[k] >= 0.5)
            lights.action = light->type[k];
        }
      if (light->chosen[k] > 0.0 && model->edges[light->edge[k]].to == box)
        lights.target = MAX (lights.target, light->chosen[k]);
    }
  if (light->current[1] == box)
    lights.target *= 1.0 - lights.lit;

  return lights;
}

static gboolean
is_faded (const BsFsmDrawing *d, guint32 box)
{
  const BsFsmModel *model = d->paper->machine->model;

  return d->options->matches != NULL
         && (box >= model->n_states || !d->options->matches[model->states[box]]);
}

static void
draw_end (const BsFsmDrawing *d, const BsFsmBox *box, double target)
{
  double x = box->x + box->width / 2.0, y = box->y + box->height / 2.0;
  BsColor color = bs_color_mix (bs_color_with_alpha (d->style->foreground, 0.7), d->style->accent,
                                target);
  gboolean before;

  bs_mark_path (d->cr, BS_SHAPE_CELL, x, y, BS_FSM_END_SIZE - 2.0);
  bs_color_set (d->cr, d->style->card);
  cairo_fill_preserve (d->cr);
  bs_color_set (d->cr, color);
  cairo_set_line_width (d->cr, 1.5);
  cairo_stroke (d->cr);
  bs_mark_path (d->cr, BS_SHAPE_CELL, x, y, BS_FSM_END_SIZE - 9.0);
  cairo_fill (d->cr);
  /* In two columns ways come from the other one. */
  before = d->scene->picture == BS_FSM_PICTURE_NEAR ? x < d->scene->width / 2.0
                                                    : x > d->scene->width - 60.0;
  bs_text_draw_within (d->cr, d->style, _ ("end"), 12.0, FALSE,
                       before ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                       x + (before ? -1.0 : 1.0) * (BS_FSM_END_SIZE / 2.0 + 4.0), y, END_ROOM,
                       bs_fsm_ink (d->style, 0.68));
}

/* The frame of a box, @inset from it. */
static void
add_frame (const BsFsmDrawing *d, const BsFsmBox *box, double inset)
{
  bs_rounded_rectangle (d->cr, box->x + inset, box->y + inset, box->width - 2.0 * inset,
                        box->height - 2.0 * inset, MAX (9.0 - inset, 1.0));
}

static void
draw_chips (const BsFsmDrawing *d, guint32 i, const BsFsmBox *box, guint32 action)
{
  const BsFsmMachine *machine = d->paper->machine;
  double x = box->x + 9.0, y = box->y + box->height / 2.0;
  const guint16 *chips;
  guint n, hidden;
  char buffer[40];

  n = bs_fsm_machine_get_chips (machine, i, &chips, &hidden);
  for (guint k = 0; k < n; k++)
    {
      guint marks = bs_fsm_machine_get_marks (machine, i, k);

      bs_chip_draw (d->cr, d->style, machine->trace->types, chips[k], x, y, BS_FSM_CHIP,
                    chips[k] == action, 1.0);
      bs_chip_draw_marks (d->cr, d->style, x, y, BS_FSM_CHIP, marks);
      x += BS_FSM_CHIP + BS_FSM_CHIP_GAP;
    }
  if (hidden > 0)
    {
      g_snprintf (buffer, sizeof buffer, "+%u", hidden);
      bs_text_draw (d->cr, d->style, buffer, 12.0, FALSE, BS_TEXT_LEFT, x + 2.0, y,
                    bs_fsm_ink (d->style, 0.6));
    }
  bs_text_draw (d->cr, d->style, bs_text_number (buffer, machine->model->visits[i]), 12.0, FALSE,
                BS_TEXT_RIGHT, box->x + box->width - 9.0, y, bs_fsm_ink (d->style, 0.62));
}

/* A state in full, in points of its own; @scale: pixels a point there. */
static void
draw_box (const BsFsmDrawing *d, guint32 i, const BsFsmBox *box, const Lights *lights, double scale)
{
  static const double dashes[] = { 4.0, 3.0 };
  const BsStyle *style = d->style;
  cairo_t *cr = d->cr;

  add_frame (d, box, 0.0);
  bs_color_set (cr, style->window);
  cairo_fill_preserve (cr);
  bs_color_set (cr, style->card);
  cairo_fill (cr);
  if (lights->lit > 0.0)
    {
      bs_rounded_rectangle (cr, box->x - 6.5, box->y - 6.5, box->width + 13.0, box->height + 13.0,
                            13.0);
      bs_color_set (cr,
                    bs_color_with_alpha (style->accent, (style->dark ? 0.26 : 0.14) * lights->lit));
      cairo_fill (cr);
      add_frame (d, box, 0.0);
      bs_color_set (cr, bs_color_with_alpha (style->card, lights->lit));
      cairo_fill (cr);
    }
  add_frame (d, box, 0.5);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8
                                                            : d->hovered == i    ? 0.6
                                                                                 : 0.20));
  cairo_set_line_width (cr, MAX (1.0, 0.6 / scale));
  cairo_stroke (cr);
  if (lights->target > 0.0)
    {
      add_frame (d, box, 0.5);
      bs_color_set (cr, bs_color_with_alpha (style->card, lights->target));
      cairo_set_line_width (cr, 1.6);
      cairo_stroke_preserve (cr);
      bs_color_set (cr, bs_color_with_alpha (style->accent, lights->target));
      cairo_set_dash (cr, dashes, 2, 0.0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
    }
  if (lights->lit > 0.0)
    {
      add_frame (d, box, 0.0);
      bs_color_set (cr, bs_color_with_alpha (style->accent, lights->lit));
      cairo_set_line_width (cr, MAX (style->high_contrast ? 3.2 : 2.5, 2.0 / scale));
      cairo_stroke (cr);
    }
  draw_chips (d, i, box, lights->action);
}

/* A frame about a selected state, a stronger one than that of the current state and further out. */
static void
draw_selection (const BsFsmDrawing *d, const BsFsmBox *box)
{
  double gap = 4.0 * MIN (1.0, 1.0 / d->scene->scale) + (d->scene->scale < 1.0 ? 1.0 : 0.0);

  bs_rounded_rectangle (d->cr, box->x - gap, box->y - gap, box->width + 2.0 * gap,
                        box->height + 2.0 * gap, MIN (12.0, box->height / 2.0 + gap));
  bs_color_set (d->cr, bs_fsm_ink (d->style, 0.85));
  cairo_set_line_width (d->cr, 1.6 / d->scene->scale);
  cairo_stroke (d->cr);
}

/* A drawing pin in the corner of a state that stays where it is. */
static void
draw_pin (const BsFsmDrawing *d, const BsFsmBox *box)
{
  double x = box->x + box->width - 2.0, y = box->y + 2.0;

  cairo_move_to (d->cr, x - 2.0, y + 2.0);
  cairo_line_to (d->cr, x - 7.0, y + 7.0);
  bs_color_set (d->cr, d->style->foreground);
  cairo_set_line_width (d->cr, 1.5);
  cairo_stroke (d->cr);
  bs_mark_path (d->cr, BS_SHAPE_CELL, x, y, 8.0);
  bs_color_set (d->cr, d->style->foreground);
  cairo_fill_preserve (d->cr);
  bs_color_set (d->cr, d->style->window);
  cairo_set_line_width (d->cr, 1.0);
  cairo_stroke (d->cr);
}

/* The same where boxes have no size of their own. */
static void
draw_field_pin (const BsFsmDrawing *d, const BsFsmBox *box)
{
  double scale = d->scene->scale;

  cairo_save (d->cr);
  cairo_translate (d->cr, box->x, box->y);
  cairo_scale (d->cr, 1.0 / scale, 1.0 / scale);
  draw_pin (d, &(BsFsmBox){ 0.0, 0.0, box->width * scale, box->height * scale });
  cairo_restore (d->cr);
}

static gboolean
is_outside (const BsFsmDrawing *d, const BsFsmItem *item)
{
  const BsFsmBox *at = &item->at;

  return at->x + at->width + 60.0 < d->scene->x || at->x - 20.0 > d->scene->x1
         || at->y + at->height + 20.0 < d->scene->y || at->y - 20.0 > d->scene->y1;
}

/* One path a type; what a search did not find is faded. */
static void
draw_dots (const BsFsmDrawing *d)
{
  const BsFsmModel *model = d->paper->machine->model;
  const BsTypeTable *types = d->paper->machine->trace->types;
  const guint32 *by_type = d->paper->field->by_type;
  gboolean with_letters = d->scene->detail == BS_FSM_MARK;
  BsGlyphRun run;

  for (guint32 i = 0; i < model->n_states;)
    {
      guint32 type = model->favourite[by_type[i]], first = i, end = i;

      while (end < model->n_states && model->favourite[by_type[end]] == type)
        end++;
      for (guint faded = 0; faded <= (d->options->matches != NULL); faded++)
        {
          double alpha = faded == 1 ? 0.2 : 1.0, diameter = 0.0;
          const BsGlyphs *glyphs = NULL;
          double letter = 0.0, shift = 0.0;

          for (i = first; i < end; i++)
            {
              const BsFsmItem *item = &g_array_index (d->scene->items, BsFsmItem, by_type[i]);
              const BsFsmBox *at = &item->at;

              if (is_faded (d, item->box) != (faded == 1) || is_outside (d, item))
                continue;
              diameter = at->width;
              if (at->width * d->scene->scale < 5.0)
                cairo_rectangle (d->cr, at->x, at->y, at->width, at->height);
              else
                bs_mark_path (d->cr, BS_SHAPE_CELL, at->x + at->width / 2.0,
                              at->y + at->height / 2.0, at->width);
            }
          if (diameter <= 0.0)
            continue;
          if (with_letters)
            bs_fill_type (d->cr, d->style, type, alpha);
          else
            {
              bs_color_set (d->cr,
                            bs_color_with_alpha (bs_style_type_color (d->style, type), alpha));
              cairo_fill (d->cr);
            }
          if (!with_letters)
            continue;

          glyphs = bs_glyphs_get (d->style, types->types[type].letter, TRUE);
          letter = MIN (bs_mark_letter_size (BS_SHAPE_CELL, diameter * d->scene->scale)
                            / d->scene->scale,
                        diameter * 0.72 / MAX (bs_glyphs_width (glyphs), 0.1));
          shift = bs_mark_letter_shift (BS_SHAPE_CELL, diameter);
          bs_glyph_run_begin (
              &run, d->cr, letter,
              bs_color_with_alpha (bs_style_type_letter_color (d->style, type), alpha));
          for (i = first; i < end && letter > 0.0; i++)
            {
              const BsFsmItem *item = &g_array_index (d->scene->items, BsFsmItem, by_type[i]);

              if (is_faded (d, item->box) == (faded == 1) && !is_outside (d, item))
                bs_glyph_run_add (&run, glyphs, item->at.x + item->at.width / 2.0,
                                  item->at.y + item->at.height / 2.0 + shift);
            }
          bs_glyph_run_end (&run);
        }
      i = end;
    }
}

static void
draw_mark (const BsFsmDrawing *d, const BsFsmItem *item, const Lights *lights)
{
  const BsFsmBox *at = &item->at;
  double alpha = item->alpha * (is_faded (d, item->box) ? 0.2 : 1.0);
  const BsTypeTable *types = d->paper->machine->trace->types;

  if (item->box >= d->paper->machine->model->n_states)
    {
      double scale = at->height / BS_FSM_BOX_HEIGHT;

      cairo_save (d->cr);
      cairo_translate (d->cr, at->x + at->width / 2.0, at->y + at->height / 2.0);
      cairo_scale (d->cr, scale, scale);
      draw_end (d, &(BsFsmBox){ 0.0, 0.0, 0.0, 0.0 }, lights->target);
      cairo_restore (d->cr);
      return;
    }
  add_frame (d, at, 0.0);
  bs_color_set (d->cr, d->style->window);
  cairo_fill (d->cr);
  add_frame (d, at, 0.0);
  bs_fill_type (d->cr, d->style, lights->action, alpha);
  bs_text_draw (d->cr, d->style, types->types[lights->action].letter, 22.0, TRUE, BS_TEXT_CENTER,
                at->x + at->width / 2.0, at->y + at->height / 2.0,
                bs_color_with_alpha (bs_style_type_letter_color (d->style, lights->action), alpha));
}

/* The frames of current and next where boxes are too small to have their own. */
static void
draw_rings (const BsFsmDrawing *d, const BsFsmItem *item, const Lights *lights)
{
  static const double dashes[] = { 3.0, 2.0 };
  double scale = d->scene->scale;
  const BsFsmBox *at = &item->at;
  double width = MAX (at->width * scale + 8.0, 15.0), height = MAX (at->height * scale + 8.0, 15.0);
  double radius = MIN (height / 2.0, 12.0);

  if (lights->lit <= 0.0 && lights->target <= 0.0)
    return;
  cairo_save (d->cr);
  cairo_translate (d->cr, at->x + at->width / 2.0, at->y + at->height / 2.0);
  cairo_scale (d->cr, 1.0 / scale, 1.0 / scale);
  if (lights->lit > 0.0)
    {
      bs_rounded_rectangle (d->cr, -width / 2.0 - 6.0, -height / 2.0 - 6.0, width + 12.0,
                            height + 12.0, radius + 6.0);
      bs_color_set (d->cr, bs_color_with_alpha (d->style->accent, 0.22 * lights->lit));
      cairo_fill (d->cr);
    }
  bs_rounded_rectangle (d->cr, -width / 2.0, -height / 2.0, width, height, radius);
  bs_color_set (d->cr, bs_color_with_alpha (d->style->window, 0.9));
  cairo_set_line_width (d->cr, 4.5);
  cairo_stroke_preserve (d->cr);
  bs_color_set (d->cr, bs_color_with_alpha (d->style->accent, MAX (lights->lit, lights->target)));
  cairo_set_line_width (d->cr, lights->lit > 0.0 ? 2.5 : 1.8);
  if (lights->lit <= 0.0)
    cairo_set_dash (d->cr, dashes, 2, 0.0);
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
}

static void
draw_full (const BsFsmDrawing *d, const BsFsmItem *item, const Lights *lights)
{
  BsFsmBox box = item->at;
  double alpha = item->alpha * (is_faded (d, item->box) ? 0.35 : 1.0);

  if (alpha < 1.0)
    cairo_push_group (d->cr);
  cairo_save (d->cr);
  if (item->scale != 1.0)
    {
      cairo_translate (d->cr, box.x, box.y);
      cairo_scale (d->cr, item->scale, item->scale);
      box = (BsFsmBox){ 0.0, 0.0, box.width / item->scale, box.height / item->scale };
    }
  if (item->box >= d->paper->machine->model->n_states)
    draw_end (d, &box, lights->target);
  else
    draw_box (d, item->box, &box, lights, d->scene->scale * item->scale);
  if (item->pinned)
    draw_pin (d, &box);
  cairo_restore (d->cr);
  if (alpha < 1.0)
    {
      cairo_pop_group_to_source (d->cr);
      cairo_paint_with_alpha (d->cr, alpha);
    }
}

static void
draw_items (const BsFsmDrawing *d)
{
  BsFsmDetail detail = d->scene->detail;

  if (d->scene->picture == BS_FSM_PICTURE_FIELD && detail != BS_FSM_FULL)
    draw_dots (d);
  /* What is pinned lies on top of the rest. */
  for (guint pinned = 0; pinned < 2; pinned++)
    for (guint i = 0; i < d->scene->items->len; i++)
      {
        const BsFsmItem *item = &g_array_index (d->scene->items, BsFsmItem, i);
        Lights lights;

        if (item->pinned != (pinned == 1) || is_outside (d, item))
          continue;
        lights = get_lights (d, item->box);
        if (detail == BS_FSM_FULL)
          draw_full (d, item, &lights);
        else
          {
            if (d->scene->picture != BS_FSM_PICTURE_FIELD
                || (item->box >= d->paper->machine->model->n_states && detail == BS_FSM_MARK))
              draw_mark (d, item, &lights);
            if (item->pinned && d->scene->picture == BS_FSM_PICTURE_FIELD)
              draw_field_pin (d, &item->at);
            draw_rings (d, item, &lights);
          }
        if (item->box == d->selected)
          draw_selection (d, &item->at);
      }
}

/* How many states are under a box on the screen. */
static guint
count_covered (const BsFsmScene *scene, double left, double top, double width, double height)
{
  guint n = 0;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const BsFsmItem *item = &g_array_index (scene->items, BsFsmItem, i);
      double half = item->at.height * scene->scale / 2.0;
      double x = (item->at.x + item->at.width / 2.0 - scene->x) * scene->scale;
      double y = (item->at.y + item->at.height / 2.0 - scene->y) * scene->scale;

      n += x + half > left && x - half < left + width && y + half > top && y - half < top + height;
    }

  return n;
}

/* Above or below the state at @y, where the least is covered; rather near. Returns the top. */
static double
place_callout (const BsFsmScene *scene, double left, double y, double gap, double width,
               double height)
{
  double best_top = y - gap - height;
  guint best = G_MAXUINT;

  for (guint k = 0; k < 16 && best > 0; k++)
    {
      double far = gap + k / 2 * CALLOUT_STEP;
      double top = k % 2 == 0 ? y - far - height : y + far;
      guint covered;

      if (top < 8.0 || top + height > scene->room - 8.0)
        continue;
      covered = count_covered (scene, left, top, width, height);
      if (covered < best)
        {
          best = covered;
          best_top = top;
        }
    }

  return MAX (best_top, 8.0);
}

/* Where states are too small to be read, the current one is told in full beside its place. */
static void
draw_callout (const BsFsmDrawing *d, guint32 box, double alpha, double width)
{
  const BsFsmScene *scene = d->scene;
  const BsFsmItem *item = bs_fsm_scene_find (scene, box);
  double scale = 0.86 * d->paper->text_scale, x, y, left, top, w, h, far_y;
  Lights lights;

  if (item == NULL || scene->detail == BS_FSM_FULL || alpha <= 0.0
      || box >= d->paper->machine->model->n_states)
    return;
  x = (item->at.x + item->at.width / 2.0 - scene->x) * scene->scale;
  y = (item->at.y + item->at.height / 2.0 - scene->y) * scene->scale;
  if (x < 0.0 || x > width || y < 0.0 || y > scene->room)
    return;
  lights = get_lights (d, box);
  w = d->paper->machine->widths[box] * scale;
  h = BS_FSM_BOX_HEIGHT * scale;
  far_y = item->at.height * scene->scale / 2.0 + CALLOUT_GAP;
  left = CLAMP (x - w / 2.0, 8.0, MAX (width - w - 8.0, 8.0));
  top = place_callout (scene, left, y, far_y, w, h);

  if (alpha < 1.0)
    cairo_push_group (d->cr);
  cairo_move_to (d->cr, x, top > y ? y + far_y - 7.0 : y - far_y + 7.0);
  cairo_line_to (d->cr, CLAMP (x, left + 9.0, left + w - 9.0), top > y ? top : top + h);
  bs_color_set (d->cr, d->style->accent);
  cairo_set_line_width (d->cr, 1.5);
  cairo_stroke (d->cr);
  cairo_save (d->cr);
  cairo_translate (d->cr, left, top);
  cairo_scale (d->cr, scale, scale);
  draw_box (d, box, &(BsFsmBox){ 0.0, 0.0, d->paper->machine->widths[box], BS_FSM_BOX_HEIGHT },
            &lights, scale);
  cairo_restore (d->cr);
  if (alpha < 1.0)
    {
      cairo_pop_group_to_source (d->cr);
      cairo_paint_with_alpha (d->cr, alpha);
    }
}

/* How many types are ready in the states of each band. */
static void
draw_bands (const BsFsmDrawing *d)
{
  const BsFsmScene *scene = d->scene;
  double size = 11.0 * d->paper->text_scale, last = -size;
  char buffer[40];

  for (guint i = 0; i < d->paper->field->n_bands; i++)
    {
      const BsFsmBand *band = &d->paper->field->bands[i];
      double top = (band->y - scene->y) * scene->scale;
      double bottom = top + band->height * scene->scale;
      double x = (BS_FSM_GUTTER - 5.0 - scene->x) * scene->scale, y;

      if (bottom < 0.0 || top > scene->room || band->n_ready == 0)
        continue;
      y = CLAMP (size, top, bottom);
      y = MAX (MIN (top + BS_FSM_CELL_HEIGHT * scene->scale / 2.0, bottom), MIN (y, bottom - 4.0));
      if (y < last + size)
        continue;
      last = y;
      bs_text_draw (d->cr, d->style, bs_text_number (buffer, band->n_ready), size, FALSE,
                    BS_TEXT_RIGHT, MAX (x, 24.0), y, bs_fsm_ink (d->style, 0.62));
    }
}

void
bs_fsm_draw_scene (cairo_t *cr, const BsStyle *style, const BsFsmScene *scene,
                   const BsFsmPaper *paper, const BsFsmOptions *options, double width)
{
  BsFsmDrawing d = { cr,
                     style,
                     scene,
                     paper,
                     options,
                     bs_fsm_machine_box (paper->machine, options->selected),
                     bs_fsm_machine_box (paper->machine, options->hovered) };

  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, width, scene->room);
  cairo_clip (cr);
  if (scene->picture == BS_FSM_PICTURE_FIELD)
    draw_bands (&d);
  cairo_save (cr);
  cairo_scale (cr, scene->scale, scene->scale);
  cairo_translate (cr, -scene->x, -scene->y);
  bs_fsm_draw_plain_lines (&d);
  if (scene->detail != BS_FSM_DOT)
    bs_fsm_draw_marked_lines (&d);
  draw_items (&d);
  if (scene->detail == BS_FSM_DOT)
    bs_fsm_draw_marked_lines (&d);
  if (scene->detail == BS_FSM_FULL)
    bs_fsm_draw_labels (&d);
  bs_fsm_draw_stubs (&d);
  bs_fsm_draw_token (&d);
  cairo_restore (cr);
  for (guint k = 0; k < 2; k++)
    draw_callout (&d, scene->light.current[k], scene->light.lit[k], width);
  cairo_restore (cr);
}
