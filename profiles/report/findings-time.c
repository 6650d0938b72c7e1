/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about time: preparing, copying, waiting, recording. */
#include "config.h"

#include "profiles/report/findings-private.h"

#include <glib/gi18n-lib.h>

#include "profiles/report/duration.h"
#include "profiles/timing/timing-idle.h"

/* The longest wait of these causes is an example. */
static void
show_gap (BsReportFinding *finding, const BsTimingIdle *waits, BsWait first, BsWait last)
{
  const BsWaitGap *longest = NULL;

  for (guint wait = first; wait <= (guint) last; wait++)
    if (waits->sums[wait].n_gaps > 0
        && (longest == NULL || waits->sums[wait].gaps[0].wait_ns > longest->wait_ns))
      longest = &waits->sums[wait].gaps[0];
  if (longest == NULL)
    return;

  finding->decision = longest->decision;
  finding->t0 = longest->start_ns;
  finding->t1 = longest->end_ns;
}

static guint32
find_most_moved (const BsTrace *trace)
{
  guint32 most = 0;
  guint64 most_bytes = 0;

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      if (d->gather_bytes + d->scatter_bytes > most_bytes)
        {
          most_bytes = d->gather_bytes + d->scatter_bytes;
          most = i;
        }
    }

  return most;
}

/* What a planner would save, where another one ran. */
static char *
get_copy_advice (const BsReport *self)
{
  const BsMemoryTotals *memory = &self->memory;
  guint64 executed = memory->executed.gather_bytes + memory->executed.scatter_bytes;
  guint64 planned = memory->planned.gather_bytes + memory->inside_planned.gather_bytes
                    + memory->inside_planned.scatter_bytes;
  BsPlanner planner;

  if (self->planned && executed > planned && bs_trace_get_planner (self->trace, &planner)
      && planner != BS_PLANNER_FULL)
    {
      g_autofree char *saved = bs_bytes_to_string (executed - planned);

      return g_strdup_printf (_ ("The planner full would save %s of them: record with it."), saved);
    }

  return g_strdup (_ ("The Memory page says which operands are copied, and why."));
}

static void
find_preparation (const BsReport *self, GPtrArray *findings)
{
  static const BsPhase phases[] = { BS_PHASE_CONSTRUCT, BS_PHASE_SCHEDULE, BS_PHASE_PLAN };
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autofree char *text = NULL;
  BsReportFinding *finding;
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
  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_PREPARATION, BS_SEVERITY_HINT, all,
      g_strdup_printf (_ ("<b>%s</b> of the recorded time prepares batches instead of running "
                          "them (%s)."),
                       text, parts->str),
      g_strdup (_ (
          "A graph that is built once can be used for many mini-batches; policies that choose by "
          "fixed rules take less time than searches.")),
      all,
      g_strdup ("SELECT total(CASE WHEN phase IN ('construct', 'schedule', 'plan') THEN ns END)\n"
                "       / total(ns) AS share, round(total(ns) / 1e6, 3) AS all_ms\n"
                "FROM events e LEFT JOIN lane l ON l.id = e.lane\n"
                "WHERE coalesce(l.kind, 'thread') = 'thread'"));
  if (self->trace->n_decisions > 0 && self->trace->events->n_events > 0)
    {
      finding->t0 = self->trace->events->t0;
      finding->t1 = MAX (bs_trace_decision (self->trace, 1)->run_start_ns, finding->t0);
    }
}

