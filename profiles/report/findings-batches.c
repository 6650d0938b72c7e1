/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about batches: their size, their number, who chose them. */
#include "config.h"

#include "profiles/report/findings-private.h"

#include <glib/gi18n-lib.h>

#include "engine/policy.h"

#define MAX_NAMED 3

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

/* The longest batch of a type (G_MAXUINT: any), state (G_MAXUINT32: any), and of @most nodes at most. */
static guint32
find_longest (const BsTrace *trace, guint type, guint32 state, guint32 most)
{
  guint32 longest = 0;
  gint64 longest_ns = -1;

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if ((type == G_MAXUINT || d->type == type) && (state == G_MAXUINT32 || d->state == state)
          && d->size <= most && d->run_end_ns - d->run_start_ns > longest_ns)
        {
          longest_ns = d->run_end_ns - d->run_start_ns;
          longest = i;
        }
    }

  return longest;
}

static void
find_small_batches (const BsReport *self, GPtrArray *findings)
{
  guint n_types = self->trace->types->n_types, up_to = 0;
  double all = size_cost (self, &self->all, BS_REPORT_SIZES - 1), share;
  g_autofree double *cost = g_new0 (double, n_types + 1);
  g_autofree char *text = NULL, *names = NULL;
  char *markup, *sql;
  BsReportFinding *finding;
  guint most;

  share = bs_report_share (size_cost (self, &self->all, 0), all);
  if (share < 0.05)
    {
      up_to = 1;
      share = bs_report_share (size_cost (self, &self->all, 1), all);
    }
  if (share < 0.05)
    return;

  most = up_to == 0 ? 1 : 3;
  for (guint type = 0; type < n_types; type++)
    cost[type] = size_cost (self, &self->sizes[type], up_to);
  text = bs_share_to_string (share);
  names = name_types (self, cost);
  if (self->run_ns > 0)
    markup = g_strdup_printf (up_to == 0
                                  /* Translators: a share, names of types. */
                                  ? _ ("<b>%s</b> of the time in batches is spent in batches of a "
                                       "single node: mostly %s. What runs alone gains nothing by "
                                       "batching.")
                                  : _ ("<b>%s</b> of the time in batches is spent in batches of at "
                                       "most 3 nodes: mostly %s."),
                              text, names);
  else
    markup = g_strdup_printf (up_to == 0
                                  ? _ ("<b>%s</b> of the batches have a single node: mostly %s.")
                                  : _ ("<b>%s</b> of the batches have at most 3 nodes: mostly "
                                       "%s."),
                              text, names);
  sql = g_strdup_printf (
      self->run_ns > 0
          ? "SELECT (SELECT total(run_ns) FROM batches WHERE batch_size <= %u)\n"
            "       / (SELECT total(run_ns) FROM batches) AS share_of_all,\n"
            "       type, count(*) AS batches, round(total(run_ns) / 1e6, 3) AS ms\n"
            "FROM batches WHERE batch_size <= %u GROUP BY type ORDER BY total(run_ns) DESC, type"
          : "SELECT (SELECT total(1) FROM batches WHERE batch_size <= %u)\n"
            "       / (SELECT count(*) FROM batches) AS share_of_all, type, count(*) AS batches\n"
            "FROM batches WHERE batch_size <= %u GROUP BY type ORDER BY count(*) DESC, type",
      most, most);
  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_SMALL_BATCHES, BS_SEVERITY_HINT, share, markup,
      g_strdup (_ ("Try a policy that waits for company, such as fsm or sufficient, larger "
                   "mini-batches, or see in which states they are taken.")),
      share, sql);
  bs_report_finding_show (finding, self->trace,
                          find_longest (self->trace, G_MAXUINT, G_MAXUINT32, most));
}

