/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the device of a trace and what it did. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/format/schema.h"
#include "profiles/trace/trace-reader.h"

#define FIRST_VERSION 101
#define MOST_THREADS 1024u

typedef struct
{
  BsTrace *trace;
  BsTraceFile *file;
  GArray *launches; /* BsLaunch */
  GArray *idles;    /* BsIdle */
  gint64 n_rows;    /* of the table at hand */
} Reader;

static gboolean
refuse (BsTraceCursor *row, const char *table)
{
  bs_trace_file_corrupt (row->file, _ ("row %lld of “%s” is not valid"), row->id, table);

  return FALSE;
}

/* @words: such as bs_idle_cause_to_string(), of numbers below @n. Returns: -1 where it is none. */
static int
find_word (const char *text, const char *(*words) (guint), guint n)
{
  for (guint i = 0; text != NULL && i < n; i++)
    if (g_strcmp0 (words (i), text) == 0)
      return (int) i;

  return -1;
}

static const char *
get_lane_kind (guint i)
{
  return bs_lane_kind_to_string (i);
}

static const char *
get_limit (guint i)
{
  return bs_occupancy_limit_to_string (i);
}

static const char *
get_cause (guint i)
{
  return bs_idle_cause_to_string (i);
}

/* 0 where there is none. */
static double
read_peak (BsTraceCursor *cursor, int column)
{
  double peak = bs_trace_cursor_is_null (cursor, column) ? 0.0
                                                         : bs_trace_cursor_real (cursor, column);

  if (!(peak >= 0.0) || !isfinite (peak))
    refuse (cursor, cursor->table);

  return peak;
}

static void
read_device (Reader *self)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "device",
                             "name, emulated, major, minor, processors, memory_bytes, clock_hz, "
                             "peak_flops, peak_bytes, driver");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      BsDevice device = {
        .emulated = bs_trace_cursor_u32 (&cursor, 1, 1) == 1,
        .major = bs_trace_cursor_u32 (&cursor, 2, G_MAXUINT16),
        .minor = bs_trace_cursor_u32 (&cursor, 3, G_MAXUINT16),
        .n_processors = bs_trace_cursor_u32 (&cursor, 4, G_MAXUINT16),
        .memory_bytes = (guint64) bs_trace_cursor_integer (&cursor, 5, 0, G_MAXINT64),
        .clock_hz = (guint64) bs_trace_cursor_integer (&cursor, 6, 0, G_MAXINT64),
        .peak_flops = read_peak (&cursor, 7),
        .peak_bytes = read_peak (&cursor, 8),
        .driver = bs_trace_cursor_u32 (&cursor, 9, G_MAXINT32),
      };

      if (self->file->error == NULL && (cursor.id != 0 || self->trace->device != NULL))
        refuse (&cursor, "device");
      if (self->file->error != NULL)
        return;
      device.name = g_strdup (name);
      self->trace->device = g_memdup2 (&device, sizeof device);
    }
}

static void
read_lanes (Reader *self)
{
  g_autoptr (GArray) lanes = g_array_new (FALSE, FALSE, sizeof (BsLane));
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "lane", "kind, number, name"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      int kind = find_word (bs_trace_cursor_text (&cursor, 0), get_lane_kind, BS_N_LANE_KINDS);
      BsLane lane = {
        .id = (guint8) cursor.id,
        .kind = (BsLaneKind) kind,
        .number = bs_trace_cursor_integer (&cursor, 1, 0, G_MAXINT64),
      };
      const char *name = bs_trace_cursor_text (&cursor, 2);

      if (self->file->error == NULL && (kind < 0 || cursor.id < 0 || cursor.id > G_MAXUINT8))
        refuse (&cursor, "lane");
      if (self->file->error != NULL)
        break;
      lane.name = g_strdup (name);
      g_array_append_val (lanes, lane);
    }
  self->trace->n_device_lanes = lanes->len;
  self->trace->device_lanes = g_array_steal (lanes, NULL);
}

