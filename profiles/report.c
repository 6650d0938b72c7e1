/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a trace as plain text. */
#include "config.h"

#include "profiles/report.h"

#include <glib/gi18n-lib.h>

#include "profiles/duration.h"
#include "profiles/memory.h"
#include "profiles/table.h"
#include "profiles/tables-private.h"
#include "profiles/tables.h"

#define WIDTH 80

static void
heading (GString *out, const char *text)
{
  g_string_append_printf (out, "\n%s\n", text);
  for (glong i = 0; i < g_utf8_strlen (text, -1); i++)
    g_string_append_c (out, '-');
  g_string_append_c (out, '\n');
}

/* Appends words, broken so that no line is wider than the report; a word that alone is too wide is
 * broken where the line ends. */
static void
append_wrapped (GString *out, const char *text, guint indent)
{
  guint column = indent;
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong width = g_utf8_strlen (words[i], -1);

      if (width == 0)
        continue;
      if (column > indent && column + 1 + (guint) MIN (width, WIDTH) > WIDTH)
        {
          g_string_append_printf (out, "\n%*s", (int) indent, "");
          column = indent;
        }
      else if (column > indent)
        {
          g_string_append_c (out, ' ');
          column++;
        }
      for (const char *p = words[i]; *p != '\0'; p = g_utf8_next_char (p))
        {
          gunichar c = g_utf8_get_char (p);

          if (column == WIDTH)
            {
              g_string_append_printf (out, "\n%*s", (int) indent, "");
              column = indent;
            }
          g_string_append_unichar (out, g_unichar_isprint (c) ? c : 0xfffd);
          column++;
        }
    }
  g_string_append_c (out, '\n');
}

static void
append_pair (GString *out, const char *key, const char *value)
{
  glong width = g_utf8_strlen (key, -1);

  if (width > 20)
    {
      append_wrapped (out, key, 0);
      g_string_append_printf (out, "%*s", 22, "");
    }
  else
    g_string_append_printf (out, "%s%*s", key, (int) (22 - width), "");
  append_wrapped (out, value, 22);
}

static void
append_totals (const BsTrace *trace, GString *out)
{
  guint64 nodes = 0, bound = 0;
  guint32 fallbacks = 0;
  g_autofree char *text = NULL;

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      nodes += trace->mini_batches[i].graph->n_nodes;
      bound += trace->mini_batches[i].lower_bound;
    }
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    fallbacks += bs_reason_is_fallback (bs_trace_decision (trace, i)->reason);

  heading (out, _ ("Totals"));
  text = g_strdup_printf ("%u", trace->n_mini_batches);
  append_pair (out, _ ("mini-batches"), text);
  g_free (text);
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, nodes);
  append_pair (out, _ ("nodes"), text);
  g_free (text);
  text = g_strdup_printf ("%u", trace->n_decisions);
  append_pair (out, _ ("batches"), text);
  g_free (text);
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, bound);
  append_pair (out, _ ("lower bound"), text);
  g_free (text);
  text = g_strdup_printf ("%u", fallbacks);
  append_pair (out, _ ("fallbacks"), text);
  g_free (text);
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, trace->n_dropped);
  append_pair (out, _ ("dropped events"), text);
}

static void
append_vocabularies (const BsTrace *trace, GString *out)
{
  if (trace->n_vocabularies == 0)
    return;

  heading (out, _ ("Vocabularies"));
  for (guint i = 0; i < trace->n_vocabularies; i++)
    {
      g_autofree char *text = bs_trace_vocabulary_text (trace, i);

      append_wrapped (out, text, 0);
    }
}

static void
append_mini_batches (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) table = bs_tables_mini_batches (trace);

  heading (out, _ ("Mini-batches"));
  bs_table_print (table, BS_TABLE_TEXT, out);
}

/* As the table of types, but short: wide names must not break the width. */
static char *
short_name (const char *name)
{
  if (g_utf8_strlen (name, -1) <= 24)
    return g_strdup (name);

  {
    g_autofree char *start = g_utf8_substring (name, 0, 23);

    return g_strconcat (start, "…", NULL);
  }
}

static void
append_types (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) table = bs_table_new ();
  g_autofree BsTypeTotals *totals = bs_type_totals_new (trace);

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "nodes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "bound", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "above", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "largest", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  for (guint type = 0; type < trace->types->n_types; type++)
    {
      const BsTypeTotals *own = &totals[type];
      g_autofree char *name = short_name (trace->types->types[type].name);

      bs_table_add_text (table, name);
      bs_table_add_integer (table, (gint64) own->nodes);
      bs_table_add_integer (table, own->batches);
      bs_table_add_integer (table, (gint64) own->bound);
      bs_table_add_integer (table, (gint64) own->batches - (gint64) own->bound);
      bs_table_add_integer (table, own->largest);
      if (own->ran)
        bs_table_add_integer (table, (gint64) own->ns);
      else
        bs_table_add_missing (table);
    }

  heading (out, _ ("Batches by type, against the bound"));
  bs_table_print (table, BS_TABLE_TEXT, out);
}

