/* SPDX-License-Identifier: Apache-2.0 */
/* Makes events, launches and idle times. */
#include "config.h"

#include "profiles/device/device-timeline.h"

#include <stdlib.h>

#include "profiles/device/idle-times.h"
#include "profiles/device/occupancy.h"

/* Works that are remembered for what comes late. */
#define KEPT_WORKS 65536u
/* Lane 0 is the thread of the run. */
#define FIRST_LANE 1u
#define LAST_LANE 255u

/* What the device was told to do. */
typedef struct
{
  BsSpan span;
  gint64 ns; /* of its kernels */
} Work;

struct _BsDeviceTimeline
{
  BsRecorder *recorder;
  BsDeviceFacts facts;
  GArray *works;      /* Work */
  guint64 first_work; /* number of the first of these, from 1 */
  GHashTable *lanes;  /* kind and number -> id */
  guint next_lane;
  GHashTable *kernels; /* text -> number + 1 */

  /* Since the last flush. */
  GArray *events;       /* BsEvent: of the host, in order of time */
  GArray *activities;   /* BsActivity */
  GArray *correlations; /* BsCorrelation */
  GArray *made;         /* BsEvent: of activities */
  GArray *copies;       /* BsEvent: those of them that are copies */

  gint64 busy_until; /* when the last kernel ended */
  guint64 n_late, n_lost;
};

BsDeviceTimeline *
bs_device_timeline_new (BsRecorder *recorder, const BsDeviceFacts *facts)
{
  BsDeviceTimeline *self = g_new0 (BsDeviceTimeline, 1);

  self->recorder = recorder;
  self->facts = *facts;
  self->works = g_array_new (FALSE, FALSE, sizeof (Work));
  self->first_work = 1;
  self->lanes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->next_lane = FIRST_LANE;
  self->kernels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  self->activities = g_array_new (FALSE, FALSE, sizeof (BsActivity));
  self->correlations = g_array_new (FALSE, FALSE, sizeof (BsCorrelation));
  self->made = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  self->copies = g_array_new (FALSE, FALSE, sizeof (BsEvent));

  return self;
}

void
bs_device_timeline_free (BsDeviceTimeline *self)
{
  g_array_unref (self->works);
  g_hash_table_unref (self->lanes);
  g_hash_table_unref (self->kernels);
  g_array_unref (self->events);
  g_array_unref (self->activities);
  g_array_unref (self->correlations);
  g_array_unref (self->made);
  g_array_unref (self->copies);
  g_free (self);
}

guint64
bs_device_timeline_add_work (BsDeviceTimeline *self, const BsSpan *span)
{
  Work work = { .span = *span };

  g_array_append_val (self->works, work);

  return self->first_work + self->works->len - 1;
}

void
bs_device_timeline_add_event (BsDeviceTimeline *self, const BsEvent *event)
{
  g_array_append_vals (self->events, event, 1);
}

void
bs_device_timeline_get_room (BsDeviceTimeline *self, GArray **activities, GArray **correlations)
{
  *activities = self->activities;
  *correlations = self->correlations;
}

static int
compare_correlations (gconstpointer a, gconstpointer b)
{
  const BsCorrelation *first = a, *second = b;

  return (first->correlation > second->correlation) - (first->correlation < second->correlation);
}

/* Of calls; what a device did comes behind them in the same order. */
static int
compare_activities (gconstpointer a, gconstpointer b)
{
  const BsActivity *first = a, *second = b;

  if (first->correlation != second->correlation)
    return first->correlation < second->correlation ? -1 : 1;
  if (first->start != second->start)
    return first->start < second->start ? -1 : 1;

  return (int) first->kind - (int) second->kind;
}

static int
compare_launches (gconstpointer a, gconstpointer b)
{
  const BsLaunch *first = a, *second = b;

  if (first->start_ns != second->start_ns)
    return first->start_ns < second->start_ns ? -1 : 1;

  return (int) first->lane - (int) second->lane;
}

/* Events of one lane come in the order in which they end. */
static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const BsEvent *first = a, *second = b;

  if (first->end_ns != second->end_ns)
    return first->end_ns < second->end_ns ? -1 : 1;
  if (first->start_ns != second->start_ns)
    return first->start_ns < second->start_ns ? -1 : 1;

  return (int) first->lane - (int) second->lane;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const BsEvent *first = a, *second = b;

  return (first->start_ns > second->start_ns) - (first->start_ns < second->start_ns);
}

