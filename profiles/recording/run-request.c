/* SPDX-License-Identifier: Apache-2.0 */
/* A run to be recorded. */
#include "config.h"

#include "profiles/recording/run-request.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "profiles/device/activity-collector.h"
#include "profiles/device/nvtx-ranges.h"
#include "profiles/recording/machine-limits.h"

#define PROGRAM "batchscope-cli"

void
bs_run_request_init (BsRunRequest *self)
{
  *self = (BsRunRequest){ .backend = "cpu", .activities = TRUE, .limits = TRUE };
  bs_backend_options_init (&self->options);
  bs_recorder_options_init (&self->recording);
  bs_policy_options_init (&self->search);
}

void
bs_run_request_clear (BsRunRequest *self)
{
  g_clear_pointer (&self->executor, bs_backend_free);
  g_clear_pointer (&self->model, bs_model_unref);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->unknown, g_free);
  g_clear_pointer (&self->no_activities, g_free);
}

gboolean
bs_run_request_load (BsRunRequest *self, GError **error)
{
  self->at = BS_RUN_CHOICE_MODEL;
  if (self->inputs->graphs == NULL && !bs_run_inputs_load_model (self->inputs, error))
    return FALSE;

  self->at = BS_RUN_CHOICE_INPUT;
  return bs_run_inputs_load (self->inputs, error);
}

gboolean
bs_run_request_open (BsRunRequest *self, GError **error)
{
  self->at = BS_RUN_CHOICE_INPUT;
  if (!bs_run_inputs_open (self->inputs, error))
    return FALSE;
  if (self->inputs->graphs != NULL)
    return TRUE;

  self->at = BS_RUN_CHOICE_MODEL;
  self->model = bs_run_inputs_create_model (self->inputs, &self->sha256, error);
  if (self->model == NULL)
    return FALSE;
  if (self->backend == NULL)
    return TRUE;

  self->at = BS_RUN_CHOICE_BACKEND;
  self->executor = bs_backend_new (self->backend, self->model, &self->options, error);

  return self->executor != NULL;
}

gboolean
bs_run_request_learn (BsRunRequest *self, BsTrainingProgress progress, gpointer user_data,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (BsGraph) graph = NULL;

  if (!bs_run_policy_needs_graph (self->policy))
    return TRUE;

  self->at = BS_RUN_CHOICE_INPUT;
  graph = bs_run_inputs_build_graph (self->inputs, 0, error);
  if (graph == NULL)
    return FALSE;

  self->at = BS_RUN_CHOICE_POLICY;
  return bs_run_policy_prepare (self->policy, graph, self->inputs->types, self->inputs->seed,
                                self->n_changes, progress, user_data, cancellable, &self->unknown,
                                error);
}

static void
set_number (BsRecorder *recorder, const char *key, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  bs_recorder_set_info (recorder, key, text);
}

static void
set_path (BsRecorder *recorder, const char *key, const char *path)
{
  g_autofree char *valid = g_utf8_make_valid (path, -1);

  bs_recorder_set_info (recorder, key, valid);
}

static void
set_backend_provenance (BsRecorder *recorder, const BsRunRequest *self)
{
  g_autofree char *described = bs_backend_describe (self->executor);

  bs_recorder_set_info (recorder, "backend", self->executor->klass->name);
  bs_recorder_set_info (recorder, "backend_description", described);
  if (g_str_equal (self->backend, BS_RUN_REFERENCE))
    return;

  bs_recorder_set_plans (recorder, self->model, self->options.planner);
  set_number (recorder, "threads", self->options.n_threads);
}

/* What products of the processor are held against. Without OpenBLAS there is nothing to say. */
static void
set_limits_provenance (BsRecorder *recorder)
{
  char sgemm[G_ASCII_DTOSTR_BUF_SIZE], copy[G_ASCII_DTOSTR_BUF_SIZE];
  BsMachineLimits limits;

  if (!bs_machine_limits_get (&limits, NULL))
    return;

  bs_recorder_set_info (recorder, BS_INFO_SGEMM,
                        g_ascii_formatd (sgemm, sizeof sgemm, "%.4g", limits.sgemm_gflops));
  bs_recorder_set_info (recorder, BS_INFO_COPY,
                        g_ascii_formatd (copy, sizeof copy, "%.4g", limits.copy_gb_per_s));
}

