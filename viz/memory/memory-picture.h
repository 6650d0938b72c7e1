/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of the memory of the batch of a decision, made and drawn at once: for files. */
#pragma once

#include <cairo.h>

#include "profiles/trace/trace.h"
#include "viz/style.h"

G_BEGIN_DECLS

/* Where the trace does not say enough, each draws a sentence that says so. */
void bs_memory_picture_layout (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                               double width, double height);
void bs_memory_picture_tree (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                             double width, double height);
void bs_memory_picture_liveness (cairo_t *cr, BsTrace *trace, guint32 decision,
                                 const BsStyle *style, double width, double height);
/* Between cells: the operands of the batch, and the liveness of all values below. */
void bs_memory_picture_outer (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                              double width, double height);

G_END_DECLS
