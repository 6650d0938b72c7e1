/* SPDX-License-Identifier: Apache-2.0 */
/* info: what a trace holds, or what a model is made of. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/model-info.h"
#include "profiles/files/bundle.h"
#include "profiles/report/duration.h"
#include "profiles/tables/bytes.h"
#include "profiles/trace/memory.h"
#include "profiles/tables/tables.h"

typedef struct
{
  const char *name;
  guint64 value;
} Count;

#define N_COUNTS 10

static void
count_all (const BsTrace *trace, Count counts[N_COUNTS])
{
  guint64 nodes = 0, bound = 0, words = 0;

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      nodes += trace->mini_batches[i].n_nodes;
      bound += trace->mini_batches[i].lower_bound;
    }

  for (guint i = 0; i < trace->n_vocabularies; i++)
    if (trace->vocabularies[i].strings != NULL)
      words += trace->vocabularies[i].n;

  counts[0] = (Count){ "mini_batches", trace->n_mini_batches };
  counts[1] = (Count){ "nodes", nodes };
  counts[2] = (Count){ "lower_bound", bound };
  counts[3] = (Count){ "decisions", trace->n_decisions };
  counts[4] = (Count){ "candidates", trace->n_candidates };
  counts[5] = (Count){ "types", trace->types->n_types };
  counts[6] = (Count){ "states", trace->states->n_states };
  counts[7] = (Count){ "words", words };
  counts[8] = (Count){ "events", trace->n_events };
  counts[9] = (Count){ "dropped_events", trace->n_dropped };
}

static guint
count_actions (const BsFsm *fsm)
{
  guint sum = 0;

  for (guint32 state = 0; state < fsm->states->n_states; state++)
    {
      guint n;

      bs_fsm_get_actions (fsm, state, &n);
      sum += n;
    }

  return sum;
}

static const BsTrainingPoint *
last_point (const BsTrace *trace)
{
  return trace->history->len > 0
             ? &g_array_index (trace->history, BsTrainingPoint, trace->history->len - 1)
             : NULL;
}

/* Rows such as words[12]: what number 12 of a vocabulary is. */
static void
add_words (BsTable *table, const BsTrace *trace)
{
  for (guint i = 0; i < trace->n_vocabularies; i++)
    {
      const BsTraceVocabulary *vocabulary = &trace->vocabularies[i];

      for (guint32 k = 0; vocabulary->strings != NULL && k < vocabulary->n; k++)
        {
          g_autofree char *key = g_strdup_printf ("%s[%u]", vocabulary->name, k);

          bs_table_add_text (table, key);
          if (vocabulary->strings[k] != NULL)
            bs_table_add_text (table, vocabulary->strings[k]);
          else
            bs_table_add_missing (table);
        }
    }
}

/* Key and value: what was recorded, then what was counted. */
static BsTable *
create_table (const BsTrace *trace)
{
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);
  BsTable *table = bs_table_new ();
  Count counts[N_COUNTS];

  bs_table_add_column (table, "key", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      bs_table_add_text (table, key);
      bs_table_add_text (table, bs_trace_get_info (trace, key));
    }
  if (bs_bundle_of_trace (trace) != NULL)
    {
      g_autofree char *members = bs_bundle_list (bs_bundle_of_trace (trace));

      bs_table_add_text (table, "bundle");
      bs_table_add_text (table, members);
    }
  if (trace->device != NULL)
    {
      bs_table_add_text (table, "device");
      bs_table_add_text (table, trace->device->name);
      bs_table_add_text (table, "emulated");
      bs_table_add_text (table, trace->device->emulated ? "true" : "false");
    }
  bs_table_add_text (table, "complete");
  bs_table_add_text (table, trace->complete ? "true" : "false");

  count_all (trace, counts);
  for (guint i = 0; i < N_COUNTS; i++)
    {
      g_autofree char *name = g_strconcat ("n_", counts[i].name, NULL);
      g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, counts[i].value);

      /* the bound is no count of things */
      bs_table_add_text (table, strcmp (counts[i].name, "lower_bound") == 0 ? "lower_bound" : name);
      bs_table_add_text (table, value);
    }

  return table;
}

static void
append_heading (GString *out, const char *title)
{
  g_string_append_printf (out, "%s%s\n", out->len > 0 ? "\n" : "", title);
}

