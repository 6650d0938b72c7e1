/* SPDX-License-Identifier: Apache-2.0 */
/* Cards of one width in balanced rows. */
#include "config.h"

#include "app/window/compare/card-box.h"

#define GAP 12

struct _BsCardBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (BsCardBox, bs_card_box, GTK_TYPE_WIDGET)

static guint
count (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;

  return n;
}

/* The width that the widest card needs. */
static int
widest (GtkWidget *widget)
{
  int most = 1;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      most = MAX (most, minimum);
    }

  return most;
}

static guint
columns_at (GtkWidget *widget, int width)
{
  guint n = MAX (count (widget), 1);
  guint room = (guint) MAX ((width + GAP) / (widest (widget) + GAP), 1);
  guint rows = (n + room - 1) / room;

  return (n + rows - 1) / rows;
}

static int
tallest (GtkWidget *widget, int width)
{
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
      most = MAX (most, natural);
    }

  return most;
}

static int
card_width (GtkWidget *widget, int width, guint columns)
{
  return MAX ((width - (int) (columns - 1) * GAP) / (int) columns, widest (widget));
}

static GtkSizeRequestMode
bs_card_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bs_card_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  guint n = count (widget), columns, rows;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest (widget);
      *natural = (int) n * (*minimum + GAP);
      return;
    }

  columns = columns_at (widget, for_size >= 0 ? for_size : 1200);
  rows = (n + columns - 1) / columns;
  *minimum = *natural =
      n == 0 ? 0
             : (int) rows
                       * (tallest (widget,
                                   card_width (widget, for_size >= 0 ? for_size : 1200, columns))
                          + GAP)
                   - GAP;
}

static void
bs_card_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  guint columns = columns_at (widget, width), i = 0;
  int across = card_width (widget, width, columns), down = tallest (widget, across);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child), i++)
    {
      int x = (int) (i % columns) * (across + GAP), y = (int) (i / columns) * (down + GAP);
      GtkAllocation place = { mirrored ? width - x - across : x, y, across, down };

      gtk_widget_size_allocate (child, &place, -1);
    }
}

static void
bs_card_box_dispose (GObject *object)
{
  bs_card_box_clear (BS_CARD_BOX (object));

  G_OBJECT_CLASS (bs_card_box_parent_class)->dispose (object);
}

static void
bs_card_box_class_init (BsCardBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_card_box_dispose;
  widget_class->get_request_mode = bs_card_box_get_request_mode;
  widget_class->measure = bs_card_box_measure;
  widget_class->size_allocate = bs_card_box_size_allocate;
}

static void
bs_card_box_init (BsCardBox *self)
{
}

void
bs_card_box_append (BsCardBox *self, GtkWidget *card)
{
  g_return_if_fail (BS_IS_CARD_BOX (self));

  gtk_widget_set_parent (card, GTK_WIDGET (self));
}

void
bs_card_box_clear (BsCardBox *self)
{
  GtkWidget *child;

  g_return_if_fail (BS_IS_CARD_BOX (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
