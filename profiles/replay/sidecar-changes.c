/* SPDX-License-Identifier: Apache-2.0 */
/* What can be added to a trace, changed and taken away. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/files/json-check.h"
#include "profiles/replay/sidecar-private.h"

#define MAX_KEPT 100000u
#define MAX_BRANCHES 1000u
#define MAX_VIEW_DEPTH 30
#define MAX_VIEW (1u << 20)

static char *
now (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_now_utc ();

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/* A number for something new in @list. */
static gboolean
give_id (BsSidecar *self, const GPtrArray *list, guint max, guint32 *id, GError **error)
{
  if (list->len >= max || self->next_id >= G_MAXUINT32 - 1)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("“%s” holds as much as it can"),
                   self->shown);
      return FALSE;
    }
  *id = self->next_id++;

  return TRUE;
}

/* That what is kept next can be read again. */
static gboolean
check_decision (const BsSidecar *self, guint32 decision, GError **error)
{
  if (decision >= 1 && (self->trace == NULL || decision <= self->trace->n_decisions))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("There is no decision %u: the trace has those from 1 to %u"), decision,
               self->trace != NULL ? self->trace->n_decisions : G_MAXUINT32);
  return FALSE;
}

static gboolean
check_node (const BsSidecar *self, guint32 mini_batch, guint32 node, GError **error)
{
  const BsTrace *trace = self->trace;

  if (trace == NULL)
    return TRUE;
  if (mini_batch >= trace->n_mini_batches)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no mini-batch %u: the trace has %u, from 0"), mini_batch,
                   trace->n_mini_batches);
      return FALSE;
    }
  if (node >= trace->mini_batches[mini_batch].n_nodes)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no node %u: mini-batch %u has %u, from 0"), node, mini_batch,
                   trace->mini_batches[mini_batch].n_nodes);
      return FALSE;
    }

  return TRUE;
}

/* What a change does. */
typedef struct
{
  guint32 id;
  const char *text; /* (nullable) */
  guint32 decision;
  gboolean enabled;
  const BsNote *note;
  const BsBranch *branch;
} Order;

static gboolean
add_note (BsSidecar *self, gpointer data, GError **error)
{
  Order *order = data;
  const BsNote *from = order->note;
  g_autoptr (BsNote) note = NULL;

  if (!bs_sidecar_check_text (from->text, _ ("a note"), error))
    return FALSE;
  if ((from->decision > 0 && !check_decision (self, from->decision, error))
      || (from->last > 0 && !check_decision (self, from->last, error))
      || (from->node != G_MAXUINT32 && !check_node (self, from->mini_batch, from->node, error)))
    return FALSE;
  if (from->last > 0 && (from->decision == 0 || from->last < from->decision))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The last decision, %u, lies before the first, %u"), from->last,
                   from->decision);
      return FALSE;
    }
  if (!give_id (self, self->notes, MAX_KEPT, &order->id, error))
    return FALSE;

  note = g_memdup2 (from, sizeof *from);
  note->id = order->id;
  note->text = g_strdup (from->text);
  note->created = now ();
  note->changed = NULL;
  if (note->node == G_MAXUINT32)
    note->mini_batch = G_MAXUINT32;
  g_ptr_array_add (self->notes, g_steal_pointer (&note));

  return TRUE;
}

gboolean
bs_sidecar_add_note (BsSidecar *self, const BsNote *note, guint32 *id, GError **error)
{
  Order order = { .note = note };

  if (!bs_sidecar_change (self, add_note, &order, error))
    return FALSE;
  if (id != NULL)
    *id = order.id;

  return TRUE;
}

static gboolean
not_found (const char *what, guint32 id, GError **error)
{
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There is no %s %u"), what, id);

  return FALSE;
}

static gboolean
edit_note (BsSidecar *self, gpointer data, GError **error)
{
  const Order *order = data;

  for (guint i = 0; i < self->notes->len; i++)
    {
      BsNote *note = self->notes->pdata[i];

      if (note->id != order->id)
        continue;
      if (!bs_sidecar_check_text (order->text, _ ("a note"), error))
        return FALSE;
      g_free (note->text);
      g_free (note->changed);
      note->text = g_strdup (order->text);
      note->changed = now ();
      return TRUE;
    }

  return not_found (_ ("note"), order->id, error);
}

