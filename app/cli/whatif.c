/* SPDX-License-Identifier: Apache-2.0 */
/* whatif: a decision overridden, what that would have come to, and which decisions cost most. */
#include "config.h"

#include <math.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/report/duration.h"
#include "profiles/replay/regret.h"
#include "profiles/replay/sidecar.h"

/* More seconds than this are a slip: a week. */
#define MAX_SECONDS 604800.0

typedef struct
{
  char *policy_name, *name, *parent_name, *show_name, *delete_name;
  char *mini_batch_text, *limit_text, *top_text, *seconds_text, *format_text;
  char *beam_text, *max_states_text, *seed_text;
  gboolean scan, keep, only_batches;

  guint32 mini_batch, limit, top;
  double seconds;
  BsPolicyOptions options;
  BsTableFormat format;
  BsTrace *trace;
  BsCostModel *model; /* (nullable): nothing ran */
  BsBranchPolicy *policy;
  GString *out;
} WhatIf;

static void
whatif_clear (WhatIf *self)
{
  g_free (self->policy_name);
  g_free (self->name);
  g_free (self->parent_name);
  g_free (self->show_name);
  g_free (self->delete_name);
  g_free (self->mini_batch_text);
  g_free (self->limit_text);
  g_free (self->top_text);
  g_free (self->seconds_text);
  g_free (self->format_text);
  g_free (self->beam_text);
  g_free (self->max_states_text);
  g_free (self->seed_text);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->model, bs_cost_model_free);
  g_clear_pointer (&self->policy, bs_branch_policy_unref);
  g_string_free (self->out, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WhatIf, whatif_clear)

static const char *
type_name (const WhatIf *self, guint type)
{
  return self->trace->types->types[type].name;
}

static void
add_ns (BsTable *table, double ns)
{
  if (isnan (ns))
    bs_table_add_missing (table);
  else
    bs_table_add_integer (table, (gint64) round (ns));
}

static void
add_columns (BsTable *table, const char *const *names, const BsColumnKind *kinds, guint n)
{
  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, names[i], kinds[i]);
}

/* More, fewer, or as many. */
static char *
describe_batches (gint64 delta)
{
  if (delta == 0)
    return g_strdup (_ ("as many"));
  if (delta < 0)
    return g_strdup_printf (ngettext ("%lld fewer", "%lld fewer", (gulong) -delta),
                            (long long) -delta);

  return g_strdup_printf (ngettext ("%lld more", "%lld more", (gulong) delta), (long long) delta);
}

static char *
describe_time (double delta_ns)
{
  g_autofree char *text = bs_duration_to_string ((gint64) round (fabs (delta_ns)));

  return g_strdup_printf (delta_ns > 0.0 ? _ ("%s more") : _ ("%s less"), text);
}

/* What one type, or all of them, have in a schedule. */
typedef struct
{
  gint64 n_recorded, n_branch;
  double recorded_ns, branch_ns;
} Share;

static void
add_share (BsTable *table, const char *type, const Share *share)
{
  bs_table_add_text (table, type);
  bs_table_add_integer (table, share->n_recorded);
  bs_table_add_integer (table, share->n_branch);
  bs_table_add_integer (table, share->n_branch - share->n_recorded);
  add_ns (table, share->recorded_ns);
  add_ns (table, share->branch_ns);
  add_ns (table, share->branch_ns - share->recorded_ns);
}

static double
predict (const WhatIf *self, guint type, guint32 size)
{
  return self->model != NULL
             ? bs_cost_model_predict_batch (self->model, type, size) + self->model->overhead_ns
             : NAN;
}

