/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a table are shown, and in which order. Plain arrays throughout: a key a row, made
 * once, so that comparing costs nothing. */
#include "config.h"

#include "app/window/parts/table-order.h"

#include <string.h>

#include "profiles/query/predicate.h"
#include "profiles/report/duration.h"

/* How many rows pass between two looks at whether anybody still waits. */
#define CHUNK 4096

typedef struct
{
  gint64 key;
  guint32 row;
  gboolean missing;
} Key;

gboolean
bs_table_order_is_condition (const char *filter)
{
  static const char *const words[] = { " like ", " glob ", " between ", " is ", " in (" };
  g_autofree char *lower = g_ascii_strdown (filter, -1);

  if (*g_strchug (lower) == '"')
    return FALSE;
  if (strpbrk (lower, "=<>") != NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
stopped (guint row, GCancellable *cancellable, GError **error)
{
  return row % CHUNK == 0 && g_cancellable_set_error_if_cancelled (cancellable, error);
}

static BsPredicateKind
predicate_kind (BsColumnKind kind)
{
  switch (kind)
    {
    case BS_COLUMN_INTEGER:
    case BS_COLUMN_DURATION:
    case BS_COLUMN_BOOLEAN:
      return BS_PREDICATE_INTEGER;

    case BS_COLUMN_REAL:
      return BS_PREDICATE_REAL;

    case BS_COLUMN_TEXT:
    default:
      return BS_PREDICATE_TEXT;
    }
}

static BsPredicateValue
predicate_value (const BsTable *table, guint row, guint column)
{
  BsPredicateValue value = { .kind = BS_PREDICATE_NULL };

  if (bs_table_is_missing (table, row, column))
    return value;

  value.kind = predicate_kind (bs_table_get_column_kind (table, column));
  switch (value.kind)
    {
    case BS_PREDICATE_INTEGER:
      value.integer = bs_table_get_integer (table, row, column);
      break;

    case BS_PREDICATE_REAL:
      value.real = bs_table_get_real (table, row, column);
      break;

    case BS_PREDICATE_TEXT:
    case BS_PREDICATE_NULL:
    default:
      value.text = bs_table_peek_text (table, row, column);
      break;
    }

  return value;
}

static gboolean
add_where (const BsTable *table, const char *condition, GArray *rows, GCancellable *cancellable,
           GError **error)
{
  guint n_columns = bs_table_get_n_columns (table);
  guint n_rows = bs_table_get_n_rows (table);
  g_autofree BsPredicateColumn *columns = g_new0 (BsPredicateColumn, n_columns);
  g_autofree BsPredicateValue *values = g_new0 (BsPredicateValue, n_columns);
  g_autoptr (BsPredicate) predicate = NULL;

  /* Nothing is to be shown: there is nothing to ask of it. */
  if (n_columns == 0)
    return TRUE;

  for (guint j = 0; j < n_columns; j++)
    columns[j] = (BsPredicateColumn){ bs_table_get_column_name (table, j),
                                      predicate_kind (bs_table_get_column_kind (table, j)), NULL };
  predicate = bs_predicate_new_for (columns, n_columns, condition, error);
  if (predicate == NULL)
    return FALSE;

  for (guint32 i = 0; i < n_rows; i++)
    {
      gboolean holds;

      if (stopped (i, cancellable, error))
        return FALSE;
      for (guint j = 0; j < n_columns; j++)
        if (bs_predicate_uses (predicate, j))
          values[j] = predicate_value (table, i, j);
      if (!bs_predicate_test (predicate, values, &holds, error))
        return FALSE;
      if (holds)
        g_array_append_val (rows, i);
    }

  return TRUE;
}

static gboolean
has_text (const char *cell, const char *folded)
{
  g_autofree char *own = g_utf8_casefold (cell, -1);

  return strstr (own, folded) != NULL;
}

/* The same text is at the same place, so that each is looked at once. */
static gboolean
text_has (const char *cell, const char *folded, GHashTable *known)
{
  gpointer found;

  if (!g_hash_table_lookup_extended (known, cell, NULL, &found))
    {
      found = GINT_TO_POINTER (has_text (cell, folded));
      g_hash_table_insert (known, (gpointer) cell, found);
    }

  return GPOINTER_TO_INT (found);
}

/* What is read on screen counts, and so does what a file would have. */
static gboolean
cell_has (const BsTable *table, guint row, guint column, const char *folded, GHashTable *known)
{
  BsColumnKind kind = bs_table_get_column_kind (table, column);
  g_autofree char *text = NULL, *duration = NULL;

  if (bs_table_is_missing (table, row, column))
    return FALSE;
  if (kind == BS_COLUMN_TEXT)
    return text_has (bs_table_peek_text (table, row, column), folded, known);

  text = bs_table_get_text (table, row, column);
  if (strstr (text, folded) != NULL)
    return TRUE;
  if (kind != BS_COLUMN_DURATION)
    return FALSE;

  duration = bs_duration_to_string (bs_table_get_integer (table, row, column));
  return has_text (duration, folded);
}

static gboolean
add_with_text (const BsTable *table, const char *text, GArray *rows, GCancellable *cancellable,
               GError **error)
{
  guint n_columns = bs_table_get_n_columns (table);
  guint n_rows = bs_table_get_n_rows (table);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint32 i = 0; i < n_rows; i++)
    {
      gboolean found = FALSE;

      if (stopped (i, cancellable, error))
        return FALSE;
      for (guint j = 0; !found && j < n_columns; j++)
        found = cell_has (table, i, j, folded, known);
      if (found)
        g_array_append_val (rows, i);
    }

  return TRUE;
}

/* Returns: (transfer full): the text to look for, without the quotes that say that it is one. */
static char *
unquote (const char *filter)
{
  g_autofree char *text = g_strstrip (g_strdup (filter));
  gsize length = strlen (text);

  if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    return g_strndup (text + 1, length - 2);

  return g_steal_pointer (&text);
}

static gboolean
add_rows (const BsTable *table, const char *filter, GArray *rows, GCancellable *cancellable,
          GError **error)
{
  guint n_rows = bs_table_get_n_rows (table);
  g_autofree char *text = NULL;

  if (filter != NULL && bs_table_order_is_condition (filter))
    return add_where (table, filter, rows, cancellable, error);

  text = filter != NULL ? unquote (filter) : NULL;
  if (text != NULL && *text != '\0')
    return add_with_text (table, text, rows, cancellable, error);

  g_array_set_size (rows, n_rows);
  for (guint32 i = 0; i < n_rows; i++)
    g_array_index (rows, guint32, i) = i;

  return TRUE;
}

/* Doubles in the order of integers: those below zero count down in their bits. */
static gint64
real_key (double value)
{
  gint64 bits;

  value += 0.0; /* one zero */
  memcpy (&bits, &value, sizeof bits);

  return bits < 0 ? (gint64) ((guint64) bits ^ G_MAXINT64) : bits;
}

typedef struct
{
  const char *text;
  char *collated;
} Word;

static void
word_clear (gpointer data)
{
  g_free (((Word *) data)->collated);
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Word *) a)->collated, ((const Word *) b)->collated);
}

