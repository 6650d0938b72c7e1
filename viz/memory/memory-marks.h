/* SPDX-License-Identifier: Apache-2.0 */
/* The marks of pictures of memory: variables, scratch blocks, brackets, arrows. */
#pragma once

#include "viz/marks.h"

G_BEGIN_DECLS

#define BS_MEMORY_CELL 30.0   /* width of a variable */
#define BS_MEMORY_PITCH 31.0  /* from one to the next */
#define BS_MEMORY_HEIGHT 32.0 /* of a variable */
#define BS_MEMORY_SLOT 16.0   /* least width of a variable in a scratch block */
#define BS_MEMORY_BLOCK 22.0  /* height of a scratch block */

typedef enum
{
  BS_CELL_PLAIN,
  BS_CELL_OUTSIDE, /* dashed: an input or output where the caller has it */
  BS_CELL_READ,    /* washed, with an outline */
  BS_CELL_WRITTEN, /* filled */
  BS_CELL_TRIED    /* of the set of a reduction: washed */
} BsCellLook;

/** bs_memory_cell_draw: a variable about (@x, @y). */
void bs_memory_cell_draw (cairo_t *cr, const BsStyle *style, const char *label, BsCellLook look,
                          gboolean focused, double x, double y, double alpha);

/** bs_memory_slot_draw: a place in a scratch block about (@x, @y). */
void bs_memory_slot_draw (cairo_t *cr, const BsStyle *style, const char *label, BsStyleMark mark,
                          double x, double y, double width, double alpha);

/** bs_memory_fate_draw: what became of variables that were asked for, from @x1 to @x2 about @y: washed,
 * with an outline, and a tick or a cross at the top. */
void bs_memory_fate_draw (cairo_t *cr, const BsStyle *style, double x1, double x2, double y,
                          gboolean kept);

/** bs_memory_bracket_draw: from @x1 to @x2, open towards the top, with words below it about @middle. */
void bs_memory_bracket_draw (cairo_t *cr, const BsStyle *style, double x1, double x2, double middle,
                             double y, const char *text, BsColor color);

/** bs_memory_arrow_draw: a curve that leaves and arrives upright; of a scatter dashed. */
void bs_memory_arrow_draw (cairo_t *cr, const BsStyle *style, double x1, double y1, double x2,
                           double y2, BsStyleMark mark, double alpha);

/** bs_memory_text_draw: where texts run from right to left, @align is the other way round. */
void bs_memory_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size,
                          gboolean bold, BsTextAlign align, double x, double y, BsColor color);

static inline double
bs_memory_mix (double a, double b, double share)
{
  return a + (b - a) * share;
}

G_END_DECLS
