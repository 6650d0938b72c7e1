/* SPDX-License-Identifier: Apache-2.0 */
/* The findings of a report: of all that could be said of a run, what weighs most. */
#include "config.h"

#include "profiles/report/report-private.h"

#include <glib/gi18n-lib.h>

#define N_FINDINGS 3
#define MAX_NAMED 3

/* A sentence, and the part of the run that it is about. */
typedef struct
{
  double weight;
  char *markup;
} Finding;

static void
finding_clear (gpointer data)
{
  g_free (((Finding *) data)->markup);
}

static void
add (GArray *findings, double weight, char *markup)
{
  Finding finding = { weight, markup };

  g_array_append_val (findings, finding);
}

/* What batches cost: time, or their number where nothing ran. */
static double
size_cost (const BsReport *self, const BsReportSizes *sizes, guint up_to)
{
  double cost = 0.0;

  for (guint i = 0; i <= up_to; i++)
    cost += self->run_ns > 0 ? (double) sizes->ns[i] : sizes->batches[i];

  return cost;
}

static double
type_cost (const BsReport *self, guint type)
{
  return self->run_ns > 0 ? (double) self->types[type].ns : self->types[type].batches;
}

/* The types with the most of @cost, as markup: `<b>word</b>, <b>sum3</b>`. */
static char *
name_types (const BsReport *self, const double *cost)
{
  g_autofree guint32 *order = bs_report_order (cost, self->trace->types->n_types);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < MIN (self->trace->types->n_types, MAX_NAMED); i++)
    {
      g_autofree char *name = NULL, *markup = NULL;

      /* A tenth of what the first has is not worth a word. */
      if (cost[order[i]] <= 0.0 || cost[order[i]] * 10.0 < cost[order[0]])
        break;
      name = bs_report_name (self, order[i]);
      markup = g_markup_printf_escaped ("%s<b>%s</b>", i > 0 ? ", " : "", name);
      g_string_append (out, markup);
    }

  return g_string_free (out, FALSE);
}

static void
find_small_batches (const BsReport *self, GArray *findings)
{
  guint n_types = self->trace->types->n_types, up_to = 0;
  double all = size_cost (self, &self->all, BS_REPORT_SIZES - 1), share;
  g_autofree double *cost = g_new0 (double, n_types + 1);
  g_autofree char *text = NULL, *names = NULL;

  share = bs_report_share (size_cost (self, &self->all, 0), all);
  if (share < 0.05)
    {
      up_to = 1;
      share = bs_report_share (size_cost (self, &self->all, 1), all);
    }
  if (share < 0.05)
    return;

  for (guint type = 0; type < n_types; type++)
    cost[type] = size_cost (self, &self->sizes[type], up_to);
  text = bs_share_to_string (share);
  names = name_types (self, cost);
  if (self->run_ns > 0)
    add (findings, share,
         g_strdup_printf (up_to == 0
                              /* Translators: a share, names of types. */
                              ? _ ("<b>%s</b> of the time in batches is spent in batches of a "
                                   "single node: mostly %s. What runs alone gains nothing by "
                                   "batching.")
                              : _ ("<b>%s</b> of the time in batches is spent in batches of at "
                                   "most 3 nodes: mostly %s."),
                          text, names));
  else
    add (findings, share,
         g_strdup_printf (up_to == 0 ? _ ("<b>%s</b> of the batches have a single node: mostly %s.")
                                     : _ ("<b>%s</b> of the batches have at most 3 nodes: mostly "
                                          "%s."),
                          text, names));
}

static void
find_bound (const BsReport *self, GArray *findings)
{
  guint64 batches = self->trace->n_decisions;
  guint n_types = self->trace->types->n_types;
  g_autofree double *above = g_new0 (double, n_types + 1);
  g_autofree char *count = bs_count_to_string (batches > self->bound ? batches - self->bound : 0);
  g_autofree char *bound = bs_count_to_string (self->bound);
  g_autofree char *share = NULL, *names = NULL;

  if (!self->trace->complete || self->bound == 0)
    return;
  if (batches <= self->bound)
    {
      add (findings, 0.15,
           g_strdup_printf (_ ("No schedule has fewer batches: all <b>%s</b> are needed, as the "
                               "lower bound shows. Time is to be gained within batches only."),
                            bound));
      return;
    }

  for (guint type = 0; type < n_types; type++)
    above[type] = (double) self->types[type].batches - (double) self->types[type].bound;
  share = bs_share_to_string ((double) (batches - self->bound) / self->bound);
  names = name_types (self, above);
  add (findings, MIN (1.0, 1.2 * (batches - self->bound) / batches),
       g_strdup_printf (
           /* Translators: batches, a share, the lower bound, names of types. */
           _ ("There are <b>%s batches</b>, %s, more than the lower bound of %s asks for: mostly "
              "of %s. A better policy may save some of them."),
           count, share, bound, names));
}

