/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of documents: what a document asks for by name, drawn by its painter. */
#include "config.h"

#include "viz/report/figure.h"

#include <glib/gi18n-lib.h>

#include "viz/compare/strips-painter.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/graph/graph-painter.h"
#include "viz/picture.h"
#include "viz/report/chart-painter.h"
#include "viz/strip-painter.h"

struct _BsFigures
{
  BsTrace *trace;   /* (nullable) */
  BsTrace *painted; /* (nullable): that the painters below are of */
  const BsDocument *document;
  BsStripsPainter *strips; /* (nullable): of a comparison, as it was asked for last */
  BsStripPainter *strip;   /* made when they are first asked for */
  BsFsmPainter *fsm;
  BsGraphPainter *graph;
};

BsFigures *
bs_figures_new (BsTrace *trace, const BsDocument *document)
{
  BsFigures *self = g_new0 (BsFigures, 1);

  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  self->document = document;

  return self;
}

static void
drop_painters (BsFigures *self)
{
  g_clear_pointer (&self->strip, bs_strip_painter_free);
  g_clear_pointer (&self->fsm, bs_fsm_painter_free);
  g_clear_pointer (&self->graph, bs_graph_painter_free);
  g_clear_pointer (&self->painted, bs_trace_unref);
}

void
bs_figures_free (BsFigures *self)
{
  drop_painters (self);
  g_clear_pointer (&self->strips, bs_strips_painter_free);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_free (self);
}

/* All runs of the mini-batch. */
static BsStripsPainter *
find_strips (BsFigures *self, const BsBlock *block)
{
  BsComparison *comparison = self->document->comparison;
  guint32 mini_batch = block->picture.mini_batch;

  if (block->kind != BS_BLOCK_PICTURE || comparison == NULL
      || g_strcmp0 (block->picture.view, BS_PICTURE_OF_COMPARISON) != 0
      || block->picture.run >= comparison->runs->len)
    return NULL;

  if (self->strips == NULL || bs_strips_painter_get_mini_batch (self->strips) != mini_batch)
    {
      g_clear_pointer (&self->strips, bs_strips_painter_free);
      self->strips = bs_strips_painter_new (comparison, mini_batch, FALSE);
    }

  return self->strips;
}

/* Whether the picture of @block is one that can be drawn; its painter is then there. */
static gboolean
find_painter (BsFigures *self, const BsBlock *block, BsPictureView *view)
{
  BsTrace *trace = block->picture.trace != NULL ? block->picture.trace : self->trace;

  if (block->kind != BS_BLOCK_PICTURE || trace == NULL || trace->n_decisions == 0
      || !bs_picture_view_from_string (block->picture.view, view))
    return FALSE;

  if (self->painted != trace)
    {
      drop_painters (self);
      self->painted = bs_trace_ref (trace);
    }
  if (*view == BS_PICTURE_STRIP && self->strip == NULL)
    self->strip = bs_strip_painter_new (trace);
  if (*view == BS_PICTURE_FSM && self->fsm == NULL)
    self->fsm = bs_fsm_painter_new (trace);
  if (*view == BS_PICTURE_GRAPH && self->graph == NULL)
    self->graph = bs_graph_painter_new (trace);

  return *view == BS_PICTURE_STRIP || *view == BS_PICTURE_FSM || *view == BS_PICTURE_GRAPH;
}

double
bs_figures_height (BsFigures *self, const BsBlock *block, const BsStyle *style, double width)
{
  BsPictureView view;

  if (block->kind == BS_BLOCK_CHART)
    return bs_chart_height (block->chart, style);
  if (find_strips (self, block) != NULL)
    return bs_strips_painter_height (self->strips, style);
  if (!find_painter (self, block, &view))
    return 0.0;

  return view == BS_PICTURE_STRIP ? 150.0 : width * 0.55;
}

void
bs_figures_draw (BsFigures *self, const BsBlock *block, cairo_t *cr, const BsStyle *style,
                 double width, double height)
{
  BsMoment moment = bs_moment_at (MAX (block->picture.decision, 1));
  BsFsmOptions options = bs_fsm_options_default (BS_FSM_WHOLE);
  BsGraphShow show = bs_graph_show_default ();
  BsView whole = bs_view_default ();
  BsStyle flat = *style;
  BsPictureView view;

  /* Hollow marks let the ground show, which is the page here. */
  flat.view = style->window;
  if (block->kind == BS_BLOCK_CHART)
    bs_chart_draw (block->chart, self->document->types, cr, style, width, height);
  else if (find_strips (self, block) != NULL)
    bs_strips_painter_draw (self->strips, cr, style, width, height,
                            &(BsStripsView){ .run = block->picture.run,
                                             .base = BS_STRIPS_NONE,
                                             .own = BS_STRIPS_NONE });
  else if (!find_painter (self, block, &view))
    return;
  else if (view == BS_PICTURE_STRIP)
    bs_strip_painter_draw (self->strip, cr, style, width, height, NULL, NULL);
  else if (view == BS_PICTURE_GRAPH)
    bs_graph_painter_draw (self->graph, cr, &flat, width, height, &moment, &show, &whole);
  else
    bs_fsm_painter_draw (self->fsm, cr, style, width, height, &moment, &options, &whole);
}

char *
bs_figures_describe (BsFigures *self, const BsBlock *block)
{
  BsPictureView view;

  if (block->kind == BS_BLOCK_PICTURE && find_painter (self, block, &view)
      && view == BS_PICTURE_FSM)
    {
      g_autofree char *text = bs_fsm_painter_describe (self->fsm, MAX (block->picture.decision, 1));

      return bs_table_printable (text);
    }
  if (block->description != NULL)
    return g_strdup (block->description);

  return g_strdup (block->title != NULL ? block->title : _ ("A picture"));
}