/* The branch beside what was recorded: all types in a row without a name, then each. */
static BsTable *
compare_types (const WhatIf *self, const BsBranch *branch)
{
  static const char *const names[] = { "type",        "recorded_batches", "batches", "delta",
                                       "recorded_ns", "predicted_ns",     "delta_ns" };
  static const BsColumnKind kinds[] = { BS_COLUMN_TEXT,    BS_COLUMN_INTEGER,  BS_COLUMN_INTEGER,
                                        BS_COLUMN_INTEGER, BS_COLUMN_DURATION, BS_COLUMN_DURATION,
                                        BS_COLUMN_DURATION };
  const BsTraceMiniBatch *mini_batch = &self->trace->mini_batches[branch->mini_batch];
  guint n_types = self->trace->types->n_types;
  g_autofree Share *shares = g_new0 (Share, MAX (n_types, 1));
  const Share all = { branch->n_recorded, branch->n_batches, branch->recorded_ns,
                      branch->predicted_ns };
  BsTable *table = bs_table_new ();

  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, mini_batch->first_decision + i);

      shares[d->type].n_recorded++;
      shares[d->type].recorded_ns += predict (self, d->type, d->size);
    }
  for (guint32 i = 0; i < branch->n_batches; i++)
    {
      const BsDecision *d = &branch->schedule->decisions[i];

      shares[d->type].n_branch++;
      shares[d->type].branch_ns += predict (self, d->type, d->count);
    }

  add_columns (table, names, kinds, G_N_ELEMENTS (names));
  add_share (table, NULL, &all);
  for (guint type = 0; type < n_types; type++)
    {
      if (self->model == NULL)
        shares[type].recorded_ns = shares[type].branch_ns = NAN;
      if (shares[type].n_recorded > 0 || shares[type].n_branch > 0)
        add_share (table, type_name (self, type), &shares[type]);
    }

  return table;
}

static void
append_regret (const WhatIf *self, const BsRegret *regret)
{
  const BsOverride *best = &regret->overrides[regret->best];
  const BsOverride *fastest = &regret->overrides[regret->best_ns];
  g_autofree char *time = NULL;

  if (regret->regret > 0)
    g_string_append_printf (self->out,
                            ngettext ("Regret of decision %u: %lld batch, which %s would have "
                                      "saved\n",
                                      "Regret of decision %u: %lld batches, which %s would have "
                                      "saved\n",
                                      (gulong) regret->regret),
                            regret->decision, (long long) regret->regret,
                            type_name (self, best->type));
  else
    g_string_append_printf (self->out,
                            _ ("Regret of decision %u: 0 batches; no type would have saved any\n"),
                            regret->decision);
  if (isnan (regret->regret_ns))
    return;

  time = bs_duration_to_string ((gint64) round (MAX (regret->regret_ns, 0.0)));
  if (regret->regret_ns > 0.0)
    g_string_append_printf (self->out, _ ("In predicted time: %s, which %s would have saved\n"),
                            time, type_name (self, fastest->type));
  else
    g_string_append_printf (self->out, _ ("In predicted time: %s\n"), time);
}

/* The words over the table of a branch. */
static gboolean
append_branch (const WhatIf *self, const BsBranch *branch, GError **error)
{
  const BsTrace *trace = self->trace;
  guint32 first = trace->mini_batches[branch->mini_batch].first_decision;
  const BsDecision *d = &branch->schedule->decisions[branch->decision - first];
  g_autofree char *batches = describe_batches ((gint64) branch->n_batches - branch->n_recorded);
  GString *out = self->out;

  if (branch->name != NULL)
    g_string_append_printf (out, _ ("Branch: %s\n"), branch->name);
  if (branch->parent != NULL)
    g_string_append_printf (out, _ ("Leaves the branch: %s\n"),
                            branch->parent->name != NULL ? branch->parent->name : "-");
  g_string_append_printf (out, _ ("Decision %u batches %u %s; then %s decides\n"), branch->decision,
                          d->count, type_name (self, branch->type),
                          bs_branch_policy_get_name (branch->policy, trace));
  if (trace->mini_batches[branch->mini_batch].n_stages > 0)
    g_string_append_printf (out,
                            _ ("The graph grew: only its stage %u is scheduled again; what it "
                               "grows by does not hang on batching\n"),
                            branch->stage);
  g_string_append_printf (out, _ ("Batches of mini-batch %u: %u, recorded were %u: %s\n"),
                          branch->mini_batch, branch->n_batches, branch->n_recorded, batches);
  if (!isnan (branch->predicted_ns) && !isnan (branch->recorded_ns))
    {
      g_autofree char *ours = bs_duration_to_string ((gint64) round (branch->predicted_ns));
      g_autofree char *theirs = bs_duration_to_string ((gint64) round (branch->recorded_ns));
      g_autofree char *delta = describe_time (branch->predicted_ns - branch->recorded_ns);
      g_autofree char *how = bs_cost_model_describe (self->model);

      g_string_append_printf (out, _ ("Predicted time: %s, of what was recorded %s: %s\n"), ours,
                              theirs, delta);
      g_string_append_printf (out, "%s\n", how);
    }
  if (branch->rejoins > 0)
    g_string_append_printf (out,
                            _ ("Before its decision %u the same nodes have run as before decision "
                               "%u of the recording\n"),
                            branch->rejoins, branch->rejoins_recorded);
  if (branch->schedule->n_fallbacks > 0)
    g_string_append_printf (out,
                            ngettext ("Fallbacks: %u decision in a state that the table does not "
                                      "know\n",
                                      "Fallbacks: %u decisions in states that the table does not "
                                      "know\n",
                                      branch->schedule->n_fallbacks),
                            branch->schedule->n_fallbacks);
  if (branch->parent == NULL)
    {
      g_autoptr (BsRegret) regret = bs_regret_new (trace, branch->decision, branch->policy,
                                                   self->model, bs_cli_watch_interrupts (), error);

      if (regret == NULL)
        return FALSE;
      append_regret (self, regret);
    }
  g_string_append_c (out, '\n');

  return TRUE;
}

