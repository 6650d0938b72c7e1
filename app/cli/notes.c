/* SPDX-License-Identifier: Apache-2.0 */
/* notes: what people keep beside a trace. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/replay/sidecar.h"

typedef struct
{
  char *add_text, *decision_text, *node_text, *edit_text, *delete_text, *format_text;
  guint32 id;
  BsNote note;
  BsTableFormat format;
} Notes;

static void
notes_clear (Notes *self)
{
  g_free (self->add_text);
  g_free (self->decision_text);
  g_free (self->node_text);
  g_free (self->edit_text);
  g_free (self->delete_text);
  g_free (self->format_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Notes, notes_clear)

/* Two numbers with @separator between them; the second one may be missing if @optional. */
static gboolean
parse_pair (const char *option, const char *text, const char *separator, guint32 minimum,
            gboolean optional, guint32 *first, guint32 *second, GError **error)
{
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return TRUE;

  parts = g_strsplit (text, separator, 2);
  if (parts[0] == NULL || (parts[1] == NULL && !optional))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                   _ ("%s wants two numbers with “%s” between them, not “%s”"), option, separator,
                   text);
      return FALSE;
    }

  return bs_cli_parse_uint32 (option, parts[0], minimum, G_MAXUINT32 - 1, first, error)
         && bs_cli_parse_uint32 (option, parts[1], minimum, G_MAXUINT32 - 1, second, error);
}

static gboolean
check_usage (Notes *self, int n, GError **error)
{
  guint n_changes = (self->add_text != NULL) + (self->edit_text != NULL)
                    + (self->delete_text != NULL);
  const char *problem = NULL;

  if (n_changes > 1)
    problem = _ ("Give one of --add, --edit and --delete");
  else if (self->add_text == NULL && (self->decision_text != NULL || self->node_text != NULL))
    problem = _ ("--decision and --node go with --add");
  else if (self->decision_text != NULL && self->node_text != NULL)
    problem = _ ("A note is about decisions or about a node; leave out --decision or --node");
  else if (self->edit_text != NULL && n == 0)
    problem = _ ("The new text of the note is missing");
  else if (self->edit_text == NULL && n > 0)
    problem = _ ("Only --edit takes a text behind the trace");
  if (problem != NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_SYNTAX, problem);
      return FALSE;
    }

  self->note.mini_batch = self->note.node = G_MAXUINT32;
  return bs_cli_parse_table_format (self->format_text, &self->format, error)
         && parse_pair ("--decision", self->decision_text, "-", 1, TRUE, &self->note.decision,
                        &self->note.last, error)
         && parse_pair ("--node", self->node_text, ":", 0, FALSE, &self->note.mini_batch,
                        &self->note.node, error)
         && bs_cli_parse_uint32 ("--edit", self->edit_text, 1, G_MAXUINT32, &self->id, error)
         && bs_cli_parse_uint32 ("--delete", self->delete_text, 1, G_MAXUINT32, &self->id, error);
}

static void
add_row (BsTable *table, guint32 id, const char *kind, guint32 decision, guint32 last,
         gint64 mini_batch, gint64 node, const char *text, const char *created, const char *changed)
{
  bs_table_add_integer (table, id);
  bs_table_add_text (table, kind);
  bs_table_add_natural (table, decision > 0 ? (gint64) decision : -1);
  bs_table_add_natural (table, last > 0 ? (gint64) last : -1);
  bs_table_add_natural (table, mini_batch);
  bs_table_add_natural (table, node);
  bs_table_add_text (table, text);
  bs_table_add_text (table, created);
  bs_table_add_text (table, changed);
}