/* Returns: (nullable): what the activity was told to be. */
static Work *
find_work (const BsDeviceTimeline *self, const BsActivity *activity)
{
  BsCorrelation key = { .correlation = activity->correlation };
  const BsCorrelation *found = self->correlations->len > 0
                                   ? bsearch (&key, self->correlations->data,
                                              self->correlations->len, sizeof key,
                                              compare_correlations)
                                   : NULL;

  if (found == NULL || found->id < self->first_work
      || found->id - self->first_work >= self->works->len)
    return NULL;

  return &g_array_index (self->works, Work, found->id - self->first_work);
}

static guint8
find_lane (BsDeviceTimeline *self, BsLaneKind kind, guint32 number)
{
  gint64 key = (gint64) kind << 32 | number;
  gpointer id = g_hash_table_lookup (self->lanes, &key);
  BsLane lane = { .kind = kind, .number = number };

  if (id != NULL)
    return (guint8) GPOINTER_TO_UINT (id);

  lane.id = (guint8) self->next_lane;
  lane.name = kind == BS_LANE_STREAM  ? g_strdup_printf ("Stream %u", number)
              : kind == BS_LANE_CALLS ? g_strdup ("Driver calls")
                                      : g_strdup ("Collector");
  g_hash_table_insert (self->lanes, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (lane.id));
  bs_recorder_add_lane (self->recorder, &lane);
  g_free (lane.name);
  /* nobody has so many streams: if so, they share the last lane */
  if (self->next_lane < LAST_LANE)
    self->next_lane++;

  return lane.id;
}

static guint32
find_kernel (BsDeviceTimeline *self, const BsActivity *activity)
{
  g_autofree char *key = g_strdup_printf ("%u %u %u %u %u %u %u %s", activity->registers,
                                          activity->static_bytes, activity->dynamic_bytes,
                                          activity->local_bytes, activity->block[0],
                                          activity->block[1], activity->block[2], activity->name);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->kernels, key));
  BsKernel kernel = {
    .name = (char *) activity->name,
    .registers = activity->registers,
    .static_bytes = activity->static_bytes,
    .dynamic_bytes = activity->dynamic_bytes,
    .local_bytes = activity->local_bytes,
    .block = { activity->block[0], activity->block[1], activity->block[2] },
  };

  if (number > 0)
    return number - 1;

  bs_occupancy_find (&self->facts, &kernel);
  number = bs_recorder_add_kernel (self->recorder, &kernel);
  g_hash_table_insert (self->kernels, g_steal_pointer (&key), GUINT_TO_POINTER (number + 1));

  return number;
}

/* The part of what a work does that falls to a kernel of it, by time. */
static guint64
get_share (guint64 all, const Work *work, gint64 ns)
{
  return work->ns > 0 ? (guint64) ((double) all * (double) ns / (double) work->ns) : all;
}

static BsPhase
get_phase (const BsActivity *activity, const Work *work)
{
  switch (activity->kind)
    {
    case BS_ACTIVITY_KERNEL:
      return work != NULL && bs_phase_is_computing (work->span.phase) ? work->span.phase
                                                                      : BS_PHASE_FUSED;
    case BS_ACTIVITY_UPLOAD:
      return BS_PHASE_UPLOAD;
    case BS_ACTIVITY_DOWNLOAD:
      return BS_PHASE_DOWNLOAD;
    case BS_ACTIVITY_COPY:
      return BS_PHASE_GATHER;
    case BS_ACTIVITY_SET:
      return BS_PHASE_SET;
    case BS_ACTIVITY_CALL:
      return BS_PHASE_CALL;
    case BS_ACTIVITY_WAIT:
      return BS_PHASE_WAIT;
    case BS_ACTIVITY_OVERHEAD:
    default:
      return BS_PHASE_OVERHEAD;
    }
}

static BsLaneKind
get_lane_kind (const BsActivity *activity)
{
  if (bs_activity_is_of_device (activity))
    return BS_LANE_STREAM;

  return activity->kind == BS_ACTIVITY_OVERHEAD ? BS_LANE_COLLECTOR : BS_LANE_CALLS;
}

