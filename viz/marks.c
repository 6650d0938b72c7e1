/* SPDX-License-Identifier: Apache-2.0 */
/* The marks that all pictures share: nodes, chips and discs of types, arrows, rounded boxes. */
#include "config.h"

#include "viz/marks.h"

#include <math.h>

#include "engine/state.h"

#define TILE 8
#define TILE_SCALE 2

void
bs_rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MIN (radius, MIN (width, height) / 2.0);
  if (radius <= 0.0)
    {
      cairo_rectangle (cr, x, y, MAX (width, 0.0), MAX (height, 0.0));
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0.0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0.0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, G_PI + G_PI_2);
  cairo_close_path (cr);
}

BsColor
bs_color_mix (BsColor a, BsColor b, double share)
{
  return (BsColor){ a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share,
                    a.blue + (b.blue - a.blue) * share, a.alpha + (b.alpha - a.alpha) * share };
}

/* Patterns are drawn once a thread in the letter's colour and repeat over what they fill. */

typedef struct
{
  cairo_pattern_t *patterns[12][2];
} Tiles;

static void
tiles_free (gpointer data)
{
  Tiles *tiles = data;

  for (guint i = 0; i < 12; i++)
    for (guint white = 0; white < 2; white++)
      g_clear_pointer (&tiles->patterns[i][white], cairo_pattern_destroy);
  g_free (tiles);
}

static GPrivate tiles_key = G_PRIVATE_INIT (tiles_free);

static void
draw_tile (cairo_t *cr, guint pattern)
{
  cairo_set_line_width (cr, 1.6);
  switch (pattern)
    {
    case 1: /* rising lines */
    case 5: /* cross-hatch */
    case 2: /* falling lines */
      for (int i = -1; i <= 2; i++)
        {
          if (pattern != 2)
            {
              cairo_move_to (cr, i * 4.0 - 2.0, 10.0);
              cairo_line_to (cr, i * 4.0 + 10.0, -2.0);
            }
          if (pattern != 1)
            {
              cairo_move_to (cr, i * 4.0 - 2.0, -2.0);
              cairo_line_to (cr, i * 4.0 + 10.0, 10.0);
            }
        }
      cairo_set_line_width (cr, pattern == 5 ? 1.1 : 1.4);
      cairo_stroke (cr);
      break;
    case 3:  /* level lines */
    case 7:  /* grid */
    case 10: /* wide level */
      cairo_rectangle (cr, 0.0, 3.2, 8.0, pattern == 10 ? 1.0 : 1.6);
      if (pattern == 7)
        cairo_rectangle (cr, 3.2, 0.0, 1.6, 8.0);
      cairo_fill (cr);
      break;
    case 4: /* upright lines */
      cairo_rectangle (cr, 3.2, 0.0, 1.6, 8.0);
      cairo_fill (cr);
      break;
    case 6: /* dots */
      cairo_arc (cr, 2.0, 2.0, 1.2, 0.0, 2.0 * G_PI);
      cairo_close_path (cr);
      cairo_arc (cr, 6.0, 6.0, 1.2, 0.0, 2.0 * G_PI);
      cairo_fill (cr);
      break;
    case 8: /* wide rising */
      for (int i = -1; i <= 1; i++)
        {
          cairo_move_to (cr, i * 8.0 - 2.0, 10.0);
          cairo_line_to (cr, i * 8.0 + 10.0, -2.0);
        }
      cairo_stroke (cr);
      break;
    case 9: /* checks */
      cairo_rectangle (cr, 0.0, 0.0, 4.0, 4.0);
      cairo_rectangle (cr, 4.0, 4.0, 4.0, 4.0);
      cairo_fill (cr);
      break;
    case 11: /* zigzag */
      cairo_move_to (cr, -2.0, 4.0);
      cairo_line_to (cr, 0.0, 2.0);
      cairo_line_to (cr, 4.0, 6.0);
      cairo_line_to (cr, 8.0, 2.0);
      cairo_line_to (cr, 10.0, 4.0);
      cairo_set_line_width (cr, 1.2);
      cairo_stroke (cr);
      break;
    default: /* solid */
      break;
    }
}

