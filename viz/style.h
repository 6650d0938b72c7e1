/* SPDX-License-Identifier: Apache-2.0 */
/* How pictures look: surfaces and text follow the desktop, types keep their colours. */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include "engine/type-table.h"

G_BEGIN_DECLS

typedef struct
{
  double red, green, blue, alpha;
} BsColor;

/**
 * BsStyle:
 *
 * The application reads @foreground, @window, @view, @card and @accent from the theme at draw
 * time; pictures without a display take bs_style_init()'s, which are libadwaita's.
 */
typedef struct
{
  gboolean dark;
  gboolean high_contrast;
  gboolean patterns; /* types by pattern as well; always so with high contrast */
  gboolean animate;  /* FALSE: reduced motion */
  gboolean right_to_left;
  double text_scale; /* 1 for the desktop's default text size */
  const char *font;  /* family, such as Cantarell */
  BsColor foreground, window, view, card, accent, accent_text;
} BsStyle;

void bs_style_init (BsStyle *self, gboolean dark);

static inline BsColor
bs_color_with_alpha (BsColor color, double alpha)
{
  color.alpha *= alpha;
  return color;
}

void bs_color_set (cairo_t *cr, BsColor color);

/* Colour of a type's mark, and of the letter on it, by its id; past twelve they repeat. */
BsColor bs_style_type_color (const BsStyle *self, guint type);
BsColor bs_style_type_letter_color (const BsStyle *self, guint type);

/* Pattern of a type: 0 solid, then the visual language's list. */
guint bs_style_type_pattern (const BsStyle *self, guint type);

/* The colours of state marks. */
typedef enum
{
  BS_MARK_NOW,
  BS_MARK_BREAKPOINT,
  BS_MARK_BRANCH,
  BS_MARK_ACCEPTED,
  BS_MARK_REJECTED,
  BS_MARK_GATHER,
  BS_MARK_SCATTER,
  BS_MARK_WARNING,
  BS_N_STYLE_MARKS
} BsStyleMark;

BsColor bs_style_mark_color (const BsStyle *self, BsStyleMark mark);

G_END_DECLS
