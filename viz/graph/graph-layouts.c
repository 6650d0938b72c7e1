/* SPDX-License-Identifier: Apache-2.0 */
/* The layouts of a trace: made when they are asked for, the last few of them kept. */
#include "config.h"

#include "viz/graph/graph-layouts.h"

typedef struct
{
  guint32 mini_batch;
  BsGraphLayout *layout;
} Entry;

struct _BsGraphLayouts
{
  BsTrace *trace;
  gsize max_bytes;

  GMutex mutex;
  GQueue kept; /* Entry, that of the last use at the head: a few */
  gsize n_bytes;
};

BsGraphLayouts *
bs_graph_layouts_new (BsTrace *trace, gsize max_bytes)
{
  BsGraphLayouts *self = g_new0 (BsGraphLayouts, 1);

  self->trace = bs_trace_ref (trace);
  self->max_bytes = max_bytes;
  g_mutex_init (&self->mutex);

  return self;
}

static void
let_go (BsGraphLayouts *self, Entry *entry)
{
  self->n_bytes -= bs_graph_layout_get_size (entry->layout);
  bs_graph_layout_unref (entry->layout);
  g_free (entry);
}

void
bs_graph_layouts_free (BsGraphLayouts *self)
{
  while (self->kept.length > 0)
    let_go (self, g_queue_pop_tail (&self->kept));
  g_mutex_clear (&self->mutex);
  bs_trace_unref (self->trace);
  g_free (self);
}

/* With the mutex held. */
static BsGraphLayout *
find (BsGraphLayouts *self, guint32 mini_batch)
{
  for (GList *link = self->kept.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;

      if (entry->mini_batch != mini_batch)
        continue;
      g_queue_unlink (&self->kept, link);
      g_queue_push_head_link (&self->kept, link);
      return bs_graph_layout_ref (entry->layout);
    }

  return NULL;
}

BsGraphLayout *
bs_graph_layouts_peek (BsGraphLayouts *self, guint32 mini_batch)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return find (self, mini_batch);
}

BsGraphLayout *
bs_graph_layouts_open (BsGraphLayouts *self, guint32 mini_batch)
{
  BsGraphLayout *layout = bs_graph_layouts_peek (self, mini_batch), *other;
  g_autoptr (BsTraceGraph) unpacked = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  if (layout != NULL)
    return layout;

  unpacked = bs_trace_open_graph (self->trace, mini_batch);
  layout = bs_graph_layout_new (self->trace->types, unpacked);
  locker = g_mutex_locker_new (&self->mutex);
  /* Another thread may have been as quick. */
  other = find (self, mini_batch);
  if (other != NULL)
    {
      bs_graph_layout_unref (layout);
      return other;
    }

  entry = g_new (Entry, 1);
  entry->mini_batch = mini_batch;
  entry->layout = bs_graph_layout_ref (layout);
  g_queue_push_head (&self->kept, entry);
  self->n_bytes += bs_graph_layout_get_size (layout);
  while (self->n_bytes > self->max_bytes && self->kept.length > 1)
    let_go (self, g_queue_pop_tail (&self->kept));

  return layout;
}

gsize
bs_graph_layouts_get_size (BsGraphLayouts *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_bytes;
}
