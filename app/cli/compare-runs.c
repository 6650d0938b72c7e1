/* SPDX-License-Identifier: Apache-2.0 */
/* compare: recordings, their branches, and what other policies make of their graphs. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/compare-gate.h"
#include "app/cli/compare.h"
#include "engine/error.h"
#include "profiles/replay/sidecar.h"
#include "profiles/report/comparison-report.h"

#define MOST_DETOURS 5

typedef struct
{
  char *path;
  char *branch; /* (nullable) */
  BsTrace *trace;
  BsCostModel *model; /* (nullable): nothing ran */
} Source;

typedef struct
{
  GPtrArray *sources; /* Source */
  GPtrArray *runs;    /* BsRun: those of the sources, then others */
} Loaded;

static void
source_free (gpointer data)
{
  Source *self = data;

  g_clear_pointer (&self->model, bs_cost_model_free);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_free (self->path);
  g_free (self->branch);
  g_free (self);
}

static void
loaded_clear (Loaded *self)
{
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loaded, loaded_clear)

/* A file may have a colon in its name. */
static Source *
source_new (const char *name, const char *branch, GError **error)
{
  Source *self = g_new0 (Source, 1);
  const char *colon = strrchr (name, ':');

  self->path = g_strdup (name);
  self->branch = g_strdup (branch);
  if (branch == NULL && colon != NULL && !g_file_test (name, G_FILE_TEST_EXISTS))
    {
      self->path[colon - name] = '\0';
      self->branch = g_strdup (colon + 1);
    }

  self->trace = bs_cli_load_trace (self->path, error);
  if (self->trace == NULL)
    {
      source_free (self);
      return NULL;
    }
  self->model = bs_cost_model_new (self->trace, NULL);

  return self;
}

/* Returns: (transfer full): the name of a file without its folder where no other one has it. */
static char *
short_name (const Loaded *self, guint index)
{
  const Source *own = g_ptr_array_index (self->sources, index);
  g_autofree char *base = g_path_get_basename (own->path);
  g_autofree char *name = NULL;
  const char *chosen = base;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *other = g_ptr_array_index (self->sources, i);
      g_autofree char *other_base = g_path_get_basename (other->path);

      if (!g_str_equal (other->path, own->path) && g_str_equal (other_base, base))
        chosen = own->path;
    }
  name = g_filename_display_name (chosen);

  return own->branch != NULL ? g_strconcat (name, ":", own->branch, NULL) : g_steal_pointer (&name);
}

static BsRun *
load_branch (const Source *source, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsSidecar) sidecar = bs_sidecar_load (source->trace, error);
  g_autoptr (BsBranch) branch = NULL;

  if (sidecar != NULL)
    branch = bs_sidecar_make_branch (sidecar, source->branch, source->model, cancellable, error);
  if (branch == NULL)
    return NULL;

  return bs_run_new_branched (name, source->trace, source->model, branch->mini_batch,
                              branch->schedule, cancellable, error);
}

static gboolean
load_sources (Loaded *self, const BsCliRuns *options, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; options->names[i] != NULL; i++)
    {
      Source *source = source_new (options->names[i], NULL, error);

      if (source == NULL)
        return FALSE;
      g_ptr_array_add (self->sources, source);
    }
  for (guint i = 0; options->branches != NULL && options->branches[i] != NULL; i++)
    {
      const Source *first = g_ptr_array_index (self->sources, 0);
      Source *source = source_new (first->path, options->branches[i], error);

      if (source == NULL)
        return FALSE;
      g_ptr_array_add (self->sources, source);
    }

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);
      g_autofree char *name = short_name (self, i);
      BsRun *run = source->branch != NULL ? load_branch (source, name, cancellable, error)
                                          : bs_run_new_recorded (name, source->trace, source->model,
                                                                 cancellable, error);

      if (run == NULL)
        return FALSE;
      g_ptr_array_add (self->runs, run);
    }

  return TRUE;
}