static void
set_model_provenance (BsRecorder *recorder, const BsRunRequest *self)
{
  const BsRunInputs *inputs = self->inputs;
  g_autofree char *sha256 = bs_model_file_get_sha256 (inputs->model_file);

  if (self->executor != NULL)
    set_backend_provenance (recorder, self);
  if (self->executor != NULL && self->limits && g_str_equal (self->backend, "cpu"))
    set_limits_provenance (recorder);
  bs_recorder_set_info (recorder, "workload", bs_model_file_get_name (inputs->model_file));
  bs_recorder_set_info (recorder, "model_sha256", sha256);
  if (inputs->model_path != NULL)
    set_path (recorder, "model_file", inputs->model_path);
  if (inputs->parameters != NULL)
    {
      set_path (recorder, "parameters", inputs->parameters);
      bs_recorder_set_info (recorder, "parameters_sha256", self->sha256);
    }
  set_number (recorder, "model_size", inputs->model_size);
  set_number (recorder, "batch_size", inputs->batch_size);
  if (inputs->incremental)
    bs_recorder_set_info (recorder, "incremental", "yes");
}

/* What a search was told, or it could not be made again. */
static void
set_search_provenance (BsRecorder *recorder, const BsRunRequest *self)
{
  const char *policy = self->policy->name;

  if (g_str_equal (policy, "beam") || g_str_equal (policy, "exact"))
    set_number (recorder, "beam", self->search.beam_width);
  if (g_str_equal (policy, "exact"))
    set_number (recorder, "max_states", self->search.max_states);
}

/* Version, host and time of creation are the recorder's own. */
static void
set_provenance (BsRecorder *recorder, const BsRunRequest *self)
{
  const BsRunInputs *inputs = self->inputs;
  const BsRunPolicy *policy = self->policy;
  g_autofree char *cpu = bs_machine_name ();
  g_autofree char *files = g_strjoinv (", ",
                                       inputs->graphs != NULL ? inputs->graphs : inputs->files);

  bs_recorder_set_info (recorder, "program", self->program);
  bs_recorder_set_info (recorder, "cpu", cpu);
  bs_recorder_set_info (recorder, "command", self->command);
  set_path (recorder, "data", files);
  if (self->model != NULL)
    set_model_provenance (recorder, self);
  set_number (recorder, "batches", inputs->n_batches);
  set_number (recorder, "seed", inputs->seed);
  set_path (recorder, "policy", policy->name);
  set_search_provenance (recorder, self);
  bs_recorder_set_info (recorder, "encoding", bs_encoding_to_string (policy->encoding));
  bs_recorder_ask_policy (recorder, policy->policy);
  if (bs_policy_get_fsm (policy->policy) != NULL)
    bs_recorder_set_policy (recorder, bs_policy_get_fsm (policy->policy), policy->training);

  if (self->model != NULL)
    bs_recorder_set_corpus (recorder, bs_workload_get_corpus (inputs->opened), self->model);
  else
    bs_graph_import_describe (inputs->imported, recorder);
}

/* Counts what goes by on its way to the recorder. */
typedef struct
{
  const BsObserver *next;
  BsRunProgress *progress;
  gboolean executes;
  BsSchedule *schedule; /* (nullable) of the mini-batch */
  guint32 first_decision;
  guint32 decision; /* the latest that an event was about */
} Counter;

/* Decisions up to @decision, from 1 through the whole run, have been executed. */
static void
count_decisions (Counter *self, guint32 decision)
{
  for (; self->decision < decision && self->schedule != NULL; self->decision++)
    {
      guint32 i = self->decision + 1 - self->first_decision;

      if (i >= self->schedule->n_decisions)
        return;
      self->progress->n_nodes += self->schedule->decisions[i].count;
      self->progress->n_decisions++;
    }
}

static void
counter_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  Counter *self = user_data;

  g_clear_pointer (&self->schedule, bs_schedule_unref);
  self->schedule = bs_schedule_ref (mini_batch->schedule);
  self->first_decision = mini_batch->first_decision;
  self->decision = mini_batch->first_decision - 1;
  self->next->scheduled (self->next->user_data, mini_batch);
}

static void
counter_planned (gpointer user_data, const BsPlacement *placement)
{
  Counter *self = user_data;

  self->next->planned (self->next->user_data, placement);
}

static void
counter_event (gpointer user_data, const BsEvent *event)
{
  Counter *self = user_data;

  /* the batch of this one may have more to do */
  if (event->decision > self->decision + 1)
    count_decisions (self, event->decision - 1);
  self->next->event (self->next->user_data, event);
}

static void
counter_enter (gpointer user_data, const BsSpan *span)
{
  Counter *self = user_data;

  bs_nvtx_enter (span);
  bs_observer_enter (self->next, span);
}

