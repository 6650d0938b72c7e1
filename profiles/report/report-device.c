/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a report that is about a GPU: whether it was busy, why not, and what its kernels were. */
#include "config.h"

#include "profiles/report/report-private.h"

#include <glib/gi18n-lib.h>

#include "profiles/report/duration.h"
#include "profiles/tables/device-totals.h"

/* What lets no more blocks onto a multiprocessor. */
static const char *
limit_name (BsOccupancyLimit limit)
{
  static const char *const names[BS_N_LIMITS] = {
    [BS_LIMIT_WARPS] = N_ ("warps"),
    [BS_LIMIT_REGISTERS] = N_ ("registers"),
    [BS_LIMIT_SHARED] = N_ ("shared memory"),
    [BS_LIMIT_BLOCKS] = N_ ("blocks"),
  };

  return names[limit] != NULL ? _ (names[limit]) : NULL;
}

static void
add_fact (BsTable *facts, const char *key, const char *value)
{
  bs_table_add_text (facts, key);
  bs_table_add_text (facts, value);
}

static void
add_facts (BsReport *self, const BsDeviceTotals *totals)
{
  const BsDevice *device = self->trace->device;
  BsTable *facts = bs_document_add_facts (self->document);
  g_autofree char *capability = g_strdup_printf ("%u.%u", device->major, device->minor);
  g_autofree char *processors = bs_count_to_string (device->n_processors);
  g_autofree char *launches = bs_count_to_string (totals->launches);
  g_autofree char *busy = bs_duration_to_string (totals->ns);
  g_autofree char *idle = bs_duration_to_string (totals->all_idle_ns);

  add_fact (facts, _ ("device"), device->name);
  add_fact (facts, _ ("compute capability"), capability);
  add_fact (facts, _ ("multiprocessors"), processors);
  if (totals->launches == 0)
    return;
  add_fact (facts, _ ("launches"), launches);
  if (totals->batches > 0)
    {
      g_autofree char *mean = g_strdup_printf ("%.1f", (double) totals->launches / totals->batches);

      add_fact (facts, _ ("launches a batch"), mean);
    }
  add_fact (facts, _ ("in kernels"), busy);
  add_fact (facts, _ ("idle"), idle);
  if (totals->n_waits > 0)
    {
      g_autofree char *waited = bs_duration_to_string (totals->waited_ns
                                                       / (gint64) totals->n_waits);

      add_fact (facts, _ ("call to start"), waited);
    }
  if (totals->n_depths > 0)
    {
      double depth = (double) totals->depths / totals->n_depths;
      g_autofree char *queue = g_strdup_printf (_ ("%.1f before a launch (mean), at most %d"),
                                                depth, totals->deepest);

      add_fact (facts, _ ("queue"), queue);
    }
}

