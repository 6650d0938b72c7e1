/* SPDX-License-Identifier: Apache-2.0 */
/* bench: how fast models run, beside what the machine can do. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "app/cli/bench-earlier.h"
#include "app/cli/bench-options.h"
#include "app/cli/bench-row.h"
#include "app/cli/bench-table.h"
#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/backends/machine.h"
#include "engine/backends/blas.h"
#include "engine/backends/gemm.h"
#include "engine/error.h"
#include "profiles/device/device.h"
#include "profiles/recording/machine-limits.h"
#include "profiles/recording/run-request.h"

/* A machine is not as fast at every time: how old a measurement of its peak may be before the next
 * row begins, and after the last one. */
#define PEAK_NS G_GINT64_CONSTANT (10000000000)
#define LAST_PEAK_NS G_GINT64_CONSTANT (300000000)

/* A measurement that is so far below the best one of the run was disturbed, and is repeated. */
#define DISTURBED 0.95
#define PEAK_TIMES 3

/* More are a slip. */
#define MAX_ROWS 100000

/* A workload, and its policies, which are learned for each batch size. */
typedef struct
{
  BsCliData data;
  guint n_policies;
  BsCliPolicies *policies; /* [n_policies] */
} Workload;

typedef struct
{
  const BsBenchOptions *options;
  BsBenchEarlier *earlier; /* (nullable) */
  GCancellable *cancellable;
  GPtrArray *workloads; /* Workload */
  guint n_rows, n_done;
  BsBenchRow *rows; /* in the order of the lists, the last the fastest to change */
  GArray *peaks;    /* double: GFLOP/s of sgemm, as they were measured */
  gint64 peak_ns;   /* when the last one was */
  double copy_gb_per_s;
  BsDevice *device; /* (nullable): that rows run on, besides the processor */
} Bench;

static void
workload_free (gpointer data)
{
  Workload *self = data;

  for (guint i = 0; i < self->n_policies; i++)
    bs_cli_policies_clear (&self->policies[i]);
  g_free (self->policies);
  bs_cli_data_clear (&self->data);
  g_free (self);
}