static void
counter_leave (gpointer user_data, const BsSpan *span)
{
  Counter *self = user_data;

  bs_observer_leave (self->next, span);
  bs_nvtx_leave (span);
}

static void
counter_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  Counter *self = user_data;

  count_decisions (self, G_MAXUINT32);
  self->progress->n_done = mini_batch + 1;
  self->next->finished (self->next->user_data, mini_batch, loss);
}

/* Graphs are there already, and nothing is computed: they are only scheduled. */
static gboolean
run_graphs (BsRunRequest *self, const BsObserver *observer, GCancellable *cancellable,
            BsRunTotals *totals, GError **error)
{
  BsRunInputs *inputs = self->inputs;
  g_autoptr (GPtrArray) graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);

  for (guint32 i = 0; i < inputs->n_batches; i++)
    {
      BsGraph *graph = bs_run_inputs_build_graph (inputs, i, error);

      if (graph == NULL)
        return FALSE;
      g_ptr_array_add (graphs, graph);
    }

  return bs_run_graphs ((BsGraph *const *) graphs->pdata, graphs->len, inputs->types,
                        self->policy->policy, self->policy->encoding, observer, cancellable, totals,
                        error);
}

static gboolean
run_model (BsRunRequest *self, const BsObserver *observer, GCancellable *cancellable,
           BsRunTotals *totals, GError **error)
{
  BsRunInputs *inputs = self->inputs;
  BsRunOptions options = {
    .batch_size = inputs->batch_size,
    .n_batches = inputs->n_batches,
    .encoding = self->policy->encoding,
    .incremental = inputs->incremental,
  };

  return bs_run (inputs->opened, inputs->types, self->policy->policy, self->executor, &options,
                 observer, cancellable, totals, error);
}

static gboolean
run (BsRunRequest *self, const BsObserver *recorder, BsRunProgress *progress,
     GCancellable *cancellable, BsRunTotals *totals, GError **error)
{
  Counter counter = { .next = recorder, .progress = progress };
  BsObserver observer = {
    .user_data = &counter,
    .without_ratios = recorder->without_ratios,
    .scheduled = counter_scheduled,
    .planned = recorder->planned != NULL ? counter_planned : NULL,
    .event = counter_event,
    .finished = counter_finished,
  };
  gboolean spans = recorder->enter != NULL || bs_nvtx_is_wanted ();
  gboolean done;

  observer.enter = spans ? counter_enter : NULL;
  observer.leave = spans ? counter_leave : NULL;
  progress->n_batches = self->inputs->n_batches;
  progress->stage = BS_RUN_STAGE_RUNNING;
  done = (self->model != NULL ? run_model : run_graphs) (self, &observer, cancellable, totals,
                                                         error);
  g_clear_pointer (&counter.schedule, bs_schedule_unref);

  return done;
}

static void
note_no_activities (BsRunRequest *self, BsRecorder *recorder, const GError *error)
{
  self->no_activities = g_strdup (error->message);
  bs_recorder_set_info (recorder, "activities_problem", error->message);
}

/* Returns: (transfer full) (nullable): who collects what the device does; %NULL: there is none, nobody
 * wants to know, or it cannot be had. */
static BsActivityCollector *
collect_activities (BsRunRequest *self, BsRecorder *recorder)
{
  BsDeviceFacts facts;
  g_autoptr (BsDevice) device = NULL;
  g_autoptr (BsActivityCollector) collector = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *described = NULL;

  if (self->executor == NULL || !bs_backend_get_device (self->executor, &facts))
    return NULL;
  device = bs_device_new (&facts);
  bs_recorder_set_device (recorder, device);
  if (!self->activities)
    {
      bs_recorder_set_info (recorder, "activities", "off");
      return NULL;
    }
  collector = bs_activity_collector_new (recorder, &facts, NULL, &error);
  if (collector == NULL)
    {
      bs_recorder_set_info (recorder, "activities", "none");
      note_no_activities (self, recorder, error);
      return NULL;
    }
  described = bs_activity_collector_describe (collector);
  bs_recorder_set_info (recorder, "activities", described);

  return g_steal_pointer (&collector);
}

/* Runs, and collects what a device does. */
static gboolean
run_collected (BsRunRequest *self, BsRecorder *recorder, BsRunProgress *progress,
               GCancellable *cancellable, BsRunTotals *totals, GError **error)
{
  g_autoptr (BsActivityCollector) collector = collect_activities (self, recorder);
  gboolean done = run (self,
                       collector != NULL ? bs_activity_collector_get_observer (collector)
                                         : bs_recorder_get_observer (recorder),
                       progress, cancellable, totals, error);
  g_autoptr (GError) problem = NULL;

  if (collector != NULL && !bs_activity_collector_finish (collector, &problem))
    note_no_activities (self, recorder, problem);

  return done;
}