static cairo_pattern_t *
get_tile (guint pattern, gboolean white)
{
  Tiles *tiles = g_private_get (&tiles_key);
  cairo_pattern_t **slot;

  if (tiles == NULL)
    {
      tiles = g_new0 (Tiles, 1);
      g_private_set (&tiles_key, tiles);
    }
  slot = &tiles->patterns[pattern][white ? 1 : 0];
  if (*slot == NULL)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, TILE * TILE_SCALE,
                                                             TILE * TILE_SCALE);
      cairo_t *cr;

      cairo_surface_set_device_scale (surface, TILE_SCALE, TILE_SCALE);
      cr = cairo_create (surface);
      if (white)
        cairo_set_source_rgba (cr, 1.0, 1.0, 1.0, 0.55);
      else
        cairo_set_source_rgba (cr, 0.1, 0.1, 0.1, 0.55);
      draw_tile (cr, pattern);
      cairo_destroy (cr);
      *slot = cairo_pattern_create_for_surface (surface);
      cairo_pattern_set_extend (*slot, CAIRO_EXTEND_REPEAT);
      cairo_surface_destroy (surface);
    }

  return *slot;
}

void
bs_fill_type (cairo_t *cr, const BsStyle *style, guint type, double alpha)
{
  guint pattern = bs_style_type_pattern (style, type);

  bs_color_set (cr, bs_color_with_alpha (bs_style_type_color (style, type), alpha));
  if (!bs_style_uses_patterns (style) || pattern == 0 || alpha < 0.5)
    {
      cairo_fill (cr);
      return;
    }
  cairo_fill_preserve (cr);
  cairo_set_source (cr, get_tile (pattern, bs_style_type_letter_color (style, type).red > 0.5));
  cairo_fill (cr);
}

/* Under a letter the pattern stops: one must not spoil the other. */
static void
fill_lettered (cairo_t *cr, const BsStyle *style, guint type, double x, double y, double size,
               double alpha)
{
  gboolean lettered = bs_style_uses_patterns (style) && size >= 7.5;

  if (!lettered || size >= 15.0)
    bs_fill_type (cr, style, type, alpha);
  if (lettered)
    {
      bs_color_set (cr, bs_color_with_alpha (bs_style_type_color (style, type), alpha));
      if (size >= 15.0)
        cairo_arc (cr, x, y, size * 0.34, 0.0, 2.0 * G_PI);
      cairo_fill (cr);
    }
}

void
bs_mark_path (cairo_t *cr, BsShape shape, double x, double y, double diameter)
{
  double r = diameter / 2.0;

  switch (shape)
    {
    case BS_SHAPE_ELEMENTWISE:
      bs_rounded_rectangle (cr, x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, r * 0.4);
      break;
    case BS_SHAPE_PROJECTION:
      cairo_move_to (cr, x, y - r * 1.12);
      cairo_line_to (cr, x + r * 1.12, y);
      cairo_line_to (cr, x, y + r * 1.12);
      cairo_line_to (cr, x - r * 1.12, y);
      cairo_close_path (cr);
      break;
    case BS_SHAPE_LOSS:
      cairo_move_to (cr, x - r * 1.08, y - r * 0.9);
      cairo_line_to (cr, x + r * 1.08, y - r * 0.9);
      cairo_line_to (cr, x, y + r * 1.0);
      cairo_close_path (cr);
      break;
    case BS_SHAPE_LOOKUP:
      cairo_move_to (cr, x - r * 0.92, y - r * 0.9);
      cairo_line_to (cr, x + r * 0.92, y - r * 0.9);
      cairo_line_to (cr, x + r * 0.92, y + r * 0.3);
      cairo_line_to (cr, x, y + r);
      cairo_line_to (cr, x - r * 0.92, y + r * 0.3);
      cairo_close_path (cr);
      break;
    case BS_SHAPE_REDUCE:
      cairo_move_to (cr, x - r * 1.06, y);
      cairo_line_to (cr, x - r * 0.53, y - r * 0.92);
      cairo_line_to (cr, x + r * 0.53, y - r * 0.92);
      cairo_line_to (cr, x + r * 1.06, y);
      cairo_line_to (cr, x + r * 0.53, y + r * 0.92);
      cairo_line_to (cr, x - r * 0.53, y + r * 0.92);
      cairo_close_path (cr);
      break;
    case BS_SHAPE_CELL:
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, r, 0.0, 2.0 * G_PI);
      cairo_close_path (cr);
      break;
    }
}

