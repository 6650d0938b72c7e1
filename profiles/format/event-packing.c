/* SPDX-License-Identifier: Apache-2.0 */
/* How events lie in a trace: the format is in the header. */
#include "config.h"

#include "profiles/format/event-packing.h"

#include <string.h>

#include "profiles/format/varint.h"

#define N_LANES 256
#define PHASE_MASK 0x0f
#define SAME_LANE 0x10
#define FOLLOWS 0x20
#define SAME_WORK 0x40
#define SAME_DECISION 0x80

G_STATIC_ASSERT (BS_N_PHASES <= PHASE_MASK + 1);

typedef struct
{
  guint64 bytes, flops;
} Work;

/* What was before in the segment. */
typedef struct
{
  gint64 ends[N_LANES]; /* of the last event of each lane */
  Work work[PHASE_MASK + 1];
  gint64 start_ns;
  guint32 decision;
  guint16 mini_batch;
  guint8 lane;
} Before;

static guint8 *
pack_segment (const BsEvent *events, guint32 n, guint8 *out)
{
  Before before = { 0 };

  for (guint32 i = 0; i < n; i++)
    {
      const BsEvent *event = &events[i];
      Work *work = &before.work[event->phase & PHASE_MASK];
      guint8 head = event->phase & PHASE_MASK;

      if (event->lane == before.lane)
        head |= SAME_LANE;
      if (event->start_ns == before.ends[event->lane])
        head |= FOLLOWS;
      if (event->bytes == work->bytes && event->flops == work->flops)
        head |= SAME_WORK;
      if (event->decision == before.decision && event->mini_batch == before.mini_batch)
        head |= SAME_DECISION;

      *out++ = head;
      if (!(head & SAME_LANE))
        *out++ = event->lane;
      if (!(head & FOLLOWS))
        out = bs_varint_write (out, (guint64) (event->start_ns - before.start_ns));
      out = bs_varint_write (out, (guint64) (event->end_ns - event->start_ns));
      if (!(head & SAME_WORK))
        {
          out = bs_varint_write (out, event->bytes);
          out = bs_varint_write (out, event->flops);
        }
      if (!(head & SAME_DECISION))
        {
          gboolean moves = event->mini_batch != before.mini_batch;

          out = bs_varint_write (out, bs_varint_fold ((gint64) event->decision - before.decision)
                                              << 1
                                          | (guint64) moves);
          if (moves)
            out = bs_varint_write (out, event->mini_batch);
        }

      before.ends[event->lane] = event->end_ns;
      *work = (Work){ event->bytes, event->flops };
      before.start_ns = event->start_ns;
      before.decision = event->decision;
      before.mini_batch = event->mini_batch;
      before.lane = event->lane;
    }

  return out;
}

gsize
bs_event_block_pack (const BsEvent *events, guint32 n, guint8 *out)
{
  guint8 *at = out;

  for (guint32 first = 0; first < n; first += BS_EVENT_SEGMENT_EVENTS)
    {
      guint8 *end = pack_segment (events + first, MIN (n - first, BS_EVENT_SEGMENT_EVENTS), at + 2);
      gsize size = (gsize) (end - at) - 2;

      at[0] = (guint8) size;
      at[1] = (guint8) (size >> 8);
      at = end;
    }

  return (gsize) (at - out);
}

/* What the decision and the mini-batch are, where they are said. */
static inline gboolean
unpack_decision (const guint8 **at, const guint8 *end, Before *before)
{
  guint64 change, mini_batch;
  gint64 decision;

  if (!bs_varint_read (at, end, &change) || change >> 34 != 0)
    return FALSE;
  decision = before->decision + bs_varint_unfold (change >> 1);
  if (decision < 0 || decision > G_MAXUINT32)
    return FALSE;
  before->decision = (guint32) decision;
  if (change & 1)
    {
      if (!bs_varint_read (at, end, &mini_batch) || mini_batch > G_MAXUINT16)
        return FALSE;
      before->mini_batch = (guint16) mini_batch;
    }

  return TRUE;
}

gboolean
bs_event_segment_unpack (const guint8 *data, gsize size, guint32 n, BsEvent *out)
{
  const guint8 *at = data, *end = data + size;
  Before before = { 0 };

  for (guint32 i = 0; i < n; i++)
    {
      guint64 delta, duration;
      gint64 start_ns;
      Work *work;
      guint8 head, phase;

      if (at == end)
        return FALSE;
      head = *at++;
      phase = head & PHASE_MASK;
      if (!(head & SAME_LANE))
        {
          if (at == end)
            return FALSE;
          before.lane = *at++;
        }

      start_ns = before.ends[before.lane];
      if (!(head & FOLLOWS))
        {
          if (!bs_varint_read (&at, end, &delta)
              || delta > (guint64) (G_MAXINT64 - before.start_ns))
            return FALSE;
          start_ns = before.start_ns + (gint64) delta;
        }
      if (!bs_varint_read (&at, end, &duration) || duration > (guint64) (G_MAXINT64 - start_ns)
          || start_ns < before.start_ns || phase >= BS_N_PHASES)
        return FALSE;

      work = &before.work[phase];
      if (!(head & SAME_WORK)
          && (!bs_varint_read (&at, end, &work->bytes) || !bs_varint_read (&at, end, &work->flops)))
        return FALSE;
      if (!(head & SAME_DECISION) && !unpack_decision (&at, end, &before))
        return FALSE;

      before.start_ns = start_ns;
      before.ends[before.lane] = start_ns + (gint64) duration;
      out[i] = (BsEvent){
        .start_ns = start_ns,
        .end_ns = start_ns + (gint64) duration,
        .bytes = work->bytes,
        .flops = work->flops,
        .decision = before.decision,
        .mini_batch = before.mini_batch,
        .phase = phase,
        .lane = before.lane,
      };
    }

  return at == end;
}

gboolean
bs_event_block_unpack (const guint8 *data, gsize size, guint32 n, BsEvent *out)
{
  for (guint32 first = 0; first < n; first += BS_EVENT_SEGMENT_EVENTS)
    {
      gsize length;

      if (size < 2)
        return FALSE;
      length = data[0] | (gsize) data[1] << 8;
      data += 2;
      size -= 2;
      if (length > size
          || !bs_event_segment_unpack (data, length, MIN (n - first, BS_EVENT_SEGMENT_EVENTS),
                                       out + first)
          || (first > 0 && out[first].start_ns < out[first - 1].start_ns))
        return FALSE;
      data += length;
      size -= length;
    }

  return size == 0;
}
