/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a trace: its beginning, its end, and the order of what is between. */
#include "config.h"

#include "profiles/report/report.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "profiles/report/duration.h"
#include "profiles/report/findings-private.h"
#include "profiles/tables/tables.h"

#define DEFAULT_TOP 12
#define MAX_NAME 32 /* letters of the name of a type within a sentence */

static const char *const section_names[BS_N_REPORT_SECTIONS] = {
  [BS_REPORT_SUMMARY] = "summary",     [BS_REPORT_TIME] = "time",
  [BS_REPORT_DEVICE] = "device",       [BS_REPORT_BATCHES] = "batches",
  [BS_REPORT_DECISIONS] = "decisions", [BS_REPORT_PREDICTION] = "prediction",
  [BS_REPORT_MEMORY] = "memory",       [BS_REPORT_POLICY] = "policy",
  [BS_REPORT_FRONTIER] = "frontier",   [BS_REPORT_RECORDING] = "recording"
};

gboolean
bs_report_section_from_string (const char *text, BsReportSection *section)
{
  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    if (g_strcmp0 (text, section_names[i]) == 0)
      {
        *section = i;
        return TRUE;
      }

  return FALSE;
}

const char *
bs_report_section_to_string (BsReportSection section)
{
  return section < BS_N_REPORT_SECTIONS ? section_names[section] : "?";
}

char *
bs_report_name (const BsReport *self, guint type)
{
  g_autofree char *name = bs_table_printable (self->trace->types->types[type].name);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_NAME)
    return g_steal_pointer (&name);
  start = g_utf8_substring (name, 0, MAX_NAME - 1);

  return g_strconcat (start, "…", NULL);
}

static guint
size_class (guint32 size)
{
  return MIN (g_bit_storage (MAX (size, 1)) - 1, BS_REPORT_SIZES - 1);
}

char *
bs_report_size_name (guint size)
{
  if (size == 0)
    return g_strdup ("1");
  if (size == BS_REPORT_SIZES - 1)
    return g_strdup_printf ("%u+", 1u << size);

  return g_strdup_printf ("%u–%u", 1u << size, (2u << size) - 1);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer keys)
{
  guint32 i = *(const guint32 *) a, k = *(const guint32 *) b;
  double left = ((const double *) keys)[i], right = ((const double *) keys)[k];

  return left > right ? -1 : left < right ? 1 : i < k ? -1 : i > k;
}

guint32 *
bs_report_order (const double *keys, guint32 n)
{
  guint32 *order = g_new (guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_keys, (gpointer) keys);

  return order;
}

void
bs_report_say_top (BsReport *self, guint shown, guint64 all, const char *what)
{
  g_autofree char *count = bs_count_to_string (all);

  if (shown < all)
    /* Translators: what is in a table, such as the costliest decisions; of how many. */
    bs_document_add_text (self->document, BS_BLOCK_NOTE, _ ("%s: the first %u of %s."), what, shown,
                          count);
}

gint64
bs_report_integer (const BsTable *table, guint row, guint column)
{
  g_autofree char *text = bs_table_get_text (table, row, column);

  return text[0] != '\0' ? g_ascii_strtoll (text, NULL, 10) : -1;
}

const BsCostModel *
bs_report_cost_model (BsReport *self)
{
  if (!self->cost_asked)
    self->cost = bs_cost_model_new (self->trace, NULL);
  self->cost_asked = TRUE;

  return self->cost;
}