gboolean
bs_sidecar_edit_note (BsSidecar *self, guint32 id, const char *text, GError **error)
{
  Order order = { .id = id, .text = text };

  return bs_sidecar_change (self, edit_note, &order, error);
}

static gboolean
add_bookmark (BsSidecar *self, gpointer data, GError **error)
{
  Order *order = data;
  BsBookmark *bookmark;

  if (!check_decision (self, order->decision, error)
      || (order->text != NULL
          && !bs_sidecar_check_name (order->text, _ ("the name of a bookmark"), error))
      || !give_id (self, self->bookmarks, MAX_KEPT, &order->id, error))
    return FALSE;

  bookmark = g_new0 (BsBookmark, 1);
  bookmark->id = order->id;
  bookmark->decision = order->decision;
  bookmark->name = g_strdup (order->text);
  g_ptr_array_add (self->bookmarks, bookmark);

  return TRUE;
}

gboolean
bs_sidecar_add_bookmark (BsSidecar *self, guint32 decision, const char *name, guint32 *id,
                         GError **error)
{
  Order order = { .decision = decision, .text = name };

  if (!bs_sidecar_change (self, add_bookmark, &order, error))
    return FALSE;
  if (id != NULL)
    *id = order.id;

  return TRUE;
}

static gboolean
rename_bookmark (BsSidecar *self, gpointer data, GError **error)
{
  const Order *order = data;

  if (order->text != NULL
      && !bs_sidecar_check_name (order->text, _ ("the name of a bookmark"), error))
    return FALSE;
  for (guint i = 0; i < self->bookmarks->len; i++)
    {
      BsBookmark *bookmark = self->bookmarks->pdata[i];

      if (bookmark->id != order->id)
        continue;
      g_free (bookmark->name);
      bookmark->name = g_strdup (order->text);
      return TRUE;
    }

  return not_found (_ ("bookmark"), order->id, error);
}

gboolean
bs_sidecar_rename_bookmark (BsSidecar *self, guint32 id, const char *name, GError **error)
{
  Order order = { .id = id, .text = name };

  return bs_sidecar_change (self, rename_bookmark, &order, error);
}

static gboolean
add_breakpoint (BsSidecar *self, gpointer data, GError **error)
{
  Order *order = data;
  BsBreakpoint *breakpoint;

  if (!bs_sidecar_check_text (order->text, _ ("a breakpoint"), error)
      || !give_id (self, self->breakpoints, MAX_KEPT, &order->id, error))
    return FALSE;

  breakpoint = g_new0 (BsBreakpoint, 1);
  breakpoint->id = order->id;
  breakpoint->predicate = g_strdup (order->text);
  breakpoint->enabled = TRUE;
  g_ptr_array_add (self->breakpoints, breakpoint);

  return TRUE;
}

gboolean
bs_sidecar_add_breakpoint (BsSidecar *self, const char *predicate, guint32 *id, GError **error)
{
  Order order = { .text = predicate };

  if (!bs_sidecar_change (self, add_breakpoint, &order, error))
    return FALSE;
  if (id != NULL)
    *id = order.id;

  return TRUE;
}

static gboolean
enable_breakpoint (BsSidecar *self, gpointer data, GError **error)
{
  const Order *order = data;

  for (guint i = 0; i < self->breakpoints->len; i++)
    {
      BsBreakpoint *breakpoint = self->breakpoints->pdata[i];

      if (breakpoint->id != order->id)
        continue;
      breakpoint->enabled = order->enabled;
      return TRUE;
    }

  return not_found (_ ("breakpoint"), order->id, error);
}

gboolean
bs_sidecar_enable_breakpoint (BsSidecar *self, guint32 id, gboolean enabled, GError **error)
{
  Order order = { .id = id, .enabled = enabled };

  return bs_sidecar_change (self, enable_breakpoint, &order, error);
}

static gboolean
edit_breakpoint (BsSidecar *self, gpointer data, GError **error)
{
  const Order *order = data;

  if (!bs_sidecar_check_text (order->text, _ ("a breakpoint"), error))
    return FALSE;
  for (guint i = 0; i < self->breakpoints->len; i++)
    {
      BsBreakpoint *breakpoint = self->breakpoints->pdata[i];

      if (breakpoint->id != order->id)
        continue;
      g_free (breakpoint->predicate);
      breakpoint->predicate = g_strdup (order->text);
      return TRUE;
    }

  return not_found (_ ("breakpoint"), order->id, error);
}