static void
read_kernels (Reader *self)
{
  g_autoptr (GArray) kernels = g_array_new (FALSE, FALSE, sizeof (BsKernel));
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, self->file, "kernel",
                             "name, registers, static_bytes, dynamic_bytes, local_bytes, block_x, "
                             "block_y, block_z, resident_blocks, occupancy, limit_by");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      gboolean has_limit = !bs_trace_cursor_is_null (&cursor, 10);
      int limit = has_limit ? find_word (bs_trace_cursor_text (&cursor, 10), get_limit, BS_N_LIMITS)
                            : BS_LIMIT_UNKNOWN;
      BsKernel kernel = {
        .registers = bs_trace_cursor_u32 (&cursor, 1, G_MAXUINT32),
        .static_bytes = bs_trace_cursor_u32 (&cursor, 2, G_MAXUINT32),
        .dynamic_bytes = bs_trace_cursor_u32 (&cursor, 3, G_MAXUINT32),
        .local_bytes = bs_trace_cursor_u32 (&cursor, 4, G_MAXUINT32),
        .block = { bs_trace_cursor_u32 (&cursor, 5, MOST_THREADS),
                   bs_trace_cursor_u32 (&cursor, 6, MOST_THREADS),
                   bs_trace_cursor_u32 (&cursor, 7, MOST_THREADS) },
        .resident_blocks = bs_trace_cursor_is_null (&cursor, 8)
                               ? 0
                               : bs_trace_cursor_u32 (&cursor, 8, G_MAXUINT16),
        .occupancy = bs_trace_cursor_is_null (&cursor, 9) ? NAN : bs_trace_cursor_real (&cursor, 9),
        .limit = (BsOccupancyLimit) limit,
      };

      if (self->file->error == NULL
          && (limit < 0 || cursor.id != kernels->len || kernel.occupancy < 0.0
              || kernel.occupancy > 1.0 || kernel.block[0] == 0 || kernel.block[1] == 0
              || kernel.block[2] == 0))
        refuse (&cursor, "kernel");
      if (self->file->error != NULL || !bs_trace_file_allow (self->file, sizeof kernel))
        break;
      kernel.name = g_strdup (name);
      g_array_append_val (kernels, kernel);
    }
  self->trace->n_kernels = kernels->len;
  self->trace->kernels = g_array_steal (kernels, NULL);
}

/* Of a recording that was cut short, what belongs to decisions that are not there is left out. Returns:
 * whether the row is of the trace. */
static gboolean
check_place (Reader *self, BsTraceCursor *row, const char *table, guint32 mini_batch,
             guint32 decision, gint64 start_ns, gint64 end_ns)
{
  const BsTrace *trace = self->trace;
  gboolean there = mini_batch < trace->n_mini_batches && decision <= trace->n_decisions
                   && (decision == 0
                       || bs_trace_decision (trace, decision)->mini_batch == mini_batch);

  if (self->file->error != NULL)
    return FALSE;
  if (row->id != self->n_rows++ || end_ns < start_ns || (trace->complete && !there))
    return refuse (row, table);

  return there;
}

static guint32
read_optional (BsTraceCursor *row, int column)
{
  return bs_trace_cursor_is_null (row, column)
             ? 0
             : (guint32) bs_trace_cursor_integer (row, column, 1, G_MAXUINT32);
}

