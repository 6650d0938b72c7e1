/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of the memory of the batch of a decision. */
#include "config.h"

#include "viz/memory/memory-picture.h"

#include <glib/gi18n-lib.h>

#include "viz/memory/cell-row.h"
#include "viz/memory/layout-painter.h"
#include "viz/memory/liveness-painter.h"
#include "viz/memory/memory-marks.h"
#include "viz/memory/pq-tree-painter.h"

static void
say (cairo_t *cr, const BsStyle *style, double width, double height, const char *text)
{
  bs_text_draw_within (cr, style, text, 14.0 * style->text_scale, FALSE, BS_TEXT_CENTER,
                       width / 2.0, height / 2.0, width - 24.0, style->foreground);
}

static BsCellMemory *
open_cell (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style, double width,
           double height, BsMemorySelection *selection)
{
  BsCellMemory *memory = bs_cell_memory_new_at (trace, decision);

  if (memory == NULL)
    say (cr, style, width, height, _ ("Recorded without a memory plan of this cell"));
  else
    *selection = bs_memory_selection_at (bs_trace_decision (trace, decision)->size,
                                         bs_cell_memory_get_default_batch (memory));

  return memory;
}

void
bs_memory_picture_layout (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                          double width, double height)
{
  BsMemorySelection selection;
  BsView view = bs_view_default ();
  g_autoptr (BsCellMemory)
      memory = open_cell (cr, trace, decision, style, width, height, &selection);
  g_autoptr (BsLayoutPainter) painter = NULL;

  if (memory == NULL)
    return;
  painter = bs_layout_painter_new (memory);
  bs_layout_painter_draw (painter, cr, style, width, height, &selection, &view);
}

void
bs_memory_picture_liveness (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                            double width, double height)
{
  BsMemorySelection selection;
  BsView view = bs_view_default ();
  g_autoptr (BsCellMemory)
      memory = open_cell (cr, trace, decision, style, width, height, &selection);
  g_autoptr (BsLivenessPainter) painter = NULL;

  if (memory == NULL)
    return;
  painter = bs_liveness_painter_new (memory);
  bs_liveness_painter_draw (painter, cr, style, width, height, &selection, &view);
}

/* The tree alone, above its leaves. */
void
bs_memory_picture_tree (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                        double width, double height)
{
  BsMemorySelection selection;
  g_autoptr (BsCellMemory)
      memory = open_cell (cr, trace, decision, style, width, height, &selection);
  g_autofree double *x = NULL;
  const BsPlanTree *tree;
  BsPqPlace place;
  BsCellRow row;
  double scale, shift;

  if (memory == NULL)
    return;
  tree = bs_plan_replay_get_tree (memory->replay, G_MAXUINT32);
  if (tree == NULL)
    {
      say (cr, style, width, height, _ ("No variable of this cell is planned"));
      return;
    }

  bs_cell_row_init (&row, memory->after, tree->order, tree->n_leaves);
  scale = MIN (MIN ((width - 24.0) / row.width, height / 160.0), 1.2 * style->text_scale);
  shift = (width / scale - row.width) / 2.0;
  x = g_new0 (double, memory->n_variables + 1);
  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  for (guint i = 0; i < row.n; i++)
    x[row.items[i].variable] = style->right_to_left ? width / scale - shift - row.items[i].x
                                                    : shift + row.items[i].x;
  place = (BsPqPlace){ .x = x, .top = 40.0, .bottom = height / scale - BS_MEMORY_HEIGHT - 14.0 };
  place.level = (place.bottom - place.top - 8.0) / MAX (bs_pq_tree_get_depth (tree), 1);
  bs_pq_tree_painter_draw_legend (
      cr, style, style->right_to_left ? width / scale - shift : MAX (shift, 8.0), 20.0);
  bs_pq_tree_painter_draw (cr, style, tree, tree, 1.0, NULL, &place);
  for (guint i = 0; i < row.n; i++)
    if (row.items[i].inside)
      bs_memory_cell_draw (cr, style, memory->labels[row.items[i].variable], BS_CELL_PLAIN, FALSE,
                           x[row.items[i].variable], place.bottom + BS_MEMORY_HEIGHT / 2.0, 1.0);
  cairo_restore (cr);
}
