/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the notes beside a trace; what is accepted must write and read back the same. */
#include "config.h"

#include <string.h>

#include "profiles/files/policy-file.h"
#include "profiles/replay/sidecar.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 8000;
const char *const bs_fuzz_words[] = { "{",
                                      "}",
                                      "[",
                                      "]",
                                      "\"",
                                      ",",
                                      ":",
                                      "null",
                                      "true",
                                      "-1",
                                      "1e9",
                                      "4294967295",
                                      "18446744073709551616",
                                      "\\ud800",
                                      "\\n",
                                      "\"id\"",
                                      "\"text\"",
                                      "\"decision\"",
                                      "\"parent\"",
                                      "\"table\"",
                                      "\"policy\"",
                                      "\"beam\"",
                                      "\"view\"",
                                      "\"notes\": [",
                                      "[[[[[[[[",
                                      NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsSidecar) self = bs_sidecar_parse ("input", (const char *) data, size, &error);

  g_assert_true ((self == NULL) == (error != NULL));
  if (self != NULL)
    {
      g_autofree char *text = bs_sidecar_to_string (self);
      g_autoptr (BsSidecar) again = bs_sidecar_parse ("again", text, strlen (text), &error);
      g_autofree char *again_text = NULL;

      g_assert_no_error (error);
      again_text = bs_sidecar_to_string (again);
      g_assert_cmpstr (text, ==, again_text);
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  static const char small[] = "{\"format\": \"batchscope-notes\", \"version\": 1, \"next_id\": 2,\n"
                              " \"notes\": [{\"id\": 1, \"text\": \"x\", \"created\": \"y\"}]}";
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *table = NULL, *escaped = NULL;

  bs_type_table_intern (fsm->types, "leaf", "F", BS_SHAPE_CELL);
  table = bs_policy_file_to_string (fsm, NULL);
  escaped = g_strescape (table, NULL);
  g_string_append_printf (
      text,
      "{\"format\": \"batchscope-notes\", \"version\": 1, \"trace\": \"00ff\", \"next_id\": 20,\n"
      " \"notes\": [{\"id\": 1, \"text\": \"a \\\"b\\\"\\n\", \"created\": \"2026\", \"decision\": "
      "3},\n  {\"id\": 3, \"text\": \"c\", \"created\": \"2026\", \"changed\": \"2027\", "
      "\"decision\": 3, \"last\": 5},\n  {\"id\": 7, \"text\": \"d\", \"created\": \"2026\", "
      "\"mini_batch\": 0, \"node\": 12}],\n"
      " \"bookmarks\": [{\"id\": 2, \"decision\": 9, \"name\": \"here\"}],\n"
      " \"breakpoints\": [{\"id\": 4, \"predicate\": \"type = 'leaf'\", \"enabled\": false}],\n"
      " \"tables\": [\"%s\"],\n"
      " \"branches\": [{\"id\": 5, \"name\": \"one\", \"decision\": 2, \"type\": \"leaf\", "
      "\"batches\": 9, \"created\": \"2026\"},\n  {\"id\": 6, \"name\": \"two\", \"parent\": "
      "\"one\", \"decision\": 4, \"type\": \"leaf\", \"policy\": \"mine\", \"table\": 0, "
      "\"batches\": 8, \"created\": \"2026\"},\n  {\"id\": 8, \"name\": \"three\", \"decision\": "
      "4, \"type\": \"leaf\", \"policy\": \"beam\", \"beam\": 7, \"seed\": "
      "\"18446744073709551615\", \"batches\": 8, \"created\": \"2026\"}],\n"
      " \"view\": {\"zoom\": [1.5, null]}}\n",
      escaped);
  g_ptr_array_add (seeds, g_bytes_new (text->str, text->len));
  g_ptr_array_add (seeds, g_bytes_new_static (small, strlen (small)));

  return seeds;
}