/* What moved, and what planning saved. */
static void
print_memory (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) table = bs_tables_memory (trace);
  g_autofree char *text = NULL;
  BsMemoryTotals totals;

  if (bs_table_get_n_rows (table) == 0)
    return;

  append_heading (out, _ ("Memory"));
  if (bs_memory_totals (trace, &totals))
    g_string_append_printf (out, _ ("Planner: %s\n"), bs_planner_to_string (totals.planner));
  bs_table_print (table, BS_TABLE_TEXT, out);
  text = bs_memory_room_text (&totals);
  if (text != NULL)
    g_string_append_printf (out, "%s\n", text);
}

/* The device, and how much of its time is accounted for. */
static void
print_device (const BsTrace *trace, GString *out)
{
  const BsTraceRecording *recording = &trace->recording;
  const BsDevice *device = trace->device;
  char memory[40];

  if (device == NULL)
    return;

  bs_bytes_write (memory, device->memory_bytes);
  append_heading (out, _ ("Device"));
  g_string_append_printf (out, _ ("%s: compute capability %u.%u, multiprocessors %u, memory %s\n"),
                          device->name, device->major, device->minor, device->n_processors, memory);
  if (device->peak_flops > 0.0 && device->peak_bytes > 0.0)
    g_string_append_printf (out, _ ("At most: %.1f Gflop/s, %.1f GB/s\n"), device->peak_flops / 1e9,
                            device->peak_bytes / 1e9);
  if (trace->n_launches == 0)
    g_string_append (out, _ ("What it did was not recorded\n"));
  else
    g_string_append_printf (out, _ ("Recorded: kernels %u, launches %u, idle times %u\n"),
                            trace->n_kernels, trace->n_launches, trace->n_idles);
  if (recording->clock_error_ns > 0)
    {
      g_autofree char *error = bs_duration_to_string (recording->clock_error_ns);

      g_string_append_printf (out,
                              _ ("Its times are right to %s; its clock gained %.3f ns a "
                                 "millisecond, which was taken out\n"),
                              error, (double) recording->clock_drift_ppb / 1e3);
    }
}

/* What recording cost, as far as the trace says. */
static void
print_recording (const BsTrace *trace, GString *out)
{
  const BsTraceRecording *recording = &trace->recording;
  g_autofree char *run = NULL, *writer = NULL;
  double n_events = (double) (trace->n_events + trace->n_dropped);
  double length_ns = (double) (recording->end_ns - recording->begin_ns);

  if (recording->observer_ns == 0 || n_events == 0.0 || length_ns <= 0.0)
    return;

  run = bs_duration_to_string (recording->observer_ns);
  writer = bs_duration_to_string (recording->writer_ns);
  append_heading (out, _ ("Recording"));
  g_string_append_printf (
      out, _ ("Cost: %.0f ns an event, %s or %.2f %% of the run's thread; %s in another thread\n"),
      (double) recording->observer_ns / n_events, run,
      100.0 * (double) recording->observer_ns / length_ns, writer);
}

static void
append_json_recording (GString *out, const BsTrace *trace)
{
  const BsTraceRecording *recording = &trace->recording;

  g_string_append_printf (
      out,
      ",\n\"recording\": {\"observer_ns\": %" G_GINT64_FORMAT ", \"writer_ns\": %" G_GINT64_FORMAT
      ", \"length_ns\": %" G_GINT64_FORMAT ", \"waits\": %" G_GUINT64_FORMAT
      ", \"wait_ns\": %" G_GINT64_FORMAT ", \"clock_steps\": %" G_GUINT64_FORMAT
      ", \"dropped_activities\": %" G_GUINT64_FORMAT ", \"late_activities\": %" G_GUINT64_FORMAT
      ", \"activities_without_batch\": %" G_GUINT64_FORMAT ", \"clock_error_ns\": %" G_GINT64_FORMAT
      ", \"clock_drift_ppb\": %" G_GINT64_FORMAT "}",
      recording->observer_ns, recording->writer_ns,
      MAX (recording->end_ns - recording->begin_ns, 0), recording->n_waits, recording->wait_ns,
      recording->n_clock_steps, recording->n_dropped_activities, recording->n_late_activities,
      recording->n_lost_activities, recording->clock_error_ns, recording->clock_drift_ppb);
}

