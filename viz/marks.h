/* SPDX-License-Identifier: Apache-2.0 */
/* The marks that all pictures share: nodes, chips and discs of types, arrows, rounded boxes. */
#pragma once

#include "viz/style.h"
#include "viz/text.h"

G_BEGIN_DECLS

typedef enum
{
  BS_LOOK_WAITING,  /* thin outline, faint letter */
  BS_LOOK_FRONTIER, /* thick outline, bold letter, hollow */
  BS_LOOK_FORMING,  /* filled, ring */
  BS_LOOK_PLACE,    /* dashed: lifted out of here */
  BS_LOOK_EXECUTED, /* faded, no outline */
  BS_LOOK_NONE      /* nothing: not there yet */
} BsLook;

void bs_rounded_rectangle (cairo_t *cr, double x, double y, double width, double height,
                           double radius);

BsColor bs_color_mix (BsColor a, BsColor b, double share_of_b);

/** bs_style_uses_patterns: whether types are told apart by pattern as well. */
static inline gboolean
bs_style_uses_patterns (const BsStyle *style)
{
  return style->patterns || style->high_contrast;
}

/**
 * bs_fill_type:
 *
 * Fills the current path with a type's colour, and its pattern where the style wants one. Clears
 * the path.
 */
void bs_fill_type (cairo_t *cr, const BsStyle *style, guint type, double alpha);

/** bs_mark_path: adds the outline of a shape about (x, y) to the path. */
void bs_mark_path (cairo_t *cr, BsShape shape, double x, double y, double diameter);

/** bs_mark_letter_size: Returns: size of the letter on a node, 0 where it has no room. */
double bs_mark_letter_size (BsShape shape, double diameter);

/** bs_mark_letter_shift: Returns: how far below the middle of @shape its letter sits. */
double bs_mark_letter_shift (BsShape shape, double diameter);

/** bs_mark_draw: one node. For many, the painters batch the same by hand. */
void bs_mark_draw (cairo_t *cr, const BsStyle *style, const BsTypeTable *types, guint type,
                   BsLook look, double x, double y, double diameter, double alpha);

/** bs_look_letter_color: Returns: of the letter on a node that looks so. */
BsColor bs_look_letter_color (const BsStyle *style, guint type, BsLook look);

/** bs_look_fill_alpha: Returns: share of the type's colour in an executed node. */
double bs_look_executed_alpha (const BsStyle *style);

/** bs_look_executed_color: Returns: of an executed node, which lines behind it do not shine through. */
BsColor bs_look_executed_color (const BsStyle *style, guint type);

/** bs_chip_draw: a rounded square with the type's letter, its left middle at (x, y). */
void bs_chip_draw (cairo_t *cr, const BsStyle *style, const BsTypeTable *types, guint type,
                   double x, double y, double size, gboolean filled, double alpha);

/** bs_chip_draw_marks: what a state says of a type (#BsMark), above and below its chip. */
void bs_chip_draw_marks (cairo_t *cr, const BsStyle *style, double x, double y, double size,
                         guint marks);

/** bs_disc_draw: a filled disc with the type's letter about (x, y). */
void bs_disc_draw (cairo_t *cr, const BsStyle *style, const BsTypeTable *types, guint type,
                   double x, double y, double diameter, double alpha);

/** bs_arrow_head: fills a head whose tip is at (x, y), coming from direction (dx, dy). */
void bs_arrow_head (cairo_t *cr, double x, double y, double dx, double dy, double size);

G_END_DECLS
