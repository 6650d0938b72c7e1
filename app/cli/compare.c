/* SPDX-License-Identifier: Apache-2.0 */
/* compare: policies side by side on the same inputs; recordings, their branches, and what other
 * policies would have done; or the tables of two policies. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/compare-gate.h"
#include "app/cli/compare.h"
#include "engine/error.h"

/* More are a slip, and more than anyone can read. */
#define MAX_RUNS 100

typedef struct
{
  char *format, *by, *fail_if, *output;
  char **branches;
  gboolean each;
} Texts;

static void
texts_clear (Texts *self)
{
  g_free (self->format);
  g_free (self->by);
  g_free (self->fail_if);
  g_free (self->output);
  g_strfreev (self->branches);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

static gboolean
parse_part (const char *text, guint *part, GError **error)
{
  g_autoptr (GString) known = NULL;

  *part = BS_CLI_ALL_PARTS;
  if (text == NULL || bs_comparison_part_from_string (text, part))
    return TRUE;

  known = g_string_new (NULL);
  for (guint i = 0; i < BS_N_COMPARISON_PARTS; i++)
    g_string_append_printf (known, i > 0 ? ", %s" : "%s", bs_comparison_part_to_string (i));
  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("--by takes one of %s, not “%s”"),
               known->str, text);
  return FALSE;
}

/* Without --format the suffix of the output says whether it is a report; other suffixes of ours are
 * tables, and text is, too. */
static gboolean
parse_format (const Texts *texts, BsTableFormat *format, gboolean *is_report,
              BsReportFormat *report, GError **error)
{
  const char *dot = texts->output != NULL ? strrchr (texts->output, '.') : NULL;
  const char *name = texts->format;

  if (name == NULL && dot != NULL && strchr (dot, '/') == NULL)
    name = dot + 1;
  *is_report = name != NULL && bs_report_format_from_string (name, report)
               && *report != BS_REPORT_TEXT;
  if (*is_report)
    return TRUE;
  /* Anything may be a suffix; what is asked for has to be known. */
  if (texts->format == NULL)
    {
      if (name != NULL && !bs_table_format_from_string (name, format))
        *format = BS_TABLE_TEXT;
      return TRUE;
    }
  if (bs_table_format_from_string (texts->format, format))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("--format takes text, csv, json, html or pdf, not “%s”"), texts->format);
  return FALSE;
}

/* A report says all that there is to say of runs. */
static gboolean
check_report (const Texts *texts, char **names, gboolean is_report, GError **error)
{
  if (!bs_cli_check_output (texts->output, (const char *const *) names, error))
    return FALSE;
  if (!is_report)
    return TRUE;

  if (names[0] == NULL)
    g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                         _ ("A report is of traces; name at least one, or ask for text, csv or "
                            "json"));
  else if (texts->by != NULL)
    g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                         _ ("--by is for tables; a report has them all"));
  else
    return TRUE;

  return FALSE;
}

/* What is about runs says nothing where there are none, and the other way round. */
static gboolean
check_options (const Texts *texts, const BsCliData *data, gboolean has_files, GError **error)
{
  const char *option = NULL;

  if (has_files && bs_cli_data_is_given (data))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("Files are compared as they are; leave out the options of a model "
                              "and its data, or the files"));
      return FALSE;
    }
  if (has_files && texts->each)
    option = "--each";
  else if (!has_files && texts->by != NULL)
    option = "--by";
  else if (!has_files && texts->fail_if != NULL)
    option = "--fail-if";
  else if (!has_files && texts->branches != NULL)
    option = "--branch";
  if (option == NULL)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               has_files ? _ ("%s is for policies on a workload; with traces, give --by mini_batch")
                         : _ ("%s is about traces; name at least one"),
               option);
  return FALSE;
}

/* Policies are text files; whatever else it is, the reader of traces says what is wrong with it. */
static gboolean
is_policy_file (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".json");
}