/* Sums over mini-batches and decisions. */
void
bs_report_add_up (BsReport *self)
{
  const BsTrace *trace = self->trace;
  guint n_types = trace->types->n_types;
  g_autofree double *cost = g_new0 (double, n_types + 1);
  g_autoptr (BsTable) times = bs_tables_mini_batches (trace);

  self->mini_batch_ns = g_new (gint64, trace->n_mini_batches + 1);
  self->types = bs_type_totals_new (trace);
  self->phases = bs_phase_totals_new (trace);
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    if (self->phases[phase].events > 0 && self->phases[phase].kind == BS_LANE_THREAD)
      self->phases_ns = self->phases[phase].all_ns;
    else if (self->phases[phase].events > 0 && self->phases[phase].kind == BS_LANE_STREAM)
      self->streams_ns = self->phases[phase].all_ns;
  self->planned = bs_memory_totals (trace, &self->memory);
  self->sizes = g_new0 (BsReportSizes, n_types + 1);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];

      self->nodes += mini_batch->n_nodes;
      self->bound += mini_batch->lower_bound;
      self->inputs += mini_batch->n_instances;
      self->mini_batch_ns[i] = bs_report_integer (times, i, 5);
      if (__builtin_add_overflow (self->wall_ns, MAX (self->mini_batch_ns[i], 0), &self->wall_ns))
        self->wall_ns = G_MAXINT64;
    }
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      BsReportSizes *parts[] = { &self->sizes[d->type], &self->all };
      gint64 ns = d->run_end_ns - d->run_start_ns;
      guint class = size_class (d->size);

      self->fallbacks += bs_reason_is_fallback (d->reason);
      for (guint k = 0; k < G_N_ELEMENTS (parts); k++)
        {
          parts[k]->batches[class]++;
          if (__builtin_add_overflow (parts[k]->ns[class], ns, &parts[k]->ns[class]))
            parts[k]->ns[class] = G_MAXINT64;
        }
      if (__builtin_add_overflow (self->run_ns, ns, &self->run_ns))
        self->run_ns = G_MAXINT64;
    }
  for (guint type = 0; type < n_types; type++)
    cost[type] = self->run_ns > 0 ? (double) self->types[type].ns : self->types[type].batches;
  self->by_cost = bs_report_order (cost, n_types);
}

void
bs_report_clear (BsReport *self)
{
  g_free (self->mini_batch_ns);
  g_free (self->types);
  g_free (self->by_cost);
  g_free (self->sizes);
  g_free (self->phases);
  g_clear_pointer (&self->cost, bs_cost_model_free);
}

static void
add_tile (BsTable *tiles, const char *name, const char *value, const char *remark)
{
  bs_table_add_text (tiles, name);
  bs_table_add_text (tiles, value);
  bs_table_add_text (tiles, remark);
}

static void
add_tiles (BsReport *self)
{
  const BsTrace *trace = self->trace;
  BsTable *tiles = bs_document_add_tiles (self->document);
  g_autofree char *batches = bs_count_to_string (trace->n_decisions);
  g_autofree char *bound = bs_count_to_string (self->bound);
  g_autofree char *nodes = bs_count_to_string (self->nodes);
  g_autofree char *against = g_strdup_printf (_ ("lower bound %s"), bound);
  g_autofree char *of_nodes = g_strdup_printf (_ ("of %s nodes"), nodes);
  char mean[G_ASCII_DTOSTR_BUF_SIZE];

  add_tile (tiles, _ ("batches"), batches, against);
  if (trace->n_decisions > 0)
    add_tile (
        tiles, _ ("nodes a batch"),
        g_ascii_formatd (mean, sizeof mean, "%.1f", (double) self->nodes / trace->n_decisions),
        of_nodes);
  if (self->wall_ns > 0)
    {
      g_autofree char *time = bs_duration_to_string (self->wall_ns);
      g_autofree char *inputs = bs_count_to_string (self->inputs);
      g_autofree char *speed = bs_count_to_string (
          (guint64) MIN (self->inputs * 1e9 / self->wall_ns, 9e18));
      g_autofree char *of_inputs = g_strdup_printf (_ ("%s inputs"), inputs);
      g_autofree char *count = bs_count_to_string (trace->n_mini_batches);
      g_autofree char *of_batches = g_strdup_printf (
          ngettext ("%s mini-batch", "%s mini-batches", trace->n_mini_batches), count);

      add_tile (tiles, _ ("on the clock"), time, of_batches);
      add_tile (tiles, _ ("inputs a second"), speed, of_inputs);
    }
}

