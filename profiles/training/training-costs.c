/* SPDX-License-Identifier: Apache-2.0 */
/* What batches cost while a policy is learned. */
#include "config.h"

#include "profiles/training/training-costs.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"

/* So many names are listed. */
#define MAX_NAMES 5

/* Times grow evenly with nodes: two sizes say it all. */
static gboolean
find_cost (const BsCostModel *model, int type, double *batch_ns, double *node_ns)
{
  double one = type >= 0 ? bs_cost_model_predict_batch (model, (guint32) type, 1) : NAN;

  if (isnan (one))
    return FALSE;

  *node_ns = MAX (bs_cost_model_predict_batch (model, (guint32) type, 2) - one, 0.0);
  *batch_ns = MAX (one - *node_ns, 0.0);

  return TRUE;
}

static char *
list_missing (const BsTypeTable *types, const gboolean *known)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < types->n_types; i++)
    if (!known[i] && n++ < MAX_NAMES)
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", types->types[i].name);
  if (n > MAX_NAMES)
    g_string_append_printf (out, ", … (%u)", n);

  return n > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

BsBatchCosts *
bs_training_costs_new (const BsTrace *trace, const BsTypeTable *types, char **missing,
                       GError **error)
{
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, error);
  g_autofree double *batch_ns = g_new0 (double, MAX (types->n_types, 1));
  g_autofree double *node_ns = g_new0 (double, MAX (types->n_types, 1));
  g_autofree gboolean *known = g_new0 (gboolean, MAX (types->n_types, 1));
  double batch_sum = 0.0, node_sum = 0.0;
  guint n_known = 0;

  if (missing != NULL)
    *missing = NULL;
  if (model == NULL)
    return NULL;

  for (guint i = 0; i < types->n_types; i++)
    {
      int type = bs_type_table_lookup (trace->types, types->types[i].name);

      known[i] = find_cost (model, type, &batch_ns[i], &node_ns[i]);
      n_known += known[i];
      batch_sum += batch_ns[i];
      node_sum += node_ns[i];
    }
  if (n_known == 0)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("No batch of these types ran in the trace of costs; take a trace of "
                              "the same model"));
      return NULL;
    }

  for (guint i = 0; i < types->n_types; i++)
    if (!known[i])
      {
        batch_ns[i] = batch_sum / n_known;
        node_ns[i] = node_sum / n_known;
      }
  if (missing != NULL)
    *missing = list_missing (types, known);

  return bs_batch_costs_new (batch_ns, node_ns, types->n_types);
}

BsBatchCosts *
bs_training_costs_load (const char *path, const BsTypeTable *types, char **missing,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (BsTrace) trace = bs_trace_load (path, cancellable, error);

  if (trace == NULL)
    return NULL;

  return bs_training_costs_new (trace, types, missing, error);
}
