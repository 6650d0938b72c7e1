/* SPDX-License-Identifier: Apache-2.0 */
/* Reads types, states and the policy of a trace. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/fsm.h"
#include "profiles/format/packing.h"
#include "profiles/trace/trace-reader.h"

#define MAX_LETTER_BYTES 16

void
bs_trace_read_types (BsTraceFile *file, const char *table, BsTypeTable *types)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, table, "name, letter, shape"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      const char *letter = bs_trace_cursor_text (&cursor, 1);
      const char *shape_name = bs_trace_cursor_text (&cursor, 2);
      BsShape shape;

      if (file->error != NULL)
        return;

      if (cursor.id != types->n_types || types->n_types >= BS_MAX_TYPES || name[0] == '\0'
          || letter[0] == '\0' || strlen (letter) > MAX_LETTER_BYTES
          || !bs_shape_from_string (shape_name, &shape)
          || bs_type_table_intern (types, name, letter, shape) != cursor.id)
        {
          bs_trace_file_corrupt (file, _ ("type %lld of “%s” is not valid"), cursor.id, table);
          return;
        }
    }
}

guint16 *
bs_trace_read_key (BsTraceCursor *cursor, int column, BsEncoding encoding, guint n_types,
                   guint *length)
{
  BsTraceFile *file = cursor->file;
  g_autofree guint16 *key = NULL;
  g_autofree guint8 *seen = NULL;
  gsize n;
  gconstpointer packed = bs_trace_cursor_blob (cursor, column, sizeof (guint16), &n);
  gboolean valid;

  if (file->error != NULL)
    return NULL;

  valid = n <= bs_state_max_length (encoding, n_types)
          && (encoding != BS_ENCODING_MARKED || n % 2 == 0);
  if (valid)
    {
      guint n_ready = bs_state_n_ready (encoding, n);

      key = g_new (guint16, n + 1);
      bs_pack_u16 (key, packed, n);
      seen = g_malloc0 (MAX (n_types, 1));
      for (guint i = 0; i < bs_state_n_types (encoding, n) && valid; i++)
        {
          /* Ready types are told once; what is said of them behind names only these. */
          valid = key[i] < n_types && (i < n_ready) == !seen[key[i]];
          if (valid)
            seen[key[i]] = TRUE;
        }
      for (guint i = bs_state_n_types (encoding, n); i < n && valid; i++)
        valid = key[i] < BS_N_MARKS;
    }
  if (!valid)
    {
      bs_trace_file_corrupt (file, _ ("state %lld of “%s” is not valid"), cursor->id,
                             cursor->table);
      return NULL;
    }

  *length = n;

  return g_steal_pointer (&key);
}

/* The actions of a state, which are its ready types in order. */
static void
read_actions (BsFsm *fsm, guint32 state, BsTraceCursor *cursor)
{
  BsTraceFile *file = cursor->file;
  guint n_actions;
  BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);

  for (guint i = 0; i < n_actions; i++)
    {
      if (file->error != NULL)
        return;
      if (!cursor->has_row || bs_trace_cursor_integer (cursor, 0, 0, G_MAXUINT32) != state
          || bs_trace_cursor_integer (cursor, 1, 0, BS_MAX_TYPES) != actions[i].type)
        {
          bs_trace_file_corrupt (file, _ ("the actions of policy state %u are not valid"), state);
          return;
        }
      actions[i].q = bs_trace_cursor_real (cursor, 2);
      if (file->error == NULL && !isfinite (actions[i].q))
        bs_trace_file_corrupt (file, _ ("the actions of policy state %u are not valid"), state);
      actions[i].visits = (guint64) bs_trace_cursor_integer (cursor, 3, 0, G_MAXINT64);
      bs_trace_cursor_next (cursor);
    }
}

/* What states that are not in the table are made up of. */
static void
read_type_facts (BsFsm *fsm, BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, "policy_type",
                             "component, priority_0, priority_1, priority_2, priority_3");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      guint16 component = (guint16) bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT16);
      BsFsmType *type;

      /* It was read before, and a file can change. */
      if (file->error == NULL && (guint64) cursor.id >= fsm->types->n_types)
        bs_trace_file_corrupt (file, _ ("row %lld of “%s” is not valid"), cursor.id, cursor.table);
      if (file->error != NULL)
        return;
      type = bs_fsm_peek_type (fsm, (guint) cursor.id);
      type->component = component;
      for (int i = 0; i < BS_N_MARKS; i++)
        type->priority[i] = bs_trace_cursor_is_null (&cursor, i + 1)
                                ? NAN
                                : bs_trace_cursor_real (&cursor, i + 1);
    }
}

static void
read_fsm (BsTrace *self, BsTraceFile *file, BsEncoding encoding)
{
  g_auto (BsTraceCursor) states = { 0 };
  g_auto (BsTraceCursor) actions = { 0 };

  self->fsm = bs_fsm_new (encoding);
  bs_trace_read_types (file, "policy_type", self->fsm->types);
  read_type_facts (self->fsm, file);
  bs_trace_cursor_open (&actions, file, "policy_action", "state, type, q, visits");
  for (bs_trace_cursor_open (&states, file, "policy_state", "types"); states.has_row;
       bs_trace_cursor_next (&states))
    {
      guint length = 0;
      g_autofree guint16 *key = bs_trace_read_key (&states, 0, encoding, self->fsm->types->n_types,
                                                   &length);
      guint32 n_states = self->fsm->states->n_states;

      if (key == NULL)
        return;
      if (states.id != n_states || bs_fsm_intern_state (self->fsm, key, length) != n_states)
        {
          bs_trace_file_corrupt (file, _ ("policy state %lld is not valid"), states.id);
          return;
        }
      read_actions (self->fsm, n_states, &actions);
    }

  if (file->error == NULL && actions.has_row)
    bs_trace_file_corrupt (file, "%s", _ ("the policy has actions without a state"));
}

static void
read_history (BsTrace *self, BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, "training", "episode, batches, best, states, epsilon");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      BsTrainingPoint point = { .episode = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT32),
                                .batches = bs_trace_cursor_u32 (&cursor, 1, G_MAXUINT32),
                                .best = bs_trace_cursor_u32 (&cursor, 2, G_MAXUINT32),
                                .states = bs_trace_cursor_u32 (&cursor, 3, G_MAXUINT32),
                                .epsilon = bs_trace_cursor_real (&cursor, 4) };

      if (file->error == NULL)
        g_array_append_val (self->history, point);
    }
}

void
bs_trace_read_policy (BsTrace *self, BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  bs_trace_cursor_open (&cursor, file, "policy", "encoding, act_when_safe, episodes");
  if (cursor.has_row)
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      BsEncoding encoding;

      if (name != NULL && !bs_encoding_from_string (name, &encoding))
        bs_trace_file_corrupt (file, _ ("the policy has an unknown encoding, “%s”"), name);
      if (file->error == NULL)
        read_fsm (self, file, encoding);
      if (file->error == NULL)
        {
          self->fsm->act_when_safe = bs_trace_cursor_integer (&cursor, 1, 0, 1) == 1;
          self->fsm->episodes = bs_trace_cursor_u32 (&cursor, 2, G_MAXUINT32);
        }
    }
  read_history (self, file);
}
