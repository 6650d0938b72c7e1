/* SPDX-License-Identifier: Apache-2.0 */
/* What the form says of an estimate and of a run that goes on. */
#include "config.h"

#include "app/window/record/record-words.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"
#include "profiles/report/duration.h"

typedef struct
{
  const char *name, *summary;
} Summary;

static const Summary models[] = {
  { "bilstm-tagger", N_ ("Tags for words, read from both sides") },
  { "bilstm-tagger-char", N_ ("Tags for words; rare ones are read letter by letter") },
  { "lattice-gru", N_ ("Characters and words as a lattice, a GRU") },
  { "lattice-lstm", N_ ("Characters and words as a lattice, an LSTM") },
  { "lstm-nmt", N_ ("Translation of sentences, word by word") },
  { "mv-rnn", N_ ("Parse trees of vectors and matrices") },
  { "perfect-tree", N_ ("Generated trees whose leaves are equally deep") },
  { "random-dag", N_ ("Random graphs of four types") },
  { "tree-gru", N_ ("Sentences as parse trees, a GRU") },
  { "tree-lstm", N_ ("Sentences as parse trees, an LSTM") },
  { "tree-lstm-2type", N_ ("Parse trees with two types of inner nodes") },
  { NULL, NULL },
};

static const Summary encodings[] = {
  { "marked", N_ ("Which types are ready, and what each would bring") },
  { "base", N_ ("Which types are ready") },
  { "max", N_ ("Which types are ready, and the most frequent one") },
  { "sort", N_ ("Which types are ready, the most frequent first") },
  { NULL, NULL },
};

static const Summary backends[] = {
  { N_ ("Reference"), N_ ("One node at a time, in one thread, without a memory plan") },
  { N_ ("CUDA"), N_ ("A GPU of NVIDIA") },
  { NULL, NULL },
};

static const Summary policies[] = {
  { BS_RUN_POLICY_LEARNED, N_ ("Learned on the first mini-batch before the run") },
  { "agenda", N_ ("The ready type with the least mean depth") },
  { "agenda-remaining", N_ ("The least mean depth over what has not run yet") },
  { "depth", N_ ("All nodes of one depth and type") },
  { "sufficient", N_ ("The ready type with the largest ρ") },
  { "sufficient-reversed", N_ ("The same from the end of the graph to its beginning") },
  { "random", N_ ("Any ready type, drawn from the seed") },
  { "unbatched", N_ ("One node at a time, for comparison") },
  { "beam", N_ ("A search that keeps the most promising beginnings") },
  { "exact", N_ ("A search for the fewest batches; takes its time") },
  { NULL, NULL },
};

static const char *
find_summary (const Summary *known, const char *name)
{
  for (; known->name != NULL; known++)
    if (strcmp (known->name, name) == 0)
      return _ (known->summary);

  return NULL;
}

const char *
bs_record_model_summary (const char *name)
{
  const char *summary = find_summary (models, name);

  return summary != NULL ? summary : "";
}

const char *
bs_record_backend_summary (const char *name)
{
  for (const Summary *known = backends; known->name != NULL; known++)
    if (strcmp (_ (known->name), name) == 0)
      return _ (known->summary);

  return "";
}

const char *
bs_record_encoding_summary (const char *name)
{
  const char *summary = find_summary (encodings, name);

  return summary != NULL ? summary : "";
}

const char *
bs_record_policy_summary (const char *name)
{
  const char *summary = find_summary (policies, name);

  return summary != NULL ? summary : _ ("Read from a file");
}

/* Two digits: more would claim to be known. */
static double
roughly (double value)
{
  double unit;

  if (value < 100)
    return round (value);

  unit = pow (10.0, floor (log10 (value)) - 1);
  return round (value / unit) * unit;
}

static char *
format_roughly (double value)
{
  return bs_format_count ((guint64) roughly (value));
}

static char *
format_seconds (double seconds)
{
  guint64 whole = (guint64) round (seconds);

  if (seconds < 1.0)
    return g_strdup (_ ("less than a second"));
  if (whole < 120)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %u second", "about %u seconds", (gulong) whole),
        (guint) whole);
  if (whole < 120 * 60)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %u minute", "about %u minutes", (gulong) (whole / 60)),
        (guint) (whole / 60));

  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "about %u hour", "about %u hours", (gulong) (whole / 3600)),
      (guint) MIN (whole / 3600, G_MAXUINT));
}

static void
add_sentence (GString *out, const char *sentence)
{
  g_string_append_printf (out, " %s", sentence);
}