static void
add_launch (BsDeviceTimeline *self, GArray *launches, const BsActivity *activity,
            const BsActivity *call, const Work *work, const BsEvent *event)
{
  BsLaunch launch = {
    .kernel = find_kernel (self, activity),
    .mini_batch = event->mini_batch,
    .decision = event->decision,
    .lane = event->lane,
    .phase = event->phase,
    .depth = -1,
    .called_ns = call != NULL ? (gint64) call->start : 0,
    .called_end_ns = call != NULL ? (gint64) call->end : 0,
    .start_ns = event->start_ns,
    .end_ns = event->end_ns,
    .grid = { activity->grid[0], activity->grid[1], activity->grid[2] },
    .bytes = event->bytes,
    .flops = event->flops,
  };

  if (work != NULL)
    {
      launch.mini_batch = work->span.mini_batch;
      launch.traffic = get_share (work->span.traffic, work, event->end_ns - event->start_ns);
    }
  g_array_append_val (launches, launch);
}

/* @call: (nullable): that led to it. */
static void
add_activity (BsDeviceTimeline *self, const BsActivity *activity, const BsActivity *call,
              guint32 mini_batch, GArray *launches)
{
  const Work *work = find_work (self, activity);
  gint64 ns = (gint64) (activity->end - activity->start);
  BsEvent event = {
    .start_ns = (gint64) activity->start,
    .end_ns = (gint64) activity->end,
    .bytes = activity->bytes,
    .mini_batch = (guint16) mini_batch,
    .phase = get_phase (activity, work),
    .lane = find_lane (self, get_lane_kind (activity),
                       bs_activity_is_of_device (activity) ? activity->stream : 0),
  };

  if (work != NULL)
    {
      event.decision = work->span.decision;
      event.mini_batch = (guint16) work->span.mini_batch;
    }
  if (bs_activity_is_of_device (activity))
    {
      self->n_lost += work == NULL;
      self->n_late += work != NULL && work->span.mini_batch != mini_batch;
    }
  if (work != NULL && activity->kind == BS_ACTIVITY_KERNEL)
    {
      event.bytes = get_share (work->span.bytes, work, ns);
      event.flops = get_share (work->span.flops, work, ns);
    }
  g_array_append_val (self->made, event);
  if (activity->kind == BS_ACTIVITY_KERNEL)
    add_launch (self, launches, activity, call, work, &event);
  else if (bs_activity_is_of_device (activity))
    g_array_append_val (self->copies, event);
}

/* The activities of one call: [first, end). */
static void
add_call (BsDeviceTimeline *self, guint first, guint end, guint32 mini_batch, GArray *launches)
{
  const BsActivity *all = (const BsActivity *) (gpointer) self->activities->data, *call = NULL;
  gboolean waits = FALSE;

  for (guint i = first; i < end; i++)
    {
      Work *work = all[i].kind == BS_ACTIVITY_KERNEL ? find_work (self, &all[i]) : NULL;

      if (work != NULL)
        work->ns += (gint64) (all[i].end - all[i].start);
      if (all[i].kind == BS_ACTIVITY_CALL && call == NULL)
        call = &all[i];
      waits = waits || all[i].kind == BS_ACTIVITY_WAIT;
    }
  for (guint i = first; i < end; i++)
    /* a call that does nothing but wait is told once */
    if (all[i].kind != BS_ACTIVITY_CALL || !waits)
      add_activity (self, &all[i], call, mini_batch, launches);
}

static GArray *
make_launches (BsDeviceTimeline *self, guint32 mini_batch)
{
  GArray *launches = g_array_new (FALSE, FALSE, sizeof (BsLaunch));
  guint n = self->activities->len;

  g_array_sort (self->correlations, compare_correlations);
  g_array_sort (self->activities, compare_activities);
  for (guint first = 0, end; first < n; first = end)
    {
      guint32 correlation = g_array_index (self->activities, BsActivity, first).correlation;

      end = first + 1;
      /* 0: of no call */
      while (end < n && correlation > 0
             && g_array_index (self->activities, BsActivity, end).correlation == correlation)
        end++;
      add_call (self, first, end, mini_batch, launches);
    }
  g_array_sort (launches, compare_launches);

  return launches;
}