static void
find_copies (const BsReport *self, GPtrArray *findings)
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
  const BsPhaseTotals *own =
      &self->phases[self->phases[BS_PHASE_GATHER].events > 0 ? BS_PHASE_GATHER : BS_PHASE_SCATTER];
  const char *kind = bs_lane_kind_to_string (own->kind);

  if (share >= 0.02)
    {
      g_autofree char *text = bs_share_to_string (share);

      bs_report_finding_show (
          bs_findings_add (
              findings, BS_REPORT_FINDING_COPIES, BS_SEVERITY_HINT, MIN (1.0, 1.5 * share),
              g_strdup_printf (
                  _ ("<b>%s</b> of the recorded time copies operands together and results "
                     "apart: %s were moved."),
                  text, moved),
              get_copy_advice (self), share,
              g_strdup_printf (
                  "SELECT total(CASE WHEN phase IN ('gather', 'scatter') THEN ns END)\n"
                  "       / total(ns) AS share, round(total(ns) / 1e6, 3) AS all_ms\n"
                  "FROM events e LEFT JOIN lane l ON l.id = e.lane\n"
                  "WHERE coalesce(l.kind, 'thread') = '%s'",
                  kind)),
          self->trace, find_most_moved (self->trace));
    }
  else if (self->planned && memory->n_executed > 0 && before > after)
    {
      g_autofree char *saved = bs_bytes_to_string (before - after);
      g_autofree char *all = bs_bytes_to_string (before);

      bs_findings_add (
          findings, BS_REPORT_FINDING_COPIES, BS_SEVERITY_GOOD, 0.1,
          g_strdup_printf (_ ("Memory planning saves <b>%s</b> of copies, of %s that values in the "
                              "order of their creation would ask for; %s were moved."),
                           saved, all, moved),
          NULL, (double) after,
          g_strdup ("SELECT total(gather_bytes) + total(scatter_bytes) AS moved_bytes,\n"
                    "       sum(gathers) AS gathers, sum(scatters) AS scatters\nFROM batch"));
    }
}

static void
find_idle (const BsReport *self, const BsTimingIdle *waits, GPtrArray *findings)
{
  double idle = bs_report_share ((double) self->wall_ns - (double) self->trace->covered_ns,
                                 self->wall_ns);
  g_autofree char *text = bs_share_to_string (idle);
  BsReportFinding *finding = NULL;

  if (idle >= 0.1)
    finding = bs_findings_add (
        findings, BS_REPORT_FINDING_IDLE, BS_SEVERITY_HINT, idle,
        g_strdup_printf (_ ("During <b>%s</b> of the time on the clock nothing that was recorded "
                            "ran."),
                         text),
        g_strdup (
            _ ("The tab Idle says before which batches, and why; fewer batches have fewer gaps.")),
        idle,
        g_strdup (BS_SQL_WALL
                  "SELECT 1 - busy.ns / wall.ns AS idle, round(wall.ns / 1e6, 3) AS wall_ms,\n"
                  "       round(busy.ns / 1e6, 3) AS busy_ms FROM wall, busy"));
  if (finding != NULL)
    show_gap (finding, waits, BS_WAIT_BEFORE, BS_WAIT_AFTER);
}

static void
find_device (const BsReport *self, GPtrArray *findings)
{
  double weight = 0.0;
  char *markup = bs_report_find_idle_device (self, &weight);

  if (markup != NULL)
    bs_findings_add (findings, BS_REPORT_FINDING_DEVICE, BS_SEVERITY_HINT, weight, markup, NULL,
                     weight,
                     g_strdup ("SELECT min(1.0, (SELECT total(end_ns - start_ns) FROM idle)\n"
                               "       / (SELECT total(ns) FROM (SELECT max(end_ns) - "
                               "min(start_ns) AS ns FROM events\n"
                               "                                 GROUP BY mini_batch))) AS idle"));
}

static void
find_phase (const BsReport *self, GPtrArray *findings)
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
  bs_findings_add (
      findings, BS_REPORT_FINDING_PHASE, BS_SEVERITY_NOTE, 0.05,
      g_strdup_printf (
          kind == BS_LANE_STREAM
              ? _ ("The largest phase of the device is <b>%s</b>, with %s of its time.")
              : _ ("The largest phase is <b>%s</b>, with %s of the recorded time."),
          bs_phase_to_string (largest), text),
      NULL, bs_report_share (ns[largest], self->phases[largest].all_ns),
      g_strdup_printf (
          "SELECT total(ns) / sum(total(ns)) OVER () AS share, phase, count(*) AS events,\n"
          "       round(total(ns) / 1e6, 3) AS ms\n"
          "FROM events e LEFT JOIN lane l ON l.id = e.lane\n"
          "WHERE coalesce(l.kind, 'thread') = '%s'\n"
          "GROUP BY phase ORDER BY total(ns) DESC, phase",
          bs_lane_kind_to_string (kind)));
}