/* Returns: (transfer full): text to its place among all texts of @column; equal ones share one.
 * Numbers in names count as numbers: b2 is before b10. */
static GHashTable *
rank_texts (const BsTable *table, const guint32 *rows, guint n_rows, guint column)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  GHashTable *ranks = g_hash_table_new (NULL, NULL);
  guint rank = 0;

  g_array_set_clear_func (words, word_clear);
  for (guint i = 0; i < n_rows; i++)
    {
      const char *text = bs_table_peek_text (table, rows[i], column);

      if (text != NULL && g_hash_table_add (ranks, (gpointer) text))
        {
          Word word = { text, g_utf8_collate_key_for_filename (text, -1) };

          g_array_append_val (words, word);
        }
    }

  g_array_sort (words, compare_words);
  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = &g_array_index (words, Word, i);

      if (i > 0 && compare_words (word, word - 1) != 0)
        rank = i;
      g_hash_table_insert (ranks, (gpointer) word->text, GUINT_TO_POINTER (rank));
    }

  return ranks;
}

static gint64
get_key (const BsTable *table, guint row, guint column, GHashTable *ranks)
{
  switch (bs_table_get_column_kind (table, column))
    {
    case BS_COLUMN_TEXT:
      return GPOINTER_TO_UINT (
          g_hash_table_lookup (ranks, bs_table_peek_text (table, row, column)));

    case BS_COLUMN_REAL:
      return real_key (bs_table_get_real (table, row, column));

    case BS_COLUMN_INTEGER:
    case BS_COLUMN_DURATION:
    case BS_COLUMN_BOOLEAN:
    default:
      return bs_table_get_integer (table, row, column);
    }
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Key *x = a, *y = b;
  int order = (x->key > y->key) - (x->key < y->key);

  if (x->missing || y->missing)
    return (x->missing > y->missing) - (x->missing < y->missing);

  return GPOINTER_TO_INT (user_data) ? -order : order;
}

static void
sort_rows (const BsTable *table, guint column, gboolean descending, GArray *rows)
{
  g_autofree Key *keys = g_new (Key, MAX (rows->len, 1));
  guint32 *row = (guint32 *) (gpointer) rows->data;
  g_autoptr (GHashTable) ranks = NULL;

  if (bs_table_get_column_kind (table, column) == BS_COLUMN_TEXT)
    ranks = rank_texts (table, row, rows->len, column);
  for (guint i = 0; i < rows->len; i++)
    {
      gboolean missing = bs_table_is_missing (table, row[i], column);

      keys[i] = (Key){ missing ? 0 : get_key (table, row[i], column, ranks), row[i], missing };
    }

  /* This sort is stable. */
  g_qsort_with_data (keys, (int) rows->len, sizeof (Key), compare_keys,
                     GINT_TO_POINTER (descending));
  for (guint i = 0; i < rows->len; i++)
    row[i] = keys[i].row;
}

GArray *
bs_table_order_new (const BsTable *table, int column, gboolean descending, const char *filter,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!add_rows (table, filter, rows, cancellable, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (column >= 0 && (guint) column < bs_table_get_n_columns (table))
    sort_rows (table, (guint) column, descending, rows);

  return g_steal_pointer (&rows);
}
