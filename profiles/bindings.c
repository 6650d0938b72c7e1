/* SPDX-License-Identifier: Apache-2.0 */
/* The types of the profiles that others hold. */
#include "config.h"

#include "profiles/bindings.h"

#include "profiles/device/device.h"
#include "profiles/files/bundle.h"
#include "profiles/query/predicate.h"
#include "profiles/query/query.h"
#include "profiles/recording/recording.h"
#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_DEFINE_BOXED_TYPE (BsBundle, bs_bundle, bs_bundle_ref, bs_bundle_unref)
G_DEFINE_BOXED_TYPE (BsDevice, bs_device, bs_device_copy, bs_device_free)
G_DEFINE_BOXED_TYPE (BsPredicate, bs_predicate, bs_predicate_ref, bs_predicate_free)
G_DEFINE_BOXED_TYPE (BsQuery, bs_query, bs_query_ref, bs_query_free)
G_DEFINE_BOXED_TYPE (BsRecording, bs_recording, bs_recording_ref, bs_recording_free)
G_DEFINE_BOXED_TYPE (BsTable, bs_table, bs_table_ref, bs_table_unref)
G_DEFINE_BOXED_TYPE (BsTrace, bs_trace, bs_trace_ref, bs_trace_unref)
G_DEFINE_BOXED_TYPE (BsTraceGraph, bs_trace_graph, bs_trace_graph_ref, bs_trace_graph_unref)

const BsTraceDecision *
bs_trace_get_decision (const BsTrace *self, guint32 decision)
{
  return decision > 0 && decision <= self->n_decisions ? bs_trace_decision (self, decision) : NULL;
}

const BsTraceMiniBatch *
bs_trace_get_mini_batch (const BsTrace *self, guint32 mini_batch)
{
  return mini_batch < self->n_mini_batches ? &self->mini_batches[mini_batch] : NULL;
}

static GVariant *
to_variant (const BsQueryValue *value)
{
  switch (value->kind)
    {
    case BS_QUERY_INTEGER:
      return g_variant_new_int64 (value->integer);
    case BS_QUERY_REAL:
      return g_variant_new_double (value->real);
    case BS_QUERY_TEXT:
      if (g_utf8_validate ((const char *) value->bytes, (gssize) value->n_bytes, NULL))
        return g_variant_new_take_string (g_strndup ((const char *) value->bytes, value->n_bytes));
      /* fall through */
    case BS_QUERY_BLOB:
      return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, value->bytes, value->n_bytes, 1);
    default:
      return g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);
    }
}

static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  GVariantBuilder *rows = user_data;

  g_variant_builder_open (rows, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add (rows, "v", to_variant (&values[i]));
  g_variant_builder_close (rows);

  return TRUE;
}

GVariant *
bs_query_list (BsQuery *self, double seconds, GError **error)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aav"));
  if (bs_query_run (self, seconds, add_row, &rows, error))
    return g_variant_ref_sink (g_variant_builder_end (&rows));

  g_variant_builder_clear (&rows);

  return NULL;
}

char *
bs_table_to_string (const BsTable *self, BsTableFormat format)
{
  GString *out = g_string_new (NULL);

  bs_table_print (self, format, out);

  return g_string_free (out, FALSE);
}
