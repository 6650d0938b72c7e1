/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a lesson. */
#include "config.h"

#include "profiles/lessons/lesson-runs.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"
#include "engine/shipped.h"
#include "profiles/lessons/lesson-run-options.h"
#include "profiles/recording/run-request.h"
#include "profiles/report/document.h"

#define PROGRAM "batchscope"

/* Of a query of a lesson, which nobody has to trust. */
#define QUERY_SECONDS 5.0
#define QUERY_BYTES (64u << 20)

static char *
write_data (const BsLessonRuns *self, guint index, const char *data, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u.txt", index);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return g_file_set_contents (path, data, -1, error) ? g_steal_pointer (&path) : NULL;
}

static gboolean
choose_inputs (const BsLessonRuns *self, const BsLessonRun *run, guint index, BsRunInputs *inputs,
               GError **error)
{
  g_auto (GStrv) files = NULL;

  bs_run_inputs_init (inputs);
  if (run->data != NULL)
    {
      files = g_new0 (char *, 2);
      files[0] = write_data (self, index, run->data, error);
      if (files[0] == NULL)
        return FALSE;
    }
  if (g_str_equal (run->model, BS_LESSON_MODEL_GRAPHS))
    {
      g_clear_pointer (&inputs->workload, g_free);
      inputs->graphs = g_steal_pointer (&files);
      return TRUE;
    }

  g_free (inputs->workload);
  inputs->workload = g_strdup (run->model);
  inputs->files = g_steal_pointer (&files);
  inputs->model_size = run->model_size;
  inputs->batch_size = run->batch_size;
  inputs->n_batches = run->n_batches;
  inputs->seed = run->seed;
  return TRUE;
}

static BsRunPolicy *
choose_policy (const BsLessonRun *run, BsPolicyOptions *search, GError **error)
{
  BsRunPolicyChoices choices;
  g_autofree char *file = g_strconcat ("policies/", run->model, ".json", NULL);
  g_autofree char *shipped = bs_shipped_file (file);

  bs_run_policy_choices_init (&choices);
  choices.encoding_given = run->encoding_given;
  choices.encoding = run->encoding;
  choices.options.seed = run->seed;
  *search = choices.options;
  return bs_run_policy_new (
      g_str_equal (run->policy, BS_LESSON_POLICY_SHIPPED) ? shipped : run->policy, &choices, error);
}

