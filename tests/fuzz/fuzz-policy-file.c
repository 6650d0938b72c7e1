/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a policy file; what is accepted must write and read back the same. */
#include "config.h"

#include <string.h>

#include "profiles/files/policy-file.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 8000;
const char *const bs_fuzz_words[] = { "{",
                                      "}",
                                      "[",
                                      "]",
                                      "\"",
                                      "null",
                                      "1e999",
                                      "-1",
                                      "\"leaf\"",
                                      ",",
                                      ":",
                                      "true",
                                      "\\u0000",
                                      "\"ready\"",
                                      "\"actions\"",
                                      "\"marks\"",
                                      "\"leads\"",
                                      "\"priorities\"",
                                      "18446744073709551616",
                                      "[[[[[[[[",
                                      NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = bs_policy_file_parse ("input", (const char *) data, size, &error);

  g_assert_true ((fsm == NULL) == (error != NULL));
  if (fsm != NULL)
    {
      g_autofree char *text = bs_policy_file_to_string (fsm, NULL);
      g_autoptr (BsFsm) again = bs_policy_file_parse ("again", text, -1, &error);
      g_autofree char *again_text = NULL;

      g_assert_no_error (error);
      again_text = bs_policy_file_to_string (again, NULL);
      g_assert_cmpstr (text, ==, again_text);
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      g_autoptr (BsFsm) fsm = bs_fsm_new (encoding);
      const char *about[] = { "seed", "1", NULL };
      guint16 key[6] = { 1, 0, 2, 1 };
      guint n;
      char *text;

      bs_type_table_intern (fsm->types, "leaf", "F", BS_SHAPE_CELL);
      bs_type_table_intern (fsm->types, "internal", "I", BS_SHAPE_CELL);
      bs_type_table_intern (fsm->types, "proj", "P", BS_SHAPE_PROJECTION);
      if (encoding != BS_ENCODING_SORT)
        memcpy (key, ((guint16[]){ 0, 1, 2, 1, 3, 0 }), sizeof key);
      bs_fsm_intern_state (fsm, key,
                           encoding == BS_ENCODING_MARKED ? 6
                           : encoding == BS_ENCODING_MAX  ? 4
                                                          : 3);
      if (encoding == BS_ENCODING_MARKED)
        {
          bs_fsm_peek_type (fsm, 0)->component = 2;
          bs_fsm_peek_type (fsm, 1)->priority[3] = 0.5;
        }
      fsm->episodes = 50;
      fsm->act_when_safe = TRUE;
      bs_fsm_get_actions (fsm, 0, &n)[1].q = -3.25;
      bs_fsm_get_actions (fsm, 0, &n)[2].visits = 12;
      text = bs_policy_file_to_string (fsm, about);
      g_ptr_array_add (seeds, g_bytes_new_take (text, strlen (text)));
    }

  return seeds;
}
