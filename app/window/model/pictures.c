/* SPDX-License-Identifier: Apache-2.0 */
/* A trace with all that its views need. */
#include "config.h"

#include "app/window/model/pictures.h"

#include "profiles/trace/outlook.h"

#define MANY_DECISIONS 20000

/* The policy numbers types and states its own way: match them by name once. */
static void
match_policy (BsPictures *self)
{
  const BsTrace *trace = self->trace;
  guint n_states = trace->states != NULL ? trace->states->n_states : 0;

  self->fsm_types = g_new (guint16, MAX (trace->types->n_types, 1));
  self->fsm_states = g_new (guint32, MAX (n_states, 1));
  for (guint t = 0; t < trace->types->n_types; t++)
    {
      int id = trace->fsm != NULL
                   ? bs_type_table_lookup (trace->fsm->types, trace->types->types[t].name)
                   : -1;

      self->fsm_types[t] = id < 0 ? G_MAXUINT16 : (guint16) id;
    }

  for (guint s = 0; s < n_states; s++)
    self->fsm_states[s] = bs_trace_policy_state (trace, s);
}

BsPictures *
bs_pictures_new (BsTrace *trace, GCancellable *cancellable)
{
  BsPictures *self = g_new0 (BsPictures, 1);

  g_atomic_int_set (&self->refs, 1);
  self->trace = bs_trace_ref (trace);
  self->strip = bs_strip_painter_new (trace);
  if (!g_cancellable_is_cancelled (cancellable))
    self->fsm = bs_fsm_painter_new (trace);
  if (!g_cancellable_is_cancelled (cancellable))
    {
      self->graph = bs_graph_painter_new (trace);
      bs_graph_painter_set_patient (self->graph, TRUE);
    }
  self->to_go = g_new0 (guint32 *, MAX (trace->n_mini_batches, 1));
  match_policy (self);

  return self;
}

BsPictures *
bs_pictures_ref (BsPictures *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static gpointer
free_pictures (gpointer data)
{
  BsPictures *self = data;

  g_clear_pointer (&self->fsm, bs_fsm_painter_free);
  g_clear_pointer (&self->graph, bs_graph_painter_free);
  g_clear_pointer (&self->strip, bs_strip_painter_free);
  for (guint32 m = 0; m < self->trace->n_mini_batches; m++)
    g_free (self->to_go[m]);
  g_free (self->to_go);
  g_free (self->fsm_states);
  g_free (self->fsm_types);
  bs_trace_unref (self->trace);
  g_free (self);
  return NULL;
}

static gboolean
free_aside_cb (gpointer data)
{
  g_autoptr (GThread) thread = g_thread_try_new ("free pictures", free_pictures, data, NULL);

  if (thread == NULL)
    free_pictures (data);
  return G_SOURCE_REMOVE;
}

void
bs_pictures_unref (BsPictures *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  /* What is large takes longer than a frame. By the next turn of the main loop nobody else has the trace. */
  if (self->trace->n_decisions > MANY_DECISIONS)
    g_idle_add (free_aside_cb, self);
  else
    free_pictures (self);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  BsPictures *self = bs_pictures_new (task_data, cancellable);

  if (g_task_return_error_if_cancelled (task))
    bs_pictures_unref (self);
  else
    g_task_return_pointer (task, self, (GDestroyNotify) bs_pictures_unref);
}

void
bs_pictures_new_async (BsTrace *trace, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bs_pictures_new_async);
  g_task_set_task_data (task, bs_trace_ref (trace), (GDestroyNotify) bs_trace_unref);
  g_task_run_in_thread (task, make_in_thread);
}

BsPictures *
bs_pictures_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
bs_pictures_get_to_go (BsPictures *self, guint32 decision, guint32 *to_go)
{
  guint32 m = bs_trace_decision (self->trace, decision)->mini_batch;

  if (self->to_go[m] == NULL)
    return FALSE;

  *to_go = self->to_go[m][decision - self->trace->mini_batches[m].first_decision];
  return TRUE;
}

static void
find_to_go_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  BsPictures *self = task_data;
  guint32 m = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (task), "mini-batch"));
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (self->trace, m);
  guint32 *to_go = bs_outlook_of_graph (self->trace, unpacked, cancellable);

  if (g_task_return_error_if_cancelled (task))
    g_free (to_go);
  else
    g_task_return_pointer (task, to_go, g_free);
}

void
bs_pictures_find_to_go_async (BsPictures *self, guint32 decision, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  guint32 m = bs_trace_decision (self->trace, decision)->mini_batch;

  g_task_set_source_tag (task, bs_pictures_find_to_go_async);
  g_task_set_task_data (task, bs_pictures_ref (self), (GDestroyNotify) bs_pictures_unref);
  g_object_set_data (G_OBJECT (task), "mini-batch", GUINT_TO_POINTER (m));
  g_task_run_in_thread (task, find_to_go_in_thread);
}

gboolean
bs_pictures_find_to_go_finish (GAsyncResult *result, GError **error)
{
  BsPictures *self = g_task_get_task_data (G_TASK (result));
  guint32 m = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (result), "mini-batch"));
  guint32 *to_go = g_task_propagate_pointer (G_TASK (result), error);

  if (to_go == NULL)
    return FALSE;

  g_free (self->to_go[m]);
  self->to_go[m] = to_go;
  return TRUE;
}