static void
add_idle_table (BsReport *self, const BsDeviceTotals *totals)
{
  BsDocument *document = self->document;
  BsTable *table = bs_document_add_table (document, _ ("Why the device did nothing"));

  bs_document_add_column (document, "cause", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("cause"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("of idle time"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "times", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("times"));
  for (guint cause = 0; cause < BS_N_IDLE_CAUSES; cause++)
    {
      const char *name, *advice;

      if (totals->n_idles[cause] == 0)
        continue;
      bs_idle_cause_explain (cause, &name, &advice);
      bs_table_add_text (table, name);
      bs_table_add_real (table, bs_report_share (totals->idle_ns[cause], totals->all_idle_ns));
      bs_table_add_integer (table, totals->idle_ns[cause]);
      bs_table_add_integer (table, (gint64) totals->n_idles[cause]);
    }
  for (guint cause = 0; cause < BS_N_IDLE_CAUSES; cause++)
    {
      const char *name, *advice;

      bs_idle_cause_explain (cause, &name, &advice);
      if (totals->n_idles[cause] > 0)
        /* Translators: why the device did nothing, and what that is. */
        bs_document_add_text (document, BS_BLOCK_NOTE, _ ("%s: %s"), name, advice);
    }
}

/* Kernels by time. */
static guint32 *
order_kernels (const BsTrace *trace, const BsDeviceTotals *totals)
{
  g_autofree double *keys = g_new (double, trace->n_kernels + 1);

  for (guint i = 0; i < trace->n_kernels; i++)
    keys[i] = (double) totals->kernels[i].ns;

  return bs_report_order (keys, trace->n_kernels);
}

static void
add_kernel_times (BsReport *self, const BsDeviceTotals *totals, const guint32 *order, guint n)
{
  BsDocument *document = self->document;
  BsTable *table = bs_document_add_table (document, _ ("Kernels, costliest first"));

  bs_document_add_column (document, "kernel", BS_COLUMN_TEXT, BS_SHOW_CODE, _ ("kernel"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("share"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "launches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("launches"));
  bs_document_add_column (document, "mean_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("a launch"));
  bs_document_add_column (document, "longest_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("longest"));
  for (guint i = 0; i < n; i++)
    {
      const BsKernelTotals *own = &totals->kernels[order[i]];

      bs_table_add_text (table, self->trace->kernels[order[i]].name);
      bs_table_add_real (table, bs_report_share (own->ns, totals->ns));
      bs_table_add_integer (table, own->ns);
      bs_table_add_integer (table, (gint64) own->launches);
      bs_table_add_natural (table, own->launches > 0 ? own->ns / (gint64) own->launches : -1);
      bs_table_add_integer (table, own->longest_ns);
    }
  bs_report_say_top (self, n, self->trace->n_kernels, _ ("Kernels"));
}

/* How much of the device they use. */
static void
add_kernel_use (BsReport *self, const BsDeviceTotals *totals, const guint32 *order, guint n)
{
  const BsDevice *device = self->trace->device;
  BsDocument *document = self->document;
  BsTable *table = bs_document_add_table (document, _ ("What they use of the device"));

  bs_document_add_column (document, "kernel", BS_COLUMN_TEXT, BS_SHOW_CODE, _ ("kernel"));
  bs_document_add_column (document, "of_peak_bytes", BS_COLUMN_REAL, BS_SHOW_SHARE,
                          _ ("bandwidth"));
  bs_document_add_column (document, "of_peak_flops", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("flops"));
  bs_document_add_column (document, "occupancy", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("occupancy"));
  bs_document_add_column (document, "limited_by", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("limited by"));
  for (guint i = 0; i < n; i++)
    {
      const BsKernel *kernel = &self->trace->kernels[order[i]];
      const BsKernelTotals *own = &totals->kernels[order[i]];

      bs_table_add_text (table, kernel->name);
      bs_table_add_real (table, device->peak_bytes > 0.0
                                    ? bs_kernel_totals_bandwidth (own) / device->peak_bytes
                                    : NAN);
      bs_table_add_real (table, device->peak_flops > 0.0
                                    ? bs_kernel_totals_flops (own) / device->peak_flops
                                    : NAN);
      bs_table_add_real (table, kernel->occupancy);
      bs_table_add_text (table, limit_name (kernel->limit));
    }
  bs_document_add_text (document, BS_BLOCK_NOTE,
                        _ ("Bandwidth and flops: parts of what the device can do at most. "
                           "Occupancy: how many of the warps of a multiprocessor can be there at "
                           "once, and what lets no more of them in."));
}

void
bs_report_add_device (BsReport *self)
{
  g_autoptr (BsDeviceTotals) totals = NULL;
  g_autofree guint32 *order = NULL;
  guint n = MIN (self->trace->n_kernels, self->top);

  if (self->trace->device == NULL && !self->chosen)
    return;

  bs_document_add_section (self->document, 1, "device", _ ("The device"));
  if (self->trace->device == NULL)
    {
      bs_document_add_callout (self->document, BS_TONE_NOTE, _ ("No device"),
                               _ ("All batches ran on the processor."));
      return;
    }
  totals = bs_device_totals_new (self->trace);
  add_facts (self, totals);
  if (totals->launches == 0)
    {
      bs_document_add_callout (self->document, BS_TONE_NOTE, _ ("No launches"),
                               _ ("What the device did was not recorded."));
      return;
    }
  if (totals->all_idle_ns > 0)
    add_idle_table (self, totals);
  order = order_kernels (self->trace, totals);
  add_kernel_times (self, totals, order, n);
  add_kernel_use (self, totals, order, n);
}

char *
bs_report_find_idle_device (const BsReport *self, double *weight)
{
  g_autoptr (BsDeviceTotals) totals = NULL;
  const char *name, *advice;
  guint largest = 0;
  g_autofree char *share = NULL, *part = NULL;

  if (self->trace->n_idles == 0)
    return NULL;
  totals = bs_device_totals_new (self->trace);
  *weight = MIN (bs_report_share (totals->all_idle_ns, self->wall_ns), 1.0);
  for (guint cause = 0; cause < BS_N_IDLE_CAUSES; cause++)
    if (totals->idle_ns[cause] > totals->idle_ns[largest])
      largest = cause;
  if (*weight < 0.1)
    return NULL;
  bs_idle_cause_explain (largest, &name, &advice);
  share = bs_share_to_string (*weight);
  part = bs_share_to_string (bs_report_share (totals->idle_ns[largest], totals->all_idle_ns));

  /* Translators: the cause, such as launching; how much of the idle time; what that is. */
  return g_markup_printf_escaped (_ ("The device did nothing during <b>%s</b> of the mini-batches, "
                                     "mostly because of %s (%s). %s"),
                                  share, name, part, advice);
}
