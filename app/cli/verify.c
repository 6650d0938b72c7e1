/* SPDX-License-Identifier: Apache-2.0 */
/* verify: whether traces can be had again, bit for bit. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/trace-model.h"
#include "profiles/replay/rebuilding.h"
#include "profiles/replay/verification.h"

typedef struct
{
  char *model_path, *parameters; /* (nullable) */
  BsTable *table;                /* (nullable): instead of text */
  GString *out;
  guint n_differences, n_unchecked;
} Verify;

/* What is needed to have one trace again. */
typedef struct
{
  BsPolicy *policy;
  BsBackend *backend;
  char *no_policy, *no_backend;
} Means;

static void
means_clear (Means *self)
{
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->backend, bs_backend_free);
  g_free (self->no_policy);
  g_free (self->no_backend);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Means, means_clear)

/* Makes what can be made; what is given and does not fit is an error. */
static gboolean
find_means (const Verify *self, const BsTrace *trace, Means *means, GError **error)
{
  g_autoptr (BsModelFile) file = NULL;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) failure = NULL;

  means->policy = bs_rebuild_policy (trace, &means->no_policy);
  means->no_backend = bs_rebuild_can_execute (trace);
  if (means->no_backend != NULL)
    return TRUE;

  file = bs_cli_trace_model (trace, self->model_path, &means->no_backend, &failure);
  if (file != NULL)
    model = bs_rebuild_model (trace, file, bs_cli_trace_parameters (trace, self->parameters),
                              &means->no_backend, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (model != NULL)
    means->backend = bs_rebuild_backend (trace, model, &means->no_backend);

  return TRUE;
}

static void
add_optional_number (BsTable *table, gboolean there, guint32 value)
{
  if (there)
    bs_table_add_integer (table, value);
  else
    bs_table_add_missing (table);
}

static void
add_rows (BsTable *table, const char *path, const BsVerification *verification)
{
  g_autofree char *name = g_utf8_make_valid (path, -1);

  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      {
        const BsFinding *finding = &verification->findings[i][check];

        bs_table_add_text (table, name);
        bs_table_add_integer (table, i);
        bs_table_add_text (table, bs_check_to_string (check));
        bs_table_add_text (table, bs_finding_kind_to_string (finding->kind));
        add_optional_number (table, finding->decision > 0, finding->decision);
        add_optional_number (table, finding->node != G_MAXUINT32, finding->node);
        bs_table_add_text (table, finding->what);
        bs_table_add_text (table, finding->expected);
        bs_table_add_text (table, finding->found);
        bs_table_add_text (table, finding->reason);
      }
}

static BsTable *
create_table (void)
{
  static const struct
  {
    const char *name;
    BsColumnKind kind;
  } columns[] = {
    { "trace", BS_COLUMN_TEXT },       { "mini_batch", BS_COLUMN_INTEGER },
    { "check", BS_COLUMN_TEXT },       { "verdict", BS_COLUMN_TEXT },
    { "decision", BS_COLUMN_INTEGER }, { "node", BS_COLUMN_INTEGER },
    { "what", BS_COLUMN_TEXT },        { "expected", BS_COLUMN_TEXT },
    { "found", BS_COLUMN_TEXT },       { "reason", BS_COLUMN_TEXT },
  };
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);

  return table;
}

static const char *
translate (BsCheck check)
{
  static const char *const names[] = { N_ ("consistency"), N_ ("decisions"), N_ ("loss") };

  return _ (names[check]);
}

static const char *
translate_kind (BsFindingKind kind)
{
  static const char *const names[] = { N_ ("the same"), N_ ("different"), N_ ("not checked") };

  return _ (names[kind]);
}

/* Reasons are much the same for all mini-batches: each is told once. */
static void
append_reasons (const BsVerification *verification, GString *out)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      {
        const BsFinding *finding = &verification->findings[i][check];
        g_autofree char *text = NULL;

        if (finding->reason == NULL)
          continue;
        text = g_strdup_printf (finding->kind == BS_FINDING_UNCHECKED
                                    ? _ ("Not checked: %s: %s")
                                    : _ ("Checked in part: %s: %s"),
                                translate (check), finding->reason);
        if (!g_hash_table_contains (told, text))
          g_string_append_printf (out, "%s\n", text);
        g_hash_table_add (told, g_steal_pointer (&text));
      }
}

static void
append_differences (const BsVerification *verification, GString *out)
{
  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      {
        const BsFinding *finding = &verification->findings[i][check];
        g_autofree char *text = NULL;

        if (finding->kind != BS_FINDING_DIFFERENT)
          continue;
        text = bs_finding_describe (finding, i);
        g_string_append_printf (out, _ ("Different: %s: %s\n"), translate (check), text);
      }
}

/* Kernels for another processor may round otherwise; that is worth knowing. */
static void
append_machine (const BsTrace *trace, const Means *means, GString *out)
{
  const char *recorded = bs_trace_get_info (trace, "backend_description");
  g_autofree char *described = means->backend != NULL ? bs_backend_describe (means->backend) : NULL;

  if (recorded != NULL && described != NULL && !g_str_equal (recorded, described))
    g_string_append_printf (out, _ ("Executed with %s; recorded with %s\n"), described, recorded);
}

