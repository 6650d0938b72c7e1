/* SPDX-License-Identifier: Apache-2.0 */
/* Node types by name. */
#include "config.h"

#include "engine/type-table.h"

#include <string.h>

static const char *const shape_names[BS_N_SHAPES] = {
  "cell", "elementwise", "projection", "loss", "lookup", "reduce",
};

const char *
bs_shape_to_string (BsShape shape)
{
  return shape < BS_N_SHAPES ? shape_names[shape] : "?";
}

gboolean
bs_shape_from_string (const char *text, BsShape *shape)
{
  for (guint i = 0; i < BS_N_SHAPES; i++)
    if (g_str_equal (text, shape_names[i]))
      {
        *shape = i;
        return TRUE;
      }

  return FALSE;
}

BsTypeTable *
bs_type_table_new (void)
{
  BsTypeTable *self = g_new0 (BsTypeTable, 1);

  g_atomic_int_set (&self->refs, 1);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->letters = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

BsTypeTable *
bs_type_table_ref (BsTypeTable *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_type_table_unref (BsTypeTable *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->letters);
  for (guint i = 0; i < self->n_types; i++)
    {
      g_free (self->types[i].name);
      g_free (self->types[i].letter);
    }
  g_free (self->types);
  g_free (self);
}

static gboolean
letter_is_free (BsTypeTable *self, const char *letter)
{
  return letter[0] != '\0' && !g_hash_table_contains (self->letters, letter);
}

/* The first character, then pairs of it with a later one, then any free pair of base 36. */
static char *
make_letter (BsTypeTable *self, const char *name)
{
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  gunichar first;
  char letter[13];
  int length;

  if (*name != '\0' && g_utf8_validate (name, -1, NULL))
    {
      first = g_unichar_toupper (g_utf8_get_char (name));
      length = g_unichar_to_utf8 (first, letter);
      letter[length] = '\0';
      if (letter_is_free (self, letter))
        return g_strdup (letter);

      for (const char *p = g_utf8_next_char (name); *p != '\0'; p = g_utf8_next_char (p))
        {
          letter[length + g_unichar_to_utf8 (g_utf8_get_char (p), letter + length)] = '\0';
          if (g_unichar_isalnum (g_utf8_get_char (p)) && letter_is_free (self, letter))
            return g_strdup (letter);
        }
    }

  for (; self->next_pair < 36 * 36; self->next_pair++)
    {
      letter[0] = digits[self->next_pair / 36];
      letter[1] = digits[self->next_pair % 36];
      letter[2] = '\0';
      if (letter_is_free (self, letter))
        return g_strdup (letter);
    }

  return g_strdup_printf ("%u", self->n_types);
}

guint
bs_type_table_intern (BsTypeTable *self, const char *name, const char *letter, BsShape shape)
{
  int known = bs_type_table_lookup (self, name);
  BsType *type;

  if (known >= 0)
    return known;
  if (self->n_types >= BS_MAX_TYPES)
    return BS_MAX_TYPES;

  if (self->n_types == self->capacity)
    {
      self->capacity = MAX (8, 2 * self->capacity);
      self->types = g_renew (BsType, self->types, self->capacity);
    }

  type = &self->types[self->n_types];
  type->name = g_strdup (name);
  type->letter = letter != NULL && letter_is_free (self, letter) ? g_strdup (letter)
                                                                 : make_letter (self, name);
  type->shape = shape;
  g_hash_table_insert (self->ids, type->name, GUINT_TO_POINTER (self->n_types + 1));
  g_hash_table_add (self->letters, type->letter);

  return self->n_types++;
}

int
bs_type_table_lookup (const BsTypeTable *self, const char *name)
{
  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, name)) - 1;
}
