/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson in the list of them. */
#include "config.h"

#include "app/window/learn/lesson-row.h"

#include <glib/gi18n-lib.h>

struct _BsLessonRow
{
  GtkListBoxRow parent_instance;

  const BsLesson *lesson;
  guint number;
  GtkStack *mark;
  GtkImage *icon;
  GtkLabel *place;
};

G_DEFINE_FINAL_TYPE (BsLessonRow, bs_lesson_row, GTK_TYPE_LIST_BOX_ROW)

static void
bs_lesson_row_class_init (BsLessonRowClass *klass)
{
}

static void
bs_lesson_row_init (BsLessonRow *self)
{
}

GtkWidget *
bs_lesson_row_new (const BsLesson *lesson, guint number)
{
  BsLessonRow *self = g_object_new (BS_TYPE_LESSON_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *title = gtk_label_new (bs_lesson_translate (lesson->title));
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *label = gtk_label_new (text);

  self->lesson = lesson;
  self->number = number;
  self->mark = GTK_STACK (gtk_stack_new ());
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_stack_add_named (self->mark, label, "number");
  gtk_stack_add_named (self->mark, GTK_WIDGET (self->icon), "icon");
  gtk_widget_set_valign (GTK_WIDGET (self->mark), GTK_ALIGN_CENTER);

  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (title), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 26);
  self->place = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->place, 0.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "numeric");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->place));

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->mark));
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), bs_lesson_translate (lesson->about));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  return GTK_WIDGET (self);
}

const BsLesson *
bs_lesson_row_get_lesson (BsLessonRow *self)
{
  g_return_val_if_fail (BS_IS_LESSON_ROW (self), NULL);

  return self->lesson;
}

void
bs_lesson_row_update (BsLessonRow *self, BsLessonProgress *progress, gboolean current)
{
  const char *id = self->lesson->id;
  gboolean done = bs_lesson_progress_get_done (progress, id);
  guint n_steps = self->lesson->steps->len;
  guint step = bs_lesson_progress_get_step (progress, id), n_answered;
  guint n_right = bs_lesson_progress_count (progress, id, &n_answered);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  if (done && n_answered > 0)
    text = g_strdup_printf (_ ("Done, %u of %u right"), n_right, n_answered);
  else if (done)
    text = g_strdup (_ ("Done"));
  else if (current || step > 0)
    text = g_strdup_printf (_ ("Step %u of %u"), MIN (step, n_steps - 1) + 1, n_steps);
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u step", "%u steps", n_steps), n_steps);
  gtk_label_set_label (self->place, text);

  gtk_image_set_from_icon_name (self->icon,
                                current ? "media-playback-start-symbolic" : "emblem-ok-symbolic");
  gtk_stack_set_visible_child_name (self->mark, current || done ? "icon" : "number");
  label = g_strdup_printf ("%u. %s, %s", self->number, bs_lesson_translate (self->lesson->title),
                           text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