static void
find_bound (const BsReport *self, GPtrArray *findings)
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
      bs_findings_add (
          findings, BS_REPORT_FINDING_BOUND, BS_SEVERITY_GOOD, 0.15,
          g_strdup_printf (_ ("No schedule has fewer batches: all <b>%s</b> are needed, as the "
                              "lower bound shows. Time is to be gained within batches only."),
                           bound),
          NULL, (double) self->bound,
          g_strdup ("SELECT sum(lower_bound) AS bound, sum(batches) AS batches FROM mini_batches"));
      return;
    }

  for (guint type = 0; type < n_types; type++)
    above[type] = (double) self->types[type].batches - (double) self->types[type].bound;
  share = bs_share_to_string ((double) (batches - self->bound) / self->bound);
  names = name_types (self, above);
  bs_findings_add (
      findings, BS_REPORT_FINDING_BOUND, BS_SEVERITY_HINT,
      MIN (1.0, 1.2 * (batches - self->bound) / batches),
      g_strdup_printf (
          /* Translators: batches, a share, the lower bound, names of types. */
          _ ("There are <b>%s batches</b>, %s, more than the lower bound of %s asks for: mostly "
             "of %s. A better policy may save some of them."),
          count, share, bound, names),
      g_strdup (
          _ ("Learn a policy for this model, or compare policies. Not every mini-batch can come "
             "down to its bound.")),
      (double) (batches - self->bound) / self->bound,
      g_strdup (
          "SELECT 1.0 * (sum(batches) - sum(lower_bound)) / sum(lower_bound) AS above_bound,\n"
          "       sum(batches) AS batches, sum(lower_bound) AS bound\n"
          "FROM mini_batches"));
}

static void
find_fallbacks (const BsReport *self, GPtrArray *findings)
{
  double share = bs_report_share (self->fallbacks, self->trace->n_decisions);
  g_autofree char *text = bs_share_to_string (share);
  g_autofree char *count = bs_count_to_string (self->fallbacks);

  BsReportFinding *finding;
  guint32 first = 0;

  if (self->fallbacks == 0)
    return;

  for (guint32 i = 1; i <= self->trace->n_decisions && first == 0; i++)
    if (bs_reason_is_fallback (bs_trace_decision (self->trace, i)->reason))
      first = i;
  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_FALLBACKS, BS_SEVERITY_HINT, share,
      g_strdup_printf (ngettext ("<b>%s</b> decision, %s, was made in a state that the policy "
                                 "does not know: it was not learned on inputs like these.",
                                 "<b>%s</b> decisions, %s, were made in states that the policy "
                                 "does not know: it was not learned on inputs like these.",
                                 self->fallbacks),
                       count, text),
      g_strdup (_ ("Learn on more inputs like these, or on larger mini-batches.")), self->fallbacks,
      g_strdup ("SELECT sum(fallbacks) AS fallbacks, sum(batches) AS batches FROM mini_batches"));
  bs_report_finding_show (finding, self->trace, first);
}

static void
find_type (const BsReport *self, GPtrArray *findings)
{
  guint type = self->by_cost[0];
  const BsTypeTotals *own = &self->types[type];
  double all = 0.0, share;
  g_autofree char *name = bs_report_name (self, type);
  g_autofree char *text = NULL, *count = bs_count_to_string (own->batches), *markup = NULL;
  BsReportFinding *finding;
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
  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_TYPE, BS_SEVERITY_NOTE, 0.08 + 0.3 * share,
      g_steal_pointer (&markup), NULL, share,
      g_strdup (self->run_ns > 0
                    ? "SELECT total(run_ns) / (SELECT total(run_ns) FROM batches) AS share, type,\n"
                      "       count(*) AS batches, round(avg(batch_size), 1) AS mean_size\n"
                      "FROM batches GROUP BY type ORDER BY total(run_ns) DESC, type"
                    : "SELECT 1.0 * count(*) / (SELECT count(*) FROM batches) AS share, type,\n"
                      "       count(*) AS batches, round(avg(batch_size), 1) AS mean_size\n"
                      "FROM batches GROUP BY type ORDER BY count(*) DESC, type"));
  bs_report_finding_show (finding, self->trace,
                          find_longest (self->trace, type, G_MAXUINT32, G_MAXUINT32));
}

static void
find_batch_size (const BsReport *self, GPtrArray *findings)
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
  bs_findings_add (
      findings, BS_REPORT_FINDING_BATCH_SIZE, BS_SEVERITY_NOTE, 0.02,
      g_strdup_printf (_ ("A batch has <b>%s nodes</b> in the mean; the largest has %s."), mean,
                       text),
      NULL, (double) members / self->trace->n_decisions,
      g_strdup ("SELECT avg(batch_size) AS mean_size, max(batch_size) AS largest,\n"
                "       count(*) AS batches\nFROM decision"));
}

