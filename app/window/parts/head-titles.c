/* SPDX-License-Identifier: Apache-2.0 */
/* The title of a view and what it says of itself. */
#include "config.h"

#include "app/window/parts/head-titles.h"

#include "app/window/parts/cut-label.h"

#define SPACING 12

struct _BsHeadTitles
{
  GtkWidget parent_instance;

  GtkLabel *title, *subtitle, *brief;
};

G_DEFINE_FINAL_TYPE (BsHeadTitles, bs_head_titles, GTK_TYPE_WIDGET)

static int
natural (GtkLabel *label, GtkOrientation orientation)
{
  int size;

  gtk_widget_measure (GTK_WIDGET (label), orientation, -1, NULL, &size, NULL, NULL);
  return size;
}

static gboolean
says (GtkLabel *label)
{
  return gtk_label_get_label (label)[0] != '\0';
}

/* Two rows even where one is enough: the head does not get higher and lower. */
static void
bs_head_titles_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural_size, int *minimum_baseline, int *natural_baseline)
{
  BsHeadTitles *self = BS_HEAD_TITLES (widget);
  int title = natural (self->title, orientation), subtitle = natural (self->subtitle, orientation);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural_size = (says (self->title) ? title : 0)
                                 + (says (self->subtitle) ? subtitle : 0);
      return;
    }

  *minimum = title; /* a title is short; what follows it may be cut */
  *natural_size = title + (says (self->title) && says (self->subtitle) ? SPACING : 0) + subtitle;
}

static void
place (GtkLabel *label, int x, int y, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET (label);
  int room = gtk_widget_get_width (gtk_widget_get_parent (widget));

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = room - x - width;
  gtk_widget_size_allocate (widget, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
bs_head_titles_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsHeadTitles *self = BS_HEAD_TITLES (widget);
  int title = natural (self->title, GTK_ORIENTATION_HORIZONTAL);
  int title_height = natural (self->title, GTK_ORIENTATION_VERTICAL);
  int subtitle = natural (self->subtitle, GTK_ORIENTATION_HORIZONTAL);
  int subtitle_height = natural (self->subtitle, GTK_ORIENTATION_VERTICAL);
  GtkLabel *shown = subtitle > width && says (self->brief) ? self->brief : self->subtitle;
  int x = 0, y = 0;

  gtk_widget_set_child_visible (GTK_WIDGET (self->title), says (self->title));
  gtk_widget_set_child_visible (GTK_WIDGET (self->subtitle), shown == self->subtitle);
  gtk_widget_set_child_visible (GTK_WIDGET (self->brief), shown == self->brief);

  if (says (self->title) && title + SPACING + subtitle <= width)
    {
      x = title + SPACING;
      place (self->title, 0, 0, title, height);
    }
  else if (says (self->title) && says (self->subtitle))
    {
      y = (height - title_height - subtitle_height) / 2;
      place (self->title, 0, y, width, title_height);
      y += title_height;
      height = subtitle_height;
    }
  else if (says (self->title))
    place (self->title, 0, 0, width, height);
  place (shown, x, y, MAX (width - x, 0), height);
}

static void
bs_head_titles_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bs_head_titles_parent_class)->dispose (object);
}

static void
bs_head_titles_class_init (BsHeadTitlesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_head_titles_dispose;
  widget_class->measure = bs_head_titles_measure;
  widget_class->size_allocate = bs_head_titles_size_allocate;
}

static GtkLabel *
add_label (BsHeadTitles *self, const char *style)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "label", "", NULL);

  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  bs_cut_label_watch (GTK_LABEL (label));
  return GTK_LABEL (label);
}

static void
bs_head_titles_init (BsHeadTitles *self)
{
  self->title = add_label (self, "caption-heading");
  self->subtitle = add_label (self, "caption");
  self->brief = add_label (self, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->brief), "numeric");
}

static void
say (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text != NULL ? text : "") != 0)
    gtk_label_set_label (label, text != NULL ? text : "");
}

void
bs_head_titles_set_title (BsHeadTitles *self, const char *title)
{
  g_return_if_fail (BS_IS_HEAD_TITLES (self));

  say (self->title, title);
}

void
bs_head_titles_set_subtitle (BsHeadTitles *self, const char *subtitle, const char *brief)
{
  g_return_if_fail (BS_IS_HEAD_TITLES (self));

  say (self->subtitle, subtitle);
  say (self->brief, brief);
}

const char *
bs_head_titles_get_subtitle (BsHeadTitles *self)
{
  g_return_val_if_fail (BS_IS_HEAD_TITLES (self), NULL);

  return gtk_label_get_label (self->subtitle);
}

int
bs_head_titles_get_narrow (BsHeadTitles *self, const char *subtitle)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  g_return_val_if_fail (BS_IS_HEAD_TITLES (self), 0);

  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->subtitle), subtitle);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return MAX (width, natural (self->title, GTK_ORIENTATION_HORIZONTAL));
}
