/* SPDX-License-Identifier: Apache-2.0 */
/* The lessons on the start page. */
#include "config.h"

#include "app/window/learn/lesson-list.h"

#include <glib/gi18n-lib.h>

#include "app/window/learn/lesson-book.h"
#include "app/window/learn/lesson-job.h"
#include "app/window/learn/lesson-row.h"
#include "app/window/parts/focus.h"

struct _BsLessonList
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *done;
  GtkListBox *list;
  GPtrArray *lessons; /* (nullable) BsLesson */
  GCancellable *listing;
};

G_DEFINE_FINAL_TYPE (BsLessonList, bs_lesson_list, GTK_TYPE_WIDGET)

static void
update (BsLessonList *self)
{
  BsLessonProgress *progress = bs_lesson_book_get_progress (bs_lesson_book_get ());
  g_autofree char *text = NULL;
  gboolean found = FALSE;
  guint n_done = 0;

  for (guint i = 0; self->lessons != NULL && i < self->lessons->len; i++)
    {
      const BsLesson *lesson = g_ptr_array_index (self->lessons, i);
      gboolean done = bs_lesson_progress_get_done (progress, lesson->id);

      /* The first that is not done is the one to go on with. */
      bs_lesson_row_update (BS_LESSON_ROW (gtk_list_box_get_row_at_index (self->list, (int) i)),
                            progress, !done && !found);
      found |= !done;
      n_done += done;
    }
  text = g_strdup_printf (_ ("%u of %u done"), n_done,
                          self->lessons != NULL ? self->lessons->len : 0);
  gtk_label_set_label (self->done, text);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsLessonList) self = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  GPtrArray *lessons = bs_lesson_shelf_finish (result, &problems, NULL);

  if (lessons == NULL || self->box == NULL)
    {
      g_clear_pointer (&lessons, g_ptr_array_unref);
      return;
    }

  self->lessons = lessons;
  for (guint i = 0; i < lessons->len; i++)
    gtk_list_box_append (self->list, bs_lesson_row_new (g_ptr_array_index (lessons, i), i + 1));
  gtk_widget_set_visible (self->box, lessons->len > 0);
  update (self);
}

static void
activated_cb (BsLessonList *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson", "s",
                              bs_lesson_row_get_lesson (BS_LESSON_ROW (row))->id);
}

/* Not before somebody sees them. */
static void
bs_lesson_list_map (GtkWidget *widget)
{
  BsLessonList *self = BS_LESSON_LIST (widget);

  GTK_WIDGET_CLASS (bs_lesson_list_parent_class)->map (widget);
  if (self->listing == NULL)
    {
      self->listing = g_cancellable_new ();
      bs_lesson_shelf_async (self->listing, listed_cb, g_object_ref (self));
    }
}

static void
bs_lesson_list_dispose (GObject *object)
{
  BsLessonList *self = BS_LESSON_LIST (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->lessons, g_ptr_array_unref);

  G_OBJECT_CLASS (bs_lesson_list_parent_class)->dispose (object);
}

static void
bs_lesson_list_class_init (BsLessonListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_lesson_list_dispose;
  widget_class->map = bs_lesson_list_map;
  widget_class->focus = bs_focus_children;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/lesson-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BsLessonList, box);
  gtk_widget_class_bind_template_child (widget_class, BsLessonList, done);
  gtk_widget_class_bind_template_child (widget_class, BsLessonList, list);
}

static void
bs_lesson_list_init (BsLessonList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_object (bs_lesson_book_get (), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}
