/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a corpus, element by element. */
#include "config.h"

#include "engine/corpus-builder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIRST_ROOM 16

void
bs_corpus_builder_init (BsCorpusBuilder *self, const BsStructure *structure)
{
  *self = (BsCorpusBuilder){ .corpus = bs_corpus_new (structure) };
  self->strings = g_string_chunk_new (4096);
}

void
bs_corpus_builder_clear (BsCorpusBuilder *self)
{
  g_clear_pointer (&self->corpus, bs_corpus_free);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  for (guint i = 0; i < BS_MAX_VOCABULARIES; i++)
    {
      g_clear_pointer (&self->ids[i], g_hash_table_unref);
      g_clear_pointer (&self->names[i], g_ptr_array_unref);
    }
}

/* Memory for one more than @n values. */
static void
reserve (guint32 **values, guint32 n, guint32 *room)
{
  if (n < *room)
    return;
  *room = *room <= G_MAXINT32 ? MAX (FIRST_ROOM, 2 * *room) : G_MAXUINT32;
  *values = g_renew (guint32, *values, *room);
}

static guint32
n_owners (const BsCorpus *corpus, guint set)
{
  int parent = corpus->structure->sets[set].parent;

  return parent < 0 ? corpus->n_inputs : corpus->sets[parent].n;
}

/* What is added to @set from now on belongs to the owner that is about to be added. */
static void
start_owner (BsCorpusBuilder *self, guint set)
{
  BsElements *elements = &self->corpus->sets[set];
  guint32 owner = n_owners (self->corpus, set);

  reserve (&elements->start, owner, &self->owners_room[set]);
  elements->start[owner] = elements->n;
}

/* @parent: the set that owns, or -1 */
static void
start_children (BsCorpusBuilder *self, int parent)
{
  const BsStructure *structure = self->corpus->structure;

  for (guint i = 0; i < structure->n_sets; i++)
    if (structure->sets[i].parent == parent)
      start_owner (self, i);
}

void
bs_corpus_builder_add_input (BsCorpusBuilder *self, guint32 line)
{
  BsCorpus *corpus = self->corpus;

  start_children (self, -1);
  reserve (&corpus->line, corpus->n_inputs, &self->lines_room);
  corpus->line[corpus->n_inputs++] = line;
}

guint32
bs_corpus_builder_add (BsCorpusBuilder *self, guint set, const guint32 *values)
{
  BsElements *elements = &self->corpus->sets[set];
  guint n_attributes = self->corpus->structure->sets[set].n_attributes;
  guint32 room = 0;

  start_children (self, (int) set);
  for (guint i = 0; i < n_attributes; i++)
    {
      room = self->room[set];
      reserve (&elements->values[i], elements->n, &room);
      elements->values[i][elements->n] = values[i];
    }
  self->room[set] = room;

  return elements->n++;
}

BsCorpus *
bs_corpus_builder_finish (BsCorpusBuilder *self)
{
  BsCorpus *corpus = self->corpus;
  const BsStructure *structure = corpus->structure;

  for (guint i = 0; i < structure->n_sets; i++)
    start_owner (self, i);
  for (guint i = 0; i < structure->n_vocabularies; i++)
    if (self->names[i] != NULL)
      {
        BsVocabulary *vocabulary = &corpus->vocabularies[i];

        vocabulary->n = self->names[i]->len;
        vocabulary->strings = g_new0 (char *, vocabulary->n + 1);
        for (guint32 k = 0; k < vocabulary->n; k++)
          vocabulary->strings[k] = g_strdup (g_ptr_array_index (self->names[i], k));
      }
  self->corpus = NULL;
  bs_corpus_builder_clear (self);

  return corpus;
}

static GPtrArray *
get_names (BsCorpusBuilder *self, guint vocabulary)
{
  if (self->names[vocabulary] == NULL)
    self->names[vocabulary] = g_ptr_array_new ();

  return self->names[vocabulary];
}

guint32
bs_corpus_builder_special_id (BsCorpusBuilder *self, guint vocabulary, const char *name)
{
  GPtrArray *names = get_names (self, vocabulary);

  g_ptr_array_add (names, g_string_chunk_insert (self->strings, name));

  return names->len - 1;
}

guint32
bs_corpus_builder_id (BsCorpusBuilder *self, guint vocabulary, const char *string, gsize length)
{
  /* Most words were seen before: look them up without a copy that lasts. */
  char small[64];
  g_autofree char *large = length < sizeof small ? NULL : g_strndup (string, length);
  char *key = large != NULL ? large : small;
  GPtrArray *names = get_names (self, vocabulary);
  gpointer value;

  if (large == NULL)
    {
      memcpy (small, string, length);
      small[length] = '\0';
    }
  if (self->ids[vocabulary] == NULL)
    self->ids[vocabulary] = g_hash_table_new (g_str_hash, g_str_equal);
  if (g_hash_table_lookup_extended (self->ids[vocabulary], key, NULL, &value))
    return GPOINTER_TO_UINT (value);

  key = g_string_chunk_insert_len (self->strings, string, length);
  g_hash_table_insert (self->ids[vocabulary], key, GUINT_TO_POINTER (names->len));
  g_ptr_array_add (names, key);

  return names->len - 1;
}

/* Returns: whether @number has an id already; otherwise it gets the next. */
static gboolean
find_number (BsCorpusBuilder *self, guint vocabulary, guint32 number, guint32 *id)
{
  gpointer key = GUINT_TO_POINTER (number), value;

  if (self->ids[vocabulary] == NULL)
    self->ids[vocabulary] = g_hash_table_new (NULL, NULL);
  if (g_hash_table_lookup_extended (self->ids[vocabulary], key, NULL, &value))
    {
      *id = GPOINTER_TO_UINT (value);
      return TRUE;
    }
  *id = get_names (self, vocabulary)->len;
  g_hash_table_insert (self->ids[vocabulary], key, GUINT_TO_POINTER (*id));

  return FALSE;
}

guint32
bs_corpus_builder_number_id (BsCorpusBuilder *self, guint vocabulary, guint32 number)
{
  char text[16];
  guint32 id;

  if (!find_number (self, vocabulary, number, &id))
    {
      g_snprintf (text, sizeof text, "%u", number);
      bs_corpus_builder_special_id (self, vocabulary, text);
    }

  return id;
}

guint32
bs_corpus_builder_character_id (BsCorpusBuilder *self, guint vocabulary, gunichar c)
{
  char text[8] = { 0 };
  guint32 id;

  if (!find_number (self, vocabulary, c, &id))
    {
      g_unichar_to_utf8 (c, text);
      bs_corpus_builder_special_id (self, vocabulary, text);
    }

  return id;
}

gboolean
bs_corpus_builder_check_labels (const BsCorpusBuilder *self, guint vocabulary,
                                const BsScanner *where, GError **error)
{
  const GPtrArray *names = self->names[vocabulary];

  if (names == NULL || names->len <= BS_MAX_LABELS)
    return TRUE;

  return bs_scanner_fail (where, error, _ ("there are more than %u different labels"),
                          BS_MAX_LABELS);
}