static void
print_text (const BsTrace *trace, GString *out)
{
  g_autoptr (BsTable) table = create_table (trace);
  g_autoptr (BsTable) types = bs_tables_types (trace);
  g_autoptr (BsTable) mini_batches = bs_tables_mini_batches (trace);
  const BsTrainingPoint *point = last_point (trace);

  append_heading (out, trace->path);
  if (bs_trace_is_emulated (trace))
    g_string_append_printf (out, "%s\n", bs_device_emulated_text ());
  bs_table_print (table, BS_TABLE_TEXT, out);
  print_device (trace, out);
  append_heading (out, _ ("Types"));
  bs_table_print (types, BS_TABLE_TEXT, out);
  append_heading (out, _ ("Mini-batches"));
  bs_table_print (mini_batches, BS_TABLE_TEXT, out);

  if (trace->n_vocabularies > 0)
    append_heading (out, _ ("Vocabularies"));
  for (guint i = 0; i < trace->n_vocabularies; i++)
    {
      g_autofree char *text = bs_trace_vocabulary_text (trace, i);

      g_string_append_printf (out, "%s\n", text);
    }
  print_memory (trace, out);
  append_heading (out, _ ("Policy"));
  if (trace->fsm == NULL)
    g_string_append (out, _ ("No table: a fixed rule decided\n"));
  else
    g_string_append_printf (out, _ ("Table with encoding %s: states %u, actions %u\n"),
                            bs_encoding_to_string (trace->fsm->states->encoding),
                            trace->fsm->states->n_states, count_actions (trace->fsm));
  if (point != NULL)
    g_string_append_printf (out, _ ("Learned: episodes %u, fewest batches %u\n"), point->episode,
                            point->best);

  print_recording (trace, out);
  append_heading (out, _ ("Diagnostics"));
  if (trace->diagnostics->len == 0)
    g_string_append (out, _ ("None: nothing is missing\n"));
  for (guint i = 0; i < trace->diagnostics->len; i++)
    g_string_append_printf (out, "%s\n", (char *) g_ptr_array_index (trace->diagnostics, i));
}

static void
append_json_table (GString *out, const char *name, BsTable *table)
{
  g_string_append_printf (out, ",\n\"%s\": ", name);
  bs_table_print (table, BS_TABLE_JSON, out);
  while (out->len > 0 && g_ascii_isspace (out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
}

static void
append_json_vocabularies (GString *out, const BsTrace *trace)
{
  g_string_append (out, ",\n\"vocabularies\": [");
  for (guint i = 0; i < trace->n_vocabularies; i++)
    {
      const BsTraceVocabulary *vocabulary = &trace->vocabularies[i];
      gboolean first = TRUE;

      g_string_append (out, i > 0 ? ",\n{\"name\": " : "\n{\"name\": ");
      bs_cli_append_json_string (out, vocabulary->name);
      g_string_append_printf (out, ", \"n\": %u, \"types\": [", vocabulary->n);
      for (guint type = 0; type < trace->types->n_types; type++)
        if (bs_trace_get_vocabulary (trace, type) == vocabulary)
          {
            g_string_append (out, first ? "" : ", ");
            bs_cli_append_json_string (out, trace->types->types[type].name);
            first = FALSE;
          }
      g_string_append (out,
                       vocabulary->strings != NULL ? "], \"strings\": [" : "], \"strings\": null}");
      for (guint32 k = 0; vocabulary->strings != NULL && k < vocabulary->n; k++)
        {
          g_string_append (out, k > 0 ? ", " : "");
          if (vocabulary->strings[k] != NULL)
            bs_cli_append_json_string (out, vocabulary->strings[k]);
          else
            g_string_append (out, "null");
        }
      if (vocabulary->strings != NULL)
        g_string_append (out, "]}");
    }
  g_string_append_c (out, ']');
}

static void
append_json_memory (GString *out, const BsTrace *trace)
{
  g_autoptr (BsTable) moves = bs_tables_memory (trace);
  g_autoptr (BsTable) plans = bs_tables_plans (trace);
  BsMemoryTotals totals;

  append_json_table (out, "memory", moves);
  append_json_table (out, "plans", plans);
  if (bs_memory_totals (trace, &totals))
    g_string_append_printf (out,
                            ",\n\"value_bytes\": %" G_GUINT64_FORMAT
                            ",\n\"place_bytes\": %" G_GUINT64_FORMAT
                            ",\n\"peak_bytes\": %" G_GUINT64_FORMAT,
                            totals.value_bytes, totals.place_bytes, totals.peak_bytes);
}

static void
append_json_policy (GString *out, const BsTrace *trace)
{
  const BsTrainingPoint *point = last_point (trace);

  g_string_append (out, ",\n\"policy\": ");
  if (trace->fsm == NULL)
    {
      g_string_append (out, "null");
      return;
    }

  g_string_append_printf (out, "{\"encoding\": \"%s\", \"states\": %u, \"actions\": %u",
                          bs_encoding_to_string (trace->fsm->states->encoding),
                          trace->fsm->states->n_states, count_actions (trace->fsm));
  if (point != NULL)
    g_string_append_printf (out, ", \"episodes\": %u, \"best\": %u", point->episode, point->best);
  g_string_append_c (out, '}');
}

static void
print_json (const BsTrace *trace, GString *out)
{
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);
  g_autoptr (BsTable) types = bs_tables_types (trace);
  g_autoptr (BsTable) mini_batches = bs_tables_mini_batches (trace);
  Count counts[N_COUNTS];

  g_string_append (out, "{\"file\": ");
  bs_cli_append_json_string (out, trace->path);
  g_string_append_printf (out, ",\n\"complete\": %s,\n\"info\": {",
                          trace->complete ? "true" : "false");
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      g_string_append (out, i > 0 ? ", " : "");
      bs_cli_append_json_string (out, key);
      g_string_append (out, ": ");
      bs_cli_append_json_string (out, bs_trace_get_info (trace, key));
    }
  g_string_append (out, "},\n\"device\": ");
  bs_cli_append_json_string (out, trace->device != NULL ? trace->device->name : NULL);
  g_string_append_printf (out, ",\n\"emulated\": %s",
                          bs_trace_is_emulated (trace) ? "true" : "false");
  g_string_append (out, ",\n\"counts\": {");
  count_all (trace, counts);
  for (guint i = 0; i < N_COUNTS; i++)
    g_string_append_printf (out, "%s\"%s\": %" G_GUINT64_FORMAT, i > 0 ? ", " : "", counts[i].name,
                            counts[i].value);
  g_string_append_c (out, '}');
  append_json_table (out, "types", types);
  append_json_table (out, "mini_batches", mini_batches);
  append_json_memory (out, trace);
  append_json_vocabularies (out, trace);
  append_json_policy (out, trace);
  append_json_recording (out, trace);
  g_string_append (out, ",\n\"diagnostics\": [");
  for (guint i = 0; i < trace->diagnostics->len; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      bs_cli_append_json_string (out, g_ptr_array_index (trace->diagnostics, i));
    }
  g_string_append (out, "]}\n");
}