static gboolean
print_branch (const WhatIf *self, const BsBranch *branch, GError **error)
{
  g_autoptr (BsTable) table = compare_types (self, branch);

  if (self->format == BS_TABLE_TEXT && !append_branch (self, branch, error))
    return FALSE;
  bs_table_print (table, self->format, self->out);

  return TRUE;
}

/* whatif TRACE N TYPE. */
static gboolean
make_branch (WhatIf *self, guint32 number, const char *type, GError **error)
{
  const BsTrace *trace = self->trace;
  int id = bs_type_table_lookup (trace->types, type);
  g_autoptr (BsSidecar) sidecar = NULL;
  g_autoptr (BsBranch) parent = NULL;
  g_autoptr (BsBranch) branch = NULL;
  guint32 decision = number;

  if (id < 0)
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < trace->types->n_types; i++)
        g_string_append_printf (names, i > 0 ? ", %s" : "%s", type_name (self, i));
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("The trace has no type “%s”; its types are %s"), type, names->str);
      return FALSE;
    }
  if (self->keep || self->parent_name != NULL)
    {
      sidecar = bs_sidecar_load (self->trace, error);
      if (sidecar == NULL)
        return FALSE;
    }
  if (self->parent_name != NULL)
    {
      parent = bs_sidecar_make_branch (sidecar, self->parent_name, self->model,
                                       bs_cli_watch_interrupts (), error);
      if (parent == NULL)
        return FALSE;
    }
  else if (!bs_cli_find_decision (trace, number, self->mini_batch, &decision, error))
    {
      return FALSE;
    }

  branch = bs_branch_new (trace, parent, decision, (guint) id, self->policy, self->name,
                          self->model, bs_cli_watch_interrupts (), error);
  if (branch == NULL || (self->keep && !bs_sidecar_add_branch (sidecar, branch, NULL, error)))
    return FALSE;

  return print_branch (self, branch, error);
}

/* whatif TRACE N. */
static gboolean
print_regret (WhatIf *self, guint32 number, GError **error)
{
  static const char *const names[] = { "decision", "type",         "batch_size", "batches",
                                       "delta",    "predicted_ns", "delta_ns",   "chosen" };
  static const BsColumnKind kinds[] = { BS_COLUMN_INTEGER,  BS_COLUMN_TEXT,    BS_COLUMN_INTEGER,
                                        BS_COLUMN_INTEGER,  BS_COLUMN_INTEGER, BS_COLUMN_DURATION,
                                        BS_COLUMN_DURATION, BS_COLUMN_BOOLEAN };
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (BsRegret) regret = NULL;
  guint32 decision;

  if (!bs_cli_find_decision (self->trace, number, self->mini_batch, &decision, error))
    return FALSE;
  regret = bs_regret_new (self->trace, decision, self->policy, self->model,
                          bs_cli_watch_interrupts (), error);
  if (regret == NULL)
    return FALSE;

  add_columns (table, names, kinds, G_N_ELEMENTS (names));
  for (guint i = 0; i < regret->n_overrides; i++)
    {
      const BsOverride *o = &regret->overrides[i];

      bs_table_add_integer (table, decision);
      bs_table_add_text (table, type_name (self, o->type));
      bs_table_add_integer (table, o->size);
      bs_table_add_integer (table, o->n_batches);
      bs_table_add_integer (table, (gint64) o->n_batches - regret->n_recorded);
      add_ns (table, o->predicted_ns);
      add_ns (table, o->predicted_ns - regret->recorded_ns);
      bs_table_add_boolean (table, o->chosen);
    }
  if (self->format == BS_TABLE_TEXT)
    {
      append_regret (self, regret);
      g_string_append_printf (self->out, _ ("Afterwards decides %s; recorded were %u batches\n\n"),
                              bs_branch_policy_get_name (self->policy, self->trace),
                              regret->n_recorded);
    }
  bs_table_print (table, self->format, self->out);

  return TRUE;
}

