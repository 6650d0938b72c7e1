/* SPDX-License-Identifier: Apache-2.0 */
/* Mini-batches as people write them. */
#include "config.h"

#include "app/window/train/train-ranges.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

static gboolean
read_number (const char **at, guint32 n, guint32 *value, char **error)
{
  guint64 number = 0;

  while (g_ascii_isspace (**at))
    (*at)++;
  if (!g_ascii_isdigit (**at))
    {
      *error = g_strdup (_ ("Numbers and ranges, such as 0-3, 5"));
      return FALSE;
    }
  for (; g_ascii_isdigit (**at); (*at)++)
    number = MIN (number * 10 + (guint64) g_ascii_digit_value (**at), G_MAXUINT32);
  while (g_ascii_isspace (**at))
    (*at)++;
  if (number >= n)
    {
      *error = n > 0 ? g_strdup_printf (
                   _ ("There is no mini-batch %" PRIu64 "; the last one is %u"), number, n - 1)
                     : g_strdup (_ ("There is no mini-batch"));
      return FALSE;
    }
  *value = (guint32) number;
  return TRUE;
}

/* A hyphen, or a dash as books have it. */
static gboolean
skip_dash (const char **at)
{
  if (**at == '-')
    (*at)++;
  else if (g_str_has_prefix (*at, "–"))
    *at += strlen ("–");
  else
    return FALSE;

  return TRUE;
}

static void
sort (GArray *numbers)
{
  guint n = 0;

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++)
    if (i == 0 || g_array_index (numbers, guint32, i) != g_array_index (numbers, guint32, n - 1))
      g_array_index (numbers, guint32, n++) = g_array_index (numbers, guint32, i);
  g_array_set_size (numbers, n);
}

GArray *
bs_train_ranges_parse (const char *text, guint32 n, guint most, char **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  const char *at = text;

  *error = NULL;
  while (g_ascii_isspace (*at))
    at++;
  while (*at != '\0')
    {
      guint32 first, last;

      if (!read_number (&at, n, &first, error))
        return NULL;
      last = first;
      if (skip_dash (&at) && !read_number (&at, n, &last, error))
        return NULL;
      if (last < first || last - first >= most || numbers->len + (last - first) >= most)
        {
          *error = last < first ? g_strdup (_ ("A range begins with its lower number"))
                                : g_strdup_printf (_ ("At most %u"), most);
          return NULL;
        }
      for (guint32 i = first; i <= last; i++)
        g_array_append_val (numbers, i);
      if (*at == ',')
        at++;
      else if (*at != '\0')
        {
          *error = g_strdup (_ ("Numbers and ranges, such as 0-3, 5"));
          return NULL;
        }
      while (g_ascii_isspace (*at))
        at++;
    }
  sort (numbers);

  return g_steal_pointer (&numbers);
}

gboolean
bs_train_ranges_overlap (const GArray *a, const GArray *b, guint32 *which)
{
  for (guint i = 0, k = 0; i < a->len && k < b->len;)
    {
      guint32 left = g_array_index (a, guint32, i), right = g_array_index (b, guint32, k);

      if (left == right)
        {
          *which = left;
          return TRUE;
        }
      if (left < right)
        i++;
      else
        k++;
    }

  return FALSE;
}
