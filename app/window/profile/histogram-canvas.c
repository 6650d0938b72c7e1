/* SPDX-License-Identifier: Apache-2.0 */
/* A histogram of durations. */
#include "config.h"

#include "app/window/profile/histogram-canvas.h"

#include <glib/gi18n-lib.h>

struct _BsHistogramCanvas
{
  BsCanvas parent_instance;

  BsHistogramPainter *painter; /* (nullable) */
  guint selected;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsHistogramCanvas, bs_histogram_canvas, BS_TYPE_CANVAS)

/* What the batch of a decision took, where it is one of those that are shown. */
static gint64
time_of (BsHistogramCanvas *self, guint32 decision)
{
  const BsHistogramQuery *query = &bs_histogram_painter_get_histogram (self->painter)->query;
  const BsTraceDecision *d = bs_trace_decision (bs_canvas_get_pictures (BS_CANVAS (self))->trace,
                                                decision);

  if (query->kind != BS_HISTOGRAM_BATCHES
      || (query->type != BS_HISTOGRAM_ANY && query->type != d->type)
      || (query->state != BS_HISTOGRAM_ANY && query->state != d->state))
    return 0;

  return d->run_end_ns - d->run_start_ns;
}

static void
bs_histogram_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                           double height, const BsMoment *moment)
{
  BsHistogramCanvas *self = BS_HISTOGRAM_CANVAS (canvas);

  if (self->painter != NULL)
    bs_histogram_painter_draw (self->painter, cr, style, width, height, time_of (self, moment->to),
                               self->selected);
}

static char *
bs_histogram_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsHistogramCanvas *self = BS_HISTOGRAM_CANVAS (canvas);

  return self->painter != NULL ? bs_histogram_painter_describe (self->painter)
                               : g_strdup (_ ("Nothing is shown."));
}

static guint
bin_at (BsHistogramCanvas *self, double x, double y)
{
  if (self->painter == NULL)
    return BS_NO_BIN;

  return bs_histogram_painter_pick (self->painter, bs_canvas_get_style (BS_CANVAS (self)),
                                    gtk_widget_get_width (GTK_WIDGET (self)),
                                    gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
select_bin (BsHistogramCanvas *self, guint bin)
{
  self->selected = bin;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
bs_histogram_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsHistogramCanvas *self = BS_HISTOGRAM_CANVAS (canvas);
  guint bin = bin_at (self, x, y);

  select_bin (self, bin);
  if (bin != BS_NO_BIN)
    g_signal_emit (self, signals[PICKED], 0, bin);
}

static char *
bs_histogram_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsHistogramCanvas *self = BS_HISTOGRAM_CANVAS (canvas);
  guint bin = bin_at (self, x, y);

  return bin != BS_NO_BIN ? bs_histogram_painter_hint (self->painter, bin) : NULL;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsHistogramCanvas *self = BS_HISTOGRAM_CANVAS (widget);
  int step = g_variant_get_int32 (args);
  const BsHistogram *histogram;
  gint64 bin;

  if (self->painter == NULL)
    return FALSE;

  histogram = bs_histogram_painter_get_histogram (self->painter);
  bin = self->selected != BS_NO_BIN ? (gint64) self->selected + step
        : step > 0                  ? 0
                                    : (gint64) histogram->n_bins - 1;
  while (bin >= 0 && bin < histogram->n_bins && histogram->bins[bin].n == 0)
    bin += step;
  if (bin >= 0 && bin < histogram->n_bins)
    {
      g_autofree char *text = bs_histogram_painter_hint (self->painter, (guint) bin);

      select_bin (self, (guint) bin);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text, -1);
    }

  return TRUE;
}

static gboolean
enter_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsHistogramCanvas *self = BS_HISTOGRAM_CANVAS (widget);

  if (self->painter == NULL || self->selected == BS_NO_BIN)
    return FALSE;

  g_signal_emit (self, signals[PICKED], 0, self->selected);
  return TRUE;
}

static void
bs_histogram_canvas_dispose (GObject *object)
{
  g_clear_pointer (&BS_HISTOGRAM_CANVAS (object)->painter, bs_histogram_painter_free);

  G_OBJECT_CLASS (bs_histogram_canvas_parent_class)->dispose (object);
}

static void
bs_histogram_canvas_class_init (BsHistogramCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_histogram_canvas_dispose;
  canvas_class->paint = bs_histogram_canvas_paint;
  canvas_class->describe = bs_histogram_canvas_describe;
  canvas_class->pick = bs_histogram_canvas_pick;
  canvas_class->hint = bs_histogram_canvas_hint;
  canvas_class->still = TRUE;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, move_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Left, 0, move_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, move_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Right, 0, move_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, enter_cb, NULL);
}

static void
bs_histogram_canvas_init (BsHistogramCanvas *self)
{
  self->selected = BS_NO_BIN;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Histogram of durations"), -1);
}

void
bs_histogram_canvas_take (BsHistogramCanvas *self, BsHistogram *histogram)
{
  BsPictures *pictures;

  g_return_if_fail (BS_IS_HISTOGRAM_CANVAS (self));

  pictures = bs_canvas_get_pictures (BS_CANVAS (self));
  g_clear_pointer (&self->painter, bs_histogram_painter_free);
  self->selected = BS_NO_BIN;
  if (histogram != NULL && pictures != NULL)
    self->painter = bs_histogram_painter_new (pictures->trace, histogram);
  else if (histogram != NULL)
    bs_histogram_free (histogram);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const BsHistogram *
bs_histogram_canvas_get (BsHistogramCanvas *self)
{
  g_return_val_if_fail (BS_IS_HISTOGRAM_CANVAS (self), NULL);

  return self->painter != NULL ? bs_histogram_painter_get_histogram (self->painter) : NULL;
}
