/* SPDX-License-Identifier: Apache-2.0 */
/* A wall around a label that wraps. To say how narrow it can be, such a label breaks its text at
 * every letter, and does so again after each change: a dozen of them fill a frame. */
#include "config.h"

#include "app/window/parts/paragraph.h"

/* What a paragraph is laid out at before it has a place. */
#define LEAST_WIDTH 60
#define USUAL_WIDTH 280

struct _BsParagraph
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (BsParagraph, bs_paragraph, ADW_TYPE_BIN)

static GtkSizeRequestMode
bs_paragraph_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bs_paragraph_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  *minimum = *natural = LEAST_WIDTH;
  if (orientation == GTK_ORIENTATION_VERTICAL && child != NULL)
    gtk_widget_measure (child, orientation, for_size >= 0 ? for_size : USUAL_WIDTH, minimum,
                        natural, minimum_baseline, natural_baseline);
}

static void
bs_paragraph_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void
child_changed_cb (BsParagraph *self)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));

  if (child != NULL)
    g_object_bind_property (child, "visible", self, "visible", G_BINDING_SYNC_CREATE);
}

static void
bs_paragraph_class_init (BsParagraphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->get_request_mode = bs_paragraph_get_request_mode;
  widget_class->measure = bs_paragraph_measure;
  widget_class->size_allocate = bs_paragraph_size_allocate;
}

static void
bs_paragraph_init (BsParagraph *self)
{
  /* The bin's own would ask the child. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "notify::child", G_CALLBACK (child_changed_cb), NULL);
}

GtkWidget *
bs_paragraph_new (GtkWidget *label)
{
  return g_object_new (BS_TYPE_PARAGRAPH, "child", label, NULL);
}