/* One line that is written over and over, only for people who watch. */
static void
show_progress (guint32 mini_batch, guint32 done, guint32 total, gpointer user_data)
{
  gint64 *last_us = user_data, now_us = g_get_monotonic_time ();

  if (now_us - *last_us < G_USEC_PER_SEC / 4)
    return;
  *last_us = now_us;
  fputc ('\r', stderr);
  fprintf (stderr, _ ("mini-batch %u: %u of %u decisions"), mini_batch, done, total);
  fputs ("\033[K", stderr);
}

/* whatif TRACE --scan. */
static gboolean
print_scan (WhatIf *self, GError **error)
{
  g_autoptr (BsScan) scan = NULL;
  g_autoptr (BsTable) table = NULL;
  g_autofree char *text = NULL;
  BsScanOptions options;
  gint64 last_us = g_get_monotonic_time ();
  gboolean watched = isatty (STDERR_FILENO);

  bs_scan_options_init (&options);
  options.mini_batch = self->mini_batch;
  options.limit = self->limit;
  options.time_limit_ns = (gint64) (self->seconds * 1e9);
  if (watched)
    {
      options.progress = show_progress;
      options.user_data = &last_us;
    }
  scan = bs_scan_new (self->trace, self->policy, self->model, &options, bs_cli_watch_interrupts (),
                      error);
  if (watched)
    fputs ("\r\033[K", stderr);
  if (scan == NULL)
    return FALSE;

  text = bs_scan_describe (scan);
  table = bs_scan_tabulate (scan, self->trace, self->top);
  if (self->format != BS_TABLE_TEXT)
    {
      bs_table_print (table, self->format, self->out);
      /* what was not looked at must not be taken for what has no regret */
      if (scan->n_scanned < scan->n_choices || scan->n_cut_short > 0)
        bs_cli_note ("%s", text);
      return TRUE;
    }

  g_string_append_printf (self->out, "%s\n", text);
  if (bs_table_get_n_rows (table) == 0)
    {
      g_string_append (self->out, _ ("Changing a single one of them saves nothing.\n"));
      return TRUE;
    }
  g_string_append_c (self->out, '\n');
  bs_table_print (table, self->format, self->out);

  return TRUE;
}

/* whatif TRACE. */
static gboolean
list_branches (WhatIf *self, GError **error)
{
  static const char *const names[] = { "name",   "parent",  "decision", "type",
                                       "policy", "batches", "created" };
  static const BsColumnKind kinds[] = { BS_COLUMN_TEXT, BS_COLUMN_TEXT, BS_COLUMN_INTEGER,
                                        BS_COLUMN_TEXT, BS_COLUMN_TEXT, BS_COLUMN_INTEGER,
                                        BS_COLUMN_TEXT };
  g_autoptr (BsSidecar) sidecar = bs_sidecar_load (self->trace, error);
  g_autoptr (BsTable) table = bs_table_new ();

  if (sidecar == NULL)
    return FALSE;
  add_columns (table, names, kinds, G_N_ELEMENTS (names));
  for (guint i = 0; i < sidecar->branches->len; i++)
    {
      const BsKeptBranch *branch = sidecar->branches->pdata[i];

      bs_table_add_text (table, branch->name);
      bs_table_add_text (table, branch->parent);
      bs_table_add_integer (table, branch->decision);
      bs_table_add_text (table, branch->type);
      bs_table_add_text (table, bs_branch_policy_get_name (branch->policy, self->trace));
      bs_table_add_integer (table, branch->n_batches);
      bs_table_add_text (table, branch->created);
    }
  if (self->format == BS_TABLE_TEXT && sidecar->branches->len == 0)
    g_string_append (self->out,
                     _ ("No branches are kept. “whatif TRACE --scan” finds decisions worth "
                        "changing, “whatif TRACE N TYPE” changes one.\n"));
  else
    bs_table_print (table, self->format, self->out);

  return TRUE;
}