double
bs_mark_letter_size (BsShape shape, double diameter)
{
  double share = shape == BS_SHAPE_PROJECTION ? 0.54 : shape == BS_SHAPE_LOSS ? 0.5 : 0.56;

  return diameter < 11.9 ? 0.0 : diameter * share;
}

double
bs_mark_letter_shift (BsShape shape, double diameter)
{
  return shape == BS_SHAPE_LOSS     ? -0.16 * diameter
         : shape == BS_SHAPE_LOOKUP ? -0.06 * diameter
                                    : 0.0;
}

BsColor
bs_look_letter_color (const BsStyle *style, guint type, BsLook look)
{
  switch (look)
    {
    case BS_LOOK_FORMING:
      return bs_style_type_letter_color (style, type);
    case BS_LOOK_FRONTIER:
      return style->foreground;
    case BS_LOOK_WAITING:
      return bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8 : 0.5);
    case BS_LOOK_EXECUTED:
    case BS_LOOK_PLACE:
    case BS_LOOK_NONE:
    default:
      return bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.42);
    }
}

double
bs_look_executed_alpha (const BsStyle *style)
{
  return style->high_contrast ? 0.35 : style->dark ? 0.20 : 0.16;
}

BsColor
bs_look_executed_color (const BsStyle *style, guint type)
{
  return bs_color_mix (style->window, bs_style_type_color (style, type),
                       bs_look_executed_alpha (style));
}

