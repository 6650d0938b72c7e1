/* SPDX-License-Identifier: Apache-2.0 */
/* Makes rows of event_block and level_block from events. */
#pragma once

#include "engine/observer.h"

G_BEGIN_DECLS

/* Columns of the tables, in their order. */
typedef struct
{
  gint64 id, t0, t1;
  guint32 n, first_mini_batch, last_mini_batch;
  gint64 first_decision, last_decision; /* -1: none */
  const guint8 *data;
  gsize size;
} BsEventRow;

typedef struct
{
  gint64 id;
  guint32 lane, level, part;
  gint64 t0, t1;
  guint32 n;
  const guint8 *data;
  gsize size;
} BsLevelRow;

/**
 * BsEventRowsFuncs:
 * @event: a row is to be inserted
 * @level: a row is to be inserted, or to replace the one with its id
 */
typedef struct
{
  void (*event) (gpointer user_data, const BsEventRow *row);
  void (*level) (gpointer user_data, const BsLevelRow *row);
} BsEventRowsFuncs;

typedef struct _BsEventRows BsEventRows;

BsEventRows *bs_event_rows_new (const BsEventRowsFuncs *funcs, gpointer user_data);
void bs_event_rows_free (BsEventRows *self);

/**
 * bs_event_rows_add:
 * @events: (array length=n): for one block, see bs_event_block_pack()
 * @near: a mini-batch close to that of all events, in full
 */
void bs_event_rows_add (BsEventRows *self, const BsEvent *events, guint32 n, guint32 near);

/** bs_event_rows_flush: makes rows of what is left over, to be replaced if more is added. */
void bs_event_rows_flush (BsEventRows *self);

/** bs_event_rows_get_n: Returns: how many events were added. */
guint64 bs_event_rows_get_n (const BsEventRows *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsEventRows, bs_event_rows_free)

G_END_DECLS