char *
bs_record_estimate_text (const BsRecordOutlook *outlook, const BsRecordChoices *choices)
{
  const BsRunEstimate *estimate = &outlook->estimate;
  gboolean searches = strcmp (choices->policy, "beam") == 0
                      || strcmp (choices->policy, "exact") == 0;
  g_autofree char *nodes = format_roughly ((double) estimate->n_nodes);
  g_autofree char *decisions = format_roughly ((double) estimate->n_decisions);
  g_autofree char *least = bs_format_count (estimate->lower_bound);
  g_autofree char *seconds = format_seconds (estimate->seconds);
  g_autofree char *bytes = g_format_size ((guint64) roughly ((double) estimate->bytes));
  g_autoptr (GString) out = g_string_new (NULL);

  /* Translators: nodes, decisions, a time such as “about 3 seconds”, a size such as “1.2 MB” */
  g_string_printf (out, _ ("About %s nodes and %s decisions, %s, a file of about %s."), nodes,
                   decisions, seconds, bytes);
  if (estimate->lower_bound > 0 && choices->inputs.n_batches == 1)
    {
      g_autofree char *bound = g_strdup_printf (_ ("No schedule has fewer than %s batches."),
                                                least);

      add_sentence (out, bound);
    }
  if (strcmp (choices->policy, BS_RUN_POLICY_LEARNED) == 0)
    add_sentence (out, _ ("The policy is learned first."));
  else if (searches)
    add_sentence (out, _ ("The search takes its own time."));
  if (outlook->n_inputs > 0 && choices->inputs.batch_size > outlook->n_inputs)
    {
      g_autofree char *again = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "There is %u input: it is used again and again.",
                       "There are %u inputs: they are used again.", outlook->n_inputs),
          outlook->n_inputs);

      add_sentence (out, again);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
doing_mini_batch (guint32 n_done, guint32 n)
{
  g_autofree char *at = bs_format_count (MIN (n_done + 1, n));
  g_autofree char *all = bs_format_count (n);

  return n > 1 ? g_strdup_printf (_ ("Mini-batch %s of %s"), at, all) : g_strdup (_ ("Recording"));
}

char *
bs_record_doing_text (const BsRunProgress *progress)
{
  switch ((BsRunStage) progress->stage)
    {
    case BS_RUN_STAGE_OPENING:
      return g_strdup (_ ("Reading the model and its inputs"));
    case BS_RUN_STAGE_LEARNING:
      return g_strdup (_ ("Learning the policy"));
    case BS_RUN_STAGE_RUNNING:
      return doing_mini_batch (progress->n_done, progress->n_batches);
    case BS_RUN_STAGE_WRITING:
    default:
      return g_strdup (_ ("Writing the trace"));
    }
}

static char *
format_elapsed (double seconds)
{
  guint whole = (guint) seconds;

  /* Translators: minutes and seconds of a clock */
  return g_strdup_printf (_ ("%u:%02u"), whole / 60, whole % 60);
}

char *
bs_record_counts_text (const BsRunProgress *progress, double seconds, double running)
{
  g_autofree char *elapsed = format_elapsed (seconds);
  g_autofree char *decisions = bs_format_count (progress->n_decisions);
  g_autofree char *rate = format_roughly (running > 0.0 ? (double) progress->n_nodes / running
                                                        : 0.0);
  g_autofree char *changes = bs_format_count (progress->n_changes);
  g_autofree char *best = bs_format_count (progress->best);

  if (progress->stage == BS_RUN_STAGE_LEARNING)
    return progress->best > 0 ? g_strdup_printf (_ ("%s changes tried, best so far %s batches, %s"),
                                                 changes, best, elapsed)
                              : g_strdup (elapsed);
  if (progress->n_decisions == 0)
    return g_strdup (elapsed);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s decision so far, %s nodes a second, %s",
                                       "%s decisions so far, %s nodes a second, %s",
                                       (gulong) progress->n_decisions),
                          decisions, rate, elapsed);
}

double
bs_record_fraction (const BsRunProgress *progress, guint64 n_nodes, guint32 n_changes)
{
  double part;

  if (progress->stage == BS_RUN_STAGE_LEARNING && n_changes > 0)
    return MIN (progress->n_changes / (double) n_changes, 1.0);
  if (progress->stage == BS_RUN_STAGE_WRITING)
    return 1.0;
  if (progress->stage != BS_RUN_STAGE_RUNNING || progress->n_batches == 0)
    return -1.0;

  part = progress->n_done / (double) progress->n_batches;
  if (n_nodes > 0)
    part = MAX (part, (double) progress->n_nodes / (double) n_nodes);

  return MIN (part, 1.0);
}
