/* SPDX-License-Identifier: Apache-2.0 */
/* Text in pictures: layouts and letters are shaped once a thread and kept. */
#pragma once

#include "viz/style.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TEXT_LEFT,
  BS_TEXT_CENTER,
  BS_TEXT_RIGHT
} BsTextAlign;

/* Sizes are in points of the picture; the caller applies the text scale. */

double bs_text_width (const BsStyle *style, const char *text, double size, gboolean bold);

/**
 * bs_text_draw:
 * @x: the left, middle or right of the text, as @align says
 * @y: the middle of its capital letters
 */
void bs_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size, gboolean bold,
                   BsTextAlign align, double x, double y, BsColor color);

/** bs_text_draw_within: the same, ellipsized to @width. */
void bs_text_draw_within (cairo_t *cr, const BsStyle *style, const char *text, double size,
                          gboolean bold, BsTextAlign align, double x, double y, double width,
                          BsColor color);

/** bs_text_number: writes @number with thin spaces between thousands; at most 40 bytes. */
const char *bs_text_number (char buffer[40], guint64 number);

/** bs_text_bytes: writes a size such as 7.0 KiB; at most 40 bytes. */
const char *bs_text_bytes (char buffer[40], guint64 bytes);

typedef struct _BsGlyphs BsGlyphs;

/** bs_glyphs_get: Returns: (transfer none): the shape of a letter, kept for the thread's life. */
const BsGlyphs *bs_glyphs_get (const BsStyle *style, const char *letter, gboolean bold);

/** bs_glyphs_width: Returns: how wide it is at size 1. */
double bs_glyphs_width (const BsGlyphs *self);

#define BS_GLYPH_RUN_LENGTH 256

/**
 * BsGlyphRun:
 *
 * Letters of one colour and size on their way to cairo: one call for many.
 */
typedef struct
{
  cairo_t *cr;
  BsColor color;
  double size;
  cairo_font_face_t *face;
  guint n;
  cairo_glyph_t glyphs[BS_GLYPH_RUN_LENGTH];
} BsGlyphRun;

void bs_glyph_run_begin (BsGlyphRun *self, cairo_t *cr, double size, BsColor color);
void bs_glyph_run_add (BsGlyphRun *self, const BsGlyphs *glyphs, double x, double y);
void bs_glyph_run_end (BsGlyphRun *self);

G_END_DECLS