/* Where batches copy, and what planning saved. */
static void
append_memory (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) totals = bs_tables_memory (trace);
  g_autoptr (BsTable) table = bs_table_new ();
  g_autofree BsTypeMoves *moves = bs_type_moves_new (trace);
  BsMemoryTotals sums;

  if (bs_table_get_n_rows (totals) == 0)
    return;

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "gathers", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "gather_bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "scatters", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "scatter_bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  for (guint type = 0; type < trace->types->n_types; type++)
    {
      const BsMoves *own = &moves[type].moves;
      g_autofree char *name = short_name (trace->types->types[type].name);

      if (own->gathers == 0 && own->scatters == 0)
        continue;
      bs_table_add_text (table, name);
      bs_table_add_integer (table, (gint64) own->gathers);
      bs_table_add_integer (table, (gint64) own->gather_bytes);
      bs_table_add_integer (table, (gint64) own->scatters);
      bs_table_add_integer (table, (gint64) own->scatter_bytes);
      bs_table_add_integer (table, moves[type].ns);
    }

  heading (out, _ ("Memory"));
  bs_table_print (totals, BS_TABLE_TEXT, out);
  bs_memory_totals (trace, &sums);
  {
    g_autofree char *room = bs_memory_room_text (&sums);

    if (room != NULL)
      append_wrapped (out, room, 0);
  }
  if (bs_table_get_n_rows (table) > 0)
    {
      heading (out, _ ("Copies by type"));
      bs_table_print (table, BS_TABLE_TEXT, out);
    }
}

/* Times of phases are added up over threads; the clock on the wall is not. */
static void
append_lanes (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) table = bs_tables_lanes (trace);
  g_autofree char *covered = bs_duration_to_string (trace->covered_ns);

  g_string_append_printf (out, _ ("On the clock, in %u threads at once: %s\n\n"), trace->n_lanes,
                          covered);
  bs_table_print (table, BS_TABLE_TEXT, out);
}

static void
append_phases (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) table = bs_table_new ();
  gint64 total_ns;
  g_autofree BsPhaseTotals *totals = bs_phase_totals_new (trace, &total_ns);
  g_autofree char *all = bs_duration_to_string (total_ns);

  bs_table_add_column (table, "phase", BS_COLUMN_TEXT);
  bs_table_add_column (table, "events", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "share", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      g_autofree char *share = g_strdup_printf (
          "%5.1f %%", total_ns > 0 ? 100.0 * trace->phase_ns[phase] / total_ns : 0.0);

      if (totals[phase].events == 0)
        continue;
      bs_table_add_text (table, bs_phase_to_string (phase));
      bs_table_add_integer (table, totals[phase].events);
      bs_table_add_text (table, share);
      bs_table_add_integer (table, trace->phase_ns[phase]);
    }

  heading (out, _ ("Time by phase"));
  if (bs_table_get_n_rows (table) == 0)
    append_wrapped (out, _ ("No times were recorded: the run was only scheduled."), 0);
  else
    {
      bs_table_print (table, BS_TABLE_TEXT, out);
      g_string_append_printf (out, _ ("All phases: %s\n"), all);
    }
  if (trace->n_lanes > 1)
    append_lanes (trace, out);
}

void
bs_report_print_text (const BsTrace *trace, GString *out)
{
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);
  g_autofree char *name = g_filename_display_name (trace->path);
  g_autofree char *title = g_strdup_printf (_ ("Batchscope report: %s"), name);

  append_wrapped (out, title, 0);
  heading (out, _ ("Recording"));
  append_pair (out, _ ("complete"), trace->complete ? _ ("yes") : _ ("no, cut short"));
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      append_pair (out, key, bs_trace_get_info (trace, key));
    }

  append_totals (trace, out);
  append_mini_batches (trace, out);
  append_types (trace, out);
  append_vocabularies (trace, out);
  append_memory (trace, out);
  append_phases (trace, out);

  if (trace->diagnostics->len > 0)
    {
      heading (out, _ ("What to know"));
      for (guint i = 0; i < trace->diagnostics->len; i++)
        append_wrapped (out, g_ptr_array_index (trace->diagnostics, i), 0);
    }
}