void
bs_mark_draw (cairo_t *cr, const BsStyle *style, const BsTypeTable *types, guint type, BsLook look,
              double x, double y, double diameter, double alpha)
{
  BsShape shape = types->types[type].shape;
  BsColor color = bs_style_type_color (style, type);
  double width = MIN (diameter / 20.0, 1.6) * (style->high_contrast ? 1.3 : 1.0);
  double letter = bs_mark_letter_size (shape, diameter);
  static const double dashes[] = { 3.0, 2.4 };

  if (look == BS_LOOK_NONE)
    return;

  switch (look)
    {
    case BS_LOOK_WAITING:
      bs_mark_path (cr, shape, x, y, diameter - 1.0);
      bs_color_set (cr, bs_color_with_alpha (style->window, alpha));
      cairo_fill_preserve (cr);
      bs_color_set (cr, bs_color_with_alpha (color, alpha * (style->high_contrast ? 0.8 : 0.45)));
      cairo_set_line_width (cr, 1.1 * MAX (width, 0.8));
      cairo_stroke (cr);
      break;
    case BS_LOOK_FRONTIER:
      bs_mark_path (cr, shape, x, y, diameter - 2.0);
      bs_color_set (cr, bs_color_with_alpha (style->view, alpha));
      cairo_fill_preserve (cr);
      bs_color_set (cr, bs_color_with_alpha (color, alpha));
      cairo_set_line_width (cr, 2.6 * MAX (width, 0.7));
      cairo_stroke (cr);
      break;
    case BS_LOOK_FORMING:
      bs_mark_path (cr, shape, x, y, diameter);
      fill_lettered (cr, style, type, x, y, diameter, alpha);
      bs_mark_path (cr, shape, x, y, diameter + 6.0 * MAX (width, 0.6));
      bs_color_set (cr, bs_color_with_alpha (style->accent, 0.62 * alpha));
      cairo_set_line_width (cr, 1.6 * MAX (width, 0.7));
      cairo_stroke (cr);
      break;
    case BS_LOOK_PLACE:
      bs_mark_path (cr, shape, x, y, diameter - 1.0);
      bs_color_set (cr, bs_color_with_alpha (color, alpha));
      cairo_set_line_width (cr, 1.5 * MAX (width, 0.8));
      cairo_set_dash (cr, dashes, 2, 0.0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
      return;
    case BS_LOOK_EXECUTED:
    default:
      bs_mark_path (cr, shape, x, y, diameter);
      bs_color_set (cr, bs_color_with_alpha (bs_look_executed_color (style, type), alpha));
      cairo_fill (cr);
      break;
    }

  if (letter > 0.0)
    {
      const char *text = types->types[type].letter;
      const BsGlyphs *glyphs = bs_glyphs_get (style, text,
                                              look == BS_LOOK_FRONTIER || look == BS_LOOK_FORMING);
      BsGlyphRun run;

      /* Two characters share the room of one. */
      letter = MIN (letter, diameter * 0.72 / MAX (bs_glyphs_width (glyphs), 0.1));
      bs_glyph_run_begin (&run, cr, letter,
                          bs_color_with_alpha (bs_look_letter_color (style, type, look), alpha));
      bs_glyph_run_add (&run, glyphs, x, y + bs_mark_letter_shift (shape, diameter));
      bs_glyph_run_end (&run);
    }
}

static void
draw_letter (cairo_t *cr, const BsStyle *style, const char *text, double x, double y, double room,
             double size, BsColor color)
{
  const BsGlyphs *glyphs = bs_glyphs_get (style, text, TRUE);
  BsGlyphRun run;

  bs_glyph_run_begin (&run, cr, MIN (size, room / MAX (bs_glyphs_width (glyphs), 0.1)), color);
  bs_glyph_run_add (&run, glyphs, x, y);
  bs_glyph_run_end (&run);
}

void
bs_chip_draw (cairo_t *cr, const BsStyle *style, const BsTypeTable *types, guint type, double x,
              double y, double size, gboolean filled, double alpha)
{
  double line = size / 19.0 * (style->high_contrast ? 2.0 : 1.6);
  BsColor letter;

  if (filled)
    {
      bs_rounded_rectangle (cr, x, y - size / 2.0, size, size, size * 0.25);
      fill_lettered (cr, style, type, x + size / 2.0, y, size, alpha);
      letter = bs_style_type_letter_color (style, type);
    }
  else
    {
      bs_rounded_rectangle (cr, x + line / 2.0, y - size / 2.0 + line / 2.0, size - line,
                            size - line, size * 0.24);
      bs_color_set (cr, bs_color_with_alpha (style->view, alpha));
      cairo_fill_preserve (cr);
      bs_color_set (cr, bs_color_with_alpha (bs_style_type_color (style, type), alpha));
      cairo_set_line_width (cr, line);
      cairo_stroke (cr);
      letter = style->foreground;
    }
  if (size >= 7.5)
    draw_letter (cr, style, types->types[type].letter, x + size / 2.0, y, size * 0.8, size * 0.68,
                 bs_color_with_alpha (letter, alpha));
}

void
bs_chip_draw_marks (cairo_t *cr, const BsStyle *style, double x, double y, double size, guint marks)
{
  if (marks == 0)
    return;

  if ((marks & BS_MARK_LOWERS_BOUND) != 0)
    cairo_rectangle (cr, x + 3.0, y + size / 2.0 + 1.6, size - 6.0, 1.8);
  if ((marks & BS_MARK_LEADS) != 0)
    {
      cairo_move_to (cr, x + size / 2.0 - 3.5, y - size / 2.0 - 1.6);
      cairo_rel_line_to (cr, 3.5, -3.6);
      cairo_rel_line_to (cr, 3.5, 3.6);
      cairo_close_path (cr);
    }
  bs_color_set (cr, style->foreground);
  cairo_fill (cr);
}

void
bs_disc_draw (cairo_t *cr, const BsStyle *style, const BsTypeTable *types, guint type, double x,
              double y, double diameter, double alpha)
{
  bs_mark_path (cr, BS_SHAPE_CELL, x, y, diameter);
  fill_lettered (cr, style, type, x, y, diameter, alpha);
  if (diameter >= 7.5)
    draw_letter (cr, style, types->types[type].letter, x, y, diameter * 0.72, diameter * 0.62,
                 bs_color_with_alpha (bs_style_type_letter_color (style, type), alpha));
}

void
bs_arrow_head (cairo_t *cr, double x, double y, double dx, double dy, double size)
{
  double length = hypot (dx, dy);

  if (length < 1e-9)
    return;
  dx /= length;
  dy /= length;
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x - dx * size - dy * size * 0.42, y - dy * size + dx * size * 0.42);
  cairo_line_to (cr, x - dx * size + dy * size * 0.42, y - dy * size - dx * size * 0.42);
  cairo_close_path (cr);
  cairo_fill (cr);
}