static gboolean
delete_branch (WhatIf *self, GError **error)
{
  g_autoptr (BsSidecar) sidecar = bs_sidecar_load (self->trace, error);
  const BsKeptBranch *branch;

  if (sidecar == NULL)
    return FALSE;
  branch = bs_sidecar_find_branch (sidecar, self->delete_name);
  if (branch != NULL)
    return bs_sidecar_remove (sidecar, branch->id, error);

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("No branch “%s” is kept; “whatif TRACE” lists those that are"),
               self->delete_name);
  return FALSE;
}

static gboolean
show_branch (WhatIf *self, GError **error)
{
  g_autoptr (BsSidecar) sidecar = bs_sidecar_load (self->trace, error);
  g_autoptr (BsBranch) branch = NULL;
  const BsKeptBranch *kept;

  if (sidecar != NULL)
    branch = bs_sidecar_make_branch (sidecar, self->show_name, self->model,
                                     bs_cli_watch_interrupts (), error);
  if (branch == NULL)
    return FALSE;
  kept = bs_sidecar_find_branch (sidecar, self->show_name);
  if (kept->n_batches != branch->n_batches)
    bs_cli_note (_ ("The branch “%s” had %u batches when it was kept, and has %u now: the policy "
                    "decides otherwise in this program."),
                 kept->name, kept->n_batches, branch->n_batches);

  return print_branch (self, branch, error);
}

/* Options that go with one another, or not. @n: arguments behind the trace. */
static gboolean
check_usage (const WhatIf *self, int n, GError **error)
{
  gboolean alone = self->show_name != NULL || self->delete_name != NULL || self->scan;
  const char *problem = NULL;

  if (alone && n > 0)
    problem = _ ("--scan, --show and --delete take no decision");
  else if ((self->show_name != NULL) + (self->delete_name != NULL) + self->scan > 1)
    problem = _ ("Give one of --scan, --show and --delete");
  else if (!self->scan
           && (self->limit_text != NULL || self->top_text != NULL || self->seconds_text != NULL))
    problem = _ ("--limit, --top and --time-limit go with --scan");
  else if (n < 2 && (self->keep || self->name != NULL || self->parent_name != NULL))
    problem = _ ("--keep, --name and --parent go with a decision and a type");
  else if (self->keep && self->name == NULL)
    problem = _ ("A branch is kept by its name; give --name with --keep");
  else if (self->parent_name != NULL && self->mini_batch_text != NULL)
    problem = _ ("Decisions of a branch are numbered through the whole trace; leave out "
                 "--mini-batch");
  else if (self->policy_name == NULL
           && (self->beam_text != NULL || self->max_states_text != NULL || self->seed_text != NULL))
    problem = _ ("--beam, --max-states and --seed go with --policy");
  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, BS_ERROR, BS_ERROR_SYNTAX, problem);
  return FALSE;
}

static gboolean
parse_numbers (WhatIf *self, GError **error)
{
  guint32 beam;

  bs_policy_options_init (&self->options);
  beam = self->options.beam_width;
  if (!bs_cli_parse_table_format (self->format_text, &self->format, error)
      || !bs_cli_parse_uint32 ("--mini-batch", self->mini_batch_text, 0, G_MAXUINT32 - 1,
                               &self->mini_batch, error)
      || !bs_cli_parse_uint32 ("--limit", self->limit_text, 1, G_MAXUINT32, &self->limit, error)
      || !bs_cli_parse_uint32 ("--top", self->top_text, 0, G_MAXUINT32, &self->top, error)
      || !bs_cli_parse_real ("--time-limit", self->seconds_text, 0.001, MAX_SECONDS, &self->seconds,
                             error)
      || !bs_cli_parse_uint32 ("--beam", self->beam_text, 1, G_MAXUINT32, &beam, error)
      || !bs_cli_parse_integer ("--max-states", self->max_states_text, 1, G_MAXUINT64,
                                &self->options.max_states, error)
      || !bs_cli_parse_integer ("--seed", self->seed_text, 0, G_MAXUINT64, &self->options.seed,
                                error))
    return FALSE;
  self->options.beam_width = beam;

  return TRUE;
}