/* The state in which the batches took longest: where a better choice would tell most. */
static void
find_state (const BsReport *self, GPtrArray *findings)
{
  const BsTrace *trace = self->trace;
  guint32 n_states = trace->states->n_states, most = 0, longest;
  g_autofree double *ns = g_new0 (double, (gsize) n_states + 1);
  g_autofree guint32 *batches = g_new0 (guint32, (gsize) n_states + 1);
  g_autofree guint64 *nodes = g_new0 (guint64, (gsize) n_states + 1);
  g_autofree char *state = NULL, *share_text = NULL;
  char mean[G_ASCII_DTOSTR_BUF_SIZE];
  BsReportFinding *finding;
  double share;

  if (self->run_ns <= 0 || n_states < 2 || trace->n_decisions <= self->bound)
    return;
  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      if (d->state >= n_states || d->n_candidates < 2)
        continue; /* it had no choice */
      ns[d->state] += (double) (d->run_end_ns - d->run_start_ns);
      batches[d->state]++;
      nodes[d->state] += d->size;
    }
  for (guint32 i = 1; i < n_states; i++)
    if (ns[i] > ns[most])
      most = i;
  share = bs_report_share (ns[most], (double) self->run_ns);
  longest = find_longest (trace, G_MAXUINT, most, G_MAXUINT32);
  if (share < 0.1 || longest == 0)
    return;

  state = bs_trace_short_state_text (trace, longest);
  share_text = bs_share_to_string (share);
  g_ascii_formatd (mean, sizeof mean, "%.1f", (double) nodes[most] / batches[most]);
  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_STATE, BS_SEVERITY_NOTE, 0.06 + 0.2 * share,
      g_markup_printf_escaped (
          ngettext ("<b>%s</b> of the time in batches goes to %u choice in the state "
                    "<tt>%s</tt>: its batches have %s nodes in the mean.",
                    "<b>%s</b> of the time in batches goes to %u choices in the state "
                    "<tt>%s</tt>: their batches have %s nodes in the mean.",
                    batches[most]),
          share_text, batches[most], state, mean),
      g_strdup (_ ("What other choices there would have come to is told by “Which decisions cost "
                   "most”, and by trying one at such a decision.")),
      share,
      g_strdup ("SELECT total(run_ns) / (SELECT total(run_ns) FROM batches) AS share, state,\n"
                "       count(*) AS batches, round(avg(batch_size), 1) AS mean_size\n"
                "FROM decisions WHERE n_candidates > 1\n"
                "GROUP BY state ORDER BY total(run_ns) DESC, state"));
  bs_report_finding_show (finding, trace, longest);
}

/* Graphs of more nodes are not scheduled again, to answer at once. */
#define MAX_AGAIN 20000

/* Whether a rule that needs no learning does better on the first mini-batch. */
static void
find_policy (const BsReport *self, GPtrArray *findings)
{
  const BsTrace *trace = self->trace;
  const BsTraceMiniBatch *first = &trace->mini_batches[0];
  g_autoptr (BsTraceGraph) graph = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (BsSchedule) schedule = NULL;
  const char *own = bs_trace_get_info (trace, "policy");
  BsReportFinding *finding;

  if (!first->finished || first->n_stages > 1 || first->n_nodes > MAX_AGAIN
      || first->n_decisions <= first->lower_bound || g_strcmp0 (own, "sufficient") == 0)
    return;
  policy = bs_policy_new ("sufficient", NULL, NULL);
  if (policy == NULL)
    return;
  graph = bs_trace_open_graph (trace, 0);
  scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  schedule = bs_scheduler_run (scheduler, graph->graph, trace->types);
  if (schedule->n_decisions >= first->n_decisions)
    return;

  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_POLICY, BS_SEVERITY_HINT,
      MIN (1.0, 1.5 * (first->n_decisions - schedule->n_decisions) / first->n_decisions),
      g_markup_printf_escaped (
          /* Translators: two policies, each with how many batches it comes to. */
          _ ("The first mini-batch took <b>%u batches</b> by the policy %s; by the rule "
             "<b>sufficient</b>, which needs no learning, it takes %u."),
          first->n_decisions, own != NULL ? own : "?", schedule->n_decisions),
      g_strdup (_ ("Record with the policy sufficient, or learn one for this model.")),
      first->n_decisions,
      g_strdup ("SELECT batches, nodes, lower_bound, mini_batch FROM mini_batches\n"
                "WHERE mini_batch = 0"));
  bs_report_finding_show (finding, trace, first->first_decision);
}

void
bs_findings_of_batches (const BsReport *self, GPtrArray *findings)
{
  find_small_batches (self, findings);
  find_bound (self, findings);
  find_fallbacks (self, findings);
  find_type (self, findings);
  find_state (self, findings);
  find_policy (self, findings);
  find_batch_size (self, findings);
}
