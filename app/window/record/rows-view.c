/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that scroll where there is less room than they ask for at their width. */
#include "config.h"

#include "app/window/record/rows-view.h"

/* Less would not show that there is more. */
#define MIN_HEIGHT 120

struct _BsRowsView
{
  GtkWidget parent_instance;

  GtkScrolledWindow *scrolled;
  GtkWidget *child; /* (nullable) */
};

enum
{
  PROP_0,
  PROP_CHILD,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (BsRowsView, bs_rows_view, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
bs_rows_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bs_rows_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsRowsView *self = BS_ROWS_VIEW (widget);

  *minimum_baseline = *natural_baseline = -1;
  if (self->child == NULL)
    return;

  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = MIN (*minimum, MIN_HEIGHT);
}

static void
bs_rows_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (GTK_WIDGET (BS_ROWS_VIEW (widget)->scrolled), width, height, baseline, NULL);
}

static void
bs_rows_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHILD)
    g_value_set_object (value, BS_ROWS_VIEW (object)->child);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bs_rows_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BsRowsView *self = BS_ROWS_VIEW (object);

  if (id == PROP_CHILD)
    {
      self->child = g_value_get_object (value);
      gtk_scrolled_window_set_child (self->scrolled, self->child);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bs_rows_view_dispose (GObject *object)
{
  BsRowsView *self = BS_ROWS_VIEW (object);

  self->child = NULL;
  if (self->scrolled != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->scrolled)));

  G_OBJECT_CLASS (bs_rows_view_parent_class)->dispose (object);
}

static void
bs_rows_view_class_init (BsRowsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bs_rows_view_get_property;
  object_class->set_property = bs_rows_view_set_property;
  object_class->dispose = bs_rows_view_dispose;
  widget_class->get_request_mode = bs_rows_view_get_request_mode;
  widget_class->measure = bs_rows_view_measure;
  widget_class->size_allocate = bs_rows_view_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
bs_rows_view_init (BsRowsView *self)
{
  self->scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (GTK_WIDGET (self->scrolled), GTK_WIDGET (self));
}