static int
print_model (BsCliData *data, BsTableFormat format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!bs_run_inputs_load (&data->inputs, &error) || !bs_run_inputs_open (&data->inputs, &error)
      || !bs_cli_print_model (data, format, out, &error))
    return bs_cli_complain ("%s", error->message);

  return bs_cli_finish (NULL, out);
}

static int
print_trace (const char *path, BsTableFormat format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (path, NULL, &error);

  if (trace == NULL)
    return bs_cli_complain ("%s", error->message);

  if (format == BS_TABLE_TEXT)
    {
      print_text (trace, out);
    }
  else if (format == BS_TABLE_JSON)
    {
      print_json (trace, out);
    }
  else
    {
      g_autoptr (BsTable) table = create_table (trace);

      add_words (table, trace);
      bs_table_print (table, format, out);
    }

  return bs_cli_finish (NULL, out);
}

int
bs_cli_info (int argc, char **argv)
{
  g_auto (BsCliData) data = { 0 };
  g_autofree char *format_text = NULL;
  const GOptionEntry entries[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_text,
                                     N_ ("text, csv or json (text)"), N_ ("FORMAT") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "info", _ ("[TRACE]"),
      _ ("Prints what a trace holds: where it comes from, counts, types, mini-batches, policy, "
         "and what is missing. With --workload or --model, what that model is made of: inputs, "
         "parameters and cells."));
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;

  bs_cli_data_add_options (&data, context, BS_CLI_DATA_MODEL);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse_between (context, &argc, &argv, 0, 1, NULL))
    return BS_CLI_BAD;
  if (!bs_cli_parse_table_format (format_text, &format, &error)
      || !bs_cli_data_check (&data, &error))
    return bs_cli_complain_usage ("info", "%s", error->message);

  if (bs_cli_data_is_given (&data))
    return argc == 1 ? print_model (&data, format)
                     : bs_cli_complain_usage ("info", _ ("Give TRACE or a model, not both"));

  return argc == 2 ? print_trace (argv[1], format)
                   : bs_cli_complain_usage ("info", _ ("TRACE is missing: the file to read; or "
                                                       "give --workload NAME or --model FILE"));
}
