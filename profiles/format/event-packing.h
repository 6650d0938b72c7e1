/* SPDX-License-Identifier: Apache-2.0 */
/* How events lie in a trace: sorted by their start, and only what is new of each, so that one takes
 * few bytes and is read again in a few nanoseconds. */
#pragma once

#include "engine/observer.h"

G_BEGIN_DECLS

/*
 * A block holds up to BS_EVENT_BLOCK_EVENTS events in order of start_ns. It is a row of segments of
 * 256 events, the last of which may have fewer. A segment is the number of its bytes in 16 bits,
 * little-endian, and then its events; nothing in it refers to another segment.
 *
 * A varint is an unsigned number of up to 64 bits, 7 of them in a byte, the lowest first; all bytes
 * but the last have the highest bit set.
 *
 * An event is one byte:
 *
 *   bits 0-3  phase
 *   bit  4    the lane is that of the event before
 *   bit  5    it starts when the last event of its lane ended
 *   bit  6    bytes and flops are those of the last event of its phase, whatever the lane
 *   bit  7    decision and mini_batch are those of the event before
 *
 * and then, in this order:
 *
 *   without bit 4   a byte: the lane
 *   without bit 5   varint: start_ns minus start_ns of the event before
 *   always          varint: end_ns minus start_ns
 *   without bit 6   varint: bytes; varint: flops
 *   without bit 7   varint: 2 z + m, where d is the decision minus that of the event before, z is
 *                   2 d when d >= 0 and -2 d - 1 when d < 0; m is 1 when the mini_batch differs
 *                   from that of the event before, and then a varint follows: the mini_batch
 *
 * Where there is nothing before in the segment all of it is 0.
 */

/** BS_EVENT_SEGMENT_EVENTS: events of a segment, at most. */
#define BS_EVENT_SEGMENT_EVENTS 256

/** BS_PACKED_EVENT_MAX: most bytes of an event. */
#define BS_PACKED_EVENT_MAX 52

/** BS_EVENT_SEGMENT_MAX: most bytes of a segment with its length. */
#define BS_EVENT_SEGMENT_MAX (2 + BS_EVENT_SEGMENT_EVENTS * BS_PACKED_EVENT_MAX)

/**
 * bs_event_block_bound:
 * @n: number of events
 *
 * How much room bs_event_block_pack() needs.
 *
 * Returns: the most bytes that a block of them takes
 */
static inline gsize
bs_event_block_bound (gsize n)
{
  return (n + BS_EVENT_SEGMENT_EVENTS - 1) / BS_EVENT_SEGMENT_EVENTS * 2 + n * BS_PACKED_EVENT_MAX;
}

/**
 * bs_event_block_pack:
 * @events: (array length=n): in order of start_ns, from 0 on; none ends before it starts; phases are
 *   below %BS_N_PHASES
 * @n: number of @events, at most that of a block
 * @out: room for bs_event_block_bound() bytes
 *
 * Returns: how many bytes they took
 */
gsize bs_event_block_pack (const BsEvent *events, guint32 n, guint8 *out);

/**
 * bs_event_block_unpack:
 * @data: (array length=size): untrusted
 * @size: bytes of @data
 * @n: how many events it is said to be
 * @out: (out caller-allocates): room for @n events
 *
 * Returns: whether @data is @n events in order of start_ns that satisfy what is asked of those to
 *   pack, and nothing else; what is in @out is undefined otherwise
 */
gboolean bs_event_block_unpack (const guint8 *data, gsize size, guint32 n, BsEvent *out);

/**
 * bs_event_segment_unpack:
 * @data: (array length=size): the events of a segment, without the length before them; untrusted
 * @size: bytes of @data
 * @n: how many events it is said to be, at most %BS_EVENT_SEGMENT_EVENTS
 * @out: (out caller-allocates): room for @n events
 *
 * Returns: as bs_event_block_unpack()
 */
gboolean bs_event_segment_unpack (const guint8 *data, gsize size, guint32 n, BsEvent *out);

G_END_DECLS