static BsTrace *
make_trace (const BsLessonRuns *self, const BsLessonRun *run, guint index,
            GCancellable *cancellable, GError **error)
{
  g_auto (BsRunInputs) inputs = { 0 };
  g_auto (BsRunRequest) request = { 0 };
  g_autoptr (BsRunPolicy) policy = NULL;
  g_autofree BsRunTotals *totals = NULL;
  g_autofree char *name = g_strdup_printf ("%u.bscope", index);
  g_autofree char *output = g_build_filename (self->folder, name, NULL);
  g_autofree char *command = NULL;
  gboolean stopped;

  bs_run_request_init (&request);
  request.limits = FALSE;
  if (!choose_inputs (self, run, index, &inputs, error))
    return NULL;

  policy = choose_policy (run, &request.search, error);
  if (policy == NULL)
    return NULL;

  request.inputs = &inputs;
  request.policy = policy;
  request.n_changes = run->episodes;
  request.backend = g_str_equal (run->model, BS_LESSON_MODEL_GRAPHS) ? NULL : run->backend;
  request.options.planner = run->planner;
  request.output = output;
  request.program = PROGRAM;
  request.command = command = bs_run_request_to_command (&request);
  if (!bs_run_request_load (&request, error) || !bs_run_request_open (&request, error)
      || !bs_run_request_learn (&request, NULL, NULL, cancellable, error))
    return NULL;

  totals = g_new0 (BsRunTotals, inputs.n_batches);
  if (!bs_run_request_record (&request, NULL, cancellable, totals, &stopped, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return bs_trace_load (output, cancellable, error);
}

BsLessonRuns *
bs_lesson_runs_new (const BsLesson *lesson, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsLessonRuns) self = g_new0 (BsLessonRuns, 1);

  self->n_runs = lesson->runs->len;
  self->traces = g_new0 (BsTrace *, self->n_runs);
  self->queries = g_new0 (BsQuery *, self->n_runs);
  self->folder = g_dir_make_tmp ("batchscope-lesson-XXXXXX", error);
  if (self->folder == NULL)
    return NULL;

  for (guint i = 0; i < self->n_runs; i++)
    {
      const BsLessonRun *run = bs_lesson_get_run (lesson, i);

      self->traces[i] = make_trace (self, run, i, cancellable, error);
      if (self->traces[i] == NULL)
        {
          g_prefix_error (error, _ ("The run “%s” of line %u could not be made: "), run->name,
                          run->line);
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

static void
remove_folder (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_clear_pointer (&folder, g_dir_close);
  g_rmdir (path);
}

void
bs_lesson_runs_free (BsLessonRuns *self)
{
  for (guint i = 0; i < self->n_runs; i++)
    {
      g_clear_pointer (&self->queries[i], bs_query_free);
      g_clear_pointer (&self->traces[i], bs_trace_unref);
    }
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->traces);
  g_free (self->queries);
  g_free (self);
}

void
bs_lesson_value_clear (BsLessonValue *self)
{
  g_clear_pointer (&self->text, g_free);
}

/* Whole numbers as they are, others with what they need of three decimals. */
static char *
number_to_text (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 32];
  gsize length;

  if (fabs (number) < 1e15 && number == rint (number))
    {
      g_autofree char *count = bs_count_to_string ((guint64) fabs (number));

      return g_strconcat (number < 0.0 ? "−" : "", count, NULL);
    }

  g_ascii_formatd (buffer, sizeof buffer, "%.3f", fabs (number));
  length = strlen (buffer);
  while (length > 0 && buffer[length - 1] == '0' && strchr (buffer, '.') != NULL)
    buffer[--length] = '\0';
  return g_strconcat (number < 0.0 ? "−" : "", buffer, NULL);
}

typedef struct
{
  BsLessonValue *value;
  guint n_rows;
} FirstValue;

static gboolean
row_cb (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  FirstValue *first = user_data;
  const BsQueryValue *value = &values[0];

  first->n_rows++;
  first->value->kind = value->kind;
  if (value->kind == BS_QUERY_INTEGER || value->kind == BS_QUERY_REAL)
    {
      first->value->number = value->kind == BS_QUERY_INTEGER ? (double) value->integer
                                                             : value->real;
      first->value->text = number_to_text (first->value->number);
    }
  else if (value->kind == BS_QUERY_TEXT)
    {
      first->value->text = g_utf8_make_valid ((const char *) value->bytes, (gssize) value->n_bytes);
    }
  return FALSE;
}

gboolean
bs_lesson_runs_ask (BsLessonRuns *self, guint run, const char *sql, BsLessonValue *value,
                    GCancellable *cancellable, GError **error)
{
  FirstValue first = { .value = value };

  *value = (BsLessonValue){ .kind = BS_QUERY_NULL, .number = NAN };
  if (self->queries[run] == NULL)
    {
      self->queries[run] = bs_query_open (self->traces[run]->path, cancellable, error);
      if (self->queries[run] == NULL)
        return FALSE;
      bs_query_set_memory (self->queries[run], QUERY_BYTES);
    }
  if (!bs_query_prepare (self->queries[run], sql, error)
      || !bs_query_run (self->queries[run], QUERY_SECONDS, row_cb, &first, error))
    return FALSE;

  if (value->text == NULL)
    value->text = g_strdup ("–");
  if (first.n_rows > 0)
    return TRUE;

  bs_lesson_value_clear (value);
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("The query gives nothing: %s"), sql);
  return FALSE;
}

char *
bs_lesson_runs_fill (BsLessonRuns *self, guint run, const char *text, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (;;)
    {
      const char *begin = strstr (text, "{{");
      const char *end = begin != NULL ? strstr (begin, "}}") : NULL;
      g_autofree char *sql = NULL;
      BsLessonValue value;

      if (end == NULL)
        {
          g_string_append (out, text);
          return g_string_free (g_steal_pointer (&out), FALSE);
        }

      g_string_append_len (out, text, begin - text);
      sql = g_strndup (begin + 2, end - begin - 2);
      if (!bs_lesson_runs_ask (self, run, sql, &value, cancellable, error))
        return NULL;
      g_string_append (out, value.text);
      bs_lesson_value_clear (&value);
      text = end + 2;
    }
}
