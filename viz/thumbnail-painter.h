/* SPDX-License-Identifier: Apache-2.0 */
/* A trace in a few points, for lists of files: its batches by type, and how many they are. */
#pragma once

#include "profiles/trace/trace.h"
#include "viz/style.h"

G_BEGIN_DECLS

/** bs_thumbnail_draw: draws a sheet of @size by @size points; around it nothing is drawn. */
void bs_thumbnail_draw (BsTrace *trace, cairo_t *cr, const BsStyle *style, double size);

G_END_DECLS
