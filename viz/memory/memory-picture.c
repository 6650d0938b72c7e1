/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of the memory of the batch of a decision. */
#include "config.h"

#include "viz/memory/memory-picture.h"

#include <glib/gi18n-lib.h>

#include "viz/memory/cell-row.h"
#include "viz/memory/layout-painter.h"
#include "viz/memory/liveness-painter.h"
#include "viz/memory/memory-marks.h"
#include "viz/memory/outer-painter.h"
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
  double head;

  if (memory == NULL)
    return;
  painter = bs_liveness_painter_new (memory);
  head = 30.0 * style->text_scale;
  bs_memory_text_draw (cr, style, _ ("Liveness"), 14.0 * style->text_scale, TRUE, BS_TEXT_LEFT,
                       style->right_to_left ? width - 24.0 : 24.0, head / 2.0, style->foreground);
  cairo_save (cr);
  cairo_translate (cr, 0.0, head);
  bs_liveness_painter_draw (painter, cr, style, width, MAX (height - head, 1.0), &selection, &view);
  cairo_restore (cr);
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

static BsOuterPainter *
open_outer (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style, double width,
            double height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsOuterMemory) memory = bs_outer_memory_new (
      trace, bs_trace_decision (trace, decision)->mini_batch, NULL, NULL, &error);

  if (memory == NULL)
    {
      say (cr, style, width, height, error->message);
      return NULL;
    }

  return bs_outer_painter_new (memory);
}

void
bs_memory_picture_outer (cairo_t *cr, BsTrace *trace, guint32 decision, const BsStyle *style,
                         double width, double height)
{
  g_autoptr (BsOuterPainter) painter = open_outer (cr, trace, decision, style, width, height);
  BsMoment moment = bs_moment_at (decision);

  if (painter == NULL)
    return;
  bs_outer_painter_draw (painter, cr, style, width, height * 0.6, &moment, BS_MEMORY_NONE);
  cairo_save (cr);
  cairo_translate (cr, 0.0, height * 0.6);
  bs_outer_painter_draw_liveness (painter, cr, style, width, height * 0.4, &moment);
  cairo_restore (cr);
}
