/* SPDX-License-Identifier: Apache-2.0 */
/* report: what ran, how many batches against the bound, where time went; as text, HTML or PDF. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/report/report.h"
#include "viz/report/report-format.h"

typedef struct
{
  char *format, *paper, *top, *output;
  char **sections;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->format);
  g_free (self->paper);
  g_free (self->top);
  g_free (self->output);
  g_strfreev (self->sections);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Without --format the suffix decides; what has none of these is text. */
static gboolean
find_format (const Options *options, BsReportFormat *format, GError **error)
{
  *format = BS_REPORT_TEXT;
  if (options->format == NULL)
    {
      if (options->output != NULL)
        bs_report_format_from_file (options->output, format);
      return TRUE;
    }
  if (bs_report_format_from_string (options->format, format))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("--format takes text, html or pdf, not “%s”"), options->format);
  return FALSE;
}

static gboolean
find_sections (const Options *options, guint *sections, GError **error)
{
  for (guint i = 0; options->sections != NULL && options->sections[i] != NULL; i++)
    {
      g_autoptr (GString) known = NULL;
      BsReportSection section;

      if (bs_report_section_from_string (options->sections[i], &section))
        {
          *sections |= 1u << section;
          continue;
        }
      known = g_string_new (NULL);
      for (guint k = 0; k < BS_N_REPORT_SECTIONS; k++)
        g_string_append_printf (known, k > 0 ? ", %s" : "%s", bs_report_section_to_string (k));
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("There is no section “%s”; these are known: %s"), options->sections[i],
                   known->str);
      return FALSE;
    }

  return TRUE;
}

static gboolean
find_paper (const Options *options, BsReportFormat format, BsPaper *paper, GError **error)
{
  *paper = BS_PAPER_A4;
  if (options->paper == NULL)
    return TRUE;

  if (format != BS_REPORT_PDF)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("--paper is for pdf; leave it out, or give --format pdf"));
      return FALSE;
    }
  if (bs_paper_from_string (options->paper, paper))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("--paper takes a4 or letter, not “%s”"),
               options->paper);
  return FALSE;
}

int
bs_cli_report (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format,
      N_ ("text, html or pdf (by the suffix of the file, or text)"), N_ ("FORMAT") },
    { "section", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sections,
      N_ ("Only this part: summary, time, device, batches, decisions, prediction, memory, policy, "
          "frontier or recording; may be repeated (all)"),
      N_ ("NAME") },
    { "top", 0, 0, G_OPTION_ARG_STRING, &options.top, N_ ("Rows of a table at most (12)"),
      N_ ("N") },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &options.paper, N_ ("Of pdf: a4 or letter (a4)"),
      N_ ("SIZE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ ("File to write (standard output)"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "report", _ ("TRACE"),
      _ ("Writes a report of a trace: what weighs most, where time goes, batches by type against "
         "the bound, costliest decisions, memory, policy, and how it was recorded. HTML and PDF "
         "are one file each, with pictures."));
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsDocument) document = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsReportOptions what = { 0 };
  BsPaper paper;
  BsReportFormat format;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 1, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if (!find_format (&options, &format, &error) || !find_sections (&options, &what.sections, &error)
      || !find_paper (&options, format, &paper, &error)
      || !bs_cli_parse_uint32 ("--top", options.top, 1, 1000, &what.top, &error))
    return bs_cli_complain_usage ("report", "%s", error->message);

  trace = bs_trace_load (argv[1], NULL, &error);
  if (trace == NULL
      || !bs_cli_check_output (options.output, (const char *const[]){ argv[1], NULL }, &error))
    return bs_cli_complain ("%s", error->message);

  document = bs_report_new (trace, &what);
  if (!bs_report_write (document, trace, format, paper, out, &error))
    return bs_cli_complain ("%s", error->message);

  return bs_cli_finish (options.output, out);
}