static gboolean
schedule_policies (Loaded *self, BsCliPolicies *policies, guint64 seed, GCancellable *cancellable,
                   GError **error)
{
  const Source *first = g_ptr_array_index (self->sources, 0);
  g_autoptr (BsTraceGraph) graph = NULL;

  if (first->trace->n_mini_batches == 0)
    return TRUE;

  graph = bs_trace_open_graph (first->trace, 0);
  if (!bs_cli_policies_prepare_for (policies, graph->graph, first->trace->types, seed, cancellable,
                                    error))
    return FALSE;

  for (guint i = 0; i < policies->list->len; i++)
    {
      BsRunPolicy *policy = g_ptr_array_index (policies->list, i);
      g_autofree char *name = g_filename_display_name (policy->name);
      BsRun *run = bs_run_new_scheduled (
          name, first->trace, first->model, policy->policy,
          bs_run_pick_encoding (first->trace, policy->encoding, policies->encoding_text != NULL),
          cancellable, error);

      if (run == NULL)
        return FALSE;
      g_ptr_array_add (self->runs, run);
    }

  return TRUE;
}

static void
print_part (const BsComparison *comparison, BsComparisonPart part, BsTableFormat format,
            GString *out)
{
  g_autoptr (BsTable) table = bs_comparison_tabulate (comparison, part, format == BS_TABLE_TEXT);

  bs_table_print (table, format, out);
}

/* Before any time is read. Tables for programs have no room for it. */
static void
say_emulated (const BsComparison *comparison, BsTableFormat format, GString *out)
{
  gsize length = out->len;

  for (guint run = 0; run < comparison->runs->len; run++)
    {
      g_autofree char *name = bs_table_printable (bs_comparison_get_run (comparison, run)->name);

      if (!bs_comparison_get_run (comparison, run)->is_emulated)
        continue;
      if (format == BS_TABLE_TEXT)
        g_string_append_printf (out, "%s: %s\n", name, bs_device_emulated_text ());
      else
        bs_cli_note ("%s: %s", name, bs_device_emulated_text ());
    }
  if (out->len > length)
    g_string_append_c (out, '\n');
}

/* The detours that make the greatest difference; all of them are a table of their own. */
static void
print_detours (const BsComparison *comparison, guint run, GString *out)
{
  g_autoptr (BsTable) table = bs_comparison_tabulate_costliest (comparison, run, MOST_DETOURS);
  guint n = comparison->pairings[run].detours->len;

  if (n == 0)
    return;

  g_string_append_c (out, '\n');
  if (n > MOST_DETOURS)
    g_string_append_printf (
        out, _ ("Of %u detours the %d that make the greatest difference (--by divergence: all)\n"),
        n, MOST_DETOURS);
  bs_table_print (table, BS_TABLE_TEXT, out);
}

static void
print_comparison (const BsComparison *comparison, const BsCliRuns *options, GString *out)
{
  g_autofree char *base = bs_table_printable (bs_comparison_get_run (comparison, 0)->name);

  if (options->part != BS_CLI_ALL_PARTS || options->format != BS_TABLE_TEXT)
    {
      say_emulated (comparison, options->format, out);
      print_part (comparison,
                  options->part != BS_CLI_ALL_PARTS ? options->part : BS_COMPARISON_TOTAL,
                  options->format, out);
      return;
    }

  g_string_append_printf (out, _ ("Base: %s\n\n"), base);
  say_emulated (comparison, options->format, out);
  print_part (comparison, BS_COMPARISON_TOTAL, options->format, out);
  g_string_append_c (out, '\n');
  print_part (comparison, BS_COMPARISON_TYPE, options->format, out);
  for (guint run = 1; run < comparison->runs->len; run++)
    {
      g_autofree char *text = bs_comparison_describe (comparison, run);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL && (lines[i][0] != '\0' || i == 0); i++)
        {
          g_autofree char *line = bs_table_printable (lines[i]);

          g_string_append_printf (out, "%s%s\n", i == 0 ? "\n" : "", line);
        }
      print_detours (comparison, run, out);
    }
}

/* Decisions are looked at in recordings only: those after the base, or the only one. */
static gboolean
test_decisions (const Loaded *self, BsCliGate *gate, gboolean *holds, GError **error)
{
  gboolean any = FALSE;

  *holds = FALSE;
  for (guint i = self->runs->len > 1 ? 1 : 0; i < self->sources->len; i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);
      gboolean own = FALSE;

      if (source->branch != NULL)
        continue;
      if (!bs_cli_gate_test_trace (gate, ((BsRun *) self->runs->pdata[i])->name, source->trace,
                                   &own, error))
        return FALSE;
      *holds |= own;
      any = TRUE;
    }
  if (any)
    return TRUE;

  g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("--fail-if asks about decisions, and of branches and policies there are "
                          "none recorded; ask about runs, such as batches > base_batches"));
  return FALSE;
}

