/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every corpus, whoever filled it. */
#include "config.h"

#include "tests/engine/corpus-checks.h"

#include <string.h>

#include "engine/error.h"

/* The first element of @set in an input, or one behind the last with the number of inputs. */
static guint32
first_of_input (const BsCorpus *corpus, guint set, guint32 input)
{
  int parent = corpus->structure->sets[set].parent;
  guint32 owner = parent < 0 ? input : first_of_input (corpus, (guint) parent, input);

  return corpus->sets[set].start[owner];
}

static void
check_starts (const BsCorpus *corpus, guint set)
{
  const BsElements *elements = &corpus->sets[set];
  int parent = corpus->structure->sets[set].parent;
  guint32 n_owners;

  g_assert_cmpint (parent, <, (int) set);
  n_owners = parent < 0 ? corpus->n_inputs : corpus->sets[parent].n;
  g_assert_cmpuint (elements->start[0], ==, 0);
  for (guint32 i = 0; i < n_owners; i++)
    g_assert_cmpuint (elements->start[i], <=, elements->start[i + 1]);
  g_assert_cmpuint (elements->start[n_owners], ==, elements->n);
}

static void
check_values (const BsCorpus *corpus, guint set, const BsAttribute *attribute,
              const guint32 *values)
{
  for (guint32 input = 0; input < corpus->n_inputs; input++)
    {
      guint32 end = first_of_input (corpus, set, input + 1);

      for (guint32 i = first_of_input (corpus, set, input); i < end; i++)
        {
          if (attribute->kind == BS_ATTRIBUTE_NUMBER)
            g_assert_cmpuint (values[i], !=, BS_NO_ELEMENT);
          else if (values[i] == BS_NO_ELEMENT)
            continue;
          else if (attribute->kind == BS_ATTRIBUTE_ID)
            g_assert_cmpuint (values[i], <, corpus->vocabularies[attribute->of].n);
          else
            {
              g_assert_cmpuint (values[i], >=, first_of_input (corpus, attribute->of, input));
              g_assert_cmpuint (values[i], <, first_of_input (corpus, attribute->of, input + 1));
            }
        }
    }
}

void
bs_check_corpus (const BsCorpus *corpus)
{
  const BsStructure *structure = corpus->structure;

  g_assert_cmpuint (corpus->n_inputs, >, 0);
  for (guint32 i = 0; i + 1 < corpus->n_inputs; i++)
    g_assert_cmpuint (corpus->line[i], <=, corpus->line[i + 1]);
  for (guint i = 0; i < structure->n_sets; i++)
    {
      check_starts (corpus, i);
      for (guint k = 0; k < structure->sets[i].n_attributes && corpus->sets[i].n > 0; k++)
        check_values (corpus, i, &structure->sets[i].attributes[k], corpus->sets[i].values[k]);
    }
  for (guint i = 0; i < structure->n_vocabularies; i++)
    if (corpus->vocabularies[i].strings != NULL)
      g_assert_cmpuint (g_strv_length (corpus->vocabularies[i].strings), ==,
                        corpus->vocabularies[i].n);
}

BsCorpus *
bs_check_parse (const char *name, const char *const *texts, const gsize *lengths, GError **error)
{
  static const char *const names[BS_MAX_FILES] = { "t.txt", "u.txt" };
  GError *own_error = NULL;
  BsCorpus *corpus = bs_structure_find (name)->parse (names, texts, lengths, &own_error);

  g_assert_true ((corpus == NULL) == (own_error != NULL));
  if (corpus != NULL)
    bs_check_corpus (corpus);
  else
    {
      g_assert_error (own_error, BS_ERROR, BS_ERROR_SYNTAX);
      g_assert_nonnull (strstr (own_error->message, "line "));
      g_assert_true (g_utf8_validate (own_error->message, -1, NULL));
      g_propagate_error (error, own_error);
    }

  return corpus;
}
