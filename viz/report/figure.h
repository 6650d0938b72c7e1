/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of documents: what a document asks for by name, drawn by its painter. */
#pragma once

#include "profiles/report/document.h"
#include "profiles/trace/trace.h"
#include "viz/style.h"

G_BEGIN_DECLS

typedef struct _BsFigures BsFigures;

/** bs_figures_new: @document: has to be there as long as the figures. */
BsFigures *bs_figures_new (BsTrace *trace, const BsDocument *document);
void bs_figures_free (BsFigures *self);

/** bs_figures_height: Returns: the height that suits the figure of @block at @width; 0 where it is
 * none that can be drawn. */
double bs_figures_height (BsFigures *self, const BsBlock *block, const BsStyle *style,
                          double width);

void bs_figures_draw (BsFigures *self, const BsBlock *block, cairo_t *cr, const BsStyle *style,
                      double width, double height);

/** bs_figures_describe: Returns: (transfer full): the figure in words. */
char *bs_figures_describe (BsFigures *self, const BsBlock *block);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFigures, bs_figures_free)

G_END_DECLS