gboolean
bs_sidecar_edit_breakpoint (BsSidecar *self, guint32 id, const char *predicate, GError **error)
{
  Order order = { .id = id, .text = predicate };

  return bs_sidecar_change (self, edit_breakpoint, &order, error);
}

static gboolean
add_branch (BsSidecar *self, gpointer data, GError **error)
{
  Order *order = data;
  const BsBranch *from = order->branch;
  const char *parent = from->parent != NULL ? from->parent->name : NULL;
  BsKeptBranch *branch;

  if (from->name == NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_RANGE,
                           _ ("A branch needs a name to be kept by"));
      return FALSE;
    }
  if (!bs_sidecar_check_name (from->name, _ ("the name of a branch"), error))
    return FALSE;
  if (bs_sidecar_find_branch (self, from->name) != NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is a branch “%s” already; choose another name, or delete that one"),
                   from->name);
      return FALSE;
    }
  if (from->parent != NULL && (parent == NULL || bs_sidecar_find_branch (self, parent) == NULL))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("The branch “%s” that it leaves is not kept"), parent != NULL ? parent : "");
      return FALSE;
    }
  if (!give_id (self, self->branches, MAX_BRANCHES, &order->id, error))
    return FALSE;

  branch = g_new0 (BsKeptBranch, 1);
  branch->id = order->id;
  branch->name = g_strdup (from->name);
  branch->parent = g_strdup (parent);
  branch->decision = from->decision;
  branch->type = g_strdup (order->text);
  branch->policy = bs_branch_policy_ref (from->policy);
  branch->n_batches = from->n_batches;
  branch->created = now ();
  g_ptr_array_add (self->branches, branch);

  return TRUE;
}

gboolean
bs_sidecar_add_branch (BsSidecar *self, const BsBranch *branch, guint32 *id, GError **error)
{
  Order order = { .branch = branch, .text = self->trace->types->types[branch->type].name };

  if (!bs_sidecar_change (self, add_branch, &order, error))
    return FALSE;
  if (id != NULL)
    *id = order.id;

  return TRUE;
}

/* Whether the element had the number, which stands first in all of them. */
static gboolean
remove_from (GPtrArray *list, guint32 id)
{
  for (guint i = 0; i < list->len; i++)
    if (*(const guint32 *) list->pdata[i] == id)
      {
        g_ptr_array_remove_index (list, i);
        return TRUE;
      }

  return FALSE;
}

static gboolean
remove_anything (BsSidecar *self, gpointer data, GError **error)
{
  const Order *order = data;
  const BsKeptBranch *found = NULL;

  for (guint i = 0; i < self->branches->len; i++)
    {
      const BsKeptBranch *branch = self->branches->pdata[i];

      if (found != NULL && g_strcmp0 (branch->parent, found->name) == 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("The branch “%s” leaves “%s”; delete it first"), branch->name,
                       found->name);
          return FALSE;
        }
      if (branch->id == order->id)
        found = branch;
    }
  if (remove_from (self->notes, order->id) || remove_from (self->bookmarks, order->id)
      || remove_from (self->breakpoints, order->id) || remove_from (self->branches, order->id))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("Nothing is kept under the number %u"),
               order->id);
  return FALSE;
}

gboolean
bs_sidecar_remove (BsSidecar *self, guint32 id, GError **error)
{
  Order order = { .id = id };

  return bs_sidecar_change (self, remove_anything, &order, error);
}

static gboolean
set_view (BsSidecar *self, gpointer data, GError **error)
{
  const Order *order = data;

  if (order->text != NULL
      && !bs_json_check ("view", order->text, strlen (order->text), MAX_VIEW_DEPTH, error))
    return FALSE;
  if (order->text != NULL && strlen (order->text) > MAX_VIEW)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("A view has at most %u bytes"), MAX_VIEW);
      return FALSE;
    }
  g_free (self->view);
  self->view = g_strdup (order->text);
  if (self->view != NULL)
    g_strstrip (self->view);

  return TRUE;
}

gboolean
bs_sidecar_set_view (BsSidecar *self, const char *json, GError **error)
{
  Order order = { .text = json };

  return bs_sidecar_change (self, set_view, &order, error);
}

static gboolean
change_nothing (BsSidecar *self, gpointer data, GError **error)
{
  return TRUE;
}

gboolean
bs_sidecar_refresh (BsSidecar *self, GError **error)
{
  return bs_sidecar_change (self, change_nothing, NULL, error);
}