static BsTable *
tabulate (const BsSidecar *sidecar)
{
  static const struct
  {
    const char *name;
    BsColumnKind kind;
  } columns[] = {
    { "id", BS_COLUMN_INTEGER },         { "kind", BS_COLUMN_TEXT },
    { "decision", BS_COLUMN_INTEGER },   { "last", BS_COLUMN_INTEGER },
    { "mini_batch", BS_COLUMN_INTEGER }, { "node", BS_COLUMN_INTEGER },
    { "text", BS_COLUMN_TEXT },          { "created", BS_COLUMN_TEXT },
    { "changed", BS_COLUMN_TEXT },
  };
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);
  for (guint i = 0; i < sidecar->notes->len; i++)
    {
      const BsNote *note = sidecar->notes->pdata[i];
      gboolean has_node = note->node != G_MAXUINT32;

      add_row (table, note->id, "note", note->decision, note->last,
               has_node ? (gint64) note->mini_batch : -1, has_node ? (gint64) note->node : -1,
               note->text, note->created, note->changed);
    }
  for (guint i = 0; i < sidecar->bookmarks->len; i++)
    {
      const BsBookmark *bookmark = sidecar->bookmarks->pdata[i];

      add_row (table, bookmark->id, "bookmark", bookmark->decision, 0, -1, -1, bookmark->name, NULL,
               NULL);
    }
  for (guint i = 0; i < sidecar->breakpoints->len; i++)
    {
      const BsBreakpoint *breakpoint = sidecar->breakpoints->pdata[i];

      add_row (table, breakpoint->id, breakpoint->enabled ? "breakpoint" : "disabled breakpoint", 0,
               0, -1, -1, breakpoint->predicate, NULL, NULL);
    }
  for (guint i = 0; i < sidecar->branches->len; i++)
    {
      const BsKeptBranch *branch = sidecar->branches->pdata[i];

      add_row (table, branch->id, "branch", branch->decision, 0, -1, -1, branch->name,
               branch->created, NULL);
    }

  return table;
}

static gboolean
run (Notes *self, char **arguments, GString *out, GError **error)
{
  g_autoptr (BsTrace) trace = bs_cli_load_trace (arguments[0], error);
  g_autoptr (BsSidecar) sidecar = trace != NULL ? bs_sidecar_load (trace, error) : NULL;
  g_autoptr (BsTable) table = NULL;

  if (sidecar == NULL)
    return FALSE;
  if (self->add_text != NULL)
    {
      self->note.text = self->add_text;
      return bs_sidecar_add_note (sidecar, &self->note, NULL, error);
    }
  if (self->edit_text != NULL)
    return bs_sidecar_edit_note (sidecar, self->id, arguments[1], error);
  if (self->delete_text != NULL)
    return bs_sidecar_remove (sidecar, self->id, error);

  table = tabulate (sidecar);
  if (self->format == BS_TABLE_TEXT && bs_table_get_n_rows (table) == 0)
    g_string_append (out, _ ("Nothing is kept; “notes TRACE --add TEXT” adds a note.\n"));
  else
    bs_table_print (table, self->format, out);

  return TRUE;
}

int
bs_cli_notes (int argc, char **argv)
{
  g_auto (Notes) self = { 0 };
  const GOptionEntry entries[] = {
    { "add", 0, 0, G_OPTION_ARG_STRING, &self.add_text, N_ ("Add a note"), N_ ("TEXT") },
    { "decision", 0, 0, G_OPTION_ARG_STRING, &self.decision_text,
      N_ ("The decision that it is about, or the first and last of several"), N_ ("N[-N]") },
    { "node", 0, 0, G_OPTION_ARG_STRING, &self.node_text,
      N_ ("The node that it is about, behind its mini-batch, both from 0"), N_ ("M:N") },
    { "edit", 0, 0, G_OPTION_ARG_STRING, &self.edit_text,
      N_ ("Replace the text of note ID by that behind the trace"), N_ ("ID") },
    { "delete", 0, 0, G_OPTION_ARG_STRING, &self.delete_text, N_ ("Forget what has the number ID"),
      N_ ("ID") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self.format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "notes", _ ("TRACE [TEXT]"),
      _ ("Lists, adds and changes what is kept beside a trace; the trace itself stays as it is."));
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse_between (context, &argc, &argv, 1, 2, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if (!check_usage (&self, argc - 2, &error))
    return bs_cli_complain_usage ("notes", "%s", error->message);
  if (!run (&self, argv + 1, out, &error))
    return bs_cli_complain ("%s", error->message);

  return bs_cli_finish (NULL, out);
}