static void
read_launch (BsTraceCursor *row, gpointer user_data)
{
  Reader *self = user_data;
  gboolean called = !bs_trace_cursor_is_null (row, 5);
  BsLaunch launch = {
    .kernel = bs_trace_cursor_u32 (row, 0, G_MAXUINT32),
    .lane = (guint8) bs_trace_cursor_u32 (row, 1, G_MAXUINT8),
    .mini_batch = bs_trace_cursor_u32 (row, 2, G_MAXUINT32),
    .decision = read_optional (row, 3),
    .phase = (guint8) bs_trace_cursor_u32 (row, 4, BS_N_PHASES - 1),
    .called_ns = called ? bs_trace_cursor_integer (row, 5, 0, G_MAXINT64) : 0,
    .called_end_ns = called ? bs_trace_cursor_integer (row, 6, 0, G_MAXINT64) : 0,
    .start_ns = bs_trace_cursor_integer (row, 7, 0, G_MAXINT64),
    .end_ns = bs_trace_cursor_integer (row, 8, 0, G_MAXINT64),
    .grid = { bs_trace_cursor_u32 (row, 9, G_MAXINT32), bs_trace_cursor_u32 (row, 10, G_MAXINT32),
              bs_trace_cursor_u32 (row, 11, G_MAXINT32) },
    .bytes = (guint64) bs_trace_cursor_integer (row, 12, 0, G_MAXINT64),
    .flops = (guint64) bs_trace_cursor_integer (row, 13, 0, G_MAXINT64),
    .traffic = (guint64) bs_trace_cursor_integer (row, 14, 0, G_MAXINT64),
    .depth = bs_trace_cursor_is_null (row, 15)
                 ? -1
                 : (gint32) bs_trace_cursor_integer (row, 15, 0, G_MAXINT32),
  };

  if (!check_place (self, row, "launch", launch.mini_batch, launch.decision, launch.start_ns,
                    launch.end_ns)
      || !bs_trace_file_allow (self->file, sizeof launch))
    return;
  if (launch.kernel >= self->trace->n_kernels || launch.called_end_ns < launch.called_ns)
    refuse (row, "launch");
  else
    g_array_append_val (self->launches, launch);
}

static void
read_idle (BsTraceCursor *row, gpointer user_data)
{
  Reader *self = user_data;
  int cause = find_word (bs_trace_cursor_text (row, 3), get_cause, BS_N_IDLE_CAUSES);
  BsIdle idle = {
    .mini_batch = bs_trace_cursor_u32 (row, 0, G_MAXUINT32),
    .start_ns = bs_trace_cursor_integer (row, 1, 0, G_MAXINT64),
    .end_ns = bs_trace_cursor_integer (row, 2, 0, G_MAXINT64),
    .cause = (BsIdleCause) cause,
    .decision = read_optional (row, 4),
  };

  if (!check_place (self, row, "idle", idle.mini_batch, idle.decision, idle.start_ns, idle.end_ns)
      || !bs_trace_file_allow (self->file, sizeof idle))
    return;
  if (cause < 0)
    refuse (row, "idle");
  else
    g_array_append_val (self->idles, idle);
}

void
bs_trace_read_device (BsTrace *self, BsTraceFile *file)
{
  Reader reader = { .trace = self, .file = file };

  if (file->error != NULL || file->version < FIRST_VERSION)
    return;
  reader.launches = g_array_new (FALSE, FALSE, sizeof (BsLaunch));
  reader.idles = g_array_new (FALSE, FALSE, sizeof (BsIdle));
  read_device (&reader);
  if (file->error == NULL)
    read_lanes (&reader);
  if (file->error == NULL)
    read_kernels (&reader);
  if (file->error == NULL)
    bs_trace_file_walk (file, "launch",
                        "kernel, lane, mini_batch, decision, phase, called_ns, called_end_ns, "
                        "start_ns, end_ns, grid_x, grid_y, grid_z, bytes, flops, traffic, depth, "
                        "rowid",
                        TRUE, read_launch, &reader);
  reader.n_rows = 0;
  if (file->error == NULL)
    bs_trace_file_walk (file, "idle", "mini_batch, start_ns, end_ns, cause, decision, rowid", TRUE,
                        read_idle, &reader);
  self->n_launches = reader.launches->len;
  self->launches = (BsLaunch *) (gpointer) g_array_free (reader.launches, FALSE);
  self->n_idles = reader.idles->len;
  self->idles = (BsIdle *) (gpointer) g_array_free (reader.idles, FALSE);
}
