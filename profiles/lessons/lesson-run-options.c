/* SPDX-License-Identifier: Apache-2.0 */
/* What a lesson says of a run. */
#include "config.h"

#include "profiles/lessons/lesson-run-options.h"

#include <inttypes.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/policy.h"
#include "engine/shipped.h"
#include "profiles/recording/run-policy.h"
#include "profiles/recording/run-request.h"

#define MAX_MODEL_SIZE 256
#define MAX_BATCH_SIZE 64
#define MAX_BATCHES 8
#define MAX_EPISODES 2000

static gboolean
set_word (char **word, const char *const *known, const char *key, const char *value, GError **error)
{
  g_autofree char *joined = NULL;

  if (g_strv_contains (known, value))
    {
      g_free (*word);
      *word = g_strdup (value);
      return TRUE;
    }

  joined = g_strjoinv (", ", (char **) known);
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("%s is one of %s, not “%s”"), key, joined,
               value);
  return FALSE;
}

static gboolean
set_model (BsLessonRun *self, const char *key, const char *value, GError **error)
{
  g_auto (GStrv) shipped = bs_shipped_models ();
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (guint i = 0; shipped[i] != NULL; i++)
    g_ptr_array_add (known, shipped[i]);
  g_ptr_array_add (known, (char *) BS_LESSON_MODEL_GRAPHS);
  g_ptr_array_add (known, NULL);
  return set_word (&self->model, (const char *const *) known->pdata, key, value, error);
}

static gboolean
set_policy (BsLessonRun *self, const char *key, const char *value, GError **error)
{
  const char *const *rules = bs_policy_names ();
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (guint i = 0; rules[i] != NULL; i++)
    g_ptr_array_add (known, (char *) rules[i]);
  g_ptr_array_add (known, (char *) BS_RUN_POLICY_LEARNED);
  g_ptr_array_add (known, (char *) BS_LESSON_POLICY_SHIPPED);
  g_ptr_array_add (known, NULL);
  return set_word (&self->policy, (const char *const *) known->pdata, key, value, error);
}

static gboolean
set_encoding (BsLessonRun *self, const char *key, const char *value, GError **error)
{
  self->encoding_given = TRUE;
  if (bs_encoding_from_string (value, &self->encoding))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("encoding is one of base, max, sort, marked, not “%s”"), value);
  return FALSE;
}

static gboolean
set_planner (BsLessonRun *self, const char *key, const char *value, GError **error)
{
  return bs_planner_from_string (value, &self->planner, error);
}

/* `none` only schedules. */
static gboolean
set_backend (BsLessonRun *self, const char *key, const char *value, GError **error)
{
  const char *const known[] = { "cpu", BS_RUN_REFERENCE, "none", NULL };

  if (!set_word (&self->backend, known, key, value, error))
    return FALSE;

  if (g_str_equal (self->backend, "none"))
    g_clear_pointer (&self->backend, g_free);
  return TRUE;
}

static gboolean
set_number (guint64 *number, const char *key, const char *value, guint64 least, guint64 most,
            GError **error)
{
  if (g_ascii_string_to_unsigned (value, 10, least, most, number, NULL))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("%s is a number from %" PRIu64 " to %" PRIu64 ", not “%s”"), key, least, most,
               value);
  return FALSE;
}

static const struct
{
  const char *key;
  gboolean (*set) (BsLessonRun *self, const char *key, const char *value, GError **error);
} words[] = {
  { "model", set_model },     { "policy", set_policy },   { "encoding", set_encoding },
  { "planner", set_planner }, { "backend", set_backend },
};

static const struct
{
  const char *key;
  gsize offset;
  guint32 most;
} numbers[] = {
  { "model-size", G_STRUCT_OFFSET (BsLessonRun, model_size), MAX_MODEL_SIZE },
  { "batch-size", G_STRUCT_OFFSET (BsLessonRun, batch_size), MAX_BATCH_SIZE },
  { "batches", G_STRUCT_OFFSET (BsLessonRun, n_batches), MAX_BATCHES },
  { "episodes", G_STRUCT_OFFSET (BsLessonRun, episodes), MAX_EPISODES },
};

gboolean
bs_lesson_run_set_option (BsLessonRun *self, const char *key, const char *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (key, words[i].key) == 0)
      return words[i].set (self, key, value, error);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_strcmp0 (key, numbers[i].key) == 0)
      {
        guint64 number;

        if (!set_number (&number, key, value, 1, numbers[i].most, error))
          return FALSE;
        G_STRUCT_MEMBER (guint32, self, numbers[i].offset) = (guint32) number;
        return TRUE;
      }
  if (g_strcmp0 (key, "seed") == 0)
    return set_number (&self->seed, key, value, 0, G_MAXUINT64, error);

  g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
               _ ("A run has model, policy, encoding, planner, backend, model-size, batch-size, "
                  "batches, episodes and seed, but no “%s”"),
               key != NULL ? key : "");
  return FALSE;
}

gboolean
bs_lesson_run_check (const BsLessonRun *self, GError **error)
{
  gboolean has_graphs = g_strcmp0 (self->model, BS_LESSON_MODEL_GRAPHS) == 0;

  if (self->model == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The run “%s” needs a model"), self->name);
      return FALSE;
    }
  if (has_graphs && self->data == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The run “%s” of graphs needs @data"),
                   self->name);
      return FALSE;
    }
  if (has_graphs && g_str_equal (self->policy, BS_LESSON_POLICY_SHIPPED))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("No policy comes with graphs: the run “%s” cannot have it"), self->name);
      return FALSE;
    }

  return TRUE;
}
