/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs from other programs: collects what the files say. */
#include "config.h"

#include "profiles/files/graph-import.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"
#include "engine/graph-text.h"
#include "profiles/files/graph-import-private.h"

static void
vocabulary_free (gpointer data)
{
  BsImportedVocabulary *self = data;

  g_clear_pointer (&self->strings, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_free (self->name);
  g_free (self);
}

static void
graph_clear (gpointer data)
{
  BsImportedGraph *self = data;

  bs_graph_unref (self->graph);
  g_strfreev (self->instances);
}

BsGraphImport *
bs_graph_import_new (BsTypeTable *types)
{
  BsGraphImport *self = g_new0 (BsGraphImport, 1);

  self->types = bs_type_table_ref (types);
  self->graphs = g_array_new (FALSE, FALSE, sizeof (BsImportedGraph));
  g_array_set_clear_func (self->graphs, graph_clear);
  self->vocabularies = g_ptr_array_new_with_free_func (vocabulary_free);
  self->type_vocabulary = g_array_new (FALSE, FALSE, sizeof (int));

  return self;
}

void
bs_graph_import_free (BsGraphImport *self)
{
  bs_type_table_unref (self->types);
  g_array_unref (self->graphs);
  g_ptr_array_unref (self->vocabularies);
  g_array_unref (self->type_vocabulary);
  g_free (self);
}

guint
bs_graph_import_vocabulary (BsGraphImport *self, const char *name)
{
  BsImportedVocabulary *vocabulary;

  for (guint i = 0; i < self->vocabularies->len; i++)
    {
      vocabulary = g_ptr_array_index (self->vocabularies, i);
      if (g_str_equal (vocabulary->name, name))
        return i;
    }

  vocabulary = g_new0 (BsImportedVocabulary, 1);
  vocabulary->name = g_strdup (name);
  g_ptr_array_add (self->vocabularies, vocabulary);

  return self->vocabularies->len - 1;
}

guint32
bs_graph_import_intern (BsImportedVocabulary *vocabulary, const char *text)
{
  gpointer id;
  char *copy;

  if (vocabulary->strings == NULL)
    {
      vocabulary->strings = g_ptr_array_new_with_free_func (g_free);
      vocabulary->ids = g_hash_table_new (g_str_hash, g_str_equal);
    }
  if (g_hash_table_lookup_extended (vocabulary->ids, text, NULL, &id))
    return GPOINTER_TO_UINT (id);

  copy = g_strdup (text);
  g_ptr_array_add (vocabulary->strings, copy);
  g_hash_table_insert (vocabulary->ids, copy, GUINT_TO_POINTER (vocabulary->n));

  return vocabulary->n++;
}

void
bs_graph_import_grow_types (BsGraphImport *self)
{
  int none = -1;

  while (self->type_vocabulary->len < self->types->n_types)
    g_array_append_val (self->type_vocabulary, none);
}

gboolean
bs_graph_import_add_file (BsGraphImport *self, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) graphs = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GError) read_error = NULL;
  const char *text;
  gsize length;

  /* A pipe or a device could be endless. */
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("“%s” is not a regular file, so it cannot be a graph"), name);
      return FALSE;
    }
  if (!g_file_load_contents (file, NULL, &contents, &length, NULL, &read_error))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), name,
                   read_error->message);
      return FALSE;
    }

  text = contents;
  bs_skip_byte_order_mark (&text, contents + length);
  if (text[strspn (text, " \t\r\n")] == '{')
    return bs_graph_import_add_json (self, name, text, (gsize) (contents + length - text), error);

  graphs = bs_graph_text_parse_all (path, contents, length, self->types, error);
  bs_graph_import_grow_types (self);
  if (graphs == NULL)
    return FALSE;
  for (guint i = 0; i < graphs->len; i++)
    {
      BsImportedGraph graph = { bs_graph_ref (g_ptr_array_index (graphs, i)), NULL };

      g_array_append_val (self->graphs, graph);
    }

  return TRUE;
}

void
bs_graph_import_describe (const BsGraphImport *self, BsRecorder *recorder)
{
  g_autofree guint *ids = g_new (guint, self->vocabularies->len + 1);

  for (guint i = 0; i < self->vocabularies->len; i++)
    {
      const BsImportedVocabulary *vocabulary = g_ptr_array_index (self->vocabularies, i);
      const char *const *strings = vocabulary->strings != NULL
                                       ? (const char *const *) vocabulary->strings->pdata
                                       : NULL;

      ids[i] = bs_recorder_add_vocabulary (recorder, vocabulary->name, strings, vocabulary->n);
    }
  for (guint type = 0; type < self->type_vocabulary->len; type++)
    {
      int vocabulary = g_array_index (self->type_vocabulary, int, type);

      if (vocabulary >= 0)
        bs_recorder_set_type_vocabulary (recorder, self->types->types[type].name, ids[vocabulary]);
    }
  for (guint32 i = 0; i < self->graphs->len; i++)
    {
      const BsImportedGraph *graph = &g_array_index (self->graphs, BsImportedGraph, i);

      if (graph->instances != NULL)
        bs_recorder_name_instances (recorder, i, (const char *const *) graph->instances);
    }
}