static void add_sentence (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Appends markup, see g_markup_printf_escaped(). */
static void
add_sentence (GString *text, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
}

/* What ran, in a sentence or two. */
static void
add_sentences (BsReport *self)
{
  const BsTrace *trace = self->trace;
  const char *policy = bs_trace_get_info (trace, "policy");
  const char *backend = bs_trace_get_info (trace, "backend");
  guint64 batches = trace->n_decisions;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *subject = bs_trace_subject (trace);
  g_autofree char *nodes = bs_count_to_string (self->nodes);
  g_autofree char *inputs = bs_count_to_string (self->inputs);
  g_autofree char *mini_batches = bs_count_to_string (trace->n_mini_batches);
  g_autofree char *count = bs_count_to_string (batches);
  g_autofree char *bound = bs_count_to_string (self->bound);
  g_autofree char *above = bs_share_to_string (bs_report_share (
      batches > self->bound ? (double) (batches - self->bound) : 0.0, self->bound));

  add_sentence (text,
                /* Translators: the model; how many mini-batches, inputs, nodes, types. */
                ngettext ("<b>%s</b> on %s mini-batch: %s inputs, whose graphs have %s nodes of %u "
                          "types.",
                          "<b>%s</b> on %s mini-batches: %s inputs, whose graphs have %s nodes of "
                          "%u types.",
                          trace->n_mini_batches),
                subject, mini_batches, inputs, nodes, trace->types->n_types);
  if (self->run_ns > 0)
    add_sentence (text,
                  _ ("The policy <b>%s</b> chose the batches, and the backend <b>%s</b> ran them."),
                  policy != NULL ? policy : "?", backend != NULL ? backend : "?");
  else
    add_sentence (
        text,
        _ ("The policy <b>%s</b> chose the batches; they were scheduled only, and did not "
           "run."),
        policy != NULL ? policy : "?");
  if (trace->complete && batches > self->bound)
    add_sentence (
        text,
        _ ("It took <b>%s batches</b>, where no schedule can have fewer than %s: %s above "
           "the lower bound."),
        count, bound, above);
  else if (trace->complete && batches > 0)
    add_sentence (text,
                  _ ("It took <b>%s batches</b>, and no schedule can have fewer: that is the lower "
                     "bound."),
                  count);
  bs_document_add_markup (self->document, BS_BLOCK_PARAGRAPH, text->str);
}

static void
add_summary (BsReport *self)
{
  const BsTrace *trace = self->trace;

  bs_document_add_section (self->document, 1, section_names[BS_REPORT_SUMMARY], _ ("Summary"));
  if (!trace->complete)
    bs_document_add_callout (self->document, BS_TONE_WARNING, _ ("Cut short"),
                             _ ("The recording did not come to its end: all that follows is about "
                                "what was written before."));
  add_tiles (self);
  add_sentences (self);
  if (trace->n_decisions == 0)
    {
      bs_document_add_callout (self->document, BS_TONE_NOTE, _ ("No decisions"),
                               _ ("The trace holds no decision, so there is little to report."));
      return;
    }
  bs_document_add_section (self->document, 2, "findings", _ ("What weighs most"));
  bs_report_add_findings (self);
}

static void
add_fact (BsTable *facts, const char *key, const char *value)
{
  bs_table_add_text (facts, key);
  bs_table_add_text (facts, value);
}

static void
add_count (BsTable *facts, const char *key, guint64 count)
{
  g_autofree char *text = bs_count_to_string (count);

  add_fact (facts, key, text);
}

static void
add_time (BsTable *facts, const char *key, gint64 ns)
{
  g_autofree char *text = bs_duration_to_string (ns);

  add_fact (facts, key, text);
}

/* What the recording took from the run. */
static void
add_recording_cost (BsReport *self)
{
  const BsTraceRecording *recording = &self->trace->recording;
  double part = bs_report_share (recording->observer_ns, self->wall_ns);
  BsTable *facts;

  if (recording->observer_ns <= 0 && recording->writer_ns <= 0)
    return;

  bs_document_add_section (self->document, 2, "overhead", _ ("What recording cost"));
  if (self->wall_ns > 0)
    {
      g_autofree char *share = bs_share_to_string (part);

      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                            _ ("Reporting to the recorder took as long as <b>%s</b> of the time on "
                               "the clock."),
                            share);
    }
  facts = bs_document_add_facts (self->document);
  add_time (facts, _ ("in the run"), recording->observer_ns);
  add_time (facts, _ ("in the writer"), recording->writer_ns);
  add_count (facts, _ ("waits for room"), recording->n_waits);
  add_time (facts, _ ("waited"), recording->wait_ns);
  if (recording->n_clock_steps > 0)
    add_count (facts, _ ("clock went back"), recording->n_clock_steps);
}

