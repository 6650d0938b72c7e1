/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace that are about a device and what it did. */
#include "config.h"

#include "profiles/tables/device-totals.h"
#include "profiles/tables/long-tables.h"
#include "profiles/tables/tables.h"

/* Times of a trace may be anything: sums stay at the end of the scale. */
static void
add_up (gint64 *sum, gint64 ns)
{
  if (__builtin_add_overflow (*sum, ns, sum))
    *sum = G_MAXINT64;
}

BsDeviceTotals *
bs_device_totals_new (const BsTrace *trace)
{
  BsDeviceTotals *self = g_new0 (BsDeviceTotals, 1);
  g_autofree guint8 *seen = g_new0 (guint8, (gsize) trace->n_decisions + 1);

  self->kernels = g_new0 (BsKernelTotals, trace->n_kernels + 1);
  for (guint32 i = 0; i < trace->n_launches; i++)
    {
      const BsLaunch *launch = &trace->launches[i];
      BsKernelTotals *kernel = &self->kernels[launch->kernel];
      gint64 ns = launch->end_ns - launch->start_ns;

      self->launches++;
      add_up (&self->ns, ns);
      kernel->launches++;
      kernel->longest_ns = MAX (kernel->longest_ns, ns);
      add_up (&kernel->ns, ns);
      if (launch->traffic > 0)
        {
          kernel->traffic += launch->traffic;
          add_up (&kernel->traffic_ns, ns);
        }
      if (launch->flops > 0)
        {
          kernel->flops += launch->flops;
          add_up (&kernel->flops_ns, ns);
        }
      if (launch->called_ns > 0 && launch->start_ns >= launch->called_ns)
        {
          self->n_waits++;
          add_up (&self->waited_ns, launch->start_ns - launch->called_ns);
        }
      if (launch->depth >= 0)
        {
          self->n_depths++;
          self->depths += (guint64) launch->depth;
          self->deepest = MAX (self->deepest, launch->depth);
        }
      if (launch->decision > 0 && !seen[launch->decision])
        {
          seen[launch->decision] = 1;
          self->batches++;
        }
    }
  for (guint32 i = 0; i < trace->n_idles; i++)
    {
      const BsIdle *idle = &trace->idles[i];

      self->n_idles[idle->cause]++;
      add_up (&self->idle_ns[idle->cause], idle->end_ns - idle->start_ns);
      add_up (&self->all_idle_ns, idle->end_ns - idle->start_ns);
    }

  return self;
}

void
bs_device_totals_free (BsDeviceTotals *self)
{
  g_free (self->kernels);
  g_free (self);
}

double
bs_kernel_totals_bandwidth (const BsKernelTotals *self)
{
  return self->traffic_ns > 0 ? (double) self->traffic * 1e9 / (double) self->traffic_ns : NAN;
}

double
bs_kernel_totals_flops (const BsKernelTotals *self)
{
  return self->flops_ns > 0 ? (double) self->flops * 1e9 / (double) self->flops_ns : NAN;
}

/* NaN where the peak is not known. */
static double
get_part (double value, double peak)
{
  return peak > 0.0 ? value / peak : NAN;
}

static void
add_key (BsTable *table, const char *key, const char *value)
{
  bs_table_add_text (table, key);
  bs_table_add_text (table, value);
}

static void
add_number (BsTable *table, const char *key, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  add_key (table, key, text);
}

static void
add_real (BsTable *table, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  add_key (table, key, value > 0.0 ? g_ascii_dtostr (text, sizeof text, value) : NULL);
}

BsTable *
bs_tables_device (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  const BsDevice *device = trace->device;
  g_autofree char *capability = NULL;

  bs_table_add_column (table, "key", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);
  if (device == NULL)
    return table;

  capability = g_strdup_printf ("%u.%u", device->major, device->minor);
  add_key (table, "name", device->name);
  add_key (table, "emulated", device->emulated ? "true" : "false");
  add_key (table, "compute_capability", capability);
  add_number (table, "processors", device->n_processors);
  add_number (table, "memory_bytes", device->memory_bytes);
  add_number (table, "clock_hz", device->clock_hz);
  add_real (table, "peak_flops", device->peak_flops);
  add_real (table, "peak_bytes", device->peak_bytes);
  add_number (table, "driver", device->driver);

  return table;
}