static void
find_preparation (const BsReport *self, GArray *findings)
{
  static const BsPhase phases[] = { BS_PHASE_CONSTRUCT, BS_PHASE_SCHEDULE, BS_PHASE_PLAN };
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autofree char *text = NULL;
  double all = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      double share = bs_report_share (self->trace->phase_ns[phases[i]], self->phases_ns);
      g_autofree char *own = bs_share_to_string (share);

      all += share;
      if (share > 0.0)
        g_string_append_printf (parts, "%s%s %s", parts->len > 0 ? ", " : "",
                                bs_phase_to_string (phases[i]), own);
    }
  if (all < 0.2)
    return;
  text = bs_share_to_string (all);
  add (findings, all,
       g_strdup_printf (_ ("<b>%s</b> of the recorded time prepares batches instead of running "
                           "them (%s)."),
                        text, parts->str));
}

static void
find_copies (const BsReport *self, GArray *findings)
{
  double share = bs_report_share ((double) self->trace->phase_ns[BS_PHASE_GATHER]
                                      + (double) self->trace->phase_ns[BS_PHASE_SCATTER],
                                  self->phases[BS_PHASE_GATHER].events > 0
                                      ? self->phases[BS_PHASE_GATHER].all_ns
                                      : self->phases[BS_PHASE_SCATTER].all_ns);
  const BsMemoryTotals *memory = &self->memory;
  guint64 before = memory->creation.gather_bytes + memory->inside_creation.gather_bytes
                   + memory->inside_creation.scatter_bytes;
  guint64 after = memory->executed.gather_bytes + memory->executed.scatter_bytes;
  g_autofree char *moved = bs_bytes_to_string (after);

  if (share >= 0.02)
    {
      g_autofree char *text = bs_share_to_string (share);

      add (
          findings, MIN (1.0, 1.5 * share),
          g_strdup_printf (_ ("<b>%s</b> of the recorded time copies operands together and results "
                              "apart: %s were moved."),
                           text, moved));
    }
  else if (self->planned && memory->n_executed > 0 && before > after)
    {
      g_autofree char *saved = bs_bytes_to_string (before - after);
      g_autofree char *all = bs_bytes_to_string (before);

      add (
          findings, 0.1,
          g_strdup_printf (_ ("Memory planning saves <b>%s</b> of copies, of %s that values in the "
                              "order of their creation would ask for."),
                           saved, all));
    }
}

static void
find_idle (const BsReport *self, GArray *findings)
{
  double idle = bs_report_share ((double) self->wall_ns - (double) self->trace->covered_ns,
                                 self->wall_ns);
  g_autofree char *text = bs_share_to_string (idle);

  if (idle >= 0.1)
    add (findings, idle,
         g_strdup_printf (_ ("During <b>%s</b> of the time on the clock nothing that was recorded "
                             "ran."),
                          text));
}

static void
find_fallbacks (const BsReport *self, GArray *findings)
{
  double share = bs_report_share (self->fallbacks, self->trace->n_decisions);
  g_autofree char *text = bs_share_to_string (share);
  g_autofree char *count = bs_count_to_string (self->fallbacks);

  if (self->fallbacks > 0)
    add (findings, share,
         g_strdup_printf (ngettext ("<b>%s</b> decision, %s, was made in a state that the policy "
                                    "does not know: it was not learned on inputs like these.",
                                    "<b>%s</b> decisions, %s, were made in states that the policy "
                                    "does not know: it was not learned on inputs like these.",
                                    self->fallbacks),
                          count, text));
}

