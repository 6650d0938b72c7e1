/* SPDX-License-Identifier: Apache-2.0 */
/* How a part of the window looks at a trace, kept with that. */
#include "config.h"

#include "app/window/model/view-state.h"

typedef struct
{
  const char *member;
  JsonNode *state;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  json_node_unref (self->state);
  g_free (self);
}

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? json_object_ref (json_node_get_object (node))
             : json_object_new ();
}

static gboolean
keep_job (BsSidecar *sidecar, gpointer data, GError **error)
{
  const Job *job = data;
  g_autoptr (JsonObject) all = parse_object (sidecar->view);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_member (all, job->member, json_node_copy (job->state));
  json_node_set_object (root, all);
  text = json_to_string (root, FALSE);

  return g_strcmp0 (text, sidecar->view) == 0 || bs_sidecar_set_view (sidecar, text, error);
}

/* Where nothing can be kept, a view is nothing to complain about. */
static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!bs_notebook_run_finish (BS_NOTEBOOK (source), result, &error))
    g_debug ("the view was not kept: %s", error->message);
}

JsonNode *
bs_view_state_get (const BsSidecar *sidecar, const char *member)
{
  g_autoptr (JsonObject) all = parse_object (sidecar->view);
  JsonNode *state = json_object_get_member (all, member);

  return state != NULL ? json_node_copy (state) : NULL;
}

void
bs_view_state_keep (BsNotebook *notebook, const char *member, JsonNode *state)
{
  Job *job = g_new (Job, 1);

  job->member = member;
  job->state = state;
  bs_notebook_run (notebook, keep_job, job, job_free, kept_cb, NULL);
}