static gboolean
run (WhatIf *self, char **arguments, int n, GError **error)
{
  guint32 number = 0;

  self->policy = bs_branch_policy_new (self->policy_name, &self->options, error);
  if (self->policy == NULL
      || (n > 0
          && !bs_cli_parse_uint32 (_ ("The decision"), arguments[1], 1, G_MAXUINT32, &number,
                                   error)))
    return FALSE;
  self->trace = bs_cli_load_trace (arguments[0], error);
  if (self->trace == NULL)
    return FALSE;
  if (self->delete_name != NULL)
    return delete_branch (self, error);
  if (n == 0 && !self->scan && self->show_name == NULL)
    return list_branches (self, error);

  /* without it, where nothing ran, only batches are counted */
  if (!self->only_batches)
    self->model = bs_cost_model_new (self->trace, NULL);
  if (self->show_name != NULL)
    return show_branch (self, error);
  if (self->scan)
    return print_scan (self, error);

  return n == 1 ? print_regret (self, number, error)
                : make_branch (self, number, arguments[2], error);
}

int
bs_cli_whatif (int argc, char **argv)
{
  g_auto (WhatIf) self = { .mini_batch = G_MAXUINT32, .top = 10, .out = g_string_new (NULL) };
  const GOptionEntry entries[] = {
    { "policy", 0, 0, G_OPTION_ARG_FILENAME, &self.policy_name,
      N_ ("Who decides afterwards: a policy by name, or the file of one (that of the trace)"),
      N_ ("POLICY") },
    { "beam", 0, 0, G_OPTION_ARG_STRING, &self.beam_text, N_ ("Width of the policy beam (30)"),
      N_ ("N") },
    { "max-states", 0, 0, G_OPTION_ARG_STRING, &self.max_states_text,
      N_ ("States that the policy exact keeps before it gives up (1048576)"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self.seed_text, N_ ("Seed of the policy random (1)"),
      N_ ("N") },
    { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &self.mini_batch_text,
      N_ ("The decision counts within mini-batch M, from 0; with --scan only that one"), N_ ("M") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self.name, N_ ("What to call the branch"), N_ ("NAME") },
    { "parent", 0, 0, G_OPTION_ARG_STRING, &self.parent_name,
      N_ ("The branch that it leaves (the recording)"), N_ ("NAME") },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &self.keep, N_ ("Keep the branch beside the trace"), NULL },
    { "show", 0, 0, G_OPTION_ARG_STRING, &self.show_name, N_ ("Show a branch that was kept"),
      N_ ("NAME") },
    { "delete", 0, 0, G_OPTION_ARG_STRING, &self.delete_name, N_ ("Forget a branch that was kept"),
      N_ ("NAME") },
    { "scan", 0, 0, G_OPTION_ARG_NONE, &self.scan,
      N_ ("Find the decisions whose change would save most"), NULL },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &self.limit_text,
      N_ ("Look only at the first N decisions that had a choice"), N_ ("N") },
    { "time-limit", 0, 0, G_OPTION_ARG_STRING, &self.seconds_text,
      N_ ("Stop looking after so many seconds"), N_ ("SECONDS") },
    { "top", 0, 0, G_OPTION_ARG_STRING, &self.top_text, N_ ("How many to print; 0: all (10)"),
      N_ ("N") },
    { "batches", 0, 0, G_OPTION_ARG_NONE, &self.only_batches,
      N_ ("Only count batches, predict no time"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self.format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "whatif", _ ("TRACE [DECISION [TYPE]]"),
      _ ("What if a decision had batched another type: the branch beside the recorded run; without "
         "a type all that were ready; without a decision the branches that are kept."));
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse_between (context, &argc, &argv, 1, 3, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if (!parse_numbers (&self, &error) || !check_usage (&self, argc - 2, &error))
    return bs_cli_complain_usage ("whatif", "%s", error->message);

  if (!run (&self, argv + 1, argc - 2, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return bs_cli_complain ("%s", error->message);
      bs_cli_note (_ ("Interrupted."));
      return BS_CLI_INTERRUPTED;
    }

  return bs_cli_finish (NULL, self.out);
}
