/* SPDX-License-Identifier: Apache-2.0 */
/* How far somebody is in each lesson. A group of a key file a lesson; results are a letter a question. */
#include "config.h"

#include "profiles/lessons/lesson-progress.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"

#define STEP "step"
#define DONE "done"
#define RESULTS "results"

/* By BsLessonResult. */
static const char letters[] = "-wlr";

#define MAX_QUESTIONS 1024

struct _BsLessonProgress
{
  GKeyFile *file;
};

BsLessonProgress *
bs_lesson_progress_load (const char *path)
{
  BsLessonProgress *self = g_new0 (BsLessonProgress, 1);

  self->file = g_key_file_new ();
  if (!g_key_file_load_from_file (self->file, path, G_KEY_FILE_NONE, NULL))
    {
      g_key_file_unref (self->file);
      self->file = g_key_file_new ();
    }
  return self;
}

void
bs_lesson_progress_free (BsLessonProgress *self)
{
  g_key_file_unref (self->file);
  g_free (self);
}

gboolean
bs_lesson_progress_save (BsLessonProgress *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) problem = NULL;

  if (g_mkdir_with_parents (folder, 0700) == 0
      && g_key_file_save_to_file (self->file, path, &problem))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The progress of lessons cannot be kept in %s: %s"),
               path, problem != NULL ? problem->message : g_strerror (errno));
  return FALSE;
}

guint
bs_lesson_progress_get_step (BsLessonProgress *self, const char *lesson)
{
  return (guint) MAX (g_key_file_get_integer (self->file, lesson, STEP, NULL), 0);
}

void
bs_lesson_progress_set_step (BsLessonProgress *self, const char *lesson, guint step)
{
  g_key_file_set_integer (self->file, lesson, STEP, (int) step);
}

gboolean
bs_lesson_progress_get_done (BsLessonProgress *self, const char *lesson)
{
  return g_key_file_get_boolean (self->file, lesson, DONE, NULL);
}

void
bs_lesson_progress_set_done (BsLessonProgress *self, const char *lesson, gboolean done)
{
  g_key_file_set_boolean (self->file, lesson, DONE, done);
}

static char *
get_results (BsLessonProgress *self, const char *lesson)
{
  char *results = g_key_file_get_string (self->file, lesson, RESULTS, NULL);

  return results != NULL ? results : g_strdup ("");
}

static BsLessonResult
result_of (char letter)
{
  const char *at = letter != '\0' ? strchr (letters, letter) : NULL;

  return at != NULL ? (BsLessonResult) (at - letters) : BS_LESSON_UNANSWERED;
}

BsLessonResult
bs_lesson_progress_get_result (BsLessonProgress *self, const char *lesson, guint question)
{
  g_autofree char *results = get_results (self, lesson);

  return question < strlen (results) ? result_of (results[question]) : BS_LESSON_UNANSWERED;
}

BsLessonResult
bs_lesson_progress_answer (BsLessonProgress *self, const char *lesson, guint question,
                           gboolean right)
{
  g_autofree char *before = get_results (self, lesson);
  g_autoptr (GString) results = g_string_new (before);
  BsLessonResult result = bs_lesson_progress_get_result (self, lesson, question);

  g_return_val_if_fail (question < MAX_QUESTIONS, BS_LESSON_UNANSWERED);

  while (results->len <= question)
    g_string_append_c (results, letters[BS_LESSON_UNANSWERED]);
  if (result == BS_LESSON_UNANSWERED)
    result = right ? BS_LESSON_RIGHT : BS_LESSON_WRONG;
  else if (result == BS_LESSON_WRONG && right)
    result = BS_LESSON_RIGHT_LATER;
  results->str[question] = letters[result];
  g_key_file_set_string (self->file, lesson, RESULTS, results->str);
  return result;
}

guint
bs_lesson_progress_count (BsLessonProgress *self, const char *lesson, guint *n_answered)
{
  g_autofree char *results = get_results (self, lesson);
  guint n_right = 0;

  *n_answered = 0;
  for (guint i = 0; results[i] != '\0'; i++)
    {
      BsLessonResult result = result_of (results[i]);

      *n_answered += result != BS_LESSON_UNANSWERED;
      n_right += result == BS_LESSON_RIGHT;
    }

  return n_right;
}

void
bs_lesson_progress_forget (BsLessonProgress *self, const char *lesson)
{
  g_key_file_remove_group (self->file, lesson, NULL);
}
