/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what data of nodes stand for. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "profiles/trace/trace-reader.h"

static void
read_vocabularies (BsTrace *self, BsTraceFile *file)
{
  g_autoptr (GArray) vocabularies = g_array_new (FALSE, FALSE, sizeof (BsTraceVocabulary));
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, "vocabulary", "name, n, n_words"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);
      BsTraceVocabulary vocabulary = { .n = bs_trace_cursor_u32 (&cursor, 1, G_MAXUINT32) };
      guint32 n_words = bs_trace_cursor_u32 (&cursor, 2, G_MAXUINT32);

      if (file->error == NULL
          && (cursor.id != vocabularies->len || cursor.id >= BS_NO_VOCABULARY
              || (n_words != 0 && n_words != vocabulary.n)))
        bs_trace_file_corrupt (file, _ ("vocabulary %lld is not valid"), cursor.id);
      if (file->error != NULL || !bs_trace_file_allow (file, (guint64) n_words * sizeof (char *)))
        break;
      if (n_words > 0)
        vocabulary.strings = g_new0 (char *, n_words);
      vocabulary.name = g_strdup (name);
      g_array_append_val (vocabularies, vocabulary);
    }

  self->n_vocabularies = vocabularies->len;
  self->vocabularies = (gpointer) g_array_free (g_steal_pointer (&vocabularies), FALSE);
}

/* Their strings: all, or the first ones of a recording that was cut short. */
static void
read_words (BsTrace *self, BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };
  guint32 at = 0, n = 0;

  for (bs_trace_cursor_open (&cursor, file, "word", "vocabulary, datum, text"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      guint32 vocabulary = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT16);
      guint32 datum = bs_trace_cursor_u32 (&cursor, 1, G_MAXUINT32);
      const char *text = bs_trace_cursor_text (&cursor, 2);

      if (file->error != NULL)
        return;
      if (vocabulary > at)
        n = 0;
      if (vocabulary < at || vocabulary >= self->n_vocabularies || datum != n
          || self->vocabularies[vocabulary].strings == NULL
          || n >= self->vocabularies[vocabulary].n)
        {
          bs_trace_file_corrupt (file, _ ("word %lld is not valid"), cursor.id);
          return;
        }
      at = vocabulary;
      self->vocabularies[at].strings[n++] = g_strdup (text);
    }

  for (guint i = 0; i < self->n_vocabularies && self->complete; i++)
    if (self->vocabularies[i].strings != NULL
        && self->vocabularies[i].strings[self->vocabularies[i].n - 1] == NULL)
      bs_trace_file_corrupt (file, "%s", _ ("words are missing"));
}

static void
read_type_vocabularies (BsTrace *self, BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  self->type_vocabulary = g_new (guint16, MAX (self->types->n_types, 1));
  for (bs_trace_cursor_open (&cursor, file, "type", "vocabulary"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      guint32 vocabulary = BS_NO_VOCABULARY;

      if (!bs_trace_cursor_is_null (&cursor, 0))
        vocabulary = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT16);
      /* It was read before, and a file can change. */
      if (file->error == NULL
          && ((guint64) cursor.id >= self->types->n_types
              || (vocabulary != BS_NO_VOCABULARY && vocabulary >= self->n_vocabularies)))
        bs_trace_file_corrupt (file, _ ("type %lld has no vocabulary %u"), cursor.id, vocabulary);
      if (file->error != NULL)
        return;
      self->type_vocabulary[cursor.id] = (guint16) vocabulary;
    }
}

void
bs_trace_read_instances (BsTraceFile *file, BsTraceMiniBatch *mini_batches, guint32 n)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, "instance", "mini_batch, instance, name");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      guint32 index = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT32);
      guint32 instance = bs_trace_cursor_u32 (&cursor, 1, G_MAXUINT32);
      const char *name = bs_trace_cursor_text (&cursor, 2);
      BsTraceMiniBatch *mini_batch = index < n ? &mini_batches[index] : NULL;

      if (file->error != NULL)
        return;
      /* Names are told before mini-batches run, of which there may be fewer. */
      if (mini_batch == NULL)
        continue;
      if (instance >= mini_batch->n_instances
          || bs_trace_instance_name (mini_batch, instance) != NULL)
        {
          bs_trace_file_corrupt (file, _ ("instance %lld is not valid"), cursor.id);
          return;
        }
      if (mini_batch->instance_names == NULL)
        {
          guint64 size = (guint64) mini_batch->n_instances * sizeof (char *);

          if (!bs_trace_file_allow (file, size))
            return;
          mini_batch->instance_names = g_malloc0 (size);
        }
      mini_batch->instance_names[instance] = g_strdup (name);
    }
}

void
bs_trace_read_vocabularies (BsTrace *self, BsTraceFile *file)
{
  read_vocabularies (self, file);
  read_words (self, file);
  read_type_vocabularies (self, file);
}
