/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target as an ordinary test: its seeds, their beginnings, and seeded mutations. */
#include "config.h"

#include <string.h>

#include "engine/random.h"
#include "tests/fuzz/fuzz.h"

static void
run (const GByteArray *input)
{
  /* An exact copy, so that a sanitizer sees a read past the end. */
  g_autofree guint8 *copy = g_memdup2 (input->data, MAX (input->len, 1));

  LLVMFuzzerTestOneInput (copy, input->len);
}

static void
mutate (GByteArray *input, BsRandom *random)
{
  guint n_words = g_strv_length ((char **) bs_fuzz_words);
  guint at = input->len > 0 ? bs_random_below (random, input->len) : 0;
  guint wanted = 1 + bs_random_below (random, 16);
  guint length = MIN (wanted, input->len - at);
  guint8 byte = (guint8) bs_random_next (random);

  switch (bs_random_below (random, 7))
    {
    case 0: /* another byte */
      if (input->len > 0)
        input->data[at] = byte;
      break;
    case 1: /* one bit */
      if (input->len > 0)
        input->data[at] ^= 1u << (byte & 7);
      break;
    case 2: /* take a piece out */
      if (length > 0)
        g_byte_array_remove_range (input, at, length);
      break;
    case 3: /* cut the end off */
      g_byte_array_set_size (input, at);
      break;
    case 4: /* repeat a piece at the end */
      {
        g_autofree guint8 *piece = g_memdup2 (input->data + at, MAX (length, 1));

        g_byte_array_append (input, piece, length);
        break;
      }
    case 5: /* overwrite with a word */
      if (n_words > 0)
        {
          const char *word = bs_fuzz_words[bs_random_below (random, n_words)];
          gsize n = MIN (strlen (word), input->len - at);

          if (n > 0)
            memcpy (input->data + at, word, n);
        }
      break;
    default: /* insert a word */
      if (n_words > 0)
        {
          const char *word = bs_fuzz_words[bs_random_below (random, n_words)];
          guint old = input->len, n = strlen (word);

          g_byte_array_set_size (input, old + n);
          memmove (input->data + at + n, input->data + at, old - at);
          memcpy (input->data + at, word, n);
        }
    }
}

static void
test_seeds (void)
{
  g_autoptr (GPtrArray) seeds = bs_fuzz_seeds ();

  for (guint i = 0; i < seeds->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, i), &size);
      gsize step = MAX (1, size / 200);

      for (gsize n = 0; n <= size; n += step)
        {
          g_autoptr (GByteArray) input = g_byte_array_new ();

          g_byte_array_append (input, data, n);
          run (input);
        }
    }
}

static void
test_mutations (void)
{
  g_autoptr (GPtrArray) seeds = bs_fuzz_seeds ();
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint i = 0; i < bs_fuzz_rounds; i++)
    {
      GBytes *seed = g_ptr_array_index (seeds, bs_random_below (&random, seeds->len));
      g_autoptr (GByteArray) input = g_byte_array_new ();
      guint n_changes = 1 + bs_random_below (&random, 6);

      g_byte_array_append (input, g_bytes_get_data (seed, NULL), g_bytes_get_size (seed));
      for (guint k = 0; k < n_changes; k++)
        mutate (input, &random);
      run (input);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/seeds", test_seeds);
  g_test_add_func ("/fuzz/mutations", test_mutations);

  return g_test_run ();
}