gboolean
bs_run_request_record (BsRunRequest *self, BsRunProgress *progress, GCancellable *cancellable,
                       BsRunTotals *totals, gboolean *stopped, GError **error)
{
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (GError) failure = NULL;
  BsRunProgress unseen = { 0 };

  *stopped = FALSE;
  progress = progress != NULL ? progress : &unseen;
  self->at = BS_RUN_CHOICE_OUTPUT;
  recorder = bs_recorder_new_with_options (self->output, &self->recording, error);
  if (recorder == NULL)
    return FALSE;

  set_provenance (recorder, self);
  self->has_run = TRUE;
  self->at = BS_RUN_CHOICE_RUN;
  if (!run_collected (self, recorder, progress, cancellable, totals, &failure))
    {
      if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      *stopped = TRUE;
      bs_recorder_set_info (recorder, "interrupted", "yes");
    }

  progress->stage = BS_RUN_STAGE_WRITING;
  self->at = BS_RUN_CHOICE_OUTPUT;
  if (!bs_recorder_close (recorder, error))
    return FALSE;

  for (guint32 i = 0; i < self->inputs->n_batches; i++)
    totals[i].lower_bound = bs_recorder_get_lower_bound (recorder, i);

  return TRUE;
}

char *
bs_join_command (const char *program, const char *const *arguments)
{
  g_autoptr (GString) out = g_string_new (program);

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (arguments[i]);
      gboolean plain = arguments[i][0] != '\0'
                       && strspn (arguments[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                                                "XYZ0123456789-_./=,+:@%")
                              == strlen (arguments[i]);

      g_string_append_printf (out, " %s", plain ? arguments[i] : quoted);
    }

  return g_utf8_make_valid (out->str, (gssize) out->len);
}

static void
add (GStrvBuilder *out, const char *option, const char *value)
{
  if (value != NULL)
    g_strv_builder_add_many (out, option, value, NULL);
}

static void
add_number (GStrvBuilder *out, const char *option, guint64 value, guint64 usual)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  add (out, option, value != usual ? text : NULL);
}

static void
add_model (GStrvBuilder *out, const BsRunRequest *self)
{
  const BsRunInputs *inputs = self->inputs;
  BsRunInputs usual;

  bs_run_inputs_init (&usual);
  add (out, "--workload", inputs->workload);
  add (out, "--model", inputs->model_path);
  for (guint i = 0; inputs->files != NULL && inputs->files[i] != NULL; i++)
    add (out, "--data", inputs->files[i]);
  add (out, "--parameters", inputs->parameters);
  add_number (out, "--model-size", inputs->model_size, usual.model_size);
  add_number (out, "--batch-size", inputs->batch_size, usual.batch_size);
  add_number (out, "--batches", inputs->n_batches, usual.n_batches);
  if (inputs->incremental)
    g_strv_builder_add (out, "--incremental");
  if (self->backend == NULL)
    g_strv_builder_add (out, "--schedule-only");
  else
    add (out, "--backend", self->backend);
  if (self->backend != NULL && !g_str_equal (self->backend, BS_RUN_REFERENCE))
    {
      add (out, "--planner", bs_planner_to_string (self->options.planner));
      add_number (out, "--threads", self->options.n_threads, 1);
      if (!self->activities)
        g_strv_builder_add (out, "--no-activities");
      if (!self->limits)
        g_strv_builder_add (out, "--no-limits");
    }
}

char *
bs_run_request_to_command (const BsRunRequest *self)
{
  const BsRunInputs *inputs = self->inputs;
  const BsRunPolicy *policy = self->policy;
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;
  BsPolicyOptions usual;

  bs_policy_options_init (&usual);
  g_strv_builder_add (out, inputs->graphs != NULL ? "import" : "record");
  if (inputs->graphs != NULL)
    g_strv_builder_addv (out, (const char **) inputs->graphs);
  else
    add_model (out, self);
  add (out, "--policy", policy->name);
  if (!policy->from_file)
    add (out, "--encoding", bs_encoding_to_string (policy->encoding));
  add_number (out, "--beam", self->search.beam_width, usual.beam_width);
  add_number (out, "--max-states", self->search.max_states, usual.max_states);
  add_number (out, "--changes", self->n_changes, 0);
  add_number (out, "--seed", inputs->seed, 1);
  add (out, "-o", self->output);
  arguments = g_strv_builder_end (out);

  return bs_join_command (PROGRAM, (const char *const *) arguments);
}
