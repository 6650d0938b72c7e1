/* SPDX-License-Identifier: Apache-2.0 */
/* Collects what a GPU does. During a mini-batch nothing but a number is told to CUPTI for every
 * launch; records are read when it is over, or when many buffers are full. */
#include "config.h"

#include "profiles/device/activity-collector.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

void
bs_activity_options_init (BsActivityOptions *self)
{
  *self = (BsActivityOptions){ 1 << 20, 64 };
}

#ifdef HAVE_CUDA
#include "profiles/device/activity-buffers.h"
#include "profiles/device/clock-alignment.h"
#include "profiles/device/cupti-records.h"
#include "profiles/device/device-timeline.h"

/* Full buffers from which on they are read also in the middle of a mini-batch. */
#define MANY_BUFFERS 8u

struct _BsActivityCollector
{
  BsObserver observer;
  BsRecorder *recorder;
  const BsObserver *inner; /* of the recorder */
  const BsCuptiLibrary *cupti;
  guint n_kinds; /* that are switched on */
  gboolean has_buffers;
  BsDeviceTimeline *timeline;
  BsClockAlignment clock;
  GArray *activities, *correlations; /* of the timeline */
  guint32 mini_batch;
  GError *problem; /* (nullable): the first one while records were fetched */
};

static gboolean
read_clock (gpointer user_data, guint64 *ns)
{
  BsActivityCollector *self = user_data;
  uint64_t now;

  if (self->cupti->p_cuptiGetTimestamp (&now) != CUPTI_SUCCESS)
    return FALSE;
  *ns = now;

  return TRUE;
}

/* Reads all records that are there. */
static void
read_buffers (BsActivityCollector *self)
{
  guint8 *buffer;
  gsize valid;

  while ((buffer = bs_activity_buffers_take (&valid)) != NULL)
    {
      bs_cupti_records_read (self->cupti, buffer, valid, self->activities, self->correlations);
      bs_activity_buffers_give_back (buffer);
    }
}

static void
align (BsActivityCollector *self)
{
  bs_clock_alignment_measure (&self->clock, read_clock, self);
  for (guint i = 0; i < self->activities->len; i++)
    {
      BsActivity *activity = &g_array_index (self->activities, BsActivity, i);

      activity->start = (guint64) bs_clock_alignment_convert (&self->clock, activity->start);
      activity->end = (guint64) bs_clock_alignment_convert (&self->clock, activity->end);
    }
}

/* Records what is known of the mini-batch; @all: also what CUPTI thinks is not over. */
static void
flush (BsActivityCollector *self, gboolean all)
{
  CUptiResult result = self->cupti->p_cuptiActivityFlushAll (all ? CUPTI_ACTIVITY_FLAG_FLUSH_FORCED
                                                                 : 0);

  if (self->problem == NULL)
    bs_cupti_check (self->cupti, result, &self->problem);
  read_buffers (self);
  align (self);
  bs_device_timeline_flush (self->timeline, self->mini_batch);
}

static void
on_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  BsActivityCollector *self = user_data;

  self->inner->scheduled (self->inner->user_data, mini_batch);
}

static void
on_planned (gpointer user_data, const BsPlacement *placement)
{
  BsActivityCollector *self = user_data;

  self->inner->planned (self->inner->user_data, placement);
}

/* Kept until it is known what the device did at the same time. */
static void
on_event (gpointer user_data, const BsEvent *event)
{
  BsActivityCollector *self = user_data;

  bs_device_timeline_add_event (self->timeline, event);
}

static void
on_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  BsActivityCollector *self = user_data;

  flush (self, FALSE);
  self->inner->finished (self->inner->user_data, mini_batch, loss);
}

static void
on_enter (gpointer user_data, const BsSpan *span)
{
  BsActivityCollector *self = user_data;

  if (span->kind == BS_SPAN_MINI_BATCH)
    self->mini_batch = span->mini_batch;
  if (span->kind != BS_SPAN_WORK)
    return;
  if (G_UNLIKELY (bs_activity_buffers_get_n_full () >= MANY_BUFFERS))
    read_buffers (self);
  self->cupti->p_cuptiActivityPushExternalCorrelationId (
      CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0, bs_device_timeline_add_work (self->timeline, span));
}

static void
on_leave (gpointer user_data, const BsSpan *span)
{
  BsActivityCollector *self = user_data;

  if (span->kind == BS_SPAN_WORK)
    self->cupti->p_cuptiActivityPopExternalCorrelationId (CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0,
                                                          NULL);
}

