/* SPDX-License-Identifier: Apache-2.0 */
/* Level of detail of the events of a trace: sums over consecutive events of a lane, and sums over
 * those, so that a picture of any part of a trace looks at few of them. */
#pragma once

#include "engine/observer.h"

G_BEGIN_DECLS

#define BS_EVENT_LANES 256

/* A node of level 1 is at most so many events of a lane, all in one block; one of a higher level so
 * many nodes of the level below. */
#define BS_EVENT_LEAF 64
#define BS_EVENT_FANOUT 16

/* Nodes of a row of level_block, and levels of 2^32 events. */
#define BS_EVENT_ROW_NODES 64
#define BS_EVENT_MAX_LEVELS 10

/* What events of one phase add up to. */
typedef struct
{
  gint64 ns;         /* added up; at most G_MAXINT64 */
  gint64 longest_ns; /* of one of them */
  guint32 n;
} BsPhaseSum;

typedef struct
{
  BsPhaseSum phases[BS_N_PHASES];
  guint32 n;
  guint32 longest; /* the number of the longest event, the first of equal ones, or BS_NO_EVENT */
  gint64 longest_ns;
} BsEventSums;

typedef struct
{
  gint64 t0, t1; /* earliest start, latest end */
  guint32 first; /* the number of its first event */
  BsEventSums sums;
} BsEventNode;

#define BS_NO_EVENT G_MAXUINT32

/** bs_event_sums_init: of no event. */
void bs_event_sums_init (BsEventSums *self);

/**
 * bs_event_sums_add:
 * @ns: as much of @event as counts here
 * @n: 1, or 0 when it is counted elsewhere
 * @number: of the event
 */
void bs_event_sums_add (BsEventSums *self, const BsEvent *event, gint64 ns, guint32 n,
                        guint32 number);

/** bs_event_sums_cover: @n more events of @phase take @ns, each. */
void bs_event_sums_cover (BsEventSums *self, guint phase, gint64 ns, guint32 n);

/** bs_event_sums_touch: @number: of an event of @phase that lasts @ns. */
void bs_event_sums_touch (BsEventSums *self, guint phase, gint64 ns, guint32 number);

/** bs_event_sums_merge: adds all of @other. */
void bs_event_sums_merge (BsEventSums *self, const BsEventSums *other);

typedef struct _BsEventLevels BsEventLevels;

BsEventLevels *bs_event_levels_new (void);
void bs_event_levels_free (BsEventLevels *self);

/**
 * bs_event_levels_add:
 * @events: (array length=n): the next block, in order of start_ns
 */
void bs_event_levels_add (BsEventLevels *self, const BsEvent *events, guint32 n);

/** bs_event_levels_finish: makes nodes of what is left over; nothing can be added then. */
void bs_event_levels_finish (BsEventLevels *self);

/** bs_event_levels_get_n: Returns: how many levels a lane has; 0: it has no event. */
guint bs_event_levels_get_n (const BsEventLevels *self, guint lane);

/** bs_event_levels_get: Returns: (array length=n): the nodes of @level from 1 on; node i is the sum
 * of nodes %BS_EVENT_FANOUT i and so on of the level below. */
const BsEventNode *bs_event_levels_get (const BsEventLevels *self, guint lane, guint level,
                                        guint32 *n);

/**
 * BsEventLevelsFunc:
 * @row: which of the level it is: its first node is @row times %BS_EVENT_ROW_NODES
 */
typedef void (*BsEventLevelsFunc) (gpointer user_data, guint lane, guint level, guint32 row,
                                   const BsEventNode *nodes, guint32 n);

/**
 * bs_event_levels_hand_over:
 * @all: also the last rows, which are not full yet, with all that was added so far; they will be
 *   handed over again when more was added
 * @func: (scope call): takes them
 *
 * Calls @func for full rows, and forgets them.
 */
void bs_event_levels_hand_over (BsEventLevels *self, gboolean all, BsEventLevelsFunc func,
                                gpointer user_data);

/*
 * A row of nodes is packed one after the other; varint and zigzag are those of event-packing.h:
 *
 *   varint  zigzag of t0 minus t1 of the node before in the row (the first: minus 0)
 *   varint  t1 minus t0
 *   varint  zigzag of first minus first of the node before in the row (the first: minus 0)
 *   varint  longest minus first
 *   varint  a bit for each phase that has events, that of phase 0 the lowest
 *   for each of these, from the lowest on:
 *     varint  n
 *     varint  ns
 *     varint  longest_ns
 */

/* Most bytes of a packed node. */
#define BS_PACKED_NODE_MAX ((5 + 3 * BS_N_PHASES) * 10)

/** bs_event_nodes_pack: @out: room for @n times %BS_PACKED_NODE_MAX. Returns: bytes taken. */
gsize bs_event_nodes_pack (const BsEventNode *nodes, guint32 n, guint8 *out);

/** bs_event_nodes_unpack: @data: untrusted. Returns: whether it is @n possible nodes of @level, and
 * nothing else. */
gboolean bs_event_nodes_unpack (const guint8 *data, gsize size, guint level, guint32 n,
                                BsEventNode *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsEventLevels, bs_event_levels_free)

G_END_DECLS
