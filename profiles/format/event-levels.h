/* SPDX-License-Identifier: Apache-2.0 */
/* Level of detail of the events of a trace: sums over consecutive events of a lane, and sums over
 * those, so that a picture of any part of a trace looks at few of them. */
#pragma once

#include "engine/observer.h"

G_BEGIN_DECLS

/** BS_EVENT_LANES: lanes of events are below it. */
#define BS_EVENT_LANES 256

/** BS_EVENT_LEAF: a node of level 1 is at most so many events of a lane, all in one block. */
#define BS_EVENT_LEAF 64

/** BS_EVENT_FANOUT: a node of a level above 1 is at most so many nodes of the level below. */
#define BS_EVENT_FANOUT 16

/** BS_EVENT_ROW_NODES: nodes of a row of the table level_block, at most. */
#define BS_EVENT_ROW_NODES 64

/** BS_EVENT_MAX_LEVELS: levels of 2^32 events. */
#define BS_EVENT_MAX_LEVELS 10

/** BsPhaseSum: what events of one phase add up to. */
typedef struct
{
  gint64 ns;         /* added up; at most G_MAXINT64 */
  gint64 longest_ns; /* of one of them */
  guint32 n;         /* events */
} BsPhaseSum;

/** BsEventSums: what events add up to. */
typedef struct
{
  BsPhaseSum phases[BS_N_PHASES]; /* [BS_N_PHASES] by phase */
  guint32 n;                      /* events */
  guint32 longest;   /* the number of the longest event, the first of equal ones, or BS_NO_EVENT */
  gint64 longest_ns; /* how long that lasts */
} BsEventSums;

/** BsEventNode: consecutive events of a lane. */
typedef struct
{
  gint64 t0, t1;    /* earliest start, latest end */
  guint32 first;    /* the number of its first event */
  BsEventSums sums; /* of all of them */
} BsEventNode;

/** BS_NO_EVENT: the number of no event. */
#define BS_NO_EVENT G_MAXUINT32

/** bs_event_sums_init: of no event. */
void bs_event_sums_init (BsEventSums *self);

/**
 * bs_event_sums_add:
 * @event: what is added
 * @ns: as much of @event as counts here
 * @n: 1, or 0 when it is counted elsewhere
 * @number: of the event
 *
 * Adds an event, or the part of it that lies in a stretch of time. The longest is compared by its whole
 * length.
 */
void bs_event_sums_add (BsEventSums *self, const BsEvent *event, gint64 ns, guint32 n,
                        guint32 number);

/**
 * bs_event_sums_cover:
 * @phase: below %BS_N_PHASES
 * @ns: that each of them takes here
 * @n: how many there are
 *
 * Adds the time of events that are counted elsewhere.
 */
void bs_event_sums_cover (BsEventSums *self, guint phase, gint64 ns, guint32 n);

/**
 * bs_event_sums_touch:
 * @phase: below %BS_N_PHASES
 * @ns: how long the event lasts
 * @number: of the event
 *
 * Adds no time: an event that is here at all may be the longest.
 */
void bs_event_sums_touch (BsEventSums *self, guint phase, gint64 ns, guint32 number);

/**
 * bs_event_sums_merge:
 * @other: sums of other events
 *
 * Adds all of @other.
 */
void bs_event_sums_merge (BsEventSums *self, const BsEventSums *other);

/**
 * BsEventLevels:
 *
 * The levels of detail of all lanes, made while events come in. For one thread at a time until it is
 * finished, then safe to share.
 */
typedef struct _BsEventLevels BsEventLevels;

BsEventLevels *bs_event_levels_new (void);
void bs_event_levels_free (BsEventLevels *self);

/**
 * bs_event_levels_add:
 * @events: (array length=n): the next block, in order of start_ns
 * @n: number of @events
 *
 * Adds a block of events, whose numbers go on from those before.
 */
void bs_event_levels_add (BsEventLevels *self, const BsEvent *events, guint32 n);

/** bs_event_levels_finish: makes nodes of what is left over; nothing can be added then. */
void bs_event_levels_finish (BsEventLevels *self);

/**
 * bs_event_levels_get_n:
 * @lane: below %BS_EVENT_LANES
 *
 * Returns: how many levels a lane has; 0: it has no event
 */
guint bs_event_levels_get_n (const BsEventLevels *self, guint lane);

/**
 * bs_event_levels_get:
 * @lane: below %BS_EVENT_LANES
 * @level: from 1 to bs_event_levels_get_n()
 * @n: (out): how many nodes there are
 *
 * Node i is the sum of nodes %BS_EVENT_FANOUT i and so on of the level below.
 *
 * Returns: (array length=n) (transfer none): the nodes of the level, in order
 */
const BsEventNode *bs_event_levels_get (const BsEventLevels *self, guint lane, guint level,
                                        guint32 *n);

/**
 * BsEventLevelsFunc:
 * @user_data: as it was given
 * @lane: below %BS_EVENT_LANES
 * @level: from 1 on
 * @row: which of the level it is: its first node is @row times %BS_EVENT_ROW_NODES
 * @nodes: (array length=n): in order; valid during the call
 * @n: at most %BS_EVENT_ROW_NODES
 *
 * Takes a row of nodes, see bs_event_levels_hand_over().
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

/** BS_PACKED_NODE_MAX: most bytes of a packed node. */
#define BS_PACKED_NODE_MAX ((5 + 3 * BS_N_PHASES) * 10)

/**
 * bs_event_nodes_pack:
 * @nodes: (array length=n): of one row, in order
 * @n: at most %BS_EVENT_ROW_NODES
 * @out: room for @n times %BS_PACKED_NODE_MAX bytes
 *
 * Returns: how many bytes they took
 */
gsize bs_event_nodes_pack (const BsEventNode *nodes, guint32 n, guint8 *out);

/**
 * bs_event_nodes_unpack:
 * @data: (array length=size): untrusted
 * @size: bytes of @data
 * @level: from 1 on
 * @n: how many nodes it is said to be
 * @out: (out caller-allocates): room for @n nodes
 *
 * Returns: whether @data is @n possible nodes of @level, and nothing else; what is in @out is undefined
 *   otherwise
 */
gboolean bs_event_nodes_unpack (const guint8 *data, gsize size, guint level, guint32 n,
                                BsEventNode *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsEventLevels, bs_event_levels_free)

G_END_DECLS