static gboolean
begin (BsActivityCollector *self, const BsActivityOptions *options, GError **error)
{
  self->has_buffers = bs_activity_buffers_begin (self->cupti, options, error);
  if (!self->has_buffers)
    return FALSE;
  for (; bs_cupti_kinds[self->n_kinds] != 0; self->n_kinds++)
    if (!bs_cupti_check (self->cupti,
                         self->cupti->p_cuptiActivityEnable (bs_cupti_kinds[self->n_kinds]), error))
      return FALSE;
  if (!bs_clock_alignment_measure (&self->clock, read_clock, self))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("CUPTI does not say what time it is"));
      return FALSE;
    }

  return TRUE;
}

static void
end (BsActivityCollector *self)
{
  while (self->n_kinds > 0)
    self->cupti->p_cuptiActivityDisable (bs_cupti_kinds[--self->n_kinds]);
  if (self->has_buffers)
    bs_activity_buffers_end ();
  self->has_buffers = FALSE;
}

BsActivityCollector *
bs_activity_collector_new (BsRecorder *recorder, const BsDeviceFacts *facts,
                           const BsActivityOptions *options, GError **error)
{
  const BsCuptiLibrary *cupti = bs_cupti_library_get (error);
  g_autoptr (BsActivityCollector) self = NULL;
  BsActivityOptions defaults;

  if (cupti == NULL)
    return NULL;

  bs_activity_options_init (&defaults);
  self = g_new0 (BsActivityCollector, 1);
  self->cupti = cupti;
  self->recorder = recorder;
  self->inner = bs_recorder_get_observer (recorder);
  self->timeline = bs_device_timeline_new (recorder, facts);
  bs_device_timeline_get_room (self->timeline, &self->activities, &self->correlations);
  self->observer = (BsObserver){
    .user_data = self,
    .without_ratios = self->inner->without_ratios,
    .scheduled = on_scheduled,
    .planned = self->inner->planned != NULL ? on_planned : NULL,
    .event = on_event,
    .finished = on_finished,
    .enter = on_enter,
    .leave = on_leave,
  };
  if (!begin (self, options != NULL ? options : &defaults, error))
    return NULL;

  return g_steal_pointer (&self);
}

const BsObserver *
bs_activity_collector_get_observer (BsActivityCollector *self)
{
  return &self->observer;
}

char *
bs_activity_collector_describe (BsActivityCollector *self)
{
  guint32 version = self->cupti->version;

  return g_strdup_printf ("CUPTI %u.%u", version / 10000, version % 10000 / 100);
}

gboolean
bs_activity_collector_finish (BsActivityCollector *self, GError **error)
{
  guint64 n_late, n_lost;

  flush (self, TRUE);
  n_late = bs_device_timeline_get_late (self->timeline, &n_lost);
  bs_recorder_set_diagnostic (self->recorder, "dropped_activities",
                              (gint64) bs_activity_buffers_get_dropped ());
  bs_recorder_set_diagnostic (self->recorder, "late_activities", (gint64) n_late);
  bs_recorder_set_diagnostic (self->recorder, "activities_without_batch", (gint64) n_lost);
  bs_recorder_set_diagnostic (self->recorder, "clock_error_ns", self->clock.worst_error);
  bs_recorder_set_diagnostic (self->recorder, "clock_drift_ppb", self->clock.drift_ppb);
  end (self);
  if (self->problem == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->problem));

  return FALSE;
}

void
bs_activity_collector_free (BsActivityCollector *self)
{
  end (self);
  g_clear_error (&self->problem);
  bs_device_timeline_free (self->timeline);
  g_free (self);
}
#else
BsActivityCollector *
bs_activity_collector_new (BsRecorder *recorder, const BsDeviceFacts *facts,
                           const BsActivityOptions *options, GError **error)
{
  g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("This program was built without CUDA"));

  return NULL;
}

const BsObserver *
bs_activity_collector_get_observer (BsActivityCollector *self)
{
  return NULL;
}

char *
bs_activity_collector_describe (BsActivityCollector *self)
{
  return NULL;
}

gboolean
bs_activity_collector_finish (BsActivityCollector *self, GError **error)
{
  return TRUE;
}

void
bs_activity_collector_free (BsActivityCollector *self)
{
}
#endif