static void
find_type (const BsReport *self, GArray *findings)
{
  guint type = self->by_cost[0];
  const BsTypeTotals *own = &self->types[type];
  double all = 0.0, share;
  g_autofree char *name = bs_report_name (self, type);
  g_autofree char *text = NULL, *count = bs_count_to_string (own->batches), *markup = NULL;
  char mean[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < self->trace->types->n_types; i++)
    all += type_cost (self, i);
  share = bs_report_share (type_cost (self, type), all);
  if (own->batches == 0)
    return;
  text = bs_share_to_string (share);
  g_ascii_formatd (mean, sizeof mean, "%.1f", (double) own->members / own->batches);
  markup = g_markup_printf_escaped (
      self->run_ns > 0
          ? ngettext ("<b>%s</b> of the time in batches goes to the type <b>%s</b>: %s "
                      "batch, of %s nodes in the mean.",
                      "<b>%s</b> of the time in batches goes to the type <b>%s</b>: %s "
                      "batches, of %s nodes in the mean.",
                      own->batches)
          : ngettext ("<b>%s</b> of the batches are of the type <b>%s</b>: %s batch, of "
                      "%s nodes in the mean.",
                      "<b>%s</b> of the batches are of the type <b>%s</b>: %s batches, "
                      "of %s nodes in the mean.",
                      own->batches),
      text, name, count, mean);
  add (findings, 0.08 + 0.3 * share, g_steal_pointer (&markup));
}

static void
find_phase (const BsReport *self, GArray *findings)
{
  const gint64 *ns = self->trace->phase_ns;
  BsLaneKind kind = self->streams_ns > 0 ? BS_LANE_STREAM : BS_LANE_THREAD;
  guint largest = 0;
  g_autofree char *text = NULL;

  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    if (self->phases[phase].kind == kind
        && (ns[phase] > ns[largest] || self->phases[largest].kind != kind))
      largest = phase;
  if (ns[largest] <= 0)
    return;
  text = bs_share_to_string (bs_report_share (ns[largest], self->phases[largest].all_ns));
  add (findings, 0.05,
       g_strdup_printf (
           kind == BS_LANE_STREAM
               ? _ ("The largest phase of the device is <b>%s</b>, with %s of its time.")
               : _ ("The largest phase is <b>%s</b>, with %s of the recorded time."),
           bs_phase_to_string (largest), text));
}

static void
find_device (const BsReport *self, GArray *findings)
{
  double weight = 0.0;
  char *markup = bs_report_find_idle_device (self, &weight);

  if (markup != NULL)
    add (findings, weight, markup);
}

static void
find_batch_size (const BsReport *self, GArray *findings)
{
  guint32 largest = 0;
  guint64 members = 0;
  g_autofree char *text = NULL;
  char mean[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint type = 0; type < self->trace->types->n_types; type++)
    {
      members += self->types[type].members;
      largest = MAX (largest, self->types[type].largest);
    }
  text = bs_count_to_string (largest);
  g_ascii_formatd (mean, sizeof mean, "%.1f", (double) members / self->trace->n_decisions);
  add (findings, 0.02,
       g_strdup_printf (_ ("A batch has <b>%s nodes</b> in the mean; the largest has %s."), mean,
                        text));
}

void
bs_report_add_findings (BsReport *self)
{
  g_autoptr (GArray) findings = g_array_new (FALSE, FALSE, sizeof (Finding));
  g_autofree double *weights = NULL;
  g_autofree guint32 *order = NULL;

  if (self->trace->n_decisions == 0)
    return;

  g_array_set_clear_func (findings, finding_clear);
  find_small_batches (self, findings);
  find_bound (self, findings);
  find_preparation (self, findings);
  find_copies (self, findings);
  find_idle (self, findings);
  find_device (self, findings);
  find_fallbacks (self, findings);
  find_type (self, findings);
  find_phase (self, findings);
  find_batch_size (self, findings);

  weights = g_new (double, findings->len + 1);
  for (guint i = 0; i < findings->len; i++)
    weights[i] = g_array_index (findings, Finding, i).weight;
  order = bs_report_order (weights, findings->len);
  for (guint i = 0; i < MIN (findings->len, N_FINDINGS); i++)
    bs_document_add_markup (self->document, BS_BLOCK_FINDING,
                            g_array_index (findings, Finding, order[i]).markup);
}
