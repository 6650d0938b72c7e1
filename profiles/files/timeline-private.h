/* SPDX-License-Identifier: Apache-2.0 */
/* What the walk through a timeline tells those who write it in some format. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* Arguments of slices. */
typedef enum
{
  BS_TIMELINE_DECISION,
  BS_TIMELINE_MINI_BATCH,
  BS_TIMELINE_TYPE,
  BS_TIMELINE_BATCH_SIZE,
  BS_TIMELINE_STATE,
  BS_TIMELINE_REASON,
  BS_TIMELINE_CANDIDATES,
  BS_TIMELINE_READY,
  BS_TIMELINE_BYTES,
  BS_TIMELINE_FLOPS,
  BS_TIMELINE_GFLOPS,
  BS_TIMELINE_NODES,
  BS_TIMELINE_LOWER_BOUND,
  BS_TIMELINE_DECISIONS,
  BS_TIMELINE_LOSS,
  BS_TIMELINE_RECORDED,
  BS_TIMELINE_PHASE,
  BS_TIMELINE_GRID,
  BS_TIMELINE_BLOCK,
  BS_TIMELINE_REGISTERS,
  BS_TIMELINE_SHARED,
  BS_TIMELINE_OCCUPANCY,
  BS_TIMELINE_BANDWIDTH,
  BS_TIMELINE_WAITED,
  BS_TIMELINE_DEPTH,
  BS_N_TIMELINE_KEYS
} BsTimelineKey;

typedef enum
{
  BS_ARG_INTEGER,
  BS_ARG_REAL, /* finite */
  BS_ARG_TEXT
} BsTimelineArgKind;

typedef struct
{
  BsTimelineKey key;
  BsTimelineArgKind kind;
  union
  {
    gint64 integer; /* not negative */
    double real;
    const char *text;
  };
} BsTimelineArg;

#define BS_TIMELINE_MAX_ARGS 20

typedef enum
{
  BS_FLOW_NONE,
  BS_FLOW_START,
  BS_FLOW_STEP,
  BS_FLOW_END
} BsTimelineFlow;

/* Tracks: scheduling, then the lanes, then, where that is known, when the device did nothing. */
#define BS_TIMELINE_SCHEDULING 0
#define BS_TIMELINE_FIRST_LANE 1

/* Counters: bytes copied, the whole frontier, then a type each, then, where there is one, how much waits for
 * the device. */
#define BS_COUNTER_COPIED 0
#define BS_COUNTER_FRONTIER 1
#define BS_COUNTER_FIRST_TYPE 2

typedef struct
{
  guint track;
  gint64 start_ns, end_ns;
  const char *name, *category; /* category: of our own words */
  guint n_args;
  BsTimelineArg args[BS_TIMELINE_MAX_ARGS];
  BsTimelineFlow flow;
  guint32 flow_id; /* the decision */
} BsTimelineSlice;

typedef struct _BsTimelineSink BsTimelineSink;

/* All append to .text. Slices and counters come in order of time; the end of a slice comes where it
 * belongs among those. */
struct _BsTimelineSink
{
  const BsTrace *trace;
  GString *text;
  gint64 origin_ns; /* the first moment */
  guint n_tracks, n_counters;
  guint64 base; /* that identities count from, where a format has them */
  void (*begin) (BsTimelineSink *self);
  void (*slice) (BsTimelineSink *self, const BsTimelineSlice *slice);
  void (*slice_end) (BsTimelineSink *self, guint track, gint64 end_ns); /* (optional) */
  void (*counter) (BsTimelineSink *self, guint counter, gint64 time_ns, gint64 value);
  void (*finish) (BsTimelineSink *self); /* (optional) */
};

const char *bs_timeline_key_to_string (BsTimelineKey key);

/** bs_timeline_process_name: Returns: (transfer full): what ran. */
char *bs_timeline_process_name (const BsTrace *trace);

/** bs_timeline_device_name: Returns: (transfer full): of the device; only where there is one. */
char *bs_timeline_device_name (const BsTrace *trace);

/** bs_timeline_is_of_device: Returns: whether a track is of the device, not of a thread. */
gboolean bs_timeline_is_of_device (const BsTrace *trace, guint track);

/** bs_timeline_track_name: Returns: (transfer full): of a track. */
char *bs_timeline_track_name (const BsTrace *trace, guint track);

/** bs_timeline_counter_name: Returns: (transfer full): of a counter. */
char *bs_timeline_counter_name (const BsTrace *trace, guint counter);

/* What writes a format. */
void bs_timeline_chrome_init (BsTimelineSink *self);
void bs_timeline_perfetto_init (BsTimelineSink *self);

G_END_DECLS