/* How many works of its stream were not done when each was called: they are done in order. */
static void
find_depths (GArray *launches)
{
  guint32 done[LAST_LANE + 1] = { 0 }, n[LAST_LANE + 1] = { 0 };
  g_autofree guint32 *places = g_new (guint32, launches->len + 1);
  g_autofree guint32 *lane_start = g_new0 (guint32, LAST_LANE + 2);

  for (guint i = 0; i < launches->len; i++)
    lane_start[g_array_index (launches, BsLaunch, i).lane + 1]++;
  for (guint i = 0; i <= LAST_LANE; i++)
    lane_start[i + 1] += lane_start[i];
  for (guint i = 0; i < launches->len; i++)
    {
      BsLaunch *launch = &g_array_index (launches, BsLaunch, i);
      const guint32 *own = places + lane_start[launch->lane];
      guint lane = launch->lane;

      places[lane_start[lane] + n[lane]] = i;
      while (done[lane] < n[lane]
             && g_array_index (launches, BsLaunch, own[done[lane]]).end_ns <= launch->called_ns)
        done[lane]++;
      if (launch->called_ns > 0)
        launch->depth = (gint32) (n[lane] - done[lane]);
      n[lane]++;
    }
}

/* The times of this mini-batch in which no kernel ran. */
static GArray *
make_idles (BsDeviceTimeline *self, guint32 mini_batch, const GArray *launches)
{
  GArray *idles = g_array_new (FALSE, FALSE, sizeof (BsIdle));
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (BsLaunch));
  BsDeviceTimes times = { .mini_batch = mini_batch };

  for (guint i = 0; i < launches->len; i++)
    if (g_array_index (launches, BsLaunch, i).mini_batch == mini_batch)
      g_array_append_vals (own, &g_array_index (launches, BsLaunch, i), 1);
  if (self->events->len == 0 || own->len == 0)
    return idles;

  g_array_sort (self->copies, compare_starts);
  times.start_ns = MAX (g_array_index (self->events, BsEvent, 0).start_ns, self->busy_until);
  times.end_ns = g_array_index (self->events, BsEvent, self->events->len - 1).end_ns;
  times.launches = (const BsLaunch *) (gpointer) own->data;
  times.n_launches = own->len;
  times.copies = (const BsEvent *) (gpointer) self->copies->data;
  times.n_copies = self->copies->len;
  times.phases = (const BsEvent *) (gpointer) self->events->data;
  times.n_phases = self->events->len;
  bs_idle_times_find (&times, idles);

  return idles;
}

static void
record_events (BsDeviceTimeline *self)
{
  const BsObserver *observer = bs_recorder_get_observer (self->recorder);

  g_array_append_vals (self->made, self->events->data, self->events->len);
  g_array_sort (self->made, compare_ends);
  for (guint i = 0; i < self->made->len; i++)
    observer->event (observer->user_data, &g_array_index (self->made, BsEvent, i));
}

static void
forget (BsDeviceTimeline *self)
{
  g_array_set_size (self->events, 0);
  g_array_set_size (self->activities, 0);
  g_array_set_size (self->correlations, 0);
  g_array_set_size (self->made, 0);
  g_array_set_size (self->copies, 0);
  if (self->works->len > 2 * KEPT_WORKS)
    {
      guint n = self->works->len - KEPT_WORKS;

      g_array_remove_range (self->works, 0, n);
      self->first_work += n;
    }
}

void
bs_device_timeline_flush (BsDeviceTimeline *self, guint32 mini_batch)
{
  GArray *launches = make_launches (self, mini_batch);
  GArray *idles;

  find_depths (launches);
  idles = make_idles (self, mini_batch, launches);
  for (guint i = 0; i < launches->len; i++)
    self->busy_until = MAX (self->busy_until, g_array_index (launches, BsLaunch, i).end_ns);
  record_events (self);
  bs_recorder_add_device_work (self->recorder, launches, idles);
  forget (self);
}

guint64
bs_device_timeline_get_late (const BsDeviceTimeline *self, guint64 *lost)
{
  *lost = self->n_lost;

  return self->n_late;
}