static gboolean
test_gate (const Loaded *self, BsCliGate *gate, const BsComparison *comparison, gboolean *holds,
           GError **error)
{
  *holds = FALSE;
  if (gate->predicate == NULL)
    return TRUE;

  return gate->is_of_runs ? bs_cli_gate_test_runs (gate, comparison, holds, error)
                          : test_decisions (self, gate, holds, error);
}

/* Where each run comes from, in their order. */
static GArray *
list_provenance (const Loaded *self, const BsCliPolicies *policies)
{
  GArray *all = g_array_new (FALSE, TRUE, sizeof (BsRunProvenance));

  for (guint i = 0; i < self->runs->len; i++)
    {
      guint n = self->sources->len;
      const Source *source = g_ptr_array_index (self->sources, i < n ? i : 0);
      BsRunProvenance own = { .trace = source->trace };

      if (i >= n)
        {
          BsRunPolicy *policy = g_ptr_array_index (policies->list, i - n);

          own.origin = BS_RUN_SCHEDULED;
          own.fsm = bs_policy_get_fsm (policy->policy);
        }
      else if (source->branch != NULL)
        own.origin = BS_RUN_BRANCHED;
      else
        own.fsm = source->trace->fsm;
      g_array_append_val (all, own);
    }

  return all;
}

static gboolean
write_report (const Loaded *self, const BsCliPolicies *policies, BsComparison *comparison,
              BsReportFormat format, GString *out, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) provenance = list_provenance (self, policies);
  g_autoptr (BsDocument) document = bs_comparison_report_new (
      comparison, (const BsRunProvenance *) provenance->data, NULL, cancellable, error);

  if (document == NULL)
    return FALSE;

  return bs_report_write (document, NULL, format, BS_PAPER_A4, out, error);
}

static int
fail (const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return bs_cli_complain ("%s", error->message);

  bs_cli_note (_ ("Interrupted; nothing was compared."));
  return BS_CLI_INTERRUPTED;
}

int
bs_cli_compare_runs (const BsCliRuns *options, BsCliPolicies *policies, guint64 seed)
{
  GCancellable *cancellable = bs_cli_watch_interrupts ();
  g_auto (Loaded) loaded = { 0 };
  g_auto (BsCliGate) gate = { 0 };
  g_autoptr (BsComparison) comparison = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_alone = options->names[1] == NULL && options->branches == NULL && policies == NULL;
  gboolean holds;
  int status;

  if (options->fail_if != NULL && !bs_cli_gate_init (&gate, options->fail_if, &error))
    return bs_cli_complain_usage ("compare", "%s", error->message);
  if (is_alone && options->report != NULL)
    return bs_cli_complain_usage ("compare",
                                  _ ("A report is of several runs; give another trace, --branch "
                                     "or --policy"));
  if (is_alone && (gate.predicate == NULL || gate.is_of_runs))
    return bs_cli_complain_usage (
        "compare", _ ("There is nothing to compare the trace with; give another one, "
                      "--branch or --policy, or --fail-if with an expression about "
                      "its decisions"));

  loaded.sources = g_ptr_array_new_with_free_func (source_free);
  loaded.runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  if (!load_sources (&loaded, options, cancellable, &error)
      || (policies != NULL && !schedule_policies (&loaded, policies, seed, cancellable, &error)))
    return fail (error);

  comparison = bs_comparison_new (loaded.runs, cancellable, &error);
  if (comparison == NULL || !test_gate (&loaded, &gate, comparison, &holds, &error))
    return fail (error);

  if (!is_alone && options->report == NULL)
    print_comparison (comparison, options, out);
  else if (!is_alone
           && !write_report (&loaded, policies, comparison, *options->report, out, cancellable,
                             &error))
    return fail (error);
  status = bs_cli_finish (options->output, out);

  return status == BS_CLI_DONE && holds ? BS_CLI_FAILED : status;
}
