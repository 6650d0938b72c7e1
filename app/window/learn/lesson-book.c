/* SPDX-License-Identifier: Apache-2.0 */
/* The one progress of lessons. */
#include "config.h"

#include "app/window/learn/lesson-book.h"

#define DELAY_MS 400

struct _BsLessonBook
{
  GObject parent_instance;

  BsLessonProgress *progress;
  char *path;
  guint save_source;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (BsLessonBook, bs_lesson_book, G_TYPE_OBJECT)

/* What cannot be written is no reason to disturb a lesson. */
static gboolean
save_cb (gpointer user_data)
{
  BsLessonBook *self = user_data;

  self->save_source = 0;
  bs_lesson_progress_save (self->progress, self->path, NULL);
  return G_SOURCE_REMOVE;
}

static void
bs_lesson_book_finalize (GObject *object)
{
  BsLessonBook *self = BS_LESSON_BOOK (object);

  bs_lesson_book_finish (self);
  bs_lesson_progress_free (self->progress);
  g_free (self->path);

  G_OBJECT_CLASS (bs_lesson_book_parent_class)->finalize (object);
}

static void
bs_lesson_book_class_init (BsLessonBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_lesson_book_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_lesson_book_init (BsLessonBook *self)
{
  self->path = g_build_filename (g_get_user_state_dir (), "batchscope", "lessons.ini", NULL);
  self->progress = bs_lesson_progress_load (self->path);
}

BsLessonBook *
bs_lesson_book_get (void)
{
  static BsLessonBook *book;

  if (book == NULL)
    book = g_object_new (BS_TYPE_LESSON_BOOK, NULL);
  return book;
}

BsLessonProgress *
bs_lesson_book_get_progress (BsLessonBook *self)
{
  g_return_val_if_fail (BS_IS_LESSON_BOOK (self), NULL);

  return self->progress;
}

void
bs_lesson_book_save (BsLessonBook *self)
{
  g_return_if_fail (BS_IS_LESSON_BOOK (self));

  if (self->save_source == 0)
    self->save_source = g_timeout_add (DELAY_MS, save_cb, self);
  g_signal_emit (self, changed_signal, 0);
}

void
bs_lesson_book_finish (BsLessonBook *self)
{
  g_return_if_fail (BS_IS_LESSON_BOOK (self));

  if (self->save_source == 0)
    return;

  g_clear_handle_id (&self->save_source, g_source_remove);
  save_cb (self);
}