/* Threads that wait while another one works. */
static void
find_threads (const BsReport *self, const BsTimingIdle *waits, GPtrArray *findings)
{
  static const BsWait causes[] = { BS_WAIT_PREPARING, BS_WAIT_LAST, BS_WAIT_ALONE };
  double all = (double) waits->wall_ns * waits->n_threads, share;
  guint largest = 0;
  gint64 wait_ns = 0;
  g_autofree char *text = NULL, *part = NULL;
  BsReportFinding *finding;

  if (waits->of_device || waits->n_threads < 2 || all <= 0.0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      wait_ns += waits->sums[causes[i]].wait_ns;
      if (waits->sums[causes[i]].wait_ns > waits->sums[causes[largest]].wait_ns)
        largest = i;
    }
  share = (double) wait_ns / all;
  if (share < 0.1)
    return;

  text = bs_share_to_string (share);
  part = bs_share_to_string (
      bs_report_share ((double) waits->sums[causes[largest]].wait_ns, (double) wait_ns));
  finding = bs_findings_add (
      findings, BS_REPORT_FINDING_THREADS, BS_SEVERITY_HINT, share,
      g_markup_printf_escaped (
          /* Translators: a share; a cause, such as batch of one thread; its part. */
          _ ("Threads wait for <b>%s</b> of their time while another one works, most of it: %s "
             "(%s)."),
          text, bs_wait_get_name (causes[largest]), part),
      g_strdup (bs_wait_get_advice (causes[largest])), share,
      g_strdup (
          BS_SQL_WALL
          "SELECT (busy.ns - t.ns / t.n) / wall.ns AS waiting, t.n AS threads,\n"
          "       round(t.ns / 1e6, 3) AS busy_ms\n"
          "FROM wall, busy, (SELECT total(ns) AS ns, count(DISTINCT lane) AS n FROM events) t"));
  show_gap (finding, waits, causes[largest], causes[largest]);
}

static void
find_recording (const BsReport *self, GPtrArray *findings)
{
  const BsTrace *trace = self->trace;
  double share = bs_report_share ((double) trace->recording.observer_ns, (double) self->wall_ns);
  g_autofree char *text = bs_share_to_string (share);
  g_autofree char *count = bs_count_to_string (trace->n_dropped);

  if (share >= 0.05)
    bs_findings_add (
        findings, BS_REPORT_FINDING_RECORDING, BS_SEVERITY_WARNING, MIN (share, 1.0),
        g_strdup_printf (
            _ ("Reporting to the recorder took as long as <b>%s</b> of the time on the "
               "clock: times between batches are longer than without it."),
            text),
        g_strdup (_ ("Larger mini-batches have fewer events for the same work.")), share,
        g_strdup ("SELECT (SELECT total(value) FROM diagnostic WHERE name = 'observer_ns')\n"
                  "       / (SELECT total(ns) FROM (SELECT max(end_ns) - min(start_ns) AS ns FROM "
                  "events\n"
                  "                                 GROUP BY mini_batch)) AS share"));
  if (trace->n_dropped > 0)
    bs_findings_add (
        findings, BS_REPORT_FINDING_DROPPED, BS_SEVERITY_WARNING,
        bs_report_share ((double) trace->n_dropped,
                         (double) trace->n_dropped + (double) trace->n_events),
        g_strdup_printf (ngettext ("<b>%s</b> event was not recorded, as there was no room for it: "
                                   "sums of times lack it.",
                                   "<b>%s</b> events were not recorded, as there was no room for "
                                   "them: sums of times lack them.",
                                   (gulong) MIN (trace->n_dropped, G_MAXINT32)),
                         count),
        g_strdup (_ ("Record with --overflow wait: the run waits then instead of losing events.")),
        (double) trace->n_dropped,
        g_strdup ("SELECT value AS dropped FROM diagnostic WHERE name = 'dropped_events'"));
}

void
bs_findings_of_time (const BsReport *self, GPtrArray *findings)
{
  g_autoptr (BsTimingIdle) waits = bs_timing_idle_new (self->trace, NULL, NULL);

  find_preparation (self, findings);
  find_copies (self, findings);
  find_idle (self, waits, findings);
  find_device (self, findings);
  find_threads (self, waits, findings);
  find_phase (self, findings);
  find_recording (self, findings);
}
