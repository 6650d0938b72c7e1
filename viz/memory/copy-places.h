/* SPDX-License-Identifier: Apache-2.0 */
/* Where the scratch blocks of gathers and scatters go beside a row of variables: near what they copy, and
 * so that arrows do not run through the words of others. Private to viz/memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BS_LAYOUT_LANE 34.0    /* of scratch blocks, from one to the next */
#define BS_LAYOUT_MAX_SLOTS 16 /* shown of a scratch block */
#define BS_LAYOUT_WORDS 8.0    /* from a scratch block to its words */

/* A gather or a scatter. */
typedef struct
{
  guint32 batch;
  int operand;       /* -1: results */
  guint64 bytes;     /* of a call */
  guint32 reduction; /* that decided about it, or G_MAXUINT32 */
  gboolean stays;    /* it is copied after planning, too */
  char *reason;
  const guint16 *members;
  guint n_slots;
  double
      from[BS_LAYOUT_MAX_SLOTS]; /* the middle of each of its variables in the row; below 0: none */
  double slot;                   /* width of a place */
  double x;                      /* left end of its scratch block */
  double width;                  /* with words */
  guint lane;
  gboolean shown; /* there is room */
} BsLayoutCopy;

/**
 * bs_copy_places_find:
 * @copies: (element-type BsLayoutCopy): .from, .n_slots, .slot, .width and .bytes are known
 * @width: of the picture
 *
 * Sets .x, .lane and .shown. Two lanes, or three where something would have to be left out.
 *
 * Returns: how many lanes are used
 */
guint bs_copy_places_find (GArray *copies, double width);

G_END_DECLS