BsTable *
bs_tables_kernels (const BsTrace *trace)
{
  g_autoptr (BsDeviceTotals) totals = bs_device_totals_new (trace);
  BsTable *table = bs_table_new ();
  double peak_bytes = trace->device != NULL ? trace->device->peak_bytes : 0.0;
  double peak_flops = trace->device != NULL ? trace->device->peak_flops : 0.0;

  bs_table_add_column (table, "kernel", BS_COLUMN_TEXT);
  bs_table_add_column (table, "launches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "share", BS_COLUMN_REAL);
  bs_table_add_column (table, "mean_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "longest_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "block", BS_COLUMN_TEXT);
  bs_table_add_column (table, "registers", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "shared_bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "local_bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "occupancy", BS_COLUMN_REAL);
  bs_table_add_column (table, "limited_by", BS_COLUMN_TEXT);
  bs_table_add_column (table, "bytes_per_s", BS_COLUMN_REAL);
  bs_table_add_column (table, "of_peak_bytes", BS_COLUMN_REAL);
  bs_table_add_column (table, "flops_per_s", BS_COLUMN_REAL);
  bs_table_add_column (table, "of_peak_flops", BS_COLUMN_REAL);
  for (guint i = 0; i < trace->n_kernels; i++)
    {
      const BsKernel *kernel = &trace->kernels[i];
      const BsKernelTotals *own = &totals->kernels[i];
      double bandwidth = bs_kernel_totals_bandwidth (own), flops = bs_kernel_totals_flops (own);
      g_autofree char *block = g_strdup_printf ("%ux%ux%u", kernel->block[0], kernel->block[1],
                                                kernel->block[2]);

      bs_table_add_text (table, kernel->name);
      bs_table_add_integer (table, (gint64) own->launches);
      bs_table_add_integer (table, own->ns);
      bs_table_add_real (table, totals->ns > 0 ? (double) own->ns / totals->ns : NAN);
      bs_table_add_natural (table, own->launches > 0 ? own->ns / (gint64) own->launches : -1);
      bs_table_add_integer (table, own->longest_ns);
      bs_table_add_text (table, block);
      bs_table_add_integer (table, kernel->registers);
      bs_table_add_integer (table, (gint64) kernel->static_bytes + kernel->dynamic_bytes);
      bs_table_add_integer (table, kernel->local_bytes);
      bs_table_add_real (table, kernel->occupancy);
      bs_table_add_text (table, bs_occupancy_limit_to_string (kernel->limit));
      bs_table_add_real (table, bandwidth);
      bs_table_add_real (table, get_part (bandwidth, peak_bytes));
      bs_table_add_real (table, flops);
      bs_table_add_real (table, get_part (flops, peak_flops));
    }

  return table;
}

BsTable *
bs_tables_idle (const BsTrace *trace)
{
  g_autoptr (BsDeviceTotals) totals = bs_device_totals_new (trace);
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "cause", BS_COLUMN_TEXT);
  bs_table_add_column (table, "times", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "share", BS_COLUMN_REAL);
  for (guint cause = 0; cause < BS_N_IDLE_CAUSES; cause++)
    {
      if (totals->n_idles[cause] == 0)
        continue;
      bs_table_add_text (table, bs_idle_cause_to_string (cause));
      bs_table_add_integer (table, (gint64) totals->n_idles[cause]);
      bs_table_add_integer (table, totals->idle_ns[cause]);
      bs_table_add_real (table,
                         (double) totals->idle_ns[cause] / MAX ((double) totals->all_idle_ns, 1.0));
    }

  return table;
}

void
bs_tables_add_idles (const BsTrace *trace, BsTable *table)
{
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "cause", BS_COLUMN_TEXT);
  bs_table_add_column (table, "start_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  for (guint32 i = 0; i < trace->n_idles && bs_table_is_wanted (table); i++)
    {
      const BsIdle *idle = &trace->idles[i];

      bs_table_add_integer (table, idle->mini_batch);
      bs_table_add_natural (table, idle->decision > 0 ? (gint64) idle->decision : -1);
      bs_table_add_text (table, bs_idle_cause_to_string (idle->cause));
      bs_table_add_integer (table, idle->start_ns);
      bs_table_add_integer (table, idle->end_ns - idle->start_ns);
    }
}

static void
add_sizes (BsTable *table, const guint32 sizes[3])
{
  g_autofree char *text = g_strdup_printf ("%ux%ux%u", sizes[0], sizes[1], sizes[2]);

  bs_table_add_text (table, text);
}

void
bs_tables_add_launches (const BsTrace *trace, BsTable *table)
{
  static const struct
  {
    const char *name;
    BsColumnKind kind;
  } columns[] = {
    { "mini_batch", BS_COLUMN_INTEGER }, { "decision", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },          { "phase", BS_COLUMN_TEXT },
    { "kernel", BS_COLUMN_TEXT },        { "lane", BS_COLUMN_INTEGER },
    { "called_ns", BS_COLUMN_DURATION }, { "start_ns", BS_COLUMN_DURATION },
    { "ns", BS_COLUMN_DURATION },        { "waited_ns", BS_COLUMN_DURATION },
    { "grid", BS_COLUMN_TEXT },          { "block", BS_COLUMN_TEXT },
    { "occupancy", BS_COLUMN_REAL },     { "bytes", BS_COLUMN_INTEGER },
    { "flops", BS_COLUMN_INTEGER },      { "traffic", BS_COLUMN_INTEGER },
    { "depth", BS_COLUMN_INTEGER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);
  for (guint32 i = 0; i < trace->n_launches && bs_table_is_wanted (table); i++)
    {
      const BsLaunch *launch = &trace->launches[i];
      const BsKernel *kernel = &trace->kernels[launch->kernel];
      gboolean decided = launch->decision > 0, called = launch->called_ns > 0;

      bs_table_add_integer (table, launch->mini_batch);
      bs_table_add_natural (table, decided ? (gint64) launch->decision : -1);
      bs_table_add_text (
          table, decided
                     ? trace->types->types[bs_trace_decision (trace, launch->decision)->type].name
                     : NULL);
      bs_table_add_text (table, bs_phase_to_string (launch->phase));
      bs_table_add_text (table, kernel->name);
      bs_table_add_integer (table, launch->lane);
      bs_table_add_natural (table, called ? launch->called_ns : -1);
      bs_table_add_integer (table, launch->start_ns);
      bs_table_add_integer (table, launch->end_ns - launch->start_ns);
      bs_table_add_natural (table, called ? MAX (launch->start_ns - launch->called_ns, 0) : -1);
      add_sizes (table, launch->grid);
      add_sizes (table, kernel->block);
      bs_table_add_real (table, kernel->occupancy);
      bs_table_add_integer (table, (gint64) launch->bytes);
      bs_table_add_integer (table, (gint64) launch->flops);
      bs_table_add_integer (table, (gint64) launch->traffic);
      bs_table_add_natural (table, launch->depth);
    }
}