static void
append_text (const BsTrace *trace, const Means *means, const char *path,
             const BsVerification *verification, GString *out)
{
  gboolean differs = bs_verification_count (verification, BS_FINDING_DIFFERENT) > 0;
  gboolean partly = FALSE;

  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    {
      g_string_append_printf (out, _ ("Mini-batch %u:"), i);
      for (BsCheck check = 0; check < BS_N_CHECKS; check++)
        {
          const BsFinding *finding = &verification->findings[i][check];

          g_string_append_printf (out, "%s %s %s", check > 0 ? "," : "", translate (check),
                                  translate_kind (finding->kind));
          partly |= finding->reason != NULL;
        }
      g_string_append_c (out, '\n');
    }
  append_differences (verification, out);
  if (differs)
    append_machine (trace, means, out);
  append_reasons (verification, out);
  for (guint i = 0; i < trace->diagnostics->len; i++)
    g_string_append_printf (out, "%s\n", (const char *) trace->diagnostics->pdata[i]);
  g_string_append_printf (out,
                          differs  ? _ ("%s: not the same again\n")
                          : partly ? _ ("%s: the same again, as far as it can be checked\n")
                                   : _ ("%s: the same again, bit for bit\n"),
                          path);
}

/* What is not there cannot be checked, either. */
static guint
count_unchecked (const BsTrace *trace, const BsVerification *verification)
{
  guint n = trace->complete ? 0 : 1;

  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      n += verification->findings[i][check].reason != NULL;

  return n;
}

static gboolean
verify_trace (Verify *self, const char *path, GError **error)
{
  g_autoptr (BsTrace) trace = bs_cli_load_trace (path, error);
  g_autoptr (BsVerification) verification = NULL;
  g_auto (Means) means = { 0 };
  BsVerificationMeans with;

  if (trace == NULL)
    return FALSE;
  if (!find_means (self, trace, &means, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  with = (BsVerificationMeans){ means.policy, means.no_policy, means.backend, means.no_backend };
  verification = bs_verify (trace, &with, bs_cli_watch_interrupts (), error);
  if (verification == NULL)
    return FALSE;

  if (self->table != NULL)
    add_rows (self->table, path, verification);
  else
    append_text (trace, &means, path, verification, self->out);
  self->n_differences += bs_verification_count (verification, BS_FINDING_DIFFERENT);
  self->n_unchecked += count_unchecked (trace, verification);

  return TRUE;
}

/* Traces that could be read are told of even where a later one could not. */
static int
verify (Verify *self, char **paths, BsTableFormat format, gboolean strict)
{
  int status = BS_CLI_DONE;

  for (guint i = 0; paths[i] != NULL && status != BS_CLI_INTERRUPTED; i++)
    {
      g_autoptr (GError) error = NULL;

      if (verify_trace (self, paths[i], &error))
        continue;
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          status = bs_cli_complain ("%s", error->message);
          continue;
        }
      bs_cli_note (_ ("Interrupted; %s was not checked to its end."), paths[i]);
      status = BS_CLI_INTERRUPTED;
    }

  if (self->table != NULL)
    bs_table_print (self->table, format, self->out);
  if (bs_cli_finish (NULL, self->out) != BS_CLI_DONE)
    return BS_CLI_BAD;
  if (status != BS_CLI_DONE)
    return status;

  return self->n_differences > 0 || (strict && self->n_unchecked > 0) ? BS_CLI_FAILED : BS_CLI_DONE;
}

static void
verify_clear (Verify *self)
{
  g_free (self->model_path);
  g_free (self->parameters);
  g_clear_pointer (&self->table, bs_table_unref);
  g_string_free (self->out, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verify, verify_clear)

int
bs_cli_verify (int argc, char **argv)
{
  g_auto (Verify) self = { .out = g_string_new (NULL) };
  g_autofree char *format_text = NULL;
  gboolean strict = FALSE;
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &self.model_path,
      N_ ("Model that was run (the one that comes with the program)"), N_ ("FILE") },
    { "parameters", 0, 0, G_OPTION_ARG_FILENAME, &self.parameters,
      N_ ("Parameters that were run, where they came from a file"), N_ ("FILE") },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &strict,
      N_ ("Exit status 1 also where something cannot be checked"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "verify", _ ("TRACE..."),
      _ ("Checks traces against their own graphs, makes their decisions again, executes their "
         "batches again, and names the first difference of each mini-batch."));
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse_between (context, &argc, &argv, 1, G_MAXINT,
                             _ ("TRACE is missing: the file to check")))
    return BS_CLI_BAD;
  if (!bs_cli_parse_table_format (format_text, &format, &error))
    return bs_cli_complain_usage ("verify", "%s", error->message);
  if (format != BS_TABLE_TEXT)
    self.table = create_table ();

  return verify (&self, argv + 1, format, strict);
}