/* What is missing, what recording cost, and where the trace comes from. */
static void
add_recording (BsReport *self)
{
  const BsTrace *trace = self->trace;
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);
  BsTable *facts;

  bs_document_add_section (self->document, 1, section_names[BS_REPORT_RECORDING], _ ("Recording"));
  bs_document_add_section (self->document, 2, "missing", _ ("What is missing"));
  if (trace->diagnostics->len == 0)
    bs_document_add_callout (self->document, BS_TONE_GOOD, _ ("Nothing is missing"),
                             _ ("All that the run reported was recorded."));
  for (guint i = 0; i < MIN (trace->diagnostics->len, self->top); i++)
    bs_document_add_callout (self->document, BS_TONE_WARNING, _ ("What to know"), "%s",
                             (const char *) g_ptr_array_index (trace->diagnostics, i));
  bs_report_say_top (self, self->top, trace->diagnostics->len, _ ("What to know"));

  bs_document_add_section (self->document, 2, "totals", _ ("Totals"));
  facts = bs_document_add_facts (self->document);
  add_fact (facts, _ ("complete"), trace->complete ? _ ("yes") : _ ("no, cut short"));
  add_count (facts, _ ("mini-batches"), trace->n_mini_batches);
  add_count (facts, _ ("nodes"), self->nodes);
  add_count (facts, _ ("batches"), trace->n_decisions);
  add_count (facts, _ ("lower bound"), self->bound);
  add_count (facts, _ ("fallbacks"), self->fallbacks);
  add_count (facts, _ ("events"), trace->n_events);
  add_count (facts, _ ("dropped events"), trace->n_dropped);

  add_recording_cost (self);

  bs_document_add_section (self->document, 2, "provenance", _ ("Where it comes from"));
  facts = bs_document_add_facts (self->document);
  if (trace->path != NULL)
    {
      g_autofree char *name = g_filename_display_name (trace->path);

      add_fact (facts, _ ("file"), name);
    }
  for (guint i = 0; i < keys->len; i++)
    add_fact (facts, g_ptr_array_index (keys, i),
              bs_trace_get_info (trace, g_ptr_array_index (keys, i)));

  if (trace->n_vocabularies == 0)
    return;
  bs_document_add_section (self->document, 2, "vocabularies", _ ("Vocabularies"));
  for (guint i = 0; i < MIN (trace->n_vocabularies, self->top); i++)
    {
      g_autofree char *text = bs_trace_vocabulary_text (trace, i);

      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH, "%s", text);
    }
  bs_report_say_top (self, self->top, trace->n_vocabularies, _ ("Vocabularies"));
}

BsDocument *
bs_report_new (const BsTrace *trace, const BsReportOptions *options)
{
  static void (*const sections[BS_N_REPORT_SECTIONS]) (
      BsReport *) = { [BS_REPORT_SUMMARY] = add_summary,
                      [BS_REPORT_TIME] = bs_report_add_time,
                      [BS_REPORT_DEVICE] = bs_report_add_device,
                      [BS_REPORT_BATCHES] = bs_report_add_batches,
                      [BS_REPORT_DECISIONS] = bs_report_add_decisions,
                      [BS_REPORT_PREDICTION] = bs_report_add_prediction,
                      [BS_REPORT_MEMORY] = bs_report_add_memory,
                      [BS_REPORT_POLICY] = bs_report_add_policy,
                      [BS_REPORT_FRONTIER] = bs_report_add_frontier,
                      [BS_REPORT_RECORDING] = add_recording };
  guint wanted = options != NULL && options->sections != 0 ? options->sections : G_MAXUINT;
  g_autofree char *file = g_filename_display_basename (trace->path != NULL ? trace->path : "-");
  g_autofree char *subject = bs_trace_subject (trace);
  g_autofree char *title = g_strdup_printf (_ ("Batchscope report: %s"), subject);
  const char *created = bs_trace_get_info (trace, "created");
  BsReport self = { .trace = trace,
                    .document = bs_document_new (trace->types, title, file),
                    .chosen = options != NULL && options->sections != 0,
                    .top = options != NULL && options->top != 0 ? options->top : DEFAULT_TOP };

  self.document->created = g_strdup (created);
  if (bs_trace_is_emulated (trace))
    self.document->remark = g_strdup (bs_device_emulated_text ());
  bs_report_add_up (&self);
  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    if ((wanted & 1u << i) != 0)
      sections[i](&self);

  bs_report_clear (&self);

  return self.document;
}

void
bs_report_print_text (const BsTrace *trace, GString *out)
{
  g_autoptr (BsDocument) document = bs_report_new (trace, NULL);

  bs_document_print_text (document, out);
}