static void
bench_clear (Bench *self)
{
  g_clear_pointer (&self->earlier, bs_bench_earlier_free);
  g_clear_pointer (&self->device, bs_device_free);
  g_clear_pointer (&self->workloads, g_ptr_array_unref);
  g_clear_pointer (&self->peaks, g_array_unref);
  g_clear_pointer (&self->rows, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static guint32
get (const GArray *list, guint i)
{
  return g_array_index (list, guint32, i);
}

/* Whether models of all sizes can be made of it. */
static gboolean
check_sizes (Bench *self, Workload *workload, GError **error)
{
  const GArray *sizes = self->options->sizes;

  for (guint i = 0; i < sizes->len; i++)
    {
      g_autoptr (BsModel)
          model = bs_workload_create_model (workload->data.inputs.opened, get (sizes, i), error);

      if (model == NULL)
        {
          g_prefix_error (error, _ ("%s, size %u: "),
                          bs_workload_get_name (workload->data.inputs.opened), get (sizes, i));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_n_rows (Bench *self, guint n_workloads, GError **error)
{
  const BsBenchOptions *o = self->options;
  guint64 n = (guint64) n_workloads * o->sizes->len * o->batch_sizes->len * o->policies.list->len
              * o->planners->len * o->threads->len;

  if (n > MAX_ROWS)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The lists make %" PRIu64 " rows, at most %u can be run"), n, MAX_ROWS);
      return FALSE;
    }
  self->n_rows = (guint) n;

  return TRUE;
}

/* Whatever can be wrong is found before anything is timed. */
static gboolean
open_workloads (Bench *self, GError **error)
{
  guint n = self->options->model_path != NULL ? 1 : self->options->workloads->len;

  if (!check_n_rows (self, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      Workload *workload = g_new0 (Workload, 1);

      g_ptr_array_add (self->workloads, workload);
      if (!bs_bench_options_open (self->options, i, &workload->data, error)
          || !check_sizes (self, workload, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
learn_policies (Bench *self, GError **error)
{
  const GArray *batch_sizes = self->options->batch_sizes;

  for (guint w = 0; w < self->workloads->len; w++)
    {
      Workload *workload = self->workloads->pdata[w];

      workload->n_policies = batch_sizes->len;
      workload->policies = g_new0 (BsCliPolicies, batch_sizes->len);
      for (guint b = 0; b < batch_sizes->len; b++)
        {
          workload->data.inputs.batch_size = get (batch_sizes, b);
          if (!bs_bench_options_copy_policies (self->options, &workload->policies[b], error)
              || !bs_cli_policies_prepare (&workload->policies[b], &workload->data,
                                           self->cancellable, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
measure_peak (Bench *self, GError **error)
{
  double peak = 0.0, best = 0.0;

  for (guint i = 0; i < self->peaks->len; i++)
    best = MAX (best, g_array_index (self->peaks, double, i));
  for (guint i = 0; i < PEAK_TIMES && (i == 0 || peak < DISTURBED * best); i++)
    {
      double gflops;

      if (!bs_machine_measure_sgemm (&gflops, error))
        return FALSE;
      peak = MAX (peak, gflops);
    }
  g_array_append_val (self->peaks, peak);
  self->peak_ns = bs_now_ns ();

  return TRUE;
}

static void
show_progress (const Bench *self, const BsBenchRow *row)
{
  g_autofree char *text = NULL;

  if (!isatty (STDERR_FILENO))
    return;
  text = row != NULL ? bs_bench_row_describe (row) : NULL;
  fprintf (stderr, "\r\033[K");
  if (text != NULL)
    fprintf (stderr, _ ("%u of %u: %s"), self->n_done + 1, self->n_rows, text);
  fflush (stderr);
}

/* Where a row is among all: what the backend is made for changes in the outer loops of measuring,
 * so that each is made once and is alone. */
static BsBenchRow *
find_row (const Bench *self, guint w, guint s, guint b, guint policy, guint planner, guint t)
{
  const BsBenchOptions *o = self->options;
  gsize i = w;

  i = i * o->sizes->len + s;
  i = i * o->batch_sizes->len + b;
  i = i * o->policies.list->len + policy;
  i = i * o->planners->len + planner;
  i = i * o->threads->len + t;

  return &self->rows[i];
}

static gboolean
measure_row (Bench *self, Workload *workload, guint b, guint p, BsBackend *backend, BsBenchRow *row,
             GError **error)
{
  BsCliPolicies *policies = &workload->policies[b];
  BsRunPolicy *policy = policies->list->pdata[p];

  row->workload = bs_workload_get_name (workload->data.inputs.opened);
  row->policy = policy->name;
  row->batch_size = get (self->options->batch_sizes, b);
  row->n_mini_batches = workload->data.inputs.n_batches;
  show_progress (self, row);
  if (bs_now_ns () - self->peak_ns > PEAK_NS && !measure_peak (self, error))
    return FALSE;

  row->peak = self->peaks->len - 1;
  if (!bs_bench_row_measure (row, &workload->data, policies, policy, backend,
                             self->options->n_repeats, self->cancellable, error))
    return FALSE;
  self->n_done++;

  return TRUE;
}

/* Once: all rows run on the same. */
static void
describe_device (Bench *self, BsBackend *backend)
{
  BsDeviceFacts facts;

  if (self->device != NULL || !bs_backend_get_device (backend, &facts))
    return;

  self->device = bs_device_new (&facts);
  bs_cli_note (_ ("Device: %s, compute capability %u.%u, driver of CUDA %u.%u"), self->device->name,
               self->device->major, self->device->minor, self->device->driver / 1000,
               self->device->driver % 1000 / 10);
}

/* All rows that one backend can run. */
static gboolean
measure_backend (Bench *self, guint w, guint s, guint planner, guint t, BsModel *model,
                 GError **error)
{
  const BsBenchOptions *o = self->options;
  g_autoptr (BsBackend) backend = NULL;
  BsBackendOptions options;

  bs_backend_options_init (&options);
  options.planner = get (o->planners, planner);
  options.n_threads = get (o->threads, t);
  backend = bs_backend_new (o->backend, model, &options, error);
  if (backend == NULL)
    return FALSE;
  describe_device (self, backend);
  for (guint b = 0; b < o->batch_sizes->len; b++)
    for (guint p = 0; p < o->policies.list->len; p++)
      {
        BsBenchRow *row = find_row (self, w, s, b, p, planner, t);

        row->size = get (o->sizes, s);
        row->planner = options.planner;
        row->n_threads = options.n_threads;
        if (!measure_row (self, self->workloads->pdata[w], b, p, backend, row, error))
          return FALSE;
      }

  return TRUE;
}

static gboolean
measure_model (Bench *self, guint w, guint s, GError **error)
{
  const BsBenchOptions *o = self->options;
  Workload *workload = self->workloads->pdata[w];
  g_autoptr (BsModel) model = NULL;

  workload->data.inputs.model_size = get (o->sizes, s);
  model = bs_run_inputs_create_model (&workload->data.inputs, NULL, error);
  if (model == NULL)
    return FALSE;

  for (guint planner = 0; planner < o->planners->len; planner++)
    for (guint t = 0; t < o->threads->len; t++)
      if (!measure_backend (self, w, s, planner, t, model, error))
        return FALSE;

  return TRUE;
}

static void
describe_machine (void)
{
  g_autofree char *name = bs_machine_name ();
  g_autofree char *blas = bs_blas_describe ();

  bs_cli_note (_ ("Machine: %s; %s; %s kernels"), name, blas, bs_gemm_describe ());
}

static gboolean
measure_all (Bench *self, GError **error)
{
  self->rows = g_new0 (BsBenchRow, self->n_rows);
  if (!bs_machine_measure_copy (&self->copy_gb_per_s, error) || !measure_peak (self, error))
    return FALSE;
  describe_machine ();

  for (guint w = 0; w < self->workloads->len; w++)
    for (guint s = 0; s < self->options->sizes->len; s++)
      if (!measure_model (self, w, s, error))
        return FALSE;

  return TRUE;
}

/* The larger of the peaks before and after a row: what disturbed the measurement of the other one
 * would flatter the row. */
static gboolean
find_peaks (Bench *self, GError **error)
{
  if (bs_now_ns () - self->peak_ns > LAST_PEAK_NS && !measure_peak (self, error))
    return FALSE;

  for (guint i = 0; i < self->n_rows; i++)
    {
      BsBenchRow *row = &self->rows[i];
      guint next = MIN (row->peak + 1, self->peaks->len - 1);

      if (row->done)
        row->sgemm_gflops = MAX (g_array_index (self->peaks, double, row->peak),
                                 g_array_index (self->peaks, double, next));
    }

  return TRUE;
}

static void
print_limits (const Bench *self)
{
  double least = g_array_index (self->peaks, double, 0), most = least;

  for (guint i = 1; i < self->peaks->len; i++)
    {
      least = MIN (least, g_array_index (self->peaks, double, i));
      most = MAX (most, g_array_index (self->peaks, double, i));
    }
  bs_cli_note (_ ("Limits of one thread: sgemm %.1f to %.1f GFLOP/s (2048 square), copy %.1f "
                  "GB/s"),
               least, most, self->copy_gb_per_s);
}

/* Rows of one workload, size and batch size follow each other, and compute the same. */
static gboolean
check_losses (const Bench *self, const GPtrArray *rows)
{
  const BsBenchRow *first = NULL;
  gboolean agree = TRUE;

  for (guint i = 0; i < rows->len; i++)
    {
      const BsBenchRow *row = rows->pdata[i];
      g_autofree char *ours = NULL, *theirs = NULL;

      if (first == NULL || first->workload != row->workload || first->size != row->size
          || first->batch_size != row->batch_size)
        first = row;
      if (row == first || bs_bench_row_agrees (row->loss, first->loss))
        continue;
      ours = bs_bench_row_describe (row);
      theirs = bs_bench_row_describe (first);
      bs_cli_complain (_ ("The losses differ: %.9g (%s) and %.9g (%s)"), first->loss, theirs,
                       row->loss, ours);
      agree = FALSE;
    }

  return agree;
}

/* What a comparison cannot show, and whether rows are as fast as they have to be. */
static gboolean
check_earlier (const Bench *self, const GPtrArray *rows)
{
  guint n_left = bs_bench_earlier_n_left (self->earlier);
  guint n_found = 0;
  gboolean good = TRUE;

  for (guint i = 0; i < rows->len; i++)
    {
      const BsBenchRow *row = rows->pdata[i];
      const BsBenchPartner *partner = bs_bench_earlier_find (self->earlier, row);
      g_autofree char *text = bs_bench_row_describe (row);
      double ratio = partner != NULL ? bs_bench_partner_ratio (partner, row) : G_MAXDOUBLE;

      n_found += partner != NULL;
      if (ratio >= self->options->fail_below)
        continue;
      bs_cli_complain (_ ("%.3f of the speed of the earlier run, less than %g: %s"), ratio,
                       self->options->fail_below, text);
      good = FALSE;
    }
  if (n_left > 0)
    bs_cli_note (g_dngettext (GETTEXT_PACKAGE, "%u row of the earlier run was not run again",
                              "%u rows of the earlier run were not run again", n_left),
                 n_left);
  if (n_found == 0 && self->options->fail_below_text != NULL)
    {
      bs_cli_complain (_ ("No row is in the earlier run: there is nothing to compare"));
      good = FALSE;
    }

  return good;
}

/* What is complete. Returns: the exit status. */
static int
print (Bench *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (BsTable) table = NULL;
  int status;

  for (guint i = 0; i < self->n_rows; i++)
    if (self->rows[i].done)
      g_ptr_array_add (rows, &self->rows[i]);
  table = bs_bench_table_new ((const BsBenchRow *const *) rows->pdata, rows->len,
                              self->copy_gb_per_s, self->earlier, self->options->format);
  /* tables for programs have no room for it */
  if (self->device != NULL && self->device->emulated && self->options->format != BS_TABLE_TEXT)
    bs_cli_note ("%s", bs_device_emulated_text ());
  else if (self->device != NULL && self->device->emulated)
    g_string_append_printf (out, "%s\n", bs_device_emulated_text ());
  bs_table_print (table, self->options->format, out);
  status = bs_cli_finish (NULL, out);
  print_limits (self);
  if (!check_losses (self, rows))
    status = MAX (status, BS_CLI_FAILED);
  if (self->earlier != NULL && !check_earlier (self, rows))
    status = MAX (status, BS_CLI_FAILED);

  return status;
}

static int
finish (Bench *self, GError *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GError) local_error = NULL;
  int status = BS_CLI_DONE;

  show_progress (self, NULL);
  if (self->n_done > 0)
    {
      if (!find_peaks (self, &local_error))
        return bs_cli_complain ("%s", local_error->message);
      status = print (self);
    }
  if (stopped)
    {
      bs_cli_note (_ ("Interrupted; %u of %u rows are complete."), self->n_done, self->n_rows);
      return status == BS_CLI_BAD ? status : BS_CLI_INTERRUPTED;
    }

  return error != NULL ? bs_cli_complain ("%s", error->message) : status;
}

static int
bench (const BsBenchOptions *options)
{
  g_auto (Bench) self = {
    .options = options,
    .workloads = g_ptr_array_new_with_free_func (workload_free),
    .peaks = g_array_new (FALSE, FALSE, sizeof (double)),
  };
  g_autofree char *about = NULL, *version = NULL;
  g_autoptr (GError) error = NULL;

  if (options->compare != NULL
      && (self.earlier = bs_bench_earlier_load (options->compare, &error)) == NULL)
    return bs_cli_complain ("%s", error->message);
  /* before anything takes time */
  if (!bs_backend_probe (options->backend, &about, &version, &error)
      || !open_workloads (&self, &error))
    return bs_cli_complain ("%s", error->message);

  self.cancellable = bs_cli_watch_interrupts ();
  if (!learn_policies (&self, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return bs_cli_complain ("%s", error->message);

      bs_cli_note (_ ("Interrupted while policies were learned; nothing was timed."));
      return BS_CLI_INTERRUPTED;
    }
  measure_all (&self, &error);

  return finish (&self, error);
}

int
bs_cli_bench (int argc, char **argv)
{
  g_auto (BsBenchOptions) options = { 0 };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "bench", NULL,
      _ ("Runs models and prints how fast they are, a row for each combination of the lists, "
         "beside what the machine can do. A list, also that of policies, has commas between its "
         "items, or its option is repeated; what is not given has one value, not all."));
  g_autoptr (GError) error = NULL;

  bs_bench_options_add (&options, context);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;
  if (!bs_bench_options_check (&options, &error))
    return bs_cli_complain_usage ("bench", "%s", error->message);

  return bench (&options);
}