static int
compare_files (char **names, const Texts *texts, BsCliPolicies *policies, guint part,
               BsTableFormat format, const BsReportFormat *report, guint64 seed)
{
  BsCliRuns options = {
    names, texts->branches, texts->fail_if, part, format, report, texts->output
  };
  guint n = g_strv_length (names), n_policies = 0;

  for (guint i = 0; i < n; i++)
    n_policies += is_policy_file (names[i]);
  if (n_policies == 0)
    return bs_cli_compare_runs (&options, policies->names != NULL ? policies : NULL, seed);

  if (n_policies < n)
    return bs_cli_complain_usage (
        "compare", _ ("Traces are compared with traces, and policies (.json) with "
                      "policies; --policy schedules the graphs of a trace with one"));
  if (n != 2)
    return bs_cli_complain_usage ("compare", _ ("Give two policies to compare, not %u"), n);
  if (policies->names != NULL || texts->by != NULL || texts->fail_if != NULL
      || texts->branches != NULL)
    return bs_cli_complain_usage ("compare",
                                  _ ("Of two policies their tables are compared; --policy, --by, "
                                     "--branch and --fail-if are for traces"));

  if (report != NULL)
    return bs_cli_complain_usage ("compare", _ ("A report is of traces; of two policies there is "
                                                "text, csv or json"));

  return bs_cli_compare_tables (names, format, texts->output);
}

static void
add_description (GOptionContext *context)
{
  g_autofree char *columns = bs_cli_gate_columns_text ();

  g_option_context_set_description (context, columns);
}

int
bs_cli_compare (int argc, char **argv)
{
  static const char *const usual[] = { "depth", "agenda", "sufficient", "sufficient-reversed",
                                       "fsm",   "beam",   NULL };
  static const char *const none[] = { NULL };
  g_auto (BsCliData) data = { 0 };
  g_auto (BsCliPolicies) policies = { 0 };
  g_auto (Texts) texts = { 0 };
  const GOptionEntry entries[] = {
    { "each", 0, 0, G_OPTION_ARG_NONE, &texts.each,
      N_ ("Also a row for each mini-batch, before the totals (without traces)"), NULL },
    { "by", 0, 0, G_OPTION_ARG_STRING, &texts.by,
      N_ ("One table of traces: total, type, phase, mini_batch, state or divergence"),
      N_ ("PART") },
    { "branch", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts.branches,
      N_ ("Also a branch of the first trace, see whatif; may be repeated"), N_ ("NAME") },
    { "fail-if", 0, 0, G_OPTION_ARG_STRING, &texts.fail_if,
      N_ ("Exit with 1 if EXPR holds, see below"), N_ ("EXPR") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &texts.format,
      N_ ("text, csv or json, or, of traces, a report: html or pdf (by the suffix of the file, or "
          "text)"),
      N_ ("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &texts.output,
      N_ ("File to write (standard output)"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *defaults = g_strjoinv (", ", (char **) usual);
  g_autofree char *summary = g_strdup_printf (
      _ ("Without FILES, schedules the same inputs with several policies and prints a row for "
         "each: batches, their gap to the lower bound, and time. Without --policy: %s.\n\n"
         "With traces, prints what each took beside the first one, and where their schedules part. "
         "TRACE:NAME is a branch of a trace, --policy what a policy makes of the graphs of the "
         "first trace. With two policies (.json), prints where their tables differ."),
      defaults);
  g_autoptr (GOptionContext) context = bs_cli_context_new ("compare", _ ("[FILE…]"), summary);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  BsReportFormat report;
  gboolean has_files, is_report;
  guint part;

  bs_cli_data_add_options (&data, context,
                           BS_CLI_DATA_MODEL | BS_CLI_DATA_BATCHES | BS_CLI_DATA_GRAPHS
                               | BS_CLI_DATA_GROWING);
  bs_cli_policies_add_options (&policies, context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_description (context);
  if (!bs_cli_parse_between (context, &argc, &argv, 0, MAX_RUNS, NULL))
    return BS_CLI_BAD;

  has_files = argc > 1;
  names = g_new0 (char *, (gsize) argc);
  for (int i = 1; i < argc; i++)
    names[i - 1] = g_strdup (argv[i]);
  if (!parse_format (&texts, &format, &is_report, &report, &error)
      || !check_report (&texts, names, is_report, &error) || !parse_part (texts.by, &part, &error)
      || !check_options (&texts, &data, has_files, &error) || !bs_cli_data_check (&data, &error)
      || !bs_cli_policies_check (&policies, has_files ? none : usual, data.inputs.seed, &error))
    return bs_cli_complain_usage ("compare", "%s", error->message);
  if (has_files)
    return compare_files (names, &texts, &policies, part, format, is_report ? &report : NULL,
                          data.inputs.seed);

  if (!bs_run_inputs_load (&data.inputs, &error) || !bs_run_inputs_open (&data.inputs, &error)
      || !bs_cli_policies_prepare (&policies, &data, NULL, &error))
    return bs_cli_complain ("%s", error->message);

  return bs_cli_compare_policies (&data, &policies, format, texts.each, texts.output);
}
